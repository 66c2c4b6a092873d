"""Whoever asked to be rung is rung when there is something to tell, and about nothing else."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from members.models import Look, Person
from sessions import places, ringing, timetable
from sessions.models import GroupSession, Place
from sessions.timetable import Times
from tests import factories
from tests.pages import assert_calm, markup_of, words_of

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(minutes=5)


def place_of(session: GroupSession, name: str, reach: str = "phone", **facts: object) -> Place:
    ways = {"phone": {"phone": "01632960183"}, "email": {"email": f"{name}@example.org"}}.get(reach, {})
    person = factories.PersonFactory(
        network=session.group.network, known_as=name, reach=reach, **{"email": "", "phone": ""} | ways
    )
    return factories.PlaceFactory(session=session, person=person, asked_at=timezone.now() - LATER, **facts)


@pytest.fixture
def caller(session: GroupSession) -> Place:
    return place_of(session, "Campion")


def names(session: GroupSession) -> list[str]:
    session.refresh_from_db()
    return [place.person.known_as for place in ringing.to_ring(session)]


def test_nobody_is_rung_while_nothing_has_changed(session: GroupSession, caller: Place) -> None:
    assert names(session) == []


def test_a_change_a_cancellation_and_its_end_are_told_to_who_asked_to_be_rung(
    session: GroupSession, caller: Place, now: dt.datetime
) -> None:
    place_of(session, "Letters", "email")
    place_of(session, "Please don’t", "no")
    place_of(session, "Gone", state="given_back", given_back_at=now)
    moved = Times(session.on, session.starts_local.replace(minute=30), session.ends_local)
    acts = [
        lambda at: timetable.change(session=session, times=moved, venue=session.venue, capacity=12, now=at),
        lambda at: timetable.cancel(session=session, reason="Snow", now=at),
        lambda at: timetable.reinstate(session=session, now=at),
    ]
    for number, act in enumerate(acts):
        act(now + LATER * number)
        assert names(session) == ["Campion"]
        ringing.rung(place=caller, now=now + LATER * number + LATER / 2)
        assert names(session) == []
    ringing.not_rung(place=caller)
    assert names(session) == ["Campion"]


def test_who_asked_after_the_change_knows_it(session: GroupSession, now: dt.datetime) -> None:
    timetable.cancel(session=session, reason="Snow", now=now - 2 * LATER)
    place_of(session, "Campion")
    assert names(session) == []


def test_a_place_that_came_free_is_told(session: GroupSession, now: dt.datetime) -> None:
    place = place_of(session, "Campion", state="waiting")
    assert names(session) == []
    places.offer_free_places(session=session, now=now)
    assert names(session) == ["Campion"]
    ringing.rung(place=place, now=now + LATER)
    assert names(session) == []


def test_the_page_shows_numbers_to_who_leads_leaves_a_look_and_takes_a_tap_back(
    session: GroupSession, caller: Place, facilitator: Person, now: dt.datetime
) -> None:
    timetable.cancel(session=session, reason="Snow", now=now)
    desk, path = browser(facilitator.user_id), f"/sessions/{session.ref}/ring/"
    assert "1 person to ring" in words_of(desk.get(f"/sessions/{session.ref}/"))
    page = desk.get(path)
    assert "is cancelled: Snow." in words_of(page)
    assert 'href="tel:01632960183"' in markup_of(page)
    assert_calm(page)
    look = Look.objects.get()
    assert (look.what, look.role, look.about, look.whom) == ("numbers", "facilitator", session.ref, [caller.person.ref])

    told = desk.post(path, {"place": caller.ref}, follow=True)
    assert "01632960183" not in markup_of(told)
    assert "Nobody to ring" in words_of(told)
    assert "They know Campion" in words_of(told)
    again = desk.post(path, {"place": caller.ref, "do": "not-rung"}, follow=True)
    assert "01632960183" in markup_of(again)


def test_a_place_of_another_evening_or_of_who_wants_letters_is_left_alone(
    session: GroupSession, caller: Place, facilitator: Person, now: dt.datetime
) -> None:
    timetable.cancel(session=session, reason="Snow", now=now)
    elsewhere = factories.GroupSessionFactory(group=session.group, changed_at=now)
    desk, path = browser(facilitator.user_id), f"/sessions/{session.ref}/ring/"
    for place in (place_of(elsewhere, "Elsewhere"), place_of(session, "Letters", "email")):
        assert "That button is from an older page." in words_of(desk.post(path, {"place": place.ref}, follow=True))
        place.refresh_from_db()
        assert place.rung_at is None
    assert desk.post(path, {"place": "\x00"}).status_code == 302


def test_strangers_are_told_of_nobody(session: GroupSession, caller: Place, now: dt.datetime) -> None:
    timetable.cancel(session=session, reason="Snow", now=now)
    assert "to ring" not in words_of(Client().get(f"/sessions/{session.ref}/"))


@pytest.mark.parametrize(("wish", "state"), [("", "coming"), ("not-this-time", "given_back")])
def test_what_they_say_of_a_place_that_came_free_is_done_for_them(
    wish: str, state: str, session: GroupSession, facilitator: Person, now: dt.datetime
) -> None:
    place = place_of(session, "Campion", state="waiting")
    places.offer_free_places(session=session, now=now)
    desk, path = browser(facilitator.user_id), f"/sessions/{session.ref}/ring/"
    assert "They waited, and have a place now." in words_of(desk.get(path))
    assert "Noted." in words_of(desk.post(path, {"place": place.ref, "do": wish}, follow=True))
    place.refresh_from_db()
    assert place.state == state
    assert names(session) == []
