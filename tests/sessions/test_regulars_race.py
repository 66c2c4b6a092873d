"""A tap while a word is joined, and a word joined to two people: real transactions."""

from typing import Any

import pytest
from django.db import connection

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions import regulars
from sessions.register import names
from sessions.regulars import KnownAlready, join
from tests import factories
from tests.at_once import AtOnce
from tests.sessions.history import FRIDAY, NOW, held, person
from tests.sessions.tapping import Device, evening_of, tap, who_is_here

pytestmark = pytest.mark.django_db(transaction=True)


def hold_no_evening(person: Person, regular: Regular) -> Regular:
    return Regular.objects.select_for_update().get(pk=regular.pk)


@pytest.mark.parametrize("holds", [True, False])
def test_a_tap_by_the_word_while_it_is_joined_is_theirs(
    holds: bool, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person, monkeypatch: Any
) -> None:
    """The control: where no evening is held, the tap has read who it was before, and they are there twice."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(person=robin.ref))
    if not holds:
        monkeypatch.setattr(regulars, "hold", hold_no_evening)
    race = AtOnce()
    monkeypatch.setattr(names, "people_named", race.after(names.people_named))
    race.run(
        lambda: tap(session, facilitator, phone.add(regular=heron.ref)),
        lambda: join(regular=heron, person=robin, now=NOW),
    )

    assert race.trouble == []
    assert race.waited == holds
    assert who_is_here(session) == (["Robin"] if holds else ["Heron", "Robin"])
    connection.close()


@pytest.mark.parametrize("holds", [True, False])
def test_joined_to_two_people_at_once_it_is_one_of_them(
    holds: bool, group: SupportGroup, heron: Regular, robin: Person, monkeypatch: Any
) -> None:
    """The control: where the word is not held, both are told that it is theirs."""
    session, wren = held(group, FRIDAY, heron), person(group, known_as="Wren")
    if not holds:
        monkeypatch.setattr(regulars, "hold", lambda person, regular: Regular.objects.get(pk=regular.pk))
    race, give = AtOnce(), regulars.consent.give_where_asked
    monkeypatch.setattr(regulars.consent, "give_where_asked", lambda **facts: (give(**facts), race.stand_still())[0])
    race.run(*(lambda one=one: join(regular=heron, person=one, now=NOW) for one in (robin, wren)))

    assert race.waited == holds
    assert [type(one) for one in race.trouble] == ([KnownAlready] if holds else [])
    heron.refresh_from_db()
    assert heron.person == session.presences.get().person == robin
    connection.close()
