"""Taps: who is added, what an undo takes away, and that it does not matter how often or in which order they come."""

import datetime as dt
import itertools
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions.models import GroupSession, Place, Presence, Tap
from sessions.register import Receipt
from tests import factories
from tests.same import ALIKE
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


@pytest.fixture
def phone() -> Device:
    return Device()


def expected(session: GroupSession, name: str = "Robin", **facts: object) -> Person:
    person: Person = factories.PlaceFactory(session=session, person__known_as=name, **facts).person
    return person


def test_tap_adds_people_regulars_someone_new_and_somebody_who_gave_no_name(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    robin = expected(session)
    heron = factories.RegularFactory(group=session.group, word="Heron")
    batch = [
        phone.add(person=robin.ref, first_time=True),
        phone.add(regular=heron.ref),
        phone.add(word="  Big   Dave "),
        phone.add(),
        phone.add(person=facilitator.ref, role="facilitator"),
    ]

    receipts = tap(session, facilitator, *batch)

    assert receipts == [Receipt(one.id) for one in batch]
    assert who_is_here(session) == ["+", "Big Dave", "Fiona", "Heron", "Robin"]
    assert {(row.role, row.first_time) for row in session.presences.all()} == {
        ("came", True),
        ("came", False),
        ("facilitator", False),
    }
    new = Regular.objects.get(word="Big Dave")
    assert (new.group, new.since_on, new.person) == (session.group, session.on, None)
    written = Tap.objects.get(pk=batch[0].id)
    assert (written.by, written.received_at) == (facilitator.user, half_past_seven(session))


def test_someone_new_whose_word_the_group_has_is_that_regular_in_any_capitals(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    eva = factories.RegularFactory(group=session.group, word="Éva")
    factories.RegularFactory(word="Otter")  # another group's

    tap(session, facilitator, phone.add(word="ÉVA"), phone.add(word="otter"), phone.add(word="Otter"))

    assert who_is_here(session) == ["otter", "Éva"]
    assert set(session.group.regulars.values_list("word", flat=True)) == {"Éva", "otter"}
    assert Presence.objects.get(regular=eva).session == session


@pytest.mark.parametrize(("word", "again"), ALIKE)
def test_a_word_is_the_same_as_the_database_has_it(
    session: GroupSession, facilitator: Person, phone: Device, word: str, again: str
) -> None:
    tap(session, facilitator, phone.add(word=word))
    tap(session, facilitator, phone.add(word=again), phone.add(word="Otter"))
    assert who_is_here(session) == sorted([word, "Otter"])

    Regular.objects.filter(word=word).update(word="Heron")
    tap(session, facilitator, phone.add(word=word), phone.add(word=again))
    assert session.group.regulars.count() == session.presences.exclude(regular=None).count() == 3


def test_a_regular_who_became_a_person_is_counted_once(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    robin = expected(session)
    heron = factories.RegularFactory(group=session.group, word="Heron", person=robin)

    tap(session, facilitator, phone.add(regular=heron.ref), phone.add(person=robin.ref), phone.add(word="heron"))

    assert who_is_here(session) == ["Robin"]


def test_o2_the_same_batch_again_changes_nothing_and_is_answered_the_same(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    first = phone.add(word="Heron")
    batch = [first, phone.add(), phone.add(), phone.undo(first), first]

    answers = [tap(session, facilitator, *batch) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2] == [Receipt(one.id) for one in batch]
    assert Tap.objects.count() == 4
    assert who_is_here(session) == ["+", "+"]


def test_o3_two_helpers_tapping_one_person_make_one_presence_and_each_undo_is_their_own(
    session: GroupSession, facilitator: Person, volunteer: Person
) -> None:
    robin, mine, theirs = expected(session), Device(), Device()
    one, other = mine.add(person=robin.ref), theirs.add(person=robin.ref, first_time=True, role="tea")
    tap(session, facilitator, one)
    tap(session, volunteer, other, now=half_past_seven(session) + dt.timedelta(seconds=1))
    only = Presence.objects.get(session=session)
    assert (only.tap, only.first_time, only.role) == (one.id, True, "tea")

    tap(session, facilitator, mine.undo(one))
    assert who_is_here(session) == ["Robin"]
    assert Presence.objects.get(session=session).tap == other.id

    tap(session, volunteer, theirs.undo(other))
    assert who_is_here(session) == []
    assert Tap.objects.count() == 4, "an undo is a tap of its own, and takes none away"


def test_o4_undo_and_add_come_to_the_same_in_every_order_of_arrival(group: SupportGroup, facilitator: Person) -> None:
    heron = factories.RegularFactory(group=group, word="Heron")
    for order in list(itertools.permutations(range(5)))[::7]:
        session, mine, theirs = evening_of(group), Device(), Device()
        add, again, nobody = mine.add(regular=heron.ref), theirs.add(regular=heron.ref), mine.add()
        sent = [add, again, nobody, mine.undo(add), mine.undo(nobody)]

        for position in order:
            tap(session, facilitator, sent[position])

        assert who_is_here(session) == ["Heron"], order


def test_an_undo_that_arrives_before_its_word_leaves_no_trace_of_it(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    slip = phone.add(word="Jhon")

    tap(session, facilitator, phone.undo(slip))
    tap(session, facilitator, slip)

    assert who_is_here(session) == []
    assert not Regular.objects.filter(word="Jhon").exists()


def test_a_word_undone_is_not_kept_unless_somebody_has_it(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    factories.RegularFactory(group=session.group, word="Heron")
    slip, heron, wren = phone.add(word="Jhon"), phone.add(word="Heron"), phone.add(word="Wren")
    tap(session, facilitator, slip, heron, wren)
    tap(session, facilitator, Device().add(word="wren"))

    tap(session, facilitator, phone.undo(slip), phone.undo(heron), phone.undo(wren))

    assert set(session.group.regulars.values_list("word", flat=True)) == {"Heron", "Wren"}
    assert who_is_here(session) == ["Wren"]


def test_undoing_a_presence_whose_tap_is_no_longer_kept_takes_it_away(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    added = phone.add(word="Heron")
    tap(session, facilitator, added)
    Tap.objects.all().delete()  # as after thirty days

    second = phone.add(word="Heron", first_time=True)
    tap(session, facilitator, second)
    tap(session, facilitator, phone.undo(second))
    assert who_is_here(session) == ["Heron"], "the older one still stands"

    tap(session, facilitator, phone.undo(added.id))
    assert who_is_here(session) == []


def test_saying_first_time_or_another_role_is_an_undo_and_an_add_in_one_batch(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    robin = expected(session)
    plain = phone.add(person=robin.ref)
    tap(session, facilitator, plain)

    tap(session, facilitator, phone.undo(plain), phone.add(person=robin.ref, first_time=True, role="welcome"))

    only = Presence.objects.get(session=session)
    assert (only.person, only.first_time, only.role) == (robin, True, "welcome")


@pytest.mark.parametrize("tie", ["place given back", "membership", "every week", "reminder", "came before", "a job"])
def test_anyone_this_group_has_had_to_do_with_can_be_tapped(
    tie: str, session: GroupSession, facilitator: Person, phone: Device
) -> None:
    robin = factories.PersonFactory(network=session.group.network, known_as="Robin")
    before = evening_of(session.group, on=dt.date(2026, 11, 20))
    now = before.starts_at
    if tie == "place given back":
        factories.PlaceFactory(session=session, person=robin, state="given_back", given_back_at=now)
    elif tie == "membership":
        factories.MembershipFactory(group=session.group, person=robin)
    elif tie == "every week":
        session.group.every_week.create(person=robin, wants="reminder", asked_at=now)
    elif tie == "reminder":
        session.reminders.create(person=robin, asked_at=now)
    elif tie == "came before":
        before.presences.create(person=robin, tap=uuid.uuid4())
    else:
        before.jobs.create(person=robin, role="tea", taken_at=now)

    assert tap(session, facilitator, phone.add(person=robin.ref))[0].says == ""
    assert who_is_here(session) == ["Robin"]


def test_a_tap_after_done_is_a_correction_and_the_same_tap_again_is_not_another(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    early = phone.add()
    tap(session, facilitator, early)
    GroupSession.objects.update(state="held", register_state="done", register_done_at=session.ends_at)

    tap(session, facilitator, early)
    session.refresh_from_db()
    assert session.register_state == "done"

    tap(session, facilitator, phone.add())
    session.refresh_from_db()
    assert (session.register_state, session.state) == ("corrected", "held")


def test_who_said_they_would_come_is_nowhere_in_the_register_until_tapped(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    expected(session)

    tap(session, facilitator, phone.add())

    assert who_is_here(session) == ["+"]
    assert Place.objects.count() == 1


def test_p6_forty_taps_are_at_most_ten_queries(session: GroupSession, facilitator: Person, phone: Device) -> None:
    earlier = [phone.add() for _ in range(5)]
    tap(session, facilitator, *earlier)
    GroupSession.objects.update(state="held", register_state="done", register_done_at=session.ends_at)
    people = [expected(session, f"Robin {number}", state="waiting") for number in range(10)]
    regulars = factories.RegularFactory.create_batch(10, group=session.group)
    batch = [phone.undo(one) for one in earlier]
    batch += [phone.add(person=one.ref) for one in people] + [phone.add(regular=one.ref) for one in regulars]
    batch += [phone.add(word=f"Wren {number}") for number in range(10)] + [phone.add() for _ in range(5)]

    with CaptureQueriesContext(connection) as queries:
        receipts = tap(session, facilitator, *batch)

    said = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 10, said
    assert len(receipts) == 40
    assert session.presences.count() == 35
