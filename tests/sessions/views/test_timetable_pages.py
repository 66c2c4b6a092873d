"""Planning a weekly series: the form, the preview, saving; and who may."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Stage, SupportGroup
from members.models import Network, Person
from sessions.models import GroupSession, Series
from tests import factories
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, same_but_for_the_address, title_of, words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
NEW = "/groups/friday-circle/timetable/new/"
FRIDAY = "4"


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def form(**changed: Any) -> dict[str, Any]:
    sent = {"weekday": FRIDAY, "starts": "19:00", "minutes": "120", "first_on": f"{day(1)}", "last_on": f"{day(60)}"}
    return {**sent, "venue": "", "format": "", "capacity": "", **changed}


@pytest.fixture
def lead(browse: Browse, facilitator: Person) -> Client:
    return browse(facilitator)


def preview(lead: Client, **changed: Any) -> Any:
    return lead.post(NEW, form(**changed))


def save(lead: Client, **changed: Any) -> Any:
    """Ask for the preview, and press its button."""
    shown = preview(lead, **changed)
    return lead.post(NEW, form(**changed, save=shown.context["form"].as_read))


def test_the_form_begins_with_what_the_group_usually_does(lead: Client, group: SupportGroup) -> None:
    page = lead.get(NEW)

    for field, usual in (("venue", group.venue_id), ("format", group.format_id), ("capacity", 12), ("minutes", 120)):
        assert page.context["form"][field].value() in (usual, getattr(group, field, usual))
    begins = (page.context["form"]["starts"].value(), page.context["form"]["first_on"].value())
    assert begins == (dt.time(19), group.network.today(timezone.now()))
    assert "You see the next dates before anything is saved." in words_of(page)
    assert_calm(page)
    assert_safe(page)


@pytest.mark.parametrize(
    ("kind", "main", "empty"),
    [
        ("support", "Plan a weekly series", "Plan a weekly series, and its dates appear here."),
        ("course", "Add the dates of a course", "Add the dates of a course, and they appear here."),
        ("event", "Add one date", "Add one date, and it appears here."),
    ],
)
def test_the_list_puts_first_what_a_group_of_its_kind_does(
    lead: Client, group: SupportGroup, kind: str, main: str, empty: str
) -> None:
    SupportGroup.objects.update(kind=kind)

    page = lead.get("/groups/friday-circle/timetable/")

    assert re.findall(r'class="button-main"[^>]*>([^<]*)<', markup_of(page)) == [main]
    assert empty in words_of(page)
    assert ("One weekly series makes its own dates" in words_of(page)) == (kind == "support")
    assert_calm(page)


def test_the_form_calls_a_date_what_the_group_does(lead: Client, group: SupportGroup) -> None:
    assert "How the evening goes" in words_of(lead.get(NEW))
    SupportGroup.objects.update(noun="workshop")
    assert "How the workshop goes" in words_of(lead.get(NEW))


def test_first_the_dates_are_shown_and_nothing_is_written(lead: Client) -> None:
    page = preview(lead)

    fridays = [day(n) for n in range(1, 61) if day(n).weekday() == 4]
    for friday in fridays[:6]:
        assert f"Friday {friday.day} {friday:%B}" in words_of(page)
    assert "7pm to 9pm" in words_of(page)
    assert f"And so on, until {day(60):%A}" in words_of(page)
    assert Series.objects.count() == GroupSession.objects.count() == 0
    assert_calm(page)


def test_a_short_series_says_that_those_are_all(lead: Client) -> None:
    words = words_of(preview(lead, first_on=f"{day(1)}", last_on=f"{day(14)}"))

    assert "Those are all of them." in words
    assert "And so on" not in words


def test_a_plan_that_takes_longer_than_the_evening_is_said_and_stops_nobody(
    browse: Browse, lead: Client, coordinator: Person, group: SupportGroup
) -> None:
    for position, minutes in enumerate((30, 105, None), 1):
        Stage.objects.create(format=group.format, position=position, kind="learning", title="A talk", minutes=minutes)
    said = "The parts of its plan take 2 hours 15 minutes, and the evening takes 2 hours. You can choose another plan"

    page = preview(browse(coordinator), format=group.format_id)
    assert said in words_of(page)
    assert 'href="/groups/friday-circle/change/"' in markup_of(page)
    assert_calm(page)
    page = preview(lead, format=group.format_id)
    assert said in words_of(page)
    assert "/groups/friday-circle/change/" not in markup_of(page)
    assert said not in words_of(preview(lead))
    assert "The parts of its plan" not in words_of(preview(lead, format=group.format_id, minutes="135"))
    assert save(lead, format=group.format_id).status_code == 302


def test_saying_yes_plans_the_dates(lead: Client, group: SupportGroup) -> None:
    answer = save(lead, venue=group.venue_id, format=group.format_id, capacity="9")

    assert (answer.status_code, answer["Location"]) == (302, "/groups/friday-circle/timetable/")
    series = Series.objects.get()
    assert (series.capacity, series.venue, series.format) == (9, group.venue, group.format)
    dates = list(series.sessions.order_by("on"))
    assert [date.on.weekday() for date in dates] == [4] * len(dates)
    assert len(dates) >= 8
    page = lead.get("/groups/friday-circle/timetable/")
    assert "The dates are planned. Everyone can see them now." in words_of(page)
    assert "Fridays, 7pm to 9pm" in words_of(page)
    assert f"/sessions/{dates[0].ref}/" in markup_of(page)


def test_changing_something_after_the_preview_shows_the_dates_again(lead: Client) -> None:
    shown = preview(lead)

    page = lead.post(NEW, form(starts="18:30", save=shown.context["form"].as_read))

    assert "You changed something, so we show the dates once more" in words_of(page)
    assert "6.30pm to 8.30pm" in words_of(page)
    assert Series.objects.count() == 0


def test_the_same_post_twice_is_one_series(lead: Client) -> None:
    assert [save(lead).status_code for _ in range(2)] == [302, 302]

    assert Series.objects.count() == 1
    assert GroupSession.objects.values("on").distinct().count() == GroupSession.objects.count()


def test_a_group_that_is_not_open_is_told_when_its_dates_appear(lead: Client, group: SupportGroup) -> None:
    group.runs.all().delete()

    save(lead)

    assert Series.objects.count() == 1
    words = words_of(lead.get("/groups/friday-circle/timetable/"))
    assert "Its dates appear when the group is open and they are nearer." in words
    assert "No dates ahead" in words


@pytest.mark.parametrize("ends", [-1, 0])
def test_a_group_that_ends_before_the_first_date_is_opened_first_by_whoever_may(
    browse: Browse, lead: Client, coordinator: Person, group: SupportGroup, ends: int
) -> None:
    shown = preview(lead)
    group.runs.update(ended_on=day(ends), ended_as="closed", reason="We are done, and well.")

    for client, may_open in ((lead, False), (browse(coordinator), True)):
        for sent in (form(), form(save=shown.context["form"].as_read)):
            page = client.post(NEW, sent)
            assert "By then the group has ended for good" in errors_of(page)
            assert "Is this right?" not in words_of(page)
            assert ('href="/groups/friday-circle/runs/"' in markup_of(page)) == may_open
            assert_calm(page)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weekday": ""}, "Choose a day of the week."),
        ({"weekday": "7"}, "Choose one from the list."),
        ({"weekday": "\x00"}, "Choose one from the list."),
        ({"starts": ""}, "Choose a time."),
        ({"starts": "25:00"}, "Write the time like 19:00."),
        ({"starts": "seven"}, "Write the time like 19:00."),
        ({"starts": "\x00"}, "Write the time like 19:00."),
        ({"minutes": ""}, "Write a whole number from 10 to 720."),
        ({"minutes": "9"}, "Write a whole number from 10 to 720."),
        ({"minutes": "1e3"}, "Write a whole number from 10 to 720."),
        ({"minutes": "9" * 5000}, "Write a whole number from 10 to 720."),
        ({"starts": "23:00", "minutes": "60"}, "It would go past midnight."),
        ({"first_on": ""}, "Choose a day."),
        ({"first_on": "2027-02-30"}, "Write the day like 27/11/2026"),
        ({"first_on": "tomorrow"}, "Write the day like 27/11/2026"),
        ({"first_on": "2020-01-03"}, "That day is over. Choose a day from today on."),
        ({"first_on": "0001-01-01"}, "That day is over. Choose a day from today on."),
        ({"first_on": "2999-01-01", "last_on": ""}, "That is more than five years away."),
        ({"last_on": "9999-12-31"}, "That is more than five years away."),
        ({"last_on": "2020-01-03"}, "The last day is before the first. Choose a later one."),
        ({"capacity": "-1"}, "Write a whole number from 0 to 1000."),
        ({"capacity": "1001"}, "Write a whole number from 0 to 1000."),
        ({"capacity": "a few"}, "Write a whole number from 0 to 1000."),
        ({"capacity": "2.5"}, "Write a whole number from 0 to 1000."),
        ({"venue": "99999999999999999999999"}, "Choose one from the list."),
        ({"venue": "\x00"}, "Choose one from the list."),
        ({"format": "' OR 1=1 --"}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_planned_is_said_in_a_sentence_and_nothing_is_written(
    lead: Client, changed: dict[str, str], sentence: str
) -> None:
    page = lead.post(NEW, form(**changed, save="yes"))

    assert page.status_code == 200
    assert sentence in errors_of(page)
    assert Series.objects.count() == GroupSession.objects.count() == 0
    assert "Is this right?" not in words_of(page)
    assert_calm(page)


def test_what_was_typed_is_kept_when_the_form_comes_back(lead: Client) -> None:
    page = markup_of(lead.post(NEW, form(capacity="a few", starts="18:15")))

    assert 'value="a few"' in page
    assert 'value="18:15"' in page


def test_a_series_without_any_date_is_refused(lead: Client) -> None:
    monday = next(day(n) for n in range(1, 8) if day(n).weekday() == 0)

    page = preview(lead, first_on=f"{monday}", last_on=f"{monday + dt.timedelta(days=2)}")

    assert "There is no such day between the first and the last date." in errors_of(page)


def test_d3_an_hour_that_does_not_exist_is_refused_with_a_sentence(lead: Client) -> None:
    page = preview(lead, weekday="6", starts="01:30", minutes="20", first_on="2027-03-28", last_on="")

    assert "The clocks go forward on Sunday 28 March, so 1.30am does not exist that day." in errors_of(page)
    assert Series.objects.count() == 0


def test_meeting_twice_at_once_is_refused_with_the_day(lead: Client) -> None:
    save(lead)

    page = save(lead, starts="20:00")

    assert "The group already meets on Friday" in errors_of(page)
    assert Series.objects.count() == 1


@pytest.mark.parametrize("field", ["venue", "format"])
def test_what_belongs_to_another_organisation_cannot_be_chosen(lead: Client, field: str) -> None:
    make = factories.VenueFactory if field == "venue" else factories.FormatFactory
    theirs = make()

    page = lead.post(NEW, form(**{field: theirs.pk}, save="yes"))

    assert "Choose one from the list." in errors_of(page)
    assert theirs.name not in markup_of(page)
    assert Series.objects.count() == 0


@pytest.mark.parametrize("capacity", ["", "0"])
def test_no_limit_and_zero_are_two_things(lead: Client, capacity: str) -> None:
    save(lead, capacity=capacity)

    assert Series.objects.get().capacity == (0 if capacity else None)


def test_numbers_in_another_script_are_read(lead: Client) -> None:
    save(lead, capacity="١٢", minutes="９０")

    series = Series.objects.get()
    assert (series.capacity, series.ends_local) == (12, dt.time(20, 30))


@pytest.mark.parametrize("path", ["/groups/{}/timetable/", "/groups/{}/timetable/new/"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("volunteer", 403), ("regular", 403), ("former_facilitator", 404), ("stranger", 404)],
)
def test_only_those_who_lead_plan(
    request: pytest.FixtureRequest, browse: Browse, group: SupportGroup, path: str, who: str, status: int
) -> None:
    client = browse(request.getfixturevalue(who))
    mine, missing = client.get(path.format("friday-circle")), client.get(path.format("there-is-none"))

    assert (mine.status_code, missing.status_code) == (status, 404)
    if status == 403:
        assert title_of(mine).startswith("This page is for other people")
        assert "That is for the facilitators and coordinators of this group. Ask one of them." in words_of(mine)
    if status == 404:
        assert same_but_for_the_address(mine) == same_but_for_the_address(missing)
    assert client.post(NEW, form(save="yes")).status_code == status
    assert Series.objects.count() == 0


def test_whoever_is_not_logged_in_is_asked_to_before_anything_is_looked_up(
    client: Client, group: SupportGroup, network: Network
) -> None:
    factories.SupportGroupFactory(network=network, slug="hush", found_by="staff")
    for slug in ("friday-circle", "hush", "there-is-none"):
        for path in (f"/groups/{slug}/timetable/", f"/groups/{slug}/timetable/new/"):
            answer = client.get(path)
            assert answer.status_code == 302
            assert answer["Location"] == f"/accounts/login/code/?next={path.replace('/', '%2F')}"
            assert client.post(path, form()).status_code in (302, 405)
