"""Shutting a venue on the page: shown first what it cancels, asked once, and taken back as easily."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import SupportGroup, VenueClosure
from members.models import Message, Person
from sessions.models import GroupSession
from tests import factories
from tests.pages import assert_calm, errors_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

WHY = "The hall is needed for the vote."


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def path(session: GroupSession) -> str:
    assert session.venue is not None
    return f"/networks/keep-the-kettle-on/venues/{session.venue.ref}/closures/"


def form(session: GroupSession, **changed: str) -> dict[str, str]:
    return {"from_on": f"{session.on}", "until_on": "", "reason": WHY, **changed}


def say_yes(desk: Client, path: str, sent: dict[str, str], **changed: str) -> Any:
    """Look at what it cancels, and press the button; perhaps with something else typed meanwhile."""
    shown = desk.post(path, sent)
    return desk.post(path, {**sent, "save": shown.context["as_read"], **changed}, follow=True)


def test_first_it_shows_what_it_cancels_and_writes_nothing(desk: Client, path: str, session: GroupSession) -> None:
    assert "Open every day" in words_of(desk.get(path))
    page = desk.post(path, form(session))

    assert "This will be cancelled, and those who asked are told:" in words_of(page)
    assert f"{session.on.day} {session.on:%B}, 7pm: Friday circle" in words_of(page)
    assert_calm(page)
    session.refresh_from_db()
    assert not session.is_cancelled
    assert not VenueClosure.objects.exists()


def test_asked_once_it_is_shut_and_everybody_reads_why(desk: Client, path: str, session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session)
    page = say_yes(desk, path, form(session))

    assert "Shut on those days." in words_of(page)
    assert_calm(page)
    assert f"Cancelled {WHY}" in words_of(Client().get(f"/sessions/{session.ref}/"))
    assert list(Message.objects.values_list("purpose", "recipient")) == [("evening-cancelled", place.person_id)]


def test_what_changed_since_it_was_shown_is_shown_again(
    desk: Client, path: str, session: GroupSession, group: SupportGroup
) -> None:
    shown = desk.post(path, form(session))
    factories.GroupSessionFactory(group=group, on=session.on, starts_local=dt.time(10), ends_local=dt.time(12))
    for sent in (form(session), form(session, reason="No heating")):
        page = desk.post(path, {**sent, "save": shown.context["as_read"]})
        assert "Something changed, so we ask once more." in words_of(page)
    assert not VenueClosure.objects.exists()


def test_days_on_which_nothing_is_planned_can_be_shut(desk: Client, path: str, session: GroupSession) -> None:
    sent = form(session, from_on=f"{session.on + dt.timedelta(days=1)}")
    assert "Nothing is planned here on those days" in words_of(desk.post(path, sent))
    say_yes(desk, path, sent)
    assert VenueClosure.objects.get().until_on == session.on + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"from_on": ""}, "Choose a day."),
        ({"from_on": "soon"}, "Write the day like 27/11/2026"),
        ({"from_on": "2020-01-01"}, "That day is over."),
        ({"from_on": "2020-01-01", "until_on": "2020-01-09"}, "That day is over."),
        ({"until_on": "2020-01-01"}, "The last day is before the first."),
        ({"until_on": "9999-12-31"}, "more than five years away"),
        ({"from_on": "0001-01-01"}, "That day is over."),
        ({"from_on": "0001-01-01", "until_on": "2099-01-01"}, "more than five years ago"),
        ({"until_on": "31/02/2027"}, "Write the day like 27/11/2026"),
        ({"reason": " "}, "Say in a few words why"),
        ({"reason": "x" * 161}, "up to 160 letters"),
        ({"reason": "<b>"}, "Please leave out < and >"),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, path: str, session: GroupSession, sent: dict[str, str], says: str
) -> None:
    page = desk.post(path, form(session, **sent))
    assert says in errors_of(page)
    assert_calm(page)
    assert not VenueClosure.objects.exists()


def test_it_is_taken_back_and_the_page_says_what_is_on_again(desk: Client, path: str, session: GroupSession) -> None:
    say_yes(desk, path, form(session))
    there = f"{path}{VenueClosure.objects.get().ref}/take-back/"
    asked = desk.get(there)
    assert "It will be on again, and those who asked are told:" in words_of(asked)
    assert "7pm: Friday circle" in words_of(asked)
    assert_calm(asked)

    assert "Taken back." in words_of(desk.post(there, follow=True))
    session.refresh_from_db()
    assert session.state == "planned"
    assert [desk.get(there).status_code, desk.post(there).status_code] == [404, 404]


def test_a_group_that_somebody_may_not_find_is_counted_and_not_named(
    desk: Client, path: str, session: GroupSession, coordinator: Person
) -> None:
    """Halls belong to no area, groups do."""
    far = factories.SupportGroupFactory(
        network=session.group.network,
        found_by="staff",
        name="Nightjars",
        venue=session.venue,
        area=factories.AreaFactory(network=session.group.network),
    )
    hidden = factories.GroupSessionFactory(group=far, on=session.on)
    coordinator.responsibilities.update(area=factories.AreaFactory(network=session.group.network))
    shown = words_of(desk.post(path, form(session)))
    assert "Friday circle and 1 more" in shown
    assert "Nightjars" not in shown

    say_yes(desk, path, form(session))
    hidden.refresh_from_db()
    assert hidden.is_cancelled
    there = f"{path}{VenueClosure.objects.get().ref}/take-back/"
    assert "Nightjars" not in words_of(desk.get(there))


def test_another_venues_closure_is_not_there(desk: Client, path: str) -> None:
    foreign = factories.VenueClosureFactory()
    there = f"{path}{foreign.ref}/take-back/"
    assert [desk.get(there).status_code, desk.post(there).status_code] == [404, 404]
    assert VenueClosure.objects.exists()


def test_many_closures_and_evenings_ask_no_more_than_one(
    desk: Client, path: str, session: GroupSession, group: SupportGroup
) -> None:
    factories.VenueClosureFactory(venue=session.venue)
    desk.get(path)
    one = len(queries_of(desk, path))
    for days in range(20):
        day = timezone.localdate() + dt.timedelta(days=30 + days)
        factories.VenueClosureFactory(venue=session.venue, from_on=day, until_on=day)
        factories.GroupSessionFactory(group=group, on=day)
    assert len(queries_of(desk, path)) == one
