"""Somebody who helps takes back their yes while they ask for another place, or twice at once: nothing half is left."""

import datetime as dt
from typing import Any

import pytest

from members import consent
from members.consent import Yes
from members.models import Basis, Consent, Message, Person
from members.models.person import PersonQuerySet
from members.people import Guest
from sessions import consent as evenings
from sessions import letters, places
from sessions.models import EveryWeek, GroupSession, Place
from tests import factories
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)

A_YES = Yes({"places": "1"})


@pytest.fixture
def helper(session: GroupSession, now: dt.datetime) -> Person:
    """Said yes to an earlier place, and stays known for helping."""
    Basis.objects.update(basis="consent", condition="explicit")
    person = factories.PersonFactory(network=session.group.network)
    factories.MembershipFactory(group=session.group, person=person, role="volunteer")
    earlier = factories.GroupSessionFactory(group=session.group)
    places.keep(session=earlier, guest=guest_of(person), yes=A_YES, now=now)
    return person


def guest_of(person: Person) -> Guest:
    return Guest(person.known_as, reach="email", email=person.email)


def take_back(person: Person, now: dt.datetime) -> Any:
    return lambda: consent.take_back(person=person, now=now, is_logged_in=True)


def keep(session: GroupSession, person: Person, now: dt.datetime) -> Any:
    return lambda: places.keep(session=session, guest=guest_of(person), yes=A_YES, now=now)


def test_a_place_asked_for_meanwhile_is_taken_along(
    session: GroupSession, helper: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = AtOnce()
    monkeypatch.setattr(letters, "about_place", race.after(letters.about_place))
    race.run(keep(session, helper, now), take_back(helper, now))

    assert race.waited
    assert race.trouble == []
    assert not Consent.objects.standing().exists()
    assert not Place.objects.exists()
    assert list(Message.objects.values_list("state", flat=True)) == ["dropped"] * 2


def test_the_control_without_holding_whoever_asks_leaves_a_place_without_a_yes(
    session: GroupSession, helper: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = AtOnce()
    # It stands still after its yes was found to be there already.
    monkeypatch.setattr(consent, "give", race.after(consent.give))
    monkeypatch.setattr(PersonQuerySet, "select_for_update", lambda rows, **how: rows)
    race.run(keep(session, helper, now), take_back(helper, now))

    assert not race.waited
    assert race.trouble == []
    assert Place.objects.live().exists()
    assert not Consent.objects.standing().exists()


def test_asked_for_while_it_is_taken_back_it_waits_and_counts_as_a_new_yes(
    session: GroupSession, helper: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = AtOnce()
    monkeypatch.setattr(evenings.forgetting, "leave_nameless", race.after(evenings.forgetting.leave_nameless))
    race.run(take_back(helper, now), keep(session, helper, now))

    assert race.waited
    assert race.trouble == []
    assert Consent.objects.standing().count() == Place.objects.live().count() == 1
    helper.refresh_from_db()
    assert helper.wants_letters


def test_twice_at_once_it_is_done_once(
    session: GroupSession, helper: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = factories.PlaceFactory(session=Place.objects.get().session, state="waiting")
    GroupSession.objects.update(capacity=1)
    race = AtOnce()
    monkeypatch.setattr(evenings.forgetting, "leave_nameless", race.after(evenings.forgetting.leave_nameless))
    race.run(take_back(helper, now), take_back(helper, now + dt.timedelta(minutes=1)))

    assert race.waited
    assert race.trouble == []
    assert Consent.objects.get().withdrawn_at == now
    waiting.refresh_from_db()
    assert (Place.objects.get(), waiting.state) == (waiting, "offered")


def test_a_standing_wish_makes_no_place_behind_its_back(
    session: GroupSession, helper: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else asks for every week, which keeps the places of all who do; the helper takes theirs back."""
    EveryWeek.objects.create(group=session.group, person=helper, wants="place", asked_at=now)
    other = factories.PersonFactory(network=session.group.network)
    Place.objects.all().delete()
    race = AtOnce()
    monkeypatch.setattr(places, "keep_standing_places", race.after(places.keep_standing_places))
    keeps = {"session": session, "guest": guest_of(other), "yes": A_YES, "every_week": True, "now": now}
    race.run(lambda: places.keep(**keeps), take_back(helper, now))

    assert race.waited
    assert race.trouble == []
    assert set(Place.objects.values_list("person", flat=True)) == {other.pk}
