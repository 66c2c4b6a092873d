"""Somebody who was known by a word is on the register once, whichever way they are tapped."""

import pytest

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions import register
from sessions.models import GroupSession, Presence, Tap
from sessions.register import TapIn, offered
from sessions.regulars import join
from tests import factories
from tests.sessions.history import NOW, WEEK, held
from tests.sessions.joining import sheet
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db


def test_taps_on_a_page_from_before_are_theirs(
    group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    session, phone = evening_of(group), Device()
    join(regular=heron, person=robin, now=NOW)
    tap(session, facilitator, phone.add(regular=heron.ref), phone.add(word="HERON"), phone.add(person=robin.ref))
    assert who_is_here(session) == ["Robin"]
    assert [row.name for row in sheet(session).here] == ["Robin"]


@pytest.mark.parametrize("undone", ["first", "second", "both"])
def test_marks_of_before_are_undone_one_by_one(
    undone: str, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    """Each helper's own tap: while one of them stands, they are there."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    first, second = phone.add(regular=heron.ref), phone.add(person=robin.ref)
    tap(session, facilitator, first)
    tap(session, facilitator, second)
    join(regular=heron, person=robin, now=NOW)
    assert sheet(session).tapped == 1

    for one in {"first": [first], "second": [second], "both": [first, second]}[undone]:
        tap(session, facilitator, phone.undo(one))
    assert who_is_here(session) == ([] if undone == "both" else ["Robin"])
    assert sheet(session).tapped == (0 if undone == "both" else 1)


@pytest.fixture
def long_ago(group: SupportGroup, heron: Regular, robin: Person, facilitator: Person) -> tuple[GroupSession, Device]:
    """Both were tapped, Robin first, and joined when no tap was kept any more."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(person=robin.ref), phone.add(regular=heron.ref))
    Tap.objects.all().delete()
    assert join(regular=heron, person=robin, now=NOW) == 1
    return session, phone


def untick(session: GroupSession, phone: Device) -> TapIn:
    [row] = sheet(session).here
    assert row.name == "Robin"
    return phone.undo(session.presences.get(is_again=False).tap)


def test_unticked_when_no_tap_is_kept_nobody_is_left_unseen(
    long_ago: tuple[GroupSession, Device], facilitator: Person
) -> None:
    session, phone = long_ago
    tap(session, facilitator, untick(session, phone))
    assert not session.presences.exists()
    assert facilitator.user is not None
    register.did_not_meet(session=session, reason="", by=facilitator.user, now=half_past_seven(session))


@pytest.mark.parametrize("at_once", [True, False])
def test_unticked_and_called_by_the_word_they_are_there(
    at_once: bool, long_ago: tuple[GroupSession, Device], facilitator: Person
) -> None:
    session, phone = long_ago
    taps = [untick(session, phone), phone.add(word="Heron")]
    for batch in [taps] if at_once else [[one] for one in taps]:
        tap(session, facilitator, *batch)
    assert who_is_here(session) == ["Robin"]
    assert session.presences.count() == 1


def test_unticked_while_another_tap_of_theirs_stands_both_marks_stay(
    long_ago: tuple[GroupSession, Device], robin: Person, facilitator: Person
) -> None:
    session, phone = long_ago
    tap(session, facilitator, untick(session, phone), phone.add(person=robin.ref))
    assert sorted(session.presences.values_list("is_again", flat=True)) == [False, True]


def test_what_a_later_tap_says_of_them_holds(
    group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(regular=heron.ref), phone.add(person=robin.ref))
    join(regular=heron, person=robin, now=NOW)
    tap(session, facilitator, phone.add(person=robin.ref, role="tea"))
    [mark_] = Presence.objects.filter(session=session, is_again=False)
    assert (mark_.person, mark_.role) == (robin, "tea")


@pytest.mark.parametrize(
    ("came", "joined", "listed"), [(27, 27, False), (25, 27, True), (27, 25, True), (None, 27, False)]
)
def test_after_as_long_as_a_word_they_are_offered_no_more_and_the_word_finds_them(
    came: int | None, joined: int, listed: bool, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    session, phone = evening_of(group), Device()
    if came:
        held(group, session.on - came * WEEK, heron)
    near = factories.SupportGroupFactory(network=group.network)
    held(near, session.on - WEEK, robin)
    Regular.objects.update(since_on=session.on - 40 * WEEK)
    join(regular=heron, person=robin, now=session.starts_at - joined * WEEK)
    assert ("Robin" in {one.name for one in offered.everyone(session)}) == listed
    tap(session, facilitator, phone.add(word="Heron"))
    assert [row.name for row in sheet(session).here] == ["Robin"]
