"""One date of a group: add it, change it, cancel it, reinstate it, put it back to the usual.

Wall time is what is planned and stored; instants are derived here and nowhere else. Dates exist only inside
the group's runs, and a venue that is shut cancels the dates that would meet there.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from groups import venues
from groups.models import Format, SupportGroup, Venue, VenueClosure
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import NoSuchTime, instant, spoken_day, spoken_time
from sessions import dates, letters, places, reminders
from sessions.models import GroupSession
from sessions.models.session import BEHIND_ITS_SERIES

State = GroupSession.State


class InThePast(Refused):
    """That day is over. Choose a day from today on."""


class EndsBeforeItStarts(Refused):
    """It has to end later the same day than it starts. Choose another end."""


class AlreadyBegun(Refused):
    """This evening has begun, so its time and place stay as they were. The register can say that you did not meet."""


class ReasonMissing(Refused):
    """Say in a few words why, for everyone who would have come. "The hall is shut" is enough."""


class HourLeftOut(Refused):
    """That hour does not exist on that day, because the clocks go forward. Choose another time."""


class NotOpenThen(Refused):
    """The group is not open on that day. Choose a day on which it is, or ask a coordinator to open it."""


class GroupHasEnded(Refused):
    """By then the group has ended for good, so there would be no date. A coordinator can open it again."""


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


@transaction.atomic
def add(
    *,
    group: SupportGroup,
    times: Times,
    venue: Venue | None,
    format: Format | None,
    capacity: int | None,
    now: dt.datetime,
) -> GroupSession:
    """Add one date that belongs to no series, on a day on which the group is open. Added twice alike, it is one.

    Whoever wants a place every week has one at it too.
    """
    lock_group(group)
    venues.rely_on([venue.pk if venue else None])
    check_when(times, group, now)
    session = GroupSession(group=group, venue=venue, format=format, capacity=capacity)
    set_time(session, times, group.network.zone)
    same = {"series": None, "on": times.on, "starts_local": times.starts, "ends_local": times.ends, "venue": venue}
    known = group.sessions.filter(**same, state=State.PLANNED).first()
    if known is not None:
        return known
    refuse_outside_runs(session, times.on)
    refuse_clash(group, [times.on], times.starts, times.ends)
    refuse_shut(session)
    session.save()
    places.keep_standing_places(groups={group.pk}, now=now)
    return session


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
    check_when(times, session.group, now)
    refuse_outside_runs(session, times.on)
    refuse_clash(session.group, [times.on], times.starts, times.ends, besides=[session])
    moved = (session.on, session.starts_local, session.ends_local) != (times.on, times.starts, times.ends)
    elsewhere = session.venue_id != (venue.pk if venue else None)
    if not moved and not elsewhere and session.capacity == capacity:
        return session
    set_time(session, times, session.group.network.zone)
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
    refuse_clash(session.group, [session.on], session.starts_local, session.ends_local, besides=[session])
    session.state, session.state_reason, session.closure = State.PLANNED, "", None
    mark_changed(session, now)
    session.save()
    tell_those_who_asked(session, letters.ON_AGAIN, now)
    places.offer_free_places(session=session, now=now)
    return session


@transaction.atomic
def put_back(*, session: GroupSession, now: dt.datetime) -> GroupSession:
    """Restore one date of a series exactly: the day, times, venue and capacity the series gives it by now.

    From then on it goes where its series goes, as if it had never been changed by hand.
    """
    lock_group(session.group)
    session = GroupSession.objects.select_related("group", "series__venue").get(pk=session.pk)
    if session.series is None or session.original_on is None:
        return session
    usual = session.series
    times = Times(session.original_on, usual.starts_local, usual.ends_local)
    session = change(session=session, times=times, venue=usual.venue, capacity=usual.capacity, now=now)
    session.stayed_at.clear()
    return session


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


def check_when(times: Times, group: SupportGroup, now: dt.datetime) -> None:
    """Ahead, on the wall and in the world, and it ends after it starts."""
    zone = group.network.zone
    if times.on < group.network.today(now):
        raise InThePast
    check_order(times.starts, times.ends)
    check_hours(times, zone)
    if instant(times.on, times.starts, zone) <= now:
        raise InThePast("That time is over. Choose a later one.")


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
    if session.is_left_out and session.is_behind_its_series:
        raise NotOpenThen("Its series ends before that day. Take that back first, or add another date.")
    if session.is_left_out or not dates.is_open_on(session.group, day):
        raise NotOpenThen


def refuse_ended(group: SupportGroup, first_on: dt.date) -> None:
    """Of dates that begin behind a group's end none would ever be. While it is planned or pauses, they wait for it."""
    if group.has_ended(first_on):
        raise GroupHasEnded


def refuse_clash(
    group: SupportGroup,
    days: Iterable[dt.date],
    starts: dt.time,
    ends: dt.time,
    besides: Sequence[GroupSession] = (),
) -> None:
    """A group does not meet twice at a time. An evening behind the end of its series is none of its dates."""
    clashes = GroupSession.objects.filter(group=group, on__in=list(days), starts_local__lt=ends, ends_local__gt=starts)
    clashes = clashes.exclude(pk__in=[session.pk for session in besides]).exclude(BEHIND_ITS_SERIES, is_left_out=True)
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
