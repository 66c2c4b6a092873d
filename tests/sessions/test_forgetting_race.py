"""Somebody asks for a place, or is tapped, while they are forgotten: no error of ours, and nothing half done."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members.forgetting import forget
from members.models import Message, Person
from members.models.person import PersonQuerySet
from members.people import Guest
from peersupport.lib.answers import GONE_MEANWHILE
from sessions import letters, places
from sessions.models import EveryWeek, GroupSession, Place
from tests import factories
from tests.at_once import SOON, AtOnce
from tests.pages import words_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(session: GroupSession) -> Person:
    return factories.PersonFactory(network=session.group.network)


def keep(session: GroupSession, person: Person, now: dt.datetime, **facts: Any) -> Any:
    guest = Guest(known_as=person.known_as, reach="email", email=person.email)
    return lambda: places.keep(session=session, guest=guest, now=now, **facts)


def is_forgotten(person: Person, now: dt.datetime) -> Any:
    return lambda: forget(person=person, now=now)


def test_forgetting_waits_for_a_place_that_is_being_kept_and_takes_it_along(
    session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any
) -> None:
    race = AtOnce()
    monkeypatch.setattr(letters, "about_place", race.after(letters.about_place))
    race.run(keep(session, person, now), is_forgotten(person, now))

    assert race.waited
    assert race.trouble == []
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not Place.objects.exists()
    assert not Message.objects.exists(), "what was written of it goes along"


def test_the_control_without_holding_whoever_asks_ends_in_an_error(
    session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any
) -> None:
    race = AtOnce()
    monkeypatch.setattr(letters, "about_place", race.after(letters.about_place))
    held = PersonQuerySet.select_for_update
    monkeypatch.setattr(
        PersonQuerySet, "select_for_update", lambda rows, **how: rows if "no_key" in how else held(rows, **how)
    )
    race.run(keep(session, person, now), is_forgotten(person, now))

    assert not race.waited
    [trouble] = race.trouble
    assert isinstance(trouble, IntegrityError)
    assert getattr(trouble.__cause__, "pgcode", None) == GONE_MEANWHILE
    assert not Place.objects.exists()


def test_a_standing_wish_makes_no_place_behind_its_back(
    session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any
) -> None:
    """Somebody else asks for every week, which keeps the places of all who do; meanwhile this person is forgotten."""
    EveryWeek.objects.create(group=session.group, person=person, wants="place", asked_at=now)
    other, race = factories.PersonFactory(network=session.group.network), AtOnce()
    kept = places.keep_standing_places
    monkeypatch.setattr(places, "keep_standing_places", lambda **facts: (race.stand_still(), kept(**facts)))
    race.run(keep(session, other, now, every_week=True), is_forgotten(person, now))

    assert race.waited
    assert race.trouble == []
    assert set(Place.objects.values_list("person", flat=True)) == {other.pk}
    assert not Person.objects.filter(pk=person.pk).exists()


def test_who_is_tapped_while_they_are_forgotten_is_answered_calmly_and_the_next_try_says_why(
    session: GroupSession, facilitator: Person, person: Person, now: dt.datetime, browse: Any, monkeypatch: Any
) -> None:
    GroupSession.objects.filter(pk=session.pk).update(starts_at=now, ends_at=now + dt.timedelta(hours=2))
    factories.PlaceFactory(session=session, person=person)
    real = transaction.Atomic.__exit__
    forgotten = threading.Thread(target=lambda: (forget(person=person, now=now), connection.close()))

    def exit_after_forgetting(self: Any, *how: Any) -> Any:
        if not forgotten.ident and how[0] is None and threading.current_thread() is threading.main_thread():
            forgotten.start()
            forgotten.join(SOON)
        return real(self, *how)

    client = browse(facilitator)
    tap = {"id": str(uuid.uuid4()), "sequence": 1, "action": "add", "person": person.ref}
    body = {"device": str(uuid.uuid4()), "taps": [tap]}
    monkeypatch.setattr(transaction.Atomic, "__exit__", exit_after_forgetting)
    first = client.post(f"/sessions/{session.ref}/register/taps/", body, content_type="application/json")
    monkeypatch.setattr(transaction.Atomic, "__exit__", real)
    again = client.post(f"/sessions/{session.ref}/register/taps/", body, content_type="application/json")

    assert first.status_code == 503
    assert "Nothing was saved" in words_of(first)
    assert not session.presences.exists()
    assert again.status_code == 200
    assert again.json()["taps"][0]["says"]
