"""Before you lock up: a headcount alone is enough, zero is a number, and every answer can be taken back."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Agreement, Stage, SupportGroup
from members.models import Person
from sessions import register
from sessions.models import GroupSession
from sessions.register import lockup, taps
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


def lock_up(session: GroupSession, by: Person, **facts: Any) -> GroupSession:
    usual = {"headcount": None, "agreement_was_read": False, "note": "", "now": session.ends_at}
    return register.lock_up(session=session, by=by.user, **{**usual, **facts})


def test_a_headcount_alone_is_a_complete_register(session: GroupSession, facilitator: Person) -> None:
    lock_up(session, facilitator, headcount=9)

    session.refresh_from_db()
    assert (session.state, session.register_state, session.headcount) == ("held", "done", 9)
    assert session.register_done_at == session.ends_at
    sheet = register.sheet(session=session, now=session.ends_at)
    assert (sheet.visits, sheet.named, sheet.gave_no_name) == (9, 0, 9)


def test_zero_is_a_number_and_nothing_at_all_is_not(session: GroupSession, facilitator: Person) -> None:
    with pytest.raises(lockup.NothingCounted, match=r"Say how many came, even if nobody did\."):
        lock_up(session, facilitator)
    session.refresh_from_db()
    assert (session.state, session.register_state) == ("planned", "open")

    lock_up(session, facilitator, headcount=0)

    session.refresh_from_db()
    assert (session.state, session.headcount) == ("held", 0)


def test_people_on_a_job_alone_do_not_say_how_many_came(session: GroupSession, facilitator: Person) -> None:
    tap(session, facilitator, Device().add(person=facilitator.ref, role="facilitator"))

    with pytest.raises(lockup.NothingCounted):
        lock_up(session, facilitator)


def test_names_without_a_headcount_are_complete_and_headcount_and_names_are_never_added(
    session: GroupSession, facilitator: Person
) -> None:
    phone = Device()
    on_a_job = phone.add(person=facilitator.ref, role="facilitator")
    tap(session, facilitator, phone.add(word="Heron"), phone.add(word="Wren"), phone.add(), on_a_job)

    lock_up(session, facilitator)
    session.refresh_from_db()
    sheet = register.sheet(session=session, now=session.ends_at)
    assert (session.headcount, sheet.visits, sheet.named, sheet.gave_no_name, sheet.on_a_job) == (None, 3, 2, 1, 1)

    lock_up(session, facilitator, headcount=7)
    session.refresh_from_db()
    sheet = register.sheet(session=session, now=session.ends_at)
    assert (sheet.visits, sheet.named, sheet.gave_no_name) == (7, 2, 5)


def test_one_who_is_marked_is_one(session: GroupSession, facilitator: Person) -> None:
    tap(session, facilitator, Device().add(word="Wren"))

    with pytest.raises(lockup.HeadcountBelowNames, match=r"You counted 0, and 1 is marked as here\. Is 0 right\?"):
        lock_up(session, facilitator, headcount=0)


def test_a_headcount_below_the_names_is_asked_about_once(session: GroupSession, facilitator: Person) -> None:
    phone = Device()
    tap(session, facilitator, *(phone.add(word=f"Wren {number}") for number in range(3)))

    with pytest.raises(lockup.HeadcountBelowNames, match=r"You counted 2, and 3 are marked as here\. Is 2 right\?"):
        lock_up(session, facilitator, headcount=2)
    session.refresh_from_db()
    assert session.state == "planned"

    lock_up(session, facilitator, headcount=2, confirmed=True)

    session.refresh_from_db()
    assert (session.state, session.headcount) == ("held", 2)
    sheet = register.sheet(session=session, now=session.ends_at)
    assert (sheet.visits, sheet.named, sheet.gave_no_name) == (2, 3, 0)


def test_saying_the_same_again_changes_nothing_and_saying_another_corrects(
    session: GroupSession, facilitator: Person
) -> None:
    lock_up(session, facilitator, headcount=9)
    later = session.ends_at + dt.timedelta(days=7)

    lock_up(session, facilitator, headcount=9, now=later)
    session.refresh_from_db()
    assert (session.register_state, session.register_done_at) == ("done", session.ends_at)

    lock_up(session, facilitator, headcount=8, now=later)
    session.refresh_from_db()
    assert (session.register_state, session.register_done_at, session.headcount) == ("corrected", session.ends_at, 8)


def test_the_agreement_of_that_evening_is_marked_where_the_group_marks_it(
    session: GroupSession, facilitator: Person
) -> None:
    group = session.group
    for version, begins_on in ((1, dt.date(2020, 1, 1)), (2, session.on), (3, session.on + dt.timedelta(days=1))):
        Agreement.objects.create(group=group, version=version, text="We listen.", begins_on=begins_on)

    lock_up(session, facilitator, headcount=9, agreement_was_read=True)
    session.refresh_from_db()
    assert session.agreement_read is not None
    assert session.agreement_read.version == 2

    lock_up(session, facilitator, headcount=9, agreement_was_read=False)
    session.refresh_from_db()
    assert session.agreement_read is None

    SupportGroup.objects.update(uses_agreement_mark=False)
    lock_up(session, facilitator, headcount=9, agreement_was_read=True)
    session.refresh_from_db()
    assert session.agreement_read is None


def test_a_group_that_wrote_no_agreement_can_still_tick_that_it_was_shared(
    session: GroupSession, facilitator: Person
) -> None:
    lock_up(session, facilitator, headcount=9, agreement_was_read=True)

    session.refresh_from_db()
    assert (session.state, session.agreement_read) == ("held", None)


def test_a_note_is_kept_only_where_the_group_keeps_notes(session: GroupSession, facilitator: Person) -> None:
    lock_up(session, facilitator, headcount=9, note="The key sticks")
    session.refresh_from_db()
    assert session.note == ""

    SupportGroup.objects.update(uses_notes=True)
    lock_up(session, facilitator, headcount=9, note=" The key sticks ")
    session.refresh_from_db()
    assert session.note == "The key sticks"


def test_the_plan_of_a_held_evening_is_its_own(session: GroupSession, facilitator: Person) -> None:
    assert session.format is not None
    Stage.objects.create(format=session.format, position=2, kind="break", title="Tea", minutes=20)
    Stage.objects.create(format=session.format, position=1, kind="sharing", title="Sharing", prompt="What is going on?")

    lock_up(session, facilitator, headcount=9)
    Stage.objects.update(title="Changed later")
    lock_up(session, facilitator, headcount=10)

    session.refresh_from_db()
    assert session.plan == [
        {"kind": "sharing", "title": "Sharing", "prompt": "What is going on?", "minutes": None},
        {"kind": "break", "title": "Tea", "prompt": "", "minutes": 20},
    ]


def test_a_plan_somebody_changed_is_left_as_it_is(session: GroupSession, facilitator: Person) -> None:
    GroupSession.objects.update(plan=[{"kind": "other", "title": "A walk", "prompt": "", "minutes": 60}])

    lock_up(session, facilitator, headcount=9)

    session.refresh_from_db()
    assert session.plan == [{"kind": "other", "title": "A walk", "prompt": "", "minutes": 60}]


def test_an_evening_that_has_not_begun_or_is_cancelled_is_not_locked_up(
    session: GroupSession, facilitator: Person
) -> None:
    before = session.starts_at - dt.timedelta(seconds=1)
    with pytest.raises(lockup.NotBegun, match="It begins on Friday 27 November at 7pm"):
        lock_up(session, facilitator, headcount=9, now=before)
    with pytest.raises(lockup.NotBegun):
        register.did_not_meet(session=session, reason="", by=facilitator.user, now=before)

    GroupSession.objects.update(state="cancelled")
    with pytest.raises(taps.Cancelled):
        lock_up(session, facilitator, headcount=9)
    with pytest.raises(taps.Cancelled):
        register.did_not_meet(session=session, reason="", by=facilitator.user, now=session.ends_at)
    with pytest.raises(taps.Cancelled):
        register.reopen(session=session, by=facilitator.user, now=session.ends_at)


def test_did_not_meet_is_said_with_or_without_a_reason_and_can_be_taken_back(
    session: GroupSession, facilitator: Person
) -> None:
    facts: dict[str, Any] = {"session": session, "by": facilitator.user, "now": session.ends_at}

    register.did_not_meet(reason=" The hall was shut ", **facts)
    register.did_not_meet(reason="The hall was shut", **facts)
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("did_not_meet", "The hall was shut")
    assert (session.register_state, session.headcount) == ("open", None)

    register.reopen(**facts)
    register.reopen(**facts)
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("planned", "")


def test_an_evening_said_not_to_have_met_can_be_locked_up_after_all(session: GroupSession, facilitator: Person) -> None:
    register.did_not_meet(session=session, reason="Nobody there", by=facilitator.user, now=session.ends_at)

    lock_up(session, facilitator, headcount=4)

    session.refresh_from_db()
    assert (session.state, session.state_reason, session.register_state) == ("held", "", "done")


def test_an_evening_with_somebody_on_its_register_met(session: GroupSession, facilitator: Person) -> None:
    tap(session, facilitator, Device().add())

    with pytest.raises(lockup.SomebodyCame):
        register.did_not_meet(session=session, reason="", by=facilitator.user, now=session.ends_at)

    lock_up(session, facilitator)
    with pytest.raises(lockup.AlreadyHeld):
        register.did_not_meet(session=session, reason="", by=facilitator.user, now=session.ends_at)
    session.refresh_from_db()
    assert session.state == "held"


def test_done_by_mistake_is_not_recorded_again_and_whoever_was_tapped_still_is(
    session: GroupSession, facilitator: Person
) -> None:
    tap(session, facilitator, Device().add(word="Heron"))
    lock_up(session, facilitator, headcount=9)

    register.reopen(session=session, by=facilitator.user, now=session.ends_at)

    session.refresh_from_db()
    assert (session.state, session.register_state, session.register_done_at) == ("planned", "open", None)
    assert (session.headcount, session.agreement_read) == (None, None)
    assert who_is_here(session) == ["Heron"]
    tap(session, facilitator, Device().add(), now=half_past_seven(session))
    assert who_is_here(session) == ["+", "Heron"]
