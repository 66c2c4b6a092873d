"""What is no longer needed goes by itself, on time and not before, and no past total changes."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from groups.models import Membership, Regular, SupportGroup
from members import messages
from members.models import Device, Invitation, Message, Network, Person
from peersupport.home.tasks import tick
from sessions import retention
from sessions.models import EveryWeek, GroupSession, Place, Presence, Reminder, Tap
from tests import factories
from tests.sessions.history import FRIDAY, NOW, OCTOBER, figures, held, known_by_a_word, person, walk_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=366)


def long_ago(one: Person) -> Person:
    Person.objects.filter(pk=one.pk).update(created_at=NOW - 3 * YEAR)
    return one


def keeps(model: Any, one: Any, now: dt.datetime) -> bool:
    retention.keep_no_longer(now=now)
    return bool(model.objects.filter(pk=one.pk).exists())


def test_a_place_and_what_was_needed_for_it_go_a_month_after_the_evening(group: SupportGroup) -> None:
    session = held(group, FRIDAY)
    place = factories.PlaceFactory(session=session, needs="A lift")
    reminder = Reminder.objects.create(session=session, person=place.person, asked_at=NOW)

    assert keeps(Place, place, session.ends_at + 30 * DAY)
    assert not keeps(Place, place, session.ends_at + 31 * DAY)
    assert not Reminder.objects.filter(pk=reminder.pk).exists()
    assert Person.objects.filter(pk=place.person_id).exists(), "they are known for longer than one place"


def test_each_network_has_its_own_times(group: SupportGroup, network: Network) -> None:
    Network.objects.filter(pk=network.pk).update(keeps_place_days=3)
    session = held(group, FRIDAY)
    place, elsewhere = factories.PlaceFactory(session=session), factories.PlaceFactory(session__on=FRIDAY)

    assert not keeps(Place, place, session.ends_at + 4 * DAY)
    assert Place.objects.filter(pk=elsewhere.pk).exists()


def test_a_standing_wish_that_was_ended_goes_and_one_that_stands_stays(group: SupportGroup) -> None:
    ended, stands = (
        EveryWeek.objects.create(group=group, person=person(group), wants="reminder", asked_at=NOW - YEAR, ended_at=end)
        for end in (NOW - 31 * DAY, None)
    )
    assert not keeps(EveryWeek, ended, NOW)
    assert keeps(EveryWeek, stands, NOW + 5 * YEAR)


def test_somebody_is_forgotten_a_year_after_they_last_came_and_october_stays_what_it_was(group: SupportGroup) -> None:
    robin = long_ago(person(group))
    session = held(group, FRIDAY, robin)
    before = figures(group)

    assert keeps(Person, robin, session.ends_at + 365 * DAY)
    assert not keeps(Person, robin, session.ends_at + 367 * DAY)
    assert figures(group, **OCTOBER) == before
    assert retention.keep_no_longer(now=session.ends_at + 367 * DAY) == 0


def test_somebody_of_one_evening_goes_as_soon_as_their_place(group: SupportGroup) -> None:
    guest = long_ago(walk_in(group))
    session = held(group, FRIDAY, guest)

    assert keeps(Person, guest, session.ends_at + 30 * DAY)
    assert not keeps(Person, guest, session.ends_at + 31 * DAY)


def test_a_word_goes_a_year_after_whoever_it_meant_last_came(group: SupportGroup) -> None:
    heron = known_by_a_word(group)
    session = held(group, FRIDAY, heron)

    assert keeps(Regular, heron, session.ends_at + 364 * DAY)
    assert not keeps(Regular, heron, session.ends_at + 367 * DAY)
    assert Presence.objects.get(session=session).forgotten_as == "person"


def helps(one: Person, group: SupportGroup) -> None:
    factories.MembershipFactory(person=one, group=group, role=Membership.Role.HELPER)


def answers_for_something(one: Person, group: SupportGroup) -> None:
    one.responsibilities.create(network=group.network, role="manager", from_on=FRIDAY)


def wishes_every_week(one: Person, group: SupportGroup) -> None:
    EveryWeek.objects.create(group=group, person=one, wants="reminder", asked_at=NOW - 2 * YEAR)


def has_a_place(one: Person, group: SupportGroup) -> None:
    factories.PlaceFactory(person=one, session__group=group, session__on=NOW.date() + DAY)


def has_taken_a_job(one: Person, group: SupportGroup) -> None:
    evening = factories.GroupSessionFactory(group=group, on=NOW.date() + DAY)
    evening.jobs.create(role="tea", person=one, taken_at=NOW)


def came_under_a_word(one: Person, group: SupportGroup) -> None:
    held(group, FRIDAY, known_by_a_word(group, person=one))


def nothing(one: Person, group: SupportGroup) -> None:
    """The control: without any of the others they go."""


STAYS = [helps, answers_for_something, wishes_every_week, has_a_place, has_taken_a_job, came_under_a_word]


@pytest.mark.parametrize("does", [*STAYS, nothing])
def test_whoever_is_still_part_of_it_stays(does: Any, group: SupportGroup) -> None:
    robin = long_ago(person(group))
    does(robin, group)

    assert keeps(Person, robin, NOW) == (does is not nothing)


def test_letters_go_after_ninety_days_but_never_one_that_is_still_to_leave(group: SupportGroup) -> None:
    robin = person(group)
    for key, state in (("dropped", "dropped"), ("waiting", "waiting")):
        messages.post(
            key=key, purpose="place", recipient_kind="person", recipient=robin.pk, due_at=NOW + 5 * YEAR, now=NOW
        )
        Message.objects.filter(key=key).update(state=state, created_at=NOW)
    dropped = Message.objects.get(key="dropped")

    assert keeps(Message, dropped, NOW + 90 * DAY)
    assert not keeps(Message, dropped, NOW + 91 * DAY)
    assert Message.objects.get().key == "waiting"


def test_taps_go_after_thirty_days_and_whoever_was_there_stays(group: SupportGroup) -> None:
    robin = person(group)
    session = held(group, FRIDAY, robin)
    presence = session.presences.get()
    tap = Tap.objects.create(
        id=presence.tap, session=session, device=presence.tap, sequence=1, action="add", person=robin, received_at=NOW
    )
    assert keeps(Tap, tap, NOW + 30 * DAY)
    assert not keeps(Tap, tap, NOW + 31 * DAY)
    assert Presence.objects.filter(pk=presence.pk, person=robin).exists()


def test_the_tick_does_it_once_an_hour_and_ends_sessions_that_are_over(session: GroupSession, regular: Person) -> None:
    Client().force_login(regular.user)
    place = factories.PlaceFactory(session=session)
    after = session.ends_at + 31 * DAY
    with time_machine.travel(after.replace(minute=22), tick=False):
        tick()
        assert Place.objects.filter(pk=place.pk).exists()
    with time_machine.travel(after.replace(minute=23), tick=False):
        tick()
    assert not Place.objects.filter(pk=place.pk).exists()
    assert not Device.objects.exists()


def test_an_invitation_stays_while_what_began_with_it_does(group: SupportGroup, coordinator: Person) -> None:
    facts = {"network": group.network, "email": "ann@example.org", "sent_at": NOW - 400 * DAY}
    invitation = Invitation.objects.create(**facts, expires_at=NOW - 390 * DAY, accepted_at=NOW - 395 * DAY)
    coordinator.responsibilities.update(invitation=invitation)
    retention.keep_no_longer(now=NOW)
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    coordinator.responsibilities.all().delete()
    retention.keep_no_longer(now=NOW)
    assert not Invitation.objects.filter(pk=invitation.pk).exists()
