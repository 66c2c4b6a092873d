"""Forgetting: nothing of somebody is left anywhere, the next in line gets their place, and no past total changes."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.db.models import Q
from django.test import Client

from groups.forgetting import forget_regular
from groups.models import Interest, Membership, Regular, SupportGroup, Wish
from members import complaints
from members.forgetting import forget
from members.models import Invitation, Message, Network, Person, Tombstone, User
from members.people import Guest
from sessions import places, register, reminders, reports
from sessions.models import Place, Presence, Tally
from tests import factories
from tests.sessions.history import (
    FRIDAY,
    NOW,
    OCTOBER,
    WEEK,
    evening,
    figures,
    held,
    known_by_a_word,
    mark,
    person,
    rows,
    walk_in,
)

pytestmark = pytest.mark.django_db

WORD = "Nightjar"
ADDRESS = "nightjar@example.org"


@pytest.fixture
def nightjar(network: Network) -> Person:
    user = factories.UserFactory(email=ADDRESS)
    return factories.PersonFactory(network=network, known_as=WORD, email=ADDRESS, user=user)


def whatever_is_kept(word: str) -> list[str]:
    """Every table and column in which a word stands, whatever the table is for."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" one WHERE one::text ILIKE %s', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def live_a_life(nightjar: Person, group: SupportGroup, now: dt.datetime) -> None:
    """In every table that may hold somebody: places, wishes, letters, taps, jobs, memberships, words, invitations."""
    factories.MembershipFactory(group=group, person=nightjar, role=Membership.Role.VOLUNTEER)
    Wish.objects.create(group=group, person=nightjar, role="facilitator", words=f"{WORD} would like to", said_at=now)
    today = factories.GroupSessionFactory(
        group=group, on=now.date(), starts_local=dt.time(0), ends_local=dt.time(23, 59)
    )
    coming = factories.GroupSessionFactory(group=group)
    places.keep(session=coming, guest=guest_of(nightjar), now=now, needs=f"Sit by the door, {WORD}", every_week=True)
    reminders.remind_me_every_week(session=coming, guest=guest_of(nightjar), now=now)
    today.jobs.create(role="tea", person=nightjar, taken_at=now)
    one = register.TapIn(id=uuid.uuid4(), device=uuid.uuid4(), sequence=1, person=nightjar.ref)
    assert not register.tap(session=today, taps=[one], by=nightjar.user, now=now)[0].says
    known_by_a_word(group, word=f"{WORD} of old", person=nightjar)
    Interest.objects.create(group=group, purpose="restarts", email=ADDRESS.upper())
    complaints.complain(network=group.network, words=f"{WORD} was read out.", known_as=WORD, email=ADDRESS, now=now)
    Invitation.objects.create(
        network=group.network, email=ADDRESS, known_as=WORD, sent_at=now, expires_at=now + dt.timedelta(days=14)
    )


def guest_of(one: Person) -> Any:
    return Guest(known_as=one.known_as, reach="email", email=one.email)


def test_nothing_of_somebody_is_left_in_any_table(nightjar: Person, group: SupportGroup, now: dt.datetime) -> None:
    live_a_life(nightjar, group, now)
    browser = Client()
    browser.force_login(nightjar.user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": 1.0, "email": ADDRESS}]
    session.save()
    assert len(whatever_is_kept(WORD)) >= 7

    forget(person=nightjar, now=now)

    assert whatever_is_kept(WORD) == []
    assert not User.objects.filter(email=ADDRESS).exists()
    assert SESSION_KEY not in browser.session
    assert not Message.objects.filter(recipient_kind="person", recipient=nightjar.pk).exists()
    for model in apps.get_models():
        for key in model._meta.get_fields():
            if key.is_relation and key.concrete and key.related_model is Person:
                assert not model._default_manager.filter(**{key.name: nightjar.pk}).exists(), model


def test_a_place_that_is_forgotten_is_offered_to_the_next(group: SupportGroup, now: dt.datetime) -> None:
    session = factories.GroupSessionFactory(group=group, capacity=1)
    first = factories.PlaceFactory(session=session)
    second = factories.PlaceFactory(session=session, state="waiting")

    forget(person=first.person, now=now)

    second.refresh_from_db()
    assert second.state == Place.State.OFFERED
    assert [place.pk for place in session.places.all()] == [second.pk]


def test_forgotten_twice_is_forgotten(group: SupportGroup) -> None:
    robin = person(group)
    held(group, FRIDAY, robin)
    forget(person=robin, now=NOW)
    forget(person=robin, now=NOW)

    assert Tombstone.objects.filter(kind="person", row=robin.pk).count() == 1
    assert Tally.objects.get(group=group, period="month").forgotten_people == 1


def test_another_network_still_knows_them_and_so_does_their_login(nightjar: Person) -> None:
    elsewhere = factories.PersonFactory(known_as=WORD, email=ADDRESS, user=nightjar.user)
    forget(person=nightjar, now=NOW)

    elsewhere.refresh_from_db()
    assert elsewhere.user is not None
    forget(person=elsewhere, now=NOW)
    assert whatever_is_kept(WORD) == []


def test_a_regular_is_forgotten_with_every_tap(group: SupportGroup) -> None:
    heron = known_by_a_word(group, word=WORD)
    held(group, FRIDAY, heron)
    before = figures(group)

    forget_regular(regular=heron, now=NOW)

    assert whatever_is_kept(WORD) == []
    assert not Regular.objects.filter(pk=heron.pk).exists()
    assert figures(group) == before
    assert Tombstone.objects.filter(kind="regular", row=heron.pk).exists()


# -- Past totals


SPANS: list[dict[str, Any]] = [
    OCTOBER,
    {"begins_on": dt.date(2026, 10, 1), "ends_on": dt.date(2026, 12, 31)},
    {"begins_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)},
    # This month is not over, and its totals stay what they are all the same.
    {"begins_on": dt.date(2026, 11, 1), "ends_on": dt.date(2026, 11, 30)},
]


@pytest.fixture
def town(network: Network) -> list[SupportGroup]:
    """All groups of a network: two in one area, one in another."""
    north, south = factories.AreaFactory(network=network), factories.AreaFactory(network=network)
    return [factories.SupportGroupFactory(network=network, area=area) for area in (north, north, south)]


def live_through(town: list[SupportGroup], chance: random.Random) -> tuple[list[Person], list[Regular]]:
    """Some months of evenings, with people who come to several groups, regulars, some become known, and walk-ins."""
    people = [person(town[0]) for _ in range(5)]
    regulars = [known_by_a_word(chance.choice(town), word=f"Word {number}") for number in range(5)]
    guests = [walk_in(town[0])]
    regulars[0].person, regulars[1].person = people[0], people[1]
    for regular in regulars[:2]:
        regular.save()
    for week in range(-4, 7):
        for group in town:
            theirs = [regular for regular in regulars if regular.group_id == group.pk]
            here = [one for one in (*people, *theirs) if chance.random() < 0.5]
            session = held(group, FRIDAY + week * WEEK, headcount=chance.choice([None, None, 3, 12]))
            for one in here:
                mark(
                    session, one, first_time=chance.random() < 0.2, role=chance.choice(["came", "came", "came", "tea"])
                )
            guests.append(walk_in(group))
            mark(session, guests[-1])
            mark(session, None)
    return [*people, *guests], regulars


def all_totals(town: list[SupportGroup]) -> Iterator[Any]:
    """Every report that stays exact: of each group, each area and the network, of each usual span."""
    areas = [[group for group in town if group.area_id == area] for area in {group.area_id for group in town}]
    for span in SPANS:
        for chosen in ([town], areas, [[group] for group in town])[0:3]:
            for groups in chosen:
                found = reports.attendance(groups_q=Q(pk__in=[group.pk for group in groups]), now=NOW, **span)
                yield found.totals, [line.figures for line in found.groups], [line.figures for line in found.months]
    for group in town:
        yield rows(group, **SPANS[2])


@pytest.mark.parametrize("seed", range(6))
def test_forgetting_anybody_in_any_order_changes_no_total(seed: int, town: list[SupportGroup]) -> None:
    chance = random.Random(seed)
    people, regulars = live_through(town, chance)
    before = list(all_totals(town))
    assert any(totals[0].different_people for totals in before[:6])
    everybody: list[Any] = [*people, *regulars]
    chance.shuffle(everybody)

    for one in everybody[: len(everybody) // 2]:
        forget_one(one)
    assert list(all_totals(town)) == before

    for one in everybody:
        forget_one(one)
    assert list(all_totals(town)) == before
    assert not Person.objects.exists()
    assert not Presence.objects.exclude(person=None, regular=None).exists()


def forget_one(one: Person | Regular) -> None:
    if isinstance(one, Regular):
        forget_regular(regular=one, now=NOW)
    else:
        forget(person=one, now=NOW)


def test_of_an_odd_period_or_choice_the_people_are_no_longer_known(town: list[SupportGroup]) -> None:
    robin = person(town[0])
    for group in town[:2]:
        held(group, FRIDAY, robin)
    held(town[2], FRIDAY, person(town[2]))
    forget(person=robin, now=NOW)

    odd = figures(town[0], ends_on=dt.date(2026, 10, 20))
    assert (odd.visits, odd.gave_no_name, odd.different_people) == (1, 0, "no longer known")
    assert figures(town[0], town[2]).different_people == "no longer known"
    assert figures(town[2]).different_people == 1
    assert figures(*town).different_people == 2


def test_who_was_forgotten_and_comes_again_is_somebody_new(group: SupportGroup) -> None:
    held(group, FRIDAY, robin := person(group))
    forget(person=robin, now=NOW)
    held(group, FRIDAY + WEEK, person(group))

    assert figures(group).different_people == 2


def test_who_is_forgotten_before_the_register_is_done_still_counts_when_it_is(group: SupportGroup) -> None:
    session = evening(group, FRIDAY)
    robin = person(group)
    mark(session, robin)
    mark(session, person(group))
    forget(person=robin, now=session.starts_at + dt.timedelta(hours=1))
    by = factories.UserFactory()
    register.lock_up(session=session, headcount=None, agreement_was_read=False, note="", by=by, now=session.ends_at)

    found = figures(group)
    assert (found.visits, found.gave_no_name, found.different_people) == (2, 0, 2)
