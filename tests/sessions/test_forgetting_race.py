"""Somebody asks for a place, or is tapped, while they are forgotten: no error of ours, and nothing half done."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members.forgetting import forget
from members.models import Person
from members.models.person import PersonQuerySet
from members.people import Guest
from peersupport.lib.answers import GONE_MEANWHILE
from sessions import letters, places
from sessions.models import GroupSession, Place
from tests import factories
from tests.pages import words_of

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 10


class Race:
    """Asks for a place and stands still before the end; meanwhile the same person is forgotten."""

    def __init__(self, session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any) -> None:
        self.session, self.person, self.now = session, person, now
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.trouble: list[Exception] = []
        monkeypatch.setattr(letters, "about_place", self.stand_still)

    def stand_still(self, **facts: Any) -> None:
        self.asked.set()
        self.go_on.wait(SOON)

    def run(self) -> None:
        asks, forgets = threading.Thread(target=self.ask), threading.Thread(target=self.forget)
        asks.start()
        assert self.asked.wait(SOON)
        forgets.start()
        forgets.join(1)  # either it is done, or it waits for the one who asks
        self.waited = forgets.is_alive()
        self.go_on.set()
        asks.join(SOON)
        forgets.join(SOON)

    def ask(self) -> None:
        guest = Guest(known_as=self.person.known_as, reach="email", email=self.person.email)
        self.attempt(lambda: places.keep(session=self.session, guest=guest, now=self.now))

    def forget(self) -> None:
        self.attempt(lambda: forget(person=self.person, now=self.now))

    def attempt(self, act: Any) -> None:
        try:
            act()
        except Exception as trouble:
            self.trouble.append(trouble)
        finally:
            connection.close()


@pytest.fixture
def person(session: GroupSession) -> Person:
    return factories.PersonFactory(network=session.group.network)


def test_forgetting_waits_for_a_place_that_is_being_kept_and_takes_it_along(
    session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any
) -> None:
    race = Race(session, person, now, monkeypatch)
    race.run()

    assert race.waited
    assert race.trouble == []
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not Place.objects.exists()


def test_the_control_without_holding_whoever_asks_ends_in_an_error(
    session: GroupSession, person: Person, now: dt.datetime, monkeypatch: Any
) -> None:
    race = Race(session, person, now, monkeypatch)
    held = PersonQuerySet.select_for_update
    monkeypatch.setattr(
        PersonQuerySet, "select_for_update", lambda rows, **how: rows if "no_key" in how else held(rows, **how)
    )
    race.run()

    assert not race.waited
    [trouble] = race.trouble
    assert isinstance(trouble, IntegrityError)
    assert getattr(trouble.__cause__, "pgcode", None) == GONE_MEANWHILE
    assert not Place.objects.exists()


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
