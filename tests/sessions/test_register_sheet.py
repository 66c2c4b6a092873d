"""The sheet: whom the page lists, who sees what they need, and that nobody is read off it as having stayed away."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Membership, Regular, SupportGroup
from members.models import Person
from sessions import register
from sessions.models import GroupSession
from sessions.register import Row
from tests import factories
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


def named(session: GroupSession, known_as: str) -> Person:
    person: Person = factories.PersonFactory(network=session.group.network, known_as=known_as)
    return person


def names(rows: list[Row]) -> list[str]:
    return [row.name for row in rows]


def read(session: GroupSession, reader: Person | None = None, *, now: dt.datetime | None = None) -> register.Sheet:
    session = GroupSession.objects.select_related("group__network").get(pk=session.pk)
    return register.sheet(session=session, now=now or half_past_seven(session), reader=reader and reader.user)


def a_full_house(session: GroupSession) -> None:
    now = session.starts_at
    group = session.group
    for state in ("coming", "offered", "waiting", "given_back"):
        facts = {"offer_until": now} if state == "offered" else {"given_back_at": now} if state == "given_back" else {}
        factories.PlaceFactory(session=session, state=state, person=named(session, f"Place {state}"), **facts)
    session.reminders.create(person=named(session, "Reminded"), asked_at=now)
    group.every_week.create(person=named(session, "Weekly"), wants="reminder", asked_at=now)
    factories.MembershipFactory(group=group, person=named(session, "Member"))
    factories.MembershipFactory(group=group, person=named(session, "Left"), until_on=dt.date(2026, 1, 1))
    factories.RegularFactory(group=group, word="Heron")
    factories.RegularFactory(word="Elsewhere")
    factories.RegularFactory(group=group, word="Was Otter", person=named(session, "Otter"), since_on=session.on)


def test_it_lists_who_is_expected_and_everyone_the_group_knows(session: GroupSession, facilitator: Person) -> None:
    a_full_house(session)

    sheet = read(session)

    assert names(sheet.expected) == ["Place coming", "Place offered"]
    assert names(sheet.others) == ["Heron", "Member", "Otter", "Place waiting", "Reminded", "Weekly"]
    assert names(sheet.helping) == ["Fiona"]
    assert (sheet.here, sheet.unnamed, sheet.visits) == ([], [], 0)


def test_once_the_evening_is_over_or_done_nothing_tells_who_had_said_they_would_come(
    session: GroupSession, facilitator: Person
) -> None:
    a_full_house(session)

    over = read(session, now=session.ends_at)
    GroupSession.objects.update(state="held", register_state="done", register_done_at=session.starts_at, headcount=3)
    done = read(session)

    for sheet in (over, done):
        assert sheet.expected == []
        assert {"Place coming", "Heron"} <= set(names(sheet.others))
        assert not any(row.is_expected for row in sheet.others)


def test_regulars_who_have_not_been_for_half_a_year_are_found_by_their_word_alone(
    session: GroupSession, facilitator: Person
) -> None:
    for word, weeks in (("Lately", 20), ("Long ago", 27)):
        before = evening_of(session.group, on=session.on - dt.timedelta(weeks=weeks))
        before.presences.create(tap=uuid.uuid4(), regular=factories.RegularFactory(group=session.group, word=word))

    assert names(read(session).others) == ["Lately"]
    tap(session, facilitator, Device().add(word="long ago"))

    assert names(read(session).here) == ["Long ago"]
    assert Regular.objects.count() == 2


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati"])
def test_half_a_year_is_counted_in_days_wherever_a_group_meets(zone: str) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(time_zone=zone))
    session = evening_of(group)
    early = {"starts_local": dt.time(0, 5), "ends_local": dt.time(0, 55)}
    for word, days in (("On the day", 0), ("The day before", 1)):
        before = evening_of(group, on=session.on - dt.timedelta(weeks=26, days=days), **early)
        before.presences.create(tap=uuid.uuid4(), regular=factories.RegularFactory(group=group, word=word))

    assert names(read(session).others) == ["On the day"]


def test_people_on_a_job_are_listed_under_it_and_are_not_visits(
    session: GroupSession, facilitator: Person, volunteer: Person
) -> None:
    factories.RegularFactory(group=session.group, word="Jean")
    session.jobs.create(role="tea", person=volunteer, taken_at=session.starts_at)
    session.jobs.create(role="welcome", first_name="jean", taken_at=session.starts_at)
    session.jobs.create(role="buddy", first_name="Al", taken_at=session.starts_at)
    session.jobs.create(role="tea", first_name="Gone", taken_at=session.starts_at, given_back_at=session.starts_at)

    rows = {row.name: (row.job, row.role, bool(row.regular), row.word) for row in read(session).helping}
    assert rows == {
        "Al": ("buddy", "buddy", False, "Al"),
        "Fiona": ("facilitator", "facilitator", False, ""),
        "Jean": ("welcome", "welcome", True, ""),
        "Val": ("tea", "tea", False, ""),
    }

    phone = Device()
    tap(session, facilitator, phone.add(person=volunteer.ref, role="tea"), phone.add(person=facilitator.ref))
    sheet = read(session)
    assert (sheet.visits, sheet.named, sheet.on_a_job) == (1, 1, 1)
    assert {row.name: row.role for row in sheet.here} == {"Val": "tea", "Fiona": "came"}


def test_a_row_that_is_here_knows_every_tap_that_stands_for_it(
    session: GroupSession, facilitator: Person, volunteer: Person
) -> None:
    mine, theirs = Device(), Device()
    taps = [mine.add(word="Heron"), theirs.add(word="Heron", first_time=True), mine.add()]
    tap(session, facilitator, *taps)
    undone = mine.add(word="Heron")
    tap(session, facilitator, undone, mine.undo(undone))

    sheet = read(session)

    assert {row.name: set(row.taps) for row in sheet.here} == {
        "Heron": {taps[0].id, taps[1].id},
        "Gave no name": {taps[2].id},
    }
    assert (sheet.visits, sheet.named, sheet.gave_no_name, sheet.first_timers) == (2, 1, 1, 1)


def test_a_group_without_names_lists_nobody(session: GroupSession, facilitator: Person) -> None:
    a_full_house(session)
    session.jobs.create(role="tea", first_name="Al", taken_at=session.starts_at)
    SupportGroup.objects.update(uses_names=False)
    tap(session, facilitator, Device().add())

    sheet = read(session)

    assert (sheet.helping, sheet.expected, sheet.others) == ([], [], [])
    assert (len(sheet.unnamed), sheet.visits) == (1, 1)


def test_what_somebody_needs_is_for_this_evenings_facilitators_while_it_is_on(
    session: GroupSession, facilitator: Person, volunteer: Person, coordinator: Person
) -> None:
    factories.PlaceFactory(session=session, needs="A chair by the door")

    def needs(reader: Person | None, **when: dt.datetime) -> list[str]:
        return [row.needs for row in read(session, reader, **when).expected]

    assert needs(facilitator) == ["A chair by the door"]
    assert needs(volunteer) == needs(coordinator) == needs(None) == [""]
    assert [row.needs for row in read(session, facilitator, now=session.ends_at).others if row.needs] == []

    other = factories.PersonFactory(network=session.group.network, user=factories.UserFactory())
    factories.MembershipFactory(group=session.group, person=other, role=Membership.Role.FACILITATOR)
    session.jobs.create(role="facilitator", person=other, taken_at=session.starts_at)
    assert needs(other) == ["A chair by the door"]
    assert needs(facilitator) == [""]


@pytest.mark.parametrize("rows", [1, 40])
def test_it_is_three_queries_however_many_there_are(rows: int, session: GroupSession, facilitator: Person) -> None:
    phone = Device()
    regulars = factories.RegularFactory.create_batch(rows, group=session.group)
    factories.PlaceFactory.create_batch(rows, session=session)
    tap(session, facilitator, *(phone.add(regular=one.ref) for one in regulars), *(phone.add() for _ in range(rows)))
    session = GroupSession.objects.select_related("group__network").get(pk=session.pk)

    with CaptureQueriesContext(connection) as queries:
        sheet = register.sheet(session=session, now=half_past_seven(session))

    assert len(queries) == 3
    assert (len(sheet.expected), sheet.visits) == (rows, 2 * rows)
