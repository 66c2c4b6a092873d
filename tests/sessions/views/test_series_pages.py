"""Moving a series, ending it and taking that back: what is shown first, what is then done, and who may."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Person
from sessions import dates
from sessions.models import Series
from tests import factories
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, same_but_for_the_address, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
LIST = "/groups/friday-circle/timetable/"


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def lead(browse: Browse, facilitator: Person) -> Client:
    return browse(facilitator)


@pytest.fixture
def usual(group: SupportGroup, now: dt.datetime) -> Series:
    made = factories.SeriesFactory(group=group, venue=group.venue, capacity=12)
    dates.make_for(series=made, until=day(70), now=now)
    return made


def address(usual: Series, way: str) -> str:
    return f"/groups/friday-circle/series/{usual.ref}/{way}/"


def moved(usual: Series, **facts: Any) -> dict[str, Any]:
    weekday = (usual.first_on.weekday() + 1) % 7
    sent = {"from_on": f"{day(10)}", "weekday": f"{weekday}", "starts": "18:30", "minutes": "90"}
    return {**sent, "venue": f"{usual.venue_id}", **facts}


def ended(**facts: Any) -> dict[str, Any]:
    return {"last_on": f"{day(10)}", "reason": "We meet elsewhere now", **facts}


def say_yes(lead: Client, page: str, sent: dict[str, Any]) -> Any:
    shown = lead.post(page, sent)
    return lead.post(page, {**sent, "save": shown.context["as_read"]})


def test_what_moves_is_shown_first_then_done_and_taken_back(lead: Client, usual: Series) -> None:
    factories.PlaceFactory(session=usual.sessions.get(on=day(14)))
    page = lead.get(address(usual, "move"))
    assert_calm(page)
    assert_safe(page)
    assert page.context["form"]["minutes"].value() == 120

    shown = lead.post(address(usual, "move"), moved(usual))
    was, goes_to = (f"{one:%A} {one.day} {one:%B}" for one in (day(14), day(15)))
    assert f"{was} goes to {goes_to}, 6.30pm, {usual.venue}" in words_of(shown)
    assert "1 person has asked for something on these dates" in words_of(shown)
    assert_calm(shown)
    assert (Series.objects.count(), Message.objects.count()) == (1, 0)

    answer = say_yes(lead, address(usual, "move"), moved(usual))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    listed = words_of(lead.get(LIST))
    assert "Those who asked are told in two minutes" in listed
    assert "Then it was moved." in listed
    follower = usual.followed_by.get()
    assert follower.sessions.filter(on=day(15), starts_local=dt.time(18, 30)).exists()

    asked = lead.get(address(follower, "take-back"))
    assert_calm(asked)
    assert "Before, it was:" in words_of(asked)
    back = lead.post(address(follower, "take-back"), {"seen": asked.context["seen"]}, follow=True)
    assert "Taken back. Its dates are what they were." in words_of(back)
    assert usual.sessions.filter(on=day(14)).exists()


def test_what_ends_is_shown_first_then_done_and_taken_back(lead: Client, usual: Series) -> None:
    page = lead.get(address(usual, "end"))
    assert_calm(page)
    shown = lead.post(address(usual, "end"), ended())
    assert f"{day(14):%A} {day(14).day} {day(14):%B}" in words_of(shown)
    assert "Nobody has asked for any of these dates" in words_of(shown)
    assert_calm(shown)
    assert usual.sessions.filter(state="cancelled").count() == 0

    say_yes(lead, address(usual, "end"), ended())
    assert "It goes on after all" in words_of(lead.get(LIST))
    gone = usual.sessions.get(on=day(14))
    assert "We meet elsewhere now" in words_of(lead.get(f"/sessions/{gone.ref}/"))
    asked = lead.get(address(usual, "take-back"))
    lead.post(address(usual, "take-back"), {"seen": asked.context["seen"]})
    assert not usual.sessions.exclude(state="planned").exists()


def test_a_new_day_on_which_the_group_is_not_open_is_said_and_so_is_that_all_stay_or_none_is_on(
    lead: Client, usual: Series
) -> None:
    run = usual.group.runs.get()
    run.ended_on, run.ended_as = day(14), "paused"
    run.save()
    assert ": the group is not open then" in words_of(lead.post(address(usual, "move"), moved(usual)))

    usual.sessions.update(starts_local=dt.time(10))
    shown = words_of(lead.post(address(usual, "move"), moved(usual)))
    assert "Changed by hand, so they stay" in shown
    assert "is made yet" not in shown
    usual.sessions.update(state="cancelled")
    assert "None of its dates after that day is on." in words_of(lead.post(address(usual, "end"), ended()))


def test_behind_the_end_of_its_group_none_is_moved_and_whoever_may_is_led_to_opening_it(
    lead: Client, browse: Browse, coordinator: Person, usual: Series
) -> None:
    usual.group.runs.update(ended_on=day(8), ended_as="closed", reason="We are done, and well.")

    for client, may_open in ((lead, False), (browse(coordinator), True)):
        page = client.post(address(usual, "move"), moved(usual))
        assert "By then the group has ended for good" in errors_of(page)
        assert ('href="/groups/friday-circle/runs/"' in markup_of(page)) == may_open
    assert "Is this right?" in words_of(lead.post(address(usual, "move"), moved(usual, from_on=f"{day(1)}")))


def test_asked_once_more_when_something_changed_since(lead: Client, usual: Series) -> None:
    shown = lead.post(address(usual, "end"), ended())
    factories.PlaceFactory(session=usual.sessions.get(on=day(14)))

    page = lead.post(address(usual, "end"), ended(save=shown.context["as_read"]))

    assert "Something changed, so we ask once more." in words_of(page)
    assert "1 person has asked" in words_of(page)
    usual.refresh_from_db()
    assert usual.ended_on is None


def test_said_twice_it_is_done_once(lead: Client, usual: Series) -> None:
    for way, sent in (("move", moved(usual)), ("end", ended())):
        one = usual if way == "move" else usual.followed_by.get()
        shown = lead.post(address(one, way), sent)
        answers = [lead.post(address(one, way), {**sent, "save": shown.context["as_read"]}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
    assert Series.objects.count() == 2


@pytest.mark.parametrize(
    ("way", "changed", "sentence"),
    [
        ("move", {"from_on": ""}, "Choose a day."),
        ("move", {"from_on": "9999-12-31"}, "That is more than five years away."),
        ("move", {"from_on": f"{day(0)}"}, "Choose a day from tomorrow on."),
        ("move", {"weekday": "9"}, "Choose one from the list."),
        ("move", {"starts": "\x00"}, "Write the time like 19:00."),
        ("move", {"starts": "23:30"}, "It would go past midnight."),
        ("move", {"minutes": "a few"}, "Write a whole number from 10 to 720."),
        ("move", {"venue": "9" * 30}, "Choose one from the list."),
        ("end", {"last_on": "2020-01-03"}, "That day is over. Choose a day from today on."),
        ("end", {"last_on": "tomorrow"}, "Write the day like 27/11/2026"),
        ("end", {"reason": ""}, "Say in a few words why"),
        ("end", {"reason": "\x00"}, "Please leave out marks that cannot be seen."),
        ("end", {"reason": "x" * 201}, "Please use up to 200 letters."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_written(
    lead: Client, usual: Series, way: str, changed: dict[str, str], sentence: str
) -> None:
    sent = moved(usual, **changed) if way == "move" else ended(**changed)
    page = lead.post(address(usual, way), {**sent, "save": "yes"})

    assert page.status_code == 200
    assert sentence in errors_of(page)
    assert "Is this right?" not in words_of(page)
    usual.refresh_from_db()
    assert (usual.ended_on, Series.objects.count()) == (None, 1)


def test_a_venue_of_another_organisation_cannot_be_chosen(lead: Client, usual: Series) -> None:
    page = lead.post(address(usual, "move"), moved(usual, venue=factories.VenueFactory().pk))
    assert "Choose one from the list." in errors_of(page)


def test_from_an_older_page_nothing_is_taken_back(lead: Client, usual: Series) -> None:
    say_yes(lead, address(usual, "end"), ended())
    page = lead.post(address(usual, "take-back"), {"seen": "x"}, follow=True)
    assert "Somebody else changed this" in words_of(page)
    assert "There is nothing to take back" in words_of(
        lead.get(address(factories.SeriesFactory(group=usual.group), "take-back"))
    )


def test_the_list_asks_as_many_questions_however_many_series_there_are(lead: Client, usual: Series) -> None:
    before = len(queries_of(lead, LIST))
    for _ in range(3):
        factories.SeriesFactory(group=usual.group, follows=usual, venue=usual.venue)
    assert len(queries_of(lead, LIST)) == before


@pytest.mark.parametrize("way", ["move", "end", "take-back"])
@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("volunteer", 403), ("regular", 403), ("stranger", 404)]
)
def test_only_those_who_lead_say_such_things(
    request: pytest.FixtureRequest, browse: Browse, usual: Series, way: str, who: str, status: int
) -> None:
    client = browse(request.getfixturevalue(who))
    abroad = factories.SeriesFactory()
    mine, theirs = client.get(address(usual, way)), client.get(address(abroad, way))
    assert mine.status_code == status
    assert theirs.status_code == (403 if status == 403 else 404)
    if status == 404:
        assert same_but_for_the_address(mine) == same_but_for_the_address(theirs)
