"""One date: change it, cancel it with a public reason, put it on again, put it back to the usual; and who may."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Person
from sessions import series, timetable
from sessions.models import GroupSession
from tests import factories
from tests.pages import assert_calm, errors_of, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
PUT_BACK = "Put it back to the usual"
WAYS = ("change", "cancel", "reinstate", "put-back")


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def lead(browse: Browse, facilitator: Person) -> Client:
    return browse(facilitator)


def post(lead: Client, session: GroupSession, way: str, **sent: Any) -> Any:
    return lead.post(f"/sessions/{session.ref}/{way}/", sent, follow=True)


def times(session: GroupSession, **changed: Any) -> dict[str, Any]:
    usual = {
        "on": f"{session.on}",
        "starts": "19:00",
        "ends": "21:00",
        "venue": session.venue_id or "",
        "capacity": "12",
    }
    return {**usual, **changed}


def facts(session: GroupSession) -> Any:
    return GroupSession.objects.filter(pk=session.pk).values().get()


def test_changing_moves_it_and_those_who_asked_are_told(lead: Client, session: GroupSession) -> None:
    factories.PlaceFactory(session=session)

    page = post(lead, session, "change", **times(session, on=f"{day(9)}", starts="18.30"))

    assert "Changed. Those who asked for a place or a reminder are told." in words_of(page)
    session.refresh_from_db()
    assert (session.on, session.starts_local) == (day(9), dt.time(18, 30))
    assert Message.objects.filter(purpose="evening-changed").count() == 1


def test_a_change_that_moves_nothing_does_not_say_that_people_are_told(lead: Client, session: GroupSession) -> None:
    factories.PlaceFactory(session=session)

    page = post(lead, session, "change", **times(session, capacity="15"))

    assert "so nobody is written to" in words_of(page)
    assert (facts(session)["capacity"], Message.objects.count()) == (15, 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on": ""}, "Choose a day."),
        ({"on": "31/02/2027"}, "Write the day like 27/11/2026"),
        ({"on": "2020-01-03"}, "That day is over."),
        ({"on": "9999-12-31"}, "That is more than five years away."),
        ({"starts": "\x00"}, "Write the time like 19:00."),
        ({"ends": ""}, "Choose a time."),
        ({"ends": "18:59"}, "It has to end later the same day than it starts."),
        ({"ends": "19:00"}, "It has to end later the same day than it starts."),
        ({"on": "2027-03-28", "starts": "01:30"}, "so 1.30am does not exist that day."),
        ({"capacity": "1001"}, "Write a whole number from 0 to 1000."),
        ({"capacity": "-1"}, "Write a whole number from 0 to 1000."),
        ({"venue": "0"}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_is_said_and_the_date_stays(
    lead: Client, session: GroupSession, changed: dict[str, str], sentence: str
) -> None:
    before = facts(session)

    page = post(lead, session, "change", **times(session, **changed))

    assert sentence in errors_of(page)
    assert facts(session) == before
    assert_calm(page)


def test_a_hall_of_another_organisation_cannot_be_chosen(lead: Client, session: GroupSession) -> None:
    theirs = factories.VenueFactory()

    page = post(lead, session, "change", **times(session, venue=theirs.pk))

    assert "Choose one from the list." in errors_of(page)
    assert facts(session)["venue_id"] == session.venue_id


def test_cancelling_says_why_to_everyone_and_twice_is_once(lead: Client, session: GroupSession) -> None:
    factories.PlaceFactory(session=session)
    pages = [post(lead, session, "cancel", reason="The hall & café are shut; DROP TABLE x") for _ in range(2)]

    for page in pages:
        assert "Cancelled. Those who asked are told in two minutes; until then you can undo it." in words_of(page)
    public = Client().get(f"/sessions/{session.ref}/")
    assert "The hall & café are shut; DROP TABLE x" in words_of(public)
    assert "<b>hall" not in public.content.decode()
    assert Message.objects.filter(purpose="evening-cancelled").count() == 1
    assert "It is cancelled already" in words_of(lead.get(f"/sessions/{session.ref}/cancel/"))


def test_cancelled_so_near_that_people_are_told_at_once_is_said(lead: Client, session: GroupSession) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    GroupSession.objects.update(starts_at=soon, ends_at=soon + dt.timedelta(hours=2))

    assert "those who asked are told at once" in words_of(post(lead, session, "cancel", reason="Ill"))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say in a few words why"),
        (" \n ", "Say in a few words why"),
        ("x" * 201, "Please use up to 200 letters."),
        ("a\x00", "Please leave out marks that cannot be seen."),
        ("\u202etuhs", "marks that cannot be seen"),
        ("<b>shut", "Please leave out < and >"),
        ("shut\x07", "without marks that cannot be seen"),
    ],
)
def test_a_cancellation_needs_a_reason_that_can_be_read(
    lead: Client, session: GroupSession, reason: str, sentence: str
) -> None:
    page = post(lead, session, "cancel", reason=reason)

    assert sentence in errors_of(page)
    assert facts(session)["state"] == "planned"
    assert_calm(page)


def test_putting_it_on_again_and_twice_is_once(lead: Client, session: GroupSession, now: dt.datetime) -> None:
    timetable.cancel(session=session, reason="Snow", now=now)

    assert "Put it on again" in words_of(lead.get(f"/sessions/{session.ref}/reinstate/"))
    pages = [post(lead, session, "reinstate") for _ in range(2)]

    assert all("It is on again. Those who asked are told." in words_of(page) for page in pages)
    assert facts(session)["state"] == "planned"
    assert "It is on. There is nothing to do." in words_of(lead.get(f"/sessions/{session.ref}/reinstate/"))


def test_a_date_of_a_series_is_put_back_exactly(lead: Client, group: SupportGroup, now: dt.datetime) -> None:
    plan = series.Plan(
        rule="FREQ=DAILY",
        first_on=day(5),
        last_on=day(5),
        starts=dt.time(19),
        ends=dt.time(21),
        venue=group.venue,
        format=None,
        capacity=7,
    )
    session = series.plan_weekly(group=group, plan=plan, now=now, ahead_until=day(9)).sessions.get()
    assert PUT_BACK not in words_of(lead.get(f"/sessions/{session.ref}/change/"))
    post(lead, session, "change", **times(session, on=f"{day(6)}", venue="", capacity=""))

    assert PUT_BACK in words_of(lead.get(f"/sessions/{session.ref}/change/"))
    assert "7pm to 9pm" in words_of(lead.get(f"/sessions/{session.ref}/put-back/"))
    page = post(lead, session, "put-back")

    assert "This date is as it usually is." in words_of(page)
    now_is = facts(session)
    assert (now_is["on"], now_is["venue_id"], now_is["capacity"]) == (day(5), group.venue_id, 7)


def test_a_date_that_stands_alone_has_no_usual(lead: Client, session: GroupSession) -> None:
    page = lead.get(f"/sessions/{session.ref}/put-back/")

    assert "This date stands alone, so it has no usual day and time." in words_of(page)


@pytest.mark.parametrize("way", WAYS)
def test_what_has_begun_stays_as_it_was(lead: Client, group: SupportGroup, way: str) -> None:
    state = "cancelled" if way == "reinstate" else "planned"
    over = factories.GroupSessionFactory(group=group, on=day(-3), state=state)
    before = facts(over)
    sent = {"change": times(over, on=f"{day(3)}"), "cancel": {"reason": "Snow"}}.get(way, {})

    page = post(lead, over, way, **sent)

    assert facts(over) == before
    if way != "put-back":
        assert "has begun" in words_of(page) or "time is over" in words_of(page)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("coordinator", 200), ("volunteer", 403), ("regular", 403), ("former_facilitator", 404), ("stranger", 404)],
)
def test_only_those_who_lead_change_a_date(
    request: pytest.FixtureRequest, browse: Browse, session: GroupSession, way: str, who: str, status: int
) -> None:
    client = browse(request.getfixturevalue(who))
    before = facts(session)
    mine, missing = (client.get(f"/sessions/{ref}/{way}/") for ref in (session.ref, "0" * 12))

    assert (mine.status_code, missing.status_code) == (status, 404)
    if status == 404:
        assert same_but_for_the_address(mine) == same_but_for_the_address(missing)
    if status != 200:
        assert client.post(f"/sessions/{session.ref}/{way}/", {"reason": "Spite"}).status_code == status
        assert facts(session) == before


@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_not_logged_in_is_asked_to_before_anything_is_looked_up(
    client: Client, session: GroupSession, way: str
) -> None:
    for ref in (session.ref, "0" * 12):
        path = f"/sessions/{ref}/{way}/"
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/accounts/login/code/?next={path.replace('/', '%2F')}",
        )
        assert client.post(path)["Location"] == "/accounts/login/code/?next=%2Ftonight%2F"
