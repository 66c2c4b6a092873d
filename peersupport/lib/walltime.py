"""What the clock on the hall's wall says, and which instant that is.

People say "7pm on Friday"; that is what is stored. The instant is derived from it with the network's time zone.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

# Nobody plans further ahead, and a slip of the finger in the year is caught here.
FURTHEST = dt.timedelta(days=5 * 366)


class NoSuchTime(ValueError):  # noqa: N818 – said as a sentence: no such time
    """An hour that the spring clock change leaves out."""


def instant(on: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The instant, in UTC, at which the wall clock in `zone` shows `at` on day `on`.

    In autumn an hour comes twice: the first is meant. In spring an hour is left out: `NoSuchTime`.
    """
    aware = dt.datetime.combine(on, at, tzinfo=zone)
    found = aware.astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != aware.replace(tzinfo=None):
        raise NoSuchTime(
            f"The clocks go forward on {on:%A} {on.day} {on:%B}, so {spoken_time(at)} does not exist that day. "
            "Choose another time."
        )
    return found


@lru_cache(maxsize=2048)
def spoken_time(at: dt.time) -> str:
    """A time as people say it: 7pm, 7.30pm, noon."""
    if at.minute == 0 and at.hour == 12:
        return "noon"
    if at.minute == 0 and at.hour == 0:
        return "midnight"
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"


@lru_cache(maxsize=2048)
def spoken_day(on: dt.date, *, today: dt.date | None = None) -> str:
    """A day as people say it: Friday 27 November, with the year when it is not this one."""
    year = f" {on.year}" if today is not None and on.year != today.year else ""
    return f"{on:%A} {on.day} {on:%B}{year}"


def spoken_length(minutes: int) -> str:
    """A length as people say it: 2 hours, 1 hour 30 minutes, 45 minutes."""
    parts = ((minutes // 60, "hour"), (minutes % 60, "minute"))
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number)


def far_away(day: dt.date, today: dt.date) -> str:
    """What to say of a day so far away, or so long ago, that a finger must have slipped. Of any other: nothing."""
    if abs(day - today) <= FURTHEST:
        return ""
    return f"That is more than five years {'away' if day > today else 'ago'}. Have another look at the year."
