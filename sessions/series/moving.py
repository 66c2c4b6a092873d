"""From a day on, a weekly series meets on another day, at another hour or in another place.

A series that follows the old one takes its evenings over, so each keeps its key, its places and its jobs.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from groups.models import Venue
from peersupport.lib.recurrence import dates_of
from peersupport.lib.refusals import Refused
from sessions import dates, timetable
from sessions.models import Series
from sessions.series.ahead import Ahead, HasGoneOn, ahead_of, carry, follow_runs, hold, look, shift
from sessions.series.ending import EndsSooner
from sessions.timetable import Times


class FromTomorrow(Refused):
    """Choose a day from tomorrow on. A date that is today can be changed by itself."""


class NothingChanges(Refused):
    """It meets like that already. Choose another day, hour or venue."""


class OneByOne(Refused):
    """The dates of a course are moved one by one. Open a date to change it."""


@dataclass(frozen=True)
class Way:
    """How a series meets from a day on."""

    from_on: dt.date
    rule: str
    starts: dt.time
    ends: dt.time
    venue: Venue | None

    def is_of(self, series: Series) -> bool:
        mine = (series.rule, series.starts_local, series.ends_local, series.venue_id)
        return mine == (self.rule, self.starts, self.ends, self.venue.pk if self.venue else None)


def would_move(*, series: Series, way: Way, now: dt.datetime) -> Ahead | None:
    """What moving a series would do, for the page that asks first: its evenings as they would be. Writes nothing.

    None when it is moved like that already. Raises what `move` raises.
    """
    if moved_already(series, way) is not None:
        return None
    found = check(series, way, now)
    shift(found, to=follower_of(series, way), by=days_between(series, way.rule, begins(series, way)))
    look(found, series.group)
    return found


@transaction.atomic
def move(*, series: Series, way: Way, now: dt.datetime) -> Series:
    """From a day on a series meets otherwise. Its evenings ahead go with it, but for those changed by hand.

    Whoever asked for something is told once, about the first of theirs. Moved twice alike, it is moved once. Raises
    `FromTomorrow`, `EndsSooner`, `NothingChanges`, `OneByOne`, `HasGoneOn`, and what adding a date raises.
    """
    series = hold(series, way.venue, now)
    known = moved_already(series, way)
    if known is not None:
        return known
    found = check(series, way, now)
    follower = follower_of(series, way)
    follower.save()
    series.ended_on = ends_on(series, way)
    series.save(update_fields=["ended_on"])
    carry(found, to=follower, by=days_between(series, way.rule, begins(series, way)), now=now)
    follower.stayed.add(*found.stay)
    follow_runs(series.group, now)
    return follower


def moved_already(series: Series, way: Way) -> Series | None:
    known = series.followed_by.first()
    return known if known is not None and way.is_of(known) and series.ended_on == ends_on(series, way) else None


def check(series: Series, way: Way, now: dt.datetime) -> Ahead:
    """The evenings a series would take along, if it can meet that way."""
    group, from_on = series.group, begins(series, way)
    if not series.is_weekly:
        raise OneByOne
    if series.ended_on is not None:
        raise HasGoneOn
    if way.from_on <= group.network.today(now):
        raise FromTomorrow
    if next(dates_of(series.rule, from_on, series.last_on), None) is None:
        raise EndsSooner
    if way.is_of(series):
        raise NothingChanges
    timetable.check_order(way.starts, way.ends)
    timetable.refuse_ended(group, next(dates_of(way.rule, from_on, None)))
    found, by = ahead_of(series, from_on), days_between(series, way.rule, from_on)
    by_hand = {session.original_on + by for session in found.stay if session.original_on}
    last = dates.horizon(now) if series.last_on is None else min(series.last_on + by, dates.horizon(now))
    days = [on for on in dates_of(way.rule, from_on, last) if on not in by_hand]
    for on in days:
        timetable.check_hours(Times(on, way.starts, way.ends), group.network.zone)
    timetable.refuse_clash(group, days, way.starts, way.ends, besides=found.follow)
    return found


def follower_of(series: Series, way: Way) -> Series:
    """The series that takes over, unsaved."""
    from_on = begins(series, way)
    by = days_between(series, way.rule, from_on)
    return Series(
        group=series.group,
        follows=series,
        rule=way.rule,
        first_on=next(dates_of(way.rule, from_on, None)),
        last_on=series.last_on + by if series.last_on else None,
        starts_local=way.starts,
        ends_local=way.ends,
        venue=way.venue,
        online_link=series.online_link,
        format=series.format,
        capacity=series.capacity,
    )


def begins(series: Series, way: Way) -> dt.date:
    """The first day that meets otherwise: none on which the series was not the group's yet."""
    before = series.follows.ended_on if series.follows else None
    return max(way.from_on, before + dt.timedelta(days=1) if before else series.first_on)


def ends_on(series: Series, way: Way) -> dt.date:
    return begins(series, way) - dt.timedelta(days=1)


def days_between(series: Series, rule: str, from_on: dt.date) -> dt.timedelta:
    """From a date of a series to the date of the rule that stands for it: the next ones from a day on are a pair."""
    return next(dates_of(rule, from_on, None)) - next(dates_of(series.rule, from_on, None))
