"""Which days a rule means. Rules run on plain local dates, never on instants, so 7pm stays 7pm all year."""

import datetime as dt
from collections.abc import Iterator

from dateutil.rrule import rrulestr

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


def weekly(weekday: int) -> str:
    """The RFC 5545 rule for every week on a weekday; Monday is 0."""
    return f"FREQ=WEEKLY;BYDAY={DAYS[weekday]}"


def dates_of(rule: str, first_on: dt.date, last_on: dt.date | None) -> Iterator[dt.date]:
    """The days of a rule from `first_on` on, up to and including `last_on`; without end when that is None.

    `rule` is RFC 5545's RECUR without UNTIL or COUNT. The first day counts only if the rule means it. No rule means no
    day.
    """
    if not rule:
        return
    start = dt.datetime.combine(first_on, dt.time())
    for found in rrulestr(rule, dtstart=start):
        day = found.date()
        if last_on is not None and day > last_on:
            return
        yield day


def weekday_of(rule: str) -> int | None:
    """The weekday of a weekly rule, Monday is 0; None of any other rule."""
    return next((number for number, short in enumerate(DAYS) if f"BYDAY={short}" in rule), None)


def usual_day(rule: str) -> str:
    """The weekday of a weekly rule, as people say it: "Fridays"."""
    weekday = weekday_of(rule)
    return "" if weekday is None else DAY_NAMES[weekday]
