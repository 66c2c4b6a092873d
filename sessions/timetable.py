"""The dates of a group: plan a series, change one date, cancel it, reinstate it, put it back to the usual.

Wall time is what is planned and stored; instants are derived here and nowhere else. Dates exist only inside
the group's runs, and a venue that is shut cancels the dates that would meet there.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from groups import venues
from groups.models import Format, SupportGroup, Venue, VenueClosure
from peersupport.lib.recurrence import dates_of
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import NoSuchTime, instant, spoken_day, spoken_time
from sessions import dates, letters, places, reminders
from sessions.models import GroupSession, Series

State = GroupSession.State


class InThePast(Refused):
    """That day is over. Choose a day from today on."""


class EndsBeforeItStarts(Refused):
    """It has to end later the same day than it starts. Choose another end."""


class AlreadyBegun(Refused):
    """This evening has begun, so its time and place stay as they were. The register can say that you did not meet."""


class NoDates(Refused):
    """There is no such day between the first and the last date. Choose a later last date."""


class ReasonMissing(Refused):
    """Say in a few words why, for everyone who would have come. "The hall is shut" is enough."""


class HourLeftOut(Refused):
    """That hour does not exist on that day, because the clocks go forward. Choose another time."""


class NotOpenThen(Refused):
    """The group is not open on that day. Choose a day on which it is, or ask a coordinator to open it."""


class VenueIsShut(Refused):
    """The venue is shut on that day. Choose another day, or another venue."""


class WouldMeetTwice(Refused):
    """The group already meets then. Change or cancel that date first."""


@dataclass(frozen=True)
class Times:
    """When an evening is, on the wall."""

    on: dt.date
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True)
class Plan:
    """What a facilitator fills in for a weekly series. `capacity` None is no limit; 0 is zero."""

    rule: str
    first_on: dt.date
    last_on: dt.date | None
    starts: dt.time
    ends: dt.time
    venue: Venue | None
    format: Format | None
    capacity: int | None


def preview(*, plan: Plan, zone: ZoneInfo, count: int = 6) -> list[Times]:
    """The first `count` dates a plan would make, for the page that asks "is this right?". Writes nothing.

    Raises `NoDates`, `EndsBeforeItStarts`, or `HourLeftOut` when one of them falls into a missing hour.
    """
    check_order(plan.starts, plan.ends)
    found: list[Times] = []
    for on in dates_of(plan.rule, plan.first_on, plan.last_on):
        check_hours(Times(on, plan.starts, plan.ends), zone)
        found.append(Times(on, plan.starts, plan.ends))
        if len(found) == count:
            break
    if not found:
        raise NoDates
    return found


@transaction.atomic
def plan_series(*, group: SupportGroup, plan: Plan, now: dt.datetime, ahead_until: dt.date) -> Series:
    """Begin a weekly series and make its dates up to `ahead_until`. Planned twice alike, it is one series."""
    lock_group(group)
    if plan.first_on < group.network.today(now):
        raise InThePast
    first, *_ = preview(plan=plan, zone=group.network.zone)
    if instant(first.on, first.starts, group.network.zone) <= now:
        raise InThePast("The first of these evenings would have begun already. Choose a later first day.")
    same = {
        "group": group,
        "rule": plan.rule,
        "first_on": plan.first_on,
        "last_on": plan.last_on,
        "starts_local": plan.starts,
        "ends_local": plan.ends,
    }
    known = Series.objects.filter(**same).first()
    if known is not None:
        return known
    refuse_meeting_twice(group, plan, ahead_until)
    series = Series.objects.create(**same, venue=plan.venue, format=plan.format, capacity=plan.capacity)
    dates.make_for(series=series, until=ahead_until, now=now)
    return series


@transaction.atomic
def change(
    *,
    session: GroupSession,
    times: Times,
    venue: Venue | None,
    capacity: int | None,
    now: dt.datetime,
) -> GroupSession:
    """Move one date to a day on which the group is open, or change its room or how many fit. It keeps its key, its
    places and its letters.

    Nobody loses a place when fewer fit than come. Everyone who asked hears of it.
    """
    venues.rely_on([venue.pk if venue else None])
    session = GroupSession.objects.locked(session)
    if session.has_begun(now):
        raise AlreadyBegun
    zone = session.group.network.zone
    if times.on < session.group.network.today(now):
        raise InThePast
    check_order(times.starts, times.ends)
    check_hours(times, zone)
    if instant(times.on, times.starts, zone) <= now:
        raise InThePast("That time is over. Choose a later one.")
    refuse_outside_runs(session, times.on)
    refuse_clash(session.group, [times.on], times.starts, times.ends, besides=session)
    moved = (session.on, session.starts_local, session.ends_local) != (times.on, times.starts, times.ends)
    elsewhere = session.venue_id != (venue.pk if venue else None)
    if not moved and not elsewhere and session.capacity == capacity:
        return session
    set_time(session, times, zone)
    session.venue, session.capacity = venue, capacity
    if moved or elsewhere:
        refuse_shut(session)
        mark_changed(session, now)
    session.save()
    if moved or elsewhere:
        tell_those_who_asked(session, letters.CHANGED, now)
    places.offer_free_places(session=session, now=now)
    return session


@transaction.atomic
def cancel(
    *, session: GroupSession, reason: str, now: dt.datetime, closure: VenueClosure | None = None
) -> GroupSession:
    """Cancel one date with a reason that everyone may read. Those who asked are told; nothing is deleted.

    One that a `closure` of its venue had cancelled is then cancelled by hand, and stays so when that is taken back.
    """
    session = GroupSession.objects.locked(session)
    if session.is_cancelled and (closure or not session.closure_id):
        return session
    if session.has_begun(now):
        raise AlreadyBegun
    if not reason.strip():
        raise ReasonMissing
    is_news = not session.is_cancelled
    session.state, session.state_reason, session.closure = State.CANCELLED, reason.strip(), closure
    mark_changed(session, now)
    session.save()
    if is_news:
        tell_those_who_asked(session, letters.CANCELLED, now)
    return session


@transaction.atomic
def reinstate(*, session: GroupSession, now: dt.datetime) -> GroupSession:
    """Take a cancellation back. Those who had asked, and have not given back, are told that it is on again."""
    session = GroupSession.objects.locked(session)
    if not session.is_cancelled:
        return session
    if session.has_begun(now):
        raise AlreadyBegun("Its time is over, so it stays cancelled. Plan another date instead.")
    refuse_outside_runs(session, session.on)
    refuse_shut(session)
    refuse_clash(session.group, [session.on], session.starts_local, session.ends_local, besides=session)
    session.state, session.state_reason, session.closure = State.PLANNED, "", None
    mark_changed(session, now)
    session.save()
    tell_those_who_asked(session, letters.ON_AGAIN, now)
    places.offer_free_places(session=session, now=now)
    return session


def put_back(*, session: GroupSession, now: dt.datetime) -> GroupSession:
    """Restore one date of a series exactly: the day, times, venue and capacity the series gives it."""
    if session.series is None or session.original_on is None:
        return session
    usual = session.series
    times = Times(session.original_on, usual.starts_local, usual.ends_local)
    return change(session=session, times=times, venue=usual.venue, capacity=usual.capacity, now=now)


def set_time(session: GroupSession, times: Times, zone: ZoneInfo) -> None:
    """Set wall times and the instants that follow from them, together, here only."""
    session.on, session.starts_local, session.ends_local = times.on, times.starts, times.ends
    session.starts_at = instant(times.on, times.starts, zone)
    session.ends_at = instant(times.on, times.ends, zone)


def mark_changed(session: GroupSession, now: dt.datetime) -> None:
    session.change += 1
    session.changed_at = now


def tell_those_who_asked(session: GroupSession, what: str, now: dt.datetime) -> None:
    """Everyone with a live place, a reminder or a standing wish hears of it; reminders follow the evening."""
    reminders.forget_planned(sessions=[session])
    letters.tell(session=session, what=what, now=now)


def lock_group(group: SupportGroup) -> None:
    """Without its key, so that whoever has a series in hand meanwhile can still write that one's dates."""
    SupportGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)


def check_order(starts: dt.time, ends: dt.time) -> None:
    if ends <= starts:
        raise EndsBeforeItStarts


def check_hours(times: Times, zone: ZoneInfo) -> None:
    try:
        instant(times.on, times.starts, zone)
        instant(times.on, times.ends, zone)
    except NoSuchTime as left_out:
        raise HourLeftOut(str(left_out)) from left_out


def refuse_shut(session: GroupSession) -> None:
    """Nobody meets where it is shut."""
    if session.venue is not None and session.venue.closures.on(session.on).exists():
        raise VenueIsShut


def refuse_outside_runs(session: GroupSession, day: dt.date) -> None:
    """Dates exist only inside runs. The caller holds the evening's row, so nobody ends the run meanwhile unseen."""
    if session.is_left_out or not dates.is_open_on(session.group, day):
        raise NotOpenThen


def refuse_meeting_twice(group: SupportGroup, plan: Plan, ahead_until: dt.date) -> None:
    """A series may not put a second evening of the group on a day at an overlapping time."""
    refuse_clash(group, list(days_until(plan, ahead_until)), plan.starts, plan.ends)


def refuse_clash(
    group: SupportGroup, days: list[dt.date], starts: dt.time, ends: dt.time, besides: GroupSession | None = None
) -> None:
    clashes = GroupSession.objects.filter(group=group, on__in=days, starts_local__lt=ends, ends_local__gt=starts)
    if besides is not None:
        clashes = clashes.exclude(pk=besides.pk)
    first = clashes.exclude(state=State.CANCELLED, is_left_out=False).order_by("on").first()
    if first is not None and first.is_left_out:
        raise WouldMeetTwice(
            f"When the group opens again, it meets on {spoken_day(first.on)} at {spoken_time(first.starts_local)} "
            "already. Choose another day or time."
        )
    if first is not None:
        raise WouldMeetTwice(
            f"The group already meets on {spoken_day(first.on)} at {spoken_time(first.starts_local)}. "
            "Change or cancel that date first."
        )


def days_until(plan: Plan, until: dt.date) -> Iterable[dt.date]:
    last = min(plan.last_on, until) if plan.last_on else until
    return dates_of(plan.rule, plan.first_on, last)
