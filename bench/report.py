"""P7: how long a year of five hundred groups takes to add up, beside one statement written by hand."""

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from bench import databases
from bench.floor.settings import PAGES
from bench.results import Line, WrongAnswer
from bench.sizes import L, M, Size
from sessions import reports
from sessions.forms.reports import Preset, presets

MOST_SECONDS, MOST_TIMES_FLOOR, MOST_GROWTH = 1.0, 3.0, 1.5
ROUNDS = 5
STATEMENT = (PAGES / "report.sql").read_text(encoding="utf-8")
Figures = list[tuple[object, ...]]


def measure(*, large: bool) -> Iterator[Line]:
    """The same question at each size: the groups of as many networks as M has."""
    *_, period = presets(timezone.localdate())
    at_m = seconds(M, period)
    value, floor = statistics.median(ours for ours, _ in at_m), statistics.median(bare for _, bare in at_m)
    ratios = [ours / bare for ours, bare in at_m]
    ratio = statistics.median(ratios)
    yield Line(
        name=f"P7 report of a year of {M.groups} groups",
        value=value,
        unit="s",
        floor=floor,
        ratio=ratio,
        spread=(min(ratios), max(ratios)),
        promise=f"≤ {MOST_SECONDS:.0f} s, ≤ {MOST_TIMES_FLOOR:.0f} × floor",
        kept=value <= MOST_SECONDS and ratio <= MOST_TIMES_FLOOR,
    )
    if large:
        at_l = statistics.median(ours for ours, _ in seconds(L, period))
        yield Line(
            name="P7 report, L beside M",
            value=at_l / value,
            unit="× M",
            promise=f"≤ {MOST_GROWTH} × M",
            kept=at_l / value <= MOST_GROWTH,
        )


def seconds(size: Size, period: Preset) -> list[tuple[float, float]]:
    """Ours and the statement's, in turns. Raises `WrongAnswer` if they do not say the same."""
    with databases.using(size.database):
        if by_the_verb(period) != in_bare_sql(period):
            raise WrongAnswer(f"The report and the statement differ at {size.name}.")
        return [(took(by_the_verb, period), took(in_bare_sql, period)) for _ in range(ROUNDS)]


def took(act: Callable[[Preset], Figures], period: Preset) -> float:
    began = time.monotonic()
    act(period)
    return time.monotonic() - began


def by_the_verb(period: Preset) -> Figures:
    report = reports.attendance(
        groups_q=Q(network__lte=M.networks), begins_on=period.begins_on, ends_on=period.ends_on, now=timezone.now()
    )
    months = [(f"{line.month:%B %Y}", *figures(line.figures)) for line in report.months]
    groups = [(line.group.name, *figures(line.figures)) for line in report.groups]
    return [*months, *groups, ("All together", *figures(report.totals))]


def figures(line: reports.Figures) -> tuple[object, ...]:
    return (
        line.held,
        line.did_not_meet,
        line.cancelled,
        line.not_recorded,
        line.visits,
        line.gave_no_name,
        line.first_timers,
        line.different_people,
    )


def in_bare_sql(period: Preset) -> Figures:
    asked: dict[str, int | dt.date] = {
        "first": 1,
        "last": M.networks,
        "begins": period.begins_on,
        "ends": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        return [(label, *map(int, numbers)) for label, *numbers in cursor.fetchall()]
