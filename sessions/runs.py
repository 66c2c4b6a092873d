"""When a group is open: from a day on, paused or ended after a day, and each of these taken back if it was a mistake.

A run is a period in which the group is open, and its evenings follow: `left_out.follow`. The group's row is taken
first, so of two who say something at once the second reads what the first has said.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from groups.models import Run, SupportGroup
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import spoken_day
from sessions import interests, left_out, timetable
from sessions.models import GroupSession
from sessions.models.session import BEHIND_ITS_SERIES

State = GroupSession.State
NOT_STARTED = "It does not start yet."


class InThePast(Refused):
    """That day is over. Choose a day from today on."""


class IsOpen(Refused):
    """This group is open already. There is nothing left to do."""


class StillOpen(Refused):
    """It is open on that day already. Choose a later day."""


class NeverOpened(Refused):
    """This group has not opened yet, so there is nothing to pause or end. Nobody can come to it now."""


class BeforeItOpened(Refused):
    """Its last day would be before its first. Choose a later day, or take back that it opens."""


class AlreadyEnded(Refused):
    """Somebody has said meanwhile that it is not open. Have a look at how it stands now."""


class IsOpenAgain(Refused):
    """It is open again: somebody has taken this back meanwhile."""


class MetLater(Refused):
    """It met after that day. Choose the day it last met, or a later one."""


class ReasonMissing(Refused):
    """Say in a few words why, for everyone who would have come."""


class NothingToTakeBack(Refused):
    """There is nothing to take back: it has been open since before our records. You can pause it, or end it."""


class HasMet(Refused):
    """It has met since it opened, so that stays. You can pause it, or end it."""


class TimeHasPassed(Refused):
    """A date that it would have met on has passed since. You can open it again from today, or from a later day."""


@dataclass(frozen=True)
class Ending:
    """How a run ends: its last day, as what, why, when it is looked at again, and where people can go instead."""

    last_on: dt.date
    ended_as: str
    reason: str
    review_on: dt.date | None = None
    instead: Collection[SupportGroup] = ()


def last_run(group: SupportGroup) -> Run | None:
    """The run that counts now: the one that is open or will be, else the one that ended last."""
    return group.runs.in_order().last()


def mark_of(run: Run | None) -> str:
    """What tells how a group's last run stands from how it stood before."""
    return crossing.mark_of((run.pk, run.opens_on, run.ended_on, run.ended_as) if run else ())


def what_waits(*, group: SupportGroup, now: dt.datetime) -> str:
    """What a group has that opening brings about: its "series" make dates, or single "dates" are there again; or ""."""
    if group.series.going_on(group.network.today(now)).exists():
        return "series"
    return "dates" if group.sessions.filter(starts_at__gt=now).exclude(BEHIND_ITS_SERIES).exists() else ""


@transaction.atomic
def open_from(*, group: SupportGroup, on: dt.date, now: dt.datetime) -> Run:
    """Open a group from a day on: for the first time, or again. Its series make their dates. Said twice, it is once.

    Whoever left an address to be told is told.

    Raises `InThePast`, `IsOpen`, `StillOpen`.
    """
    timetable.lock_group(group)
    last = last_run(group)
    if last is not None and last.ended_on is None:
        if last.opens_on == on:
            return last
        if last.opens_on is not None and last.opens_on > group.network.today(now):
            raise IsOpen(f"It opens on {spoken_day(last.opens_on)}. Take that back first, then choose another day.")
        raise IsOpen
    if on < group.network.today(now):
        raise InThePast
    if last is not None and last.ended_on is not None and on <= last.ended_on:
        raise StillOpen(f"It is open until {spoken_day(last.ended_on)}. Choose a later day, or take that back.")
    run = Run.objects.create(group=group, opens_on=on)
    left_out.follow(group=group, reason=NOT_STARTED, now=now)
    interests.tell(run=run, now=now)
    return run


@transaction.atomic
def end(*, group: SupportGroup, ending: Ending, now: dt.datetime) -> Run:
    """Pause a group after its last day, or end it for good. Its later dates are left out, and those who asked are told.

    Nothing of the past changes. Said twice alike, it is once. Raises `NeverOpened`, `AlreadyEnded`, `BeforeItOpened`,
    `MetLater`, `ReasonMissing`.
    """
    timetable.lock_group(group)
    run = last_run(group)
    if run is None:
        raise NeverOpened
    if run.ended_on is not None:
        if (run.ended_on, run.ended_as, run.reason) == (ending.last_on, ending.ended_as, ending.reason.strip()):
            return run
        raise AlreadyEnded
    refuse_last_day(run, ending.last_on, now)
    if not ending.reason.strip():
        raise ReasonMissing
    run.ended_on, run.ended_as, run.reason = ending.last_on, ending.ended_as, ending.reason.strip()
    run.review_on = ending.review_on
    run.save()
    run.instead.set(ending.instead)
    left_out.follow(group=group, reason=run.reason, now=now)
    return run


def refuse_last_day(run: Run, last_on: dt.date, now: dt.datetime) -> None:
    if run.opens_on is not None and last_on < run.opens_on:
        raise BeforeItOpened(
            f"It opens on {spoken_day(run.opens_on)}. Choose that day or a later one, or take back that it opens."
        )
    began = run.group.sessions.filter(on__gt=last_on, starts_at__lte=now, state__in=(State.HELD, State.PLANNED))
    latest = began.order_by("starts_at").last()
    if latest is None:
        return
    day = spoken_day(latest.on)
    if latest.state == State.HELD:
        raise MetLater(f"It met on {day}. Choose that day or a later one.")
    raise MetLater(
        f"It has a date on {day}. Choose that day or a later one, or say on its register that you did not meet."
    )


@transaction.atomic
def say_otherwise(*, run: Run, seen: str, facts: Mapping[str, Any], instead: Collection[SupportGroup]) -> Run:
    """Change what people read of a pause or an ending, or make one the other. Its last day stays.

    Raises `IsOpenAgain` when it was taken back meanwhile, and `crossing.ChangedMeanwhile`.
    """
    timetable.lock_group(run.group)
    if not Run.objects.filter(pk=run.pk, ended_on__isnull=False).exists():
        raise IsOpenAgain
    held = crossing.hold(row=run, seen=seen, facts=facts)
    left = run.group.sessions.filter(is_left_out=True, was_off=False, state_reason=held.reason)
    left.update(state_reason=facts["reason"])
    held.instead.set(instead)
    return crossing.put(held, facts, IsOpenAgain)


@transaction.atomic
def take_back(*, group: SupportGroup, seen: str, now: dt.datetime) -> None:
    """Undo what was said last: that it pauses, ends, or opens. `seen` is the `mark_of` the run this was asked about.

    Its dates are what they were. Raises `NothingToTakeBack`, `TimeHasPassed`, `HasMet`, `crossing.ChangedMeanwhile`.
    """
    timetable.lock_group(group)
    run = last_run(group)
    if seen != mark_of(run):
        raise crossing.ChangedMeanwhile
    refuse_taking_back(group, run, now)
    assert run is not None  # noqa: S101 – refused above
    if run.ended_on is None:
        interests.tell_no_more(run=run)
        run.delete()
        before = last_run(group)
        left_out.follow(group=group, reason=before.reason if before else NOT_STARTED, now=now)
        return
    run.ended_on, run.ended_as, run.reason, run.review_on = None, Run.EndedAs.OPEN, "", None
    run.save()
    run.instead.clear()
    left_out.follow(group=group, reason="", now=now)


def why_not_taken_back(*, group: SupportGroup, now: dt.datetime) -> str:
    """Why what was said last cannot be taken back, for pages that offer it; empty when it can."""
    try:
        refuse_taking_back(group, last_run(group), now)
    except Refused as refused:
        return str(refused)
    return ""


def refuse_taking_back(group: SupportGroup, run: Run | None, now: dt.datetime) -> None:
    """What has passed cannot be taken back: then the next thing is said instead."""
    if run is None:
        raise NothingToTakeBack("There is nothing to take back: this group has not opened yet.")
    begun = group.sessions.filter(starts_at__lte=now)
    if run.ended_on is not None:
        if begun.filter(is_left_out=True, on__gt=run.ended_on).exclude(BEHIND_ITS_SERIES).exists():
            raise TimeHasPassed
        return
    if run.opens_on is None:
        raise NothingToTakeBack
    if begun.filter(on__gte=run.opens_on).exclude(state=State.CANCELLED).exists():
        raise HasMet
