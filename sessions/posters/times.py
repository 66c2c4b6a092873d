"""When a group meets, as a poster says it: its weekdays while it has any, else its next dates."""

import datetime as dt
from dataclasses import dataclass

from groups.models import SupportGroup, Venue
from peersupport.lib.walltime import spoken_day, spoken_time
from sessions.models import GroupSession, Series

MOST = 3


@dataclass(frozen=True)
class Time:
    """One time, large; until when, beside it; what else is to be known of it; and where, if not where the first is."""

    says: str
    until: str = ""
    more: str = ""
    at: str = ""


@dataclass(frozen=True)
class Times:
    """When a group meets, where then, and the date of it that is off, if there is no other one."""

    times: list[Time]
    venue: Venue | None = None
    is_online: bool = False
    off: GroupSession | None = None


def times_of(group: SupportGroup, today: dt.date, now: dt.datetime) -> Times:
    """The group's weekdays from its open series; without any, its next dates, but no more than three of them."""
    going_on = group.series.going_on(today).select_related("venue").order_by("first_on", "pk")
    weekly = [series for series in going_on if weekday(series)]
    if weekly:
        first = weekly[0]
        times = [every_week(series, first, today) for series in weekly[:MOST]]
        return Times(times, first.venue, bool(first.online_link))
    ahead = list(group.sessions.upcoming(now).filter(starts_at__gt=now).select_related("venue")[: 2 * MOST])
    on = [session for session in ahead if not session.is_cancelled]
    if not on:
        return Times([], off=ahead[0] if ahead else None)
    return Times([one_date(session, today) for session in on[:MOST]], on[0].venue, bool(on[0].online_link))


def weekday(series: Series) -> str:
    """The weekday that says all of it. Two dates of a course are said as dates."""
    is_short = series.until is not None and series.until - series.first_on < dt.timedelta(days=14)
    return "" if is_short else series.usual_day


def every_week(series: Series, first: Series, today: dt.date) -> Time:
    says = f"{series.usual_day}, {spoken_time(series.starts_local)}"
    return Time(says, f"to {spoken_time(series.ends_local)}", " ".join(about(series, today)), elsewhere(series, first))


def about(series: Series, today: dt.date) -> list[str]:
    """From and until when, and whether a place is one on every date."""
    said = []
    begins = f"From {spoken_day(series.first_on, today=today)}" if series.first_on > today else ""
    ends = f"{'until' if begins else 'Until'} {spoken_day(series.until, today=today)}" if series.until else ""
    if begins or ends:
        said.append(" ".join(part for part in (begins, ends) if part) + ".")
    if series.all_dates_at_once:
        said.append("One place is a place on every date.")
    return said


def elsewhere(series: Series, first: Series) -> str:
    is_known = series.venue and series.venue_id != first.venue_id and not series.group.address_is_private
    return f"At {series.venue}." if is_known else ""


def one_date(session: GroupSession, today: dt.date) -> Time:
    says = f"{spoken_day(session.on, today=today)}, {spoken_time(session.starts_local)}"
    return Time(says, f"to {spoken_time(session.ends_local)}")
