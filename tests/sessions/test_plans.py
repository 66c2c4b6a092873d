"""How an evening goes: those to come follow their format, those that have begun keep what it was."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q

from groups import formats
from groups.doorbells import format_changes
from groups.models import Format, SupportGroup
from members.models import Person
from peersupport.lib.crossing import mark_of_row
from sessions import jobs, plans
from sessions.models import GroupSession
from sessions.receivers import keep_plans
from sessions.register import lockup
from tests import factories
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db

TEA, TALK = formats.part("break", "Tea", "", 20), formats.part("sharing", "Sharing", "", None)
BEFORE, AFTER = {"plan": [TALK], "needs": {"facilitator": 2}}, {"plan": [TEA, TALK], "needs": {"tea": 1}}
FROZEN = (BEFORE["plan"], BEFORE["needs"])


@pytest.fixture
def session(session: GroupSession) -> GroupSession:
    """An evening of a format with one part and one job."""
    assert session.format is not None
    formats.write(session.format, {"name": "Fridays", **BEFORE})
    return session


def change(row: Format | None, now: dt.datetime, **facts: Any) -> None:
    assert row is not None
    row.refresh_from_db()
    facts = {"name": "Fridays", **AFTER, **facts}
    formats.change(format=row, seen=mark_of_row(row, facts), facts=facts, now=now)


def as_it_goes(session: GroupSession) -> tuple[Any, Any]:
    session = GroupSession.objects.get(pk=session.pk)
    return plans.stages_of(session), plans.needs_of(session)


def test_an_evening_to_come_follows_its_format(session: GroupSession) -> None:
    change(session.format, session.starts_at - dt.timedelta(seconds=1))
    assert as_it_goes(session) == (AFTER["plan"], AFTER["needs"])


@pytest.mark.parametrize("state", GroupSession.State.values)
def test_an_evening_that_has_begun_stays_as_it_was_whatever_became_of_it(session: GroupSession, state: str) -> None:
    facts = {"register_state": "done", "register_done_at": session.ends_at} if state == "held" else {}
    GroupSession.objects.update(state=state, **facts)
    for title in ("Tea and cake", "Cake"):
        change(session.format, session.starts_at, plan=[{**TEA, "title": title}])
    assert as_it_goes(session) == FROZEN


def test_what_it_kept_before_is_left_as_it_is(session: GroupSession) -> None:
    GroupSession.objects.update(plan=[TEA])
    change(session.format, session.starts_at)
    assert as_it_goes(session) == ([TEA], BEFORE["needs"])


def test_a_format_with_no_parts_stays_one_with_none(session: GroupSession) -> None:
    formats.write(Format.objects.get(pk=session.format_id), {"name": "Fridays", "plan": [], "needs": {}})
    change(session.format, session.starts_at)
    assert as_it_goes(session) == ([], {})


def test_a_new_name_alone_is_no_reason_to_keep_anything(session: GroupSession) -> None:
    change(session.format, session.starts_at, name="Saturdays", **BEFORE)
    assert GroupSession.objects.get().plan is None


@pytest.mark.parametrize("rings", [True, False])
def test_an_evening_locked_up_after_the_change_keeps_what_it_was(
    session: GroupSession, facilitator: Person, rings: bool
) -> None:
    """The control: where nothing rings, it is written down as the evening it never was."""
    if not rings:
        format_changes.disconnect(keep_plans)
    try:
        change(session.format, session.starts_at)
    finally:
        format_changes.connect(keep_plans)
    lock_up(session, facilitator)
    assert (as_it_goes(session) == FROZEN) == rings


def test_an_evening_locked_up_before_the_change_keeps_what_it_was(session: GroupSession, facilitator: Person) -> None:
    lock_up(session, facilitator)
    change(session.format, session.ends_at)
    assert as_it_goes(session) == FROZEN


def lock_up(session: GroupSession, by: Person) -> None:
    facts = {"headcount": 3, "agreement_was_read": False, "note": "", "now": session.ends_at}
    lockup.lock_up(session=session, by=by.user, **facts)  # type: ignore[arg-type]


def test_jobs_of_an_evening_that_has_begun_are_asked_for_as_before(
    session: GroupSession, group: SupportGroup, facilitator: Person
) -> None:
    change(session.format, session.starts_at)
    session = GroupSession.objects.get()
    assert jobs.needed(session) == [jobs.Need("facilitator", 2)]
    (line,) = jobs.board_of(session=session, user=facilitator.user)
    assert (line.role, line.missing) == ("facilitator", 2)
    (short,) = jobs.short_of_facilitators(groups_q=Q(pk=group.pk), now=session.starts_at)
    assert (short.needed, short.has) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_an_evening_locked_up_at_the_moment_of_a_change_keeps_what_it_was(
    session: GroupSession, facilitator: Person, monkeypatch: Any
) -> None:
    both, write = AtOnce(), formats.write

    def slowly(*args: Any) -> Any:
        written = write(*args)
        both.stand_still()
        return written

    monkeypatch.setattr(formats, "write", slowly)
    both.run(lambda: change(session.format, session.ends_at), lambda: lock_up(session, facilitator))

    assert (both.trouble, both.waited) == ([], True)
    assert as_it_goes(session) == FROZEN


def test_evenings_of_other_formats_are_left_alone(session: GroupSession) -> None:
    other = factories.GroupSessionFactory(on=session.on - dt.timedelta(days=70))
    change(session.format, session.starts_at)
    assert GroupSession.objects.get(pk=other.pk).plan is None
