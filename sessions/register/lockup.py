"""Before you lock up: how many came, whether the evening met at all, and taking either back.

State and register are separate: "held" is said by a register that is done, "did not meet" by somebody who was there.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from members.access import Visitor
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import spoken_day, spoken_time
from sessions import plans
from sessions.models import GroupSession, Presence
from sessions.register.taps import Cancelled

State, RegisterState = GroupSession.State, GroupSession.RegisterState


class NotBegun(Refused):
    """This evening has not begun yet."""


class NothingCounted(Refused):
    """Say how many came, even if nobody did."""


class HeadcountBelowNames(Refused):
    """You counted fewer people than are marked as here."""


class SomebodyCame(Refused):
    """People are marked as here, so it met. Take those marks away first, or lock up instead."""


class AlreadyHeld(Refused):
    """This evening is recorded as held. Take that back first, if it did not meet."""


@transaction.atomic
def lock_up(
    *,
    session: GroupSession,
    headcount: int | None,
    agreement_was_read: bool,
    note: str,
    by: Visitor,
    now: dt.datetime,
    confirmed: bool = False,
) -> GroupSession:
    """The evening was held and its register is done; a headcount alone is complete, and zero is a number.

    Said again with other facts, the register is corrected; with the same facts, nothing changes. `confirmed` is the
    answer to `HeadcountBelowNames`. Raises also `Cancelled`, `NotBegun`, `NothingCounted`.
    """
    session = GroupSession.objects.locked(session)
    check_begun(session, now)
    marked = Presence.objects.visits().filter(session=session).count()
    if headcount is None and not marked:
        raise NothingCounted
    if headcount is not None and headcount < marked and not confirmed:
        are = "is" if marked == 1 else "are"
        raise HeadcountBelowNames(f"You counted {headcount}, and {marked} {are} marked as here. Is {headcount} right?")
    facts = {
        "state": State.HELD,
        "state_reason": "",
        "headcount": headcount,
        "agreement_read_id": agreement_of(session) if agreement_was_read else None,
        "note": note.strip() if session.group.uses_notes else session.note,
    }
    if any(getattr(session, name) != value for name, value in facts.items()):
        write(session, facts, now)
    return session


@transaction.atomic
def did_not_meet(*, session: GroupSession, reason: str, by: Visitor, now: dt.datetime) -> GroupSession:
    """The evening was planned and nobody met. The reason is shown to everyone and may be left out.

    Raises `Cancelled`, `NotBegun`, `AlreadyHeld`, `SomebodyCame`.
    """
    session = GroupSession.objects.locked(session)
    check_begun(session, now)
    if session.state == State.HELD:
        raise AlreadyHeld
    if session.presences.exists():
        raise SomebodyCame
    session.state, session.state_reason = State.DID_NOT_MEET, reason.strip()
    session.save(update_fields=["state", "state_reason"])
    return session


@transaction.atomic
def reopen(*, session: GroupSession, by: Visitor, now: dt.datetime) -> GroupSession:
    """Take back "done" or "did not meet": the evening is not recorded again. Who was tapped stays tapped.

    An evening that is not recorded stays so; a cancelled one is `Cancelled`.
    """
    session = GroupSession.objects.locked(session)
    if session.is_cancelled:
        raise Cancelled
    if session.state != State.PLANNED:
        session.state, session.state_reason = State.PLANNED, ""
        session.register_state, session.register_done_at = RegisterState.OPEN, None
        session.headcount, session.agreement_read = None, None
        session.save()
    return session


def check_begun(session: GroupSession, now: dt.datetime) -> None:
    if session.is_cancelled:
        raise Cancelled
    if not session.has_begun(now):
        raise NotBegun(
            f"It begins on {spoken_day(session.on)} at {spoken_time(session.starts_local)}. "
            "Come back then, or cancel it so that people are told."
        )


def write(session: GroupSession, facts: Mapping[str, object], now: dt.datetime) -> None:
    for name, value in facts.items():
        setattr(session, name, value)
    if session.register_state == RegisterState.OPEN:
        session.register_state, session.register_done_at = RegisterState.DONE, now
    else:
        session.register_state = RegisterState.CORRECTED
    plans.keep_own(session)
    session.save()


def agreement_of(session: GroupSession) -> int | None:
    """The key of the version that was in use that evening, where the group marks its reading at all."""
    if not session.group.uses_agreement_mark:
        return None
    return session.group.agreements.begun_by(session.on).values_list("pk", flat=True).first()
