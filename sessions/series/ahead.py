"""What becomes of a series' evenings ahead when it is moved or ended: none is deleted, and the past never changes.

The group's row is taken first, then its series, venues and evenings, as `left_out.follow` does.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from groups import venues
from groups.models import SupportGroup, Venue
from peersupport.lib.refusals import NotFound, Refused
from sessions import dates, left_out, letters, places, reminders, runs, timetable
from sessions.models import GroupSession, Series
from sessions.timetable import Times

State = GroupSession.State
BELONGS = ("series", "original_on")
USUAL = ("on", "starts_local", "ends_local", "starts_at", "ends_at", "venue")
STANDS = ("state", "state_reason", "closure", "change", "changed_at")


class HasGoneOn(Refused):
    """Somebody has moved or ended this series already. Have a look at how it stands now."""


@dataclass
class Ahead:
    """A series' evenings from a day on: those that `follow` it, and those changed by hand, which `stay`.

    Of those that follow: the days they `were` on, which `were_on` and not cancelled, and which come `outside`, to a day
    on which the group is not open.
    """

    follow: list[GroupSession]
    stay: list[GroupSession] = field(default_factory=list)
    were: list[dt.date] = field(init=False)
    were_on: set[int] = field(init=False)
    outside: list[GroupSession] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.were = [session.on for session in self.follow]
        self.were_on = {session.pk for session in self.follow if not session.is_cancelled}

    @property
    def asked(self) -> int:
        """How many people asked for something at one of those that follow, and are told: it was on, or will be."""
        told = [one for one in self.follow if one.pk in self.were_on or not (one.is_cancelled or one in self.outside)]
        return len(letters.first_asked(told))


def hold(series: Series, venue: Venue | None, now: dt.datetime) -> Series:
    """A series as it is now, its group with all its coming evenings taken for the caller's transaction."""
    group = series.group
    timetable.lock_group(group)
    rows = group.series.select_for_update(of=("self",)).select_related("group__network", "venue", "follows")
    held = list(rows.order_by("pk"))
    halls = [*group.sessions.filter(starts_at__gt=now).values_list("venue", flat=True), venue.pk if venue else None]
    venues.rely_on([*halls, *(one.venue_id for one in held)])
    places.lock_coming_evenings(group, now)
    for one in held:
        if one.pk == series.pk:
            return one
    raise NotFound


def ahead_of(series: Series, from_on: dt.date, stayed: Collection[int] = ()) -> Ahead:
    """A series' dates from a day on. Those follow it that meet as usual, but for those that `stayed`, by their keys."""
    follow: list[GroupSession] = []
    stay: list[GroupSession] = []
    rows = series.sessions.filter(original_on__gte=from_on).select_related("group__network", "venue")
    usual = (series.starts_local, series.ends_local, series.venue_id)
    for session in rows.order_by("original_on"):
        is_usual = session.on == session.original_on and session.pk not in stayed
        is_usual &= (session.starts_local, session.ends_local, session.venue_id) == usual
        (follow if is_usual else stay).append(session)
    return Ahead(follow, stay)


def shift(found: Ahead, *, to: Series, by: dt.timedelta) -> None:
    """Let evenings belong to another series, so many days later, and meet as that one does. The caller saves them.

    Where the venue is shut by then, one is cancelled; one that was cancelled for that alone is on.
    """
    for session in (*found.follow, *found.stay):
        assert session.original_on is not None  # noqa: S101 – the constraint says so of every date of a series
        session.series, session.original_on = to, session.original_on + by
    for session in found.follow:
        times = Times(session.on + by, to.starts_local, to.ends_local)
        timetable.set_time(session, times, session.group.network.zone)
        session.venue = to.venue
    closures = dates.closures_of(found.follow)
    for session in found.follow:
        if not session.is_left_out and (session.state == State.PLANNED or session.closure_id):
            dates.put_on(session, closures[session.venue_id])


def look(found: Ahead, group: SupportGroup) -> None:
    """See which evenings that were shifted are left out, as their group is not open then, and which are back."""
    group_runs, closures = list(group.runs.all()), dates.closures_of(found.follow)
    for session in found.follow:
        if not any(dates.covers(run, session.on) for run in group_runs):
            found.outside.append(session)
        elif session.is_left_out and not session.was_off:
            dates.put_on(session, closures[session.venue_id])


def carry(found: Ahead, *, to: Series, by: dt.timedelta, now: dt.datetime, takes_back: str = "") -> None:
    """Shift evenings and save them. Whoever asked for something is told, once, about the first of theirs."""
    shift(found, to=to, by=by)
    for session in found.follow:
        timetable.mark_changed(session, now)
    GroupSession.objects.bulk_update(found.stay, BELONGS, batch_size=500)
    GroupSession.objects.bulk_update(found.follow, (*BELONGS, *USUAL, *STANDS), batch_size=500)
    reminders.forget_planned(sessions=found.follow)
    on = [session for session in found.follow if not session.is_cancelled]
    off = [session for session in found.follow if session.is_cancelled and session.pk in found.were_on]
    back = [session for session in on if session.pk not in found.were_on]
    moved = [session for session in on if session.pk in found.were_on]
    letters.tell_of_several(sessions=moved, what=letters.CHANGED, now=now, takes_back=takes_back)
    letters.tell_of_several(sessions=off, what=letters.CANCELLED, now=now, takes_back=letters.ON_AGAIN)
    letters.tell_of_several(sessions=back, what=letters.ON_AGAIN, now=now, takes_back=letters.CANCELLED)
    left_out.offer_free_places(back, now)


def follow_runs(group: SupportGroup, now: dt.datetime, reason: str = "") -> None:
    """Leave out what is outside the group's runs or behind its series by now, bring back the rest, make what lacks."""
    last = runs.last_run(group)
    left_out.follow(group=group, reason=reason or (last.reason if last else "") or runs.NOT_STARTED, now=now)
