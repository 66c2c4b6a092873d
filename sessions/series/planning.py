"""Planning dates that belong together: a weekly series or the given days of a course, and a look at them first."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from groups import venues
from groups.models import Format, SupportGroup, Venue
from peersupport.lib.recurrence import dates_of
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import instant, spoken_day
from sessions import dates, timetable
from sessions.models import GroupSession, Series
from sessions.timetable import Times


class NoDates(Refused):
    """There is no such day between the first and the last date. Choose a later last date."""


class NoEnd(Refused):
    """A place at a course is a place on each of its dates, so it needs a last one. Choose a last day."""


class SameDayTwice(Refused):
    """One of the days is there twice. Give each day once."""


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

    @property
    def room(self) -> dict[str, object]:
        return {"venue": self.venue, "format": self.format, "capacity": self.capacity}


def preview(*, group: SupportGroup, plan: Plan, count: int = 6) -> list[Times]:
    """The first `count` dates a plan would make, for the page that asks "is this right?". Writes nothing.

    Raises `NoDates`, `timetable.EndsBeforeItStarts`, `timetable.HourLeftOut` when one falls into a missing hour, and
    `timetable.GroupHasEnded` when all come after the group's end.
    """
    timetable.check_order(plan.starts, plan.ends)
    found: list[Times] = []
    for on in dates_of(plan.rule, plan.first_on, plan.last_on):
        timetable.check_hours(Times(on, plan.starts, plan.ends), group.network.zone)
        found.append(Times(on, plan.starts, plan.ends))
        if len(found) == count:
            break
    if not found:
        raise NoDates
    timetable.refuse_ended(group, found[0].on)
    return found


@transaction.atomic
def plan_weekly(*, group: SupportGroup, plan: Plan, now: dt.datetime, ahead_until: dt.date) -> Series:
    """Begin a weekly series and make its dates up to `ahead_until`, of a course all. Planned twice alike, it is one.

    In a group that is a course, one place is a place on each of the dates.
    """
    timetable.lock_group(group)
    if plan.first_on < group.network.today(now):
        raise timetable.InThePast
    first, *_ = preview(group=group, plan=plan)
    refuse_begun(group, first, now)
    same = {
        "group": group,
        "rule": plan.rule,
        "first_on": plan.first_on,
        "last_on": plan.last_on,
        "starts_local": plan.starts,
        "ends_local": plan.ends,
        "ended_on": None,
    }
    known = Series.objects.filter(**same).first()
    if known is not None:
        return known
    if group.is_course:
        if plan.last_on is None:
            raise NoEnd
        ahead_until = plan.last_on
        refuse_outside_runs(group, days_until(plan, ahead_until))
    timetable.refuse_clash(group, days_until(plan, ahead_until), plan.starts, plan.ends)
    series = Series.objects.create(**same, **plan.room, all_dates_at_once=group.is_course)
    dates.make_for(series=series, until=ahead_until, now=now)
    return series


@transaction.atomic
def plan_days(*, group: SupportGroup, days: Collection[dt.date], plan: Plan, now: dt.datetime) -> Series:
    """Begin a course on given days, at the hours and in the room of a plan: one place is a place on each of them.

    Planned twice alike, it is one.
    """
    timetable.lock_group(group)
    days = sorted(days)
    if len(set(days)) < len(days):
        raise SameDayTwice
    venues.rely_on([plan.venue.pk if plan.venue else None])
    for on in days:
        timetable.check_when(Times(on, plan.starts, plan.ends), group, now)
    same = {
        "group": group,
        "rule": "",
        "first_on": days[0],
        "last_on": days[-1],
        "starts_local": plan.starts,
        "ends_local": plan.ends,
        "ended_on": None,
    }
    for known in Series.objects.filter(**same):
        if set(known.sessions.values_list("original_on", flat=True)) == set(days):
            return known
    refuse_outside_runs(group, days)
    timetable.refuse_clash(group, days, plan.starts, plan.ends)
    series = Series(**same, **plan.room, all_dates_at_once=True, dates_made_until=days[-1])
    sessions = [dates.session_on(series, on, ()) for on in days]
    for session in sessions:
        timetable.refuse_shut(session)
    series.save()
    GroupSession.objects.bulk_create(sessions)
    return series


def refuse_begun(group: SupportGroup, first: Times, now: dt.datetime) -> None:
    if instant(first.on, first.starts, group.network.zone) <= now:
        raise timetable.InThePast("The first of these evenings would have begun already. Choose a later first day.")


def refuse_outside_runs(group: SupportGroup, days: Iterable[dt.date]) -> None:
    """A course is promised whole, so the group has to be open on each of its days."""
    runs = list(group.runs.all())
    for on in days:
        if not any(dates.covers(run, on) for run in runs):
            raise timetable.NotOpenThen(
                f"The group is not open on {spoken_day(on)}. Choose days on which it is, or ask a coordinator."
            )


def days_until(plan: Plan, until: dt.date) -> list[dt.date]:
    last = min(plan.last_on, until) if plan.last_on else until
    return list(dates_of(plan.rule, plan.first_on, last))
