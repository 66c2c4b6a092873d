"""The figures of a period: its totals, its groups and its months, each with what it leaves out."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from groups.models import SupportGroup
from sessions import tallies
from sessions.reports.counting import COUNTS, Counted, State, evenings, people_who_came, with_counts
from sessions.reports.small_numbers import Figure, hide_in_column, hide_small

NOT_RECORDED, NONE_HELD, NOT_KNOWN = "not recorded", "none held", "no longer known"
ABOUT_PEOPLE = ("visits", "gave_no_name", "first_timers", "different_people", "one_evening_only")
ROWS_AT_A_TIME = 2000


@dataclass(frozen=True)
class Figures:
    """One line of a report. Words stand where there is no number to show."""

    held: int
    did_not_meet: int
    cancelled: int
    not_recorded: int
    visits: Figure
    gave_no_name: Figure
    first_timers: Figure
    different_people: Figure
    # What those leave out or cannot know: evenings, then visits by people known for one evening only.
    register_begun: int
    headcount_alone: int
    headcount_below_register: int
    one_evening_only: Figure

    @property
    def evenings(self) -> int:
        return self.held + self.did_not_meet + self.cancelled + self.not_recorded


@dataclass(frozen=True)
class GroupLine:
    group: SupportGroup
    figures: Figures

    @property
    def label(self) -> str:
        return self.group.name


@dataclass(frozen=True)
class TotalLine:
    figures: Figures
    label: str = "All together"


@dataclass(frozen=True)
class MonthLine:
    """A month, by its first day, or as much of it as is in the period and over."""

    month: dt.date
    is_whole: bool
    figures: Figures

    @property
    def label(self) -> str:
        return f"{self.month:%B %Y}" if self.is_whole else f"{self.month:%B %Y}, part of it"


@dataclass(frozen=True)
class Report:
    """Totals of a period, a line for each group that had evenings in it, a line for each of its months so far."""

    begins_on: dt.date
    ends_on: dt.date
    totals: Figures
    groups: tuple[GroupLine, ...]
    months: tuple[MonthLine, ...]
    without_evenings: tuple[SupportGroup, ...]

    @property
    def groups_and_total(self) -> tuple[GroupLine | TotalLine, ...]:
        """The groups, and where there are several a last line of all of them."""
        return (*self.groups, TotalLine(self.totals)) if self.has_total else self.groups

    @property
    def has_total(self) -> bool:
        return len(self.groups) > 1


@dataclass
class Sum:
    """Evenings being added up. `people` has a number for each of the different people who are not forgotten."""

    counts: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)

    def add(self, state: str, evening: Counted, people: Iterable[int | None]) -> None:
        self.counts["not_recorded" if state == State.PLANNED else state] += 1
        if state == State.PLANNED and evening.came:
            self.counts["register_begun"] += 1
        if state != State.HELD:
            return
        told_apart = [one for one in people if one is not None]
        self.people.update(told_apart)
        self.counts["visits"] += evening.visits
        self.counts["gave_no_name"] += evening.gave_no_name
        self.counts["first_timers"] += evening.new
        self.counts["headcount_alone"] += evening.is_headcount_alone
        self.counts["headcount_below_register"] += evening.visits < evening.came
        self.counts["one_evening_only"] += evening.named + evening.forgotten - len(told_apart) - evening.people
        self.counts["forgotten"] += evening.people

    def merge(self, other: "Sum") -> None:
        self.counts.update(other.counts)
        self.people |= other.people

    def figures(self, forgotten: int | None) -> Figures:
        """The line. `forgotten` is how many of its different people are: None where no tally says."""
        counts, held = self.counts, self.counts["held"]
        names_were_asked = held > counts["headcount_alone"]
        if not counts["forgotten"]:
            forgotten = 0
        people: Figure = NOT_KNOWN if forgotten is None else len(self.people) + forgotten
        nothing = NOT_RECORDED if held or counts["not_recorded"] else NONE_HELD
        return Figures(
            held=held,
            did_not_meet=counts["did_not_meet"],
            cancelled=counts["cancelled"],
            not_recorded=counts["not_recorded"],
            visits=counts["visits"] if held else nothing,
            gave_no_name=counts["gave_no_name"] if held else nothing,
            first_timers=counts["first_timers"] if names_were_asked else nothing,
            different_people=people if names_were_asked else nothing,
            register_begun=counts["register_begun"],
            headcount_alone=counts["headcount_alone"],
            headcount_below_register=counts["headcount_below_register"],
            one_evening_only=counts["one_evening_only"],
        )


def attendance(*, groups_q: Q, begins_on: dt.date, ends_on: dt.date, now: dt.datetime) -> Report:
    """The figures of some groups (a filter on SupportGroup) from one day to another, both included.

    Three queries, however many evenings. Real numbers: `for_totals_only` is for readers who were not in the room.
    """
    groups = list(SupportGroup.objects.filter(groups_q).select_related("network", "area").order_by("name", "pk"))
    kept = tallies.kept(groups=groups, begins_on=begins_on, ends_on=ends_on)
    cells = cells_of(groups_q, begins_on, ends_on, now)
    total, by_group, by_month = Sum(), defaultdict[int, Sum](Sum), defaultdict[dt.date, Sum](Sum)
    for (group_id, month), cell in cells.items():
        by_group[group_id].merge(cell)
        by_month[month].merge(cell)
    for line in by_month.values():
        total.merge(line)
    span = tallies.span_of(begins_on, ends_on)
    so_far = min(ends_on, timezone.localdate(now))
    return Report(
        begins_on=begins_on,
        ends_on=ends_on,
        totals=total.figures(kept.forgotten_people(kept.whole, span)),
        groups=tuple(
            GroupLine(group, by_group[group.pk].figures(kept.forgotten_people(("group", group.pk), span)))
            for group in groups
            if group.pk in by_group
        ),
        months=tuple(
            MonthLine(
                month,
                whole_month(month, begins_on, so_far) is not None,
                by_month[month].figures(kept.forgotten_people(kept.whole, whole_month(month, begins_on, ends_on))),
            )
            for month in months_between(begins_on, so_far)
        ),
        without_evenings=tuple(group for group in groups if group.pk not in by_group),
    )


def cells_of(groups_q: Q, begins_on: dt.date, ends_on: dt.date, now: dt.datetime) -> dict[tuple[int, dt.date], Sum]:
    """The evenings of each group in each month, added up.

    They are added up here and not in the database, so that one rule makes the page's figures and the file's.
    """
    found = with_counts(evenings(groups_q, begins_on, ends_on, now)).annotate(who=people_who_came())
    rows = found.values_list("group_id", "on", "state", "who", "headcount", *COUNTS[1:])
    cells: dict[tuple[int, dt.date], Sum] = defaultdict(Sum)
    for group_id, on, state, who, *counts in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        cells[group_id, on.replace(day=1)].add(state, Counted(*counts), who)
    return cells


def months_between(begins_on: dt.date, ends_on: dt.date) -> Iterator[dt.date]:
    """The first day of each month that a period touches."""
    month = begins_on.replace(day=1)
    while month <= ends_on:
        yield month
        month = next_month(month)


def next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def whole_month(month: dt.date, begins_on: dt.date, ends_on: dt.date) -> tallies.Span | None:
    """The month as a span of tallies, where all of it is in the period."""
    last = next_month(month) - dt.timedelta(days=1)
    return tallies.span_of(month, last) if begins_on <= month and last <= ends_on else None


def for_totals_only(report: Report, threshold: int) -> Report:
    """The same report for those who see totals only: small numbers of people hidden, by group and by month.

    Numbers of evenings are about no person and stay.
    """
    totals = report.totals
    groups = [line.figures for line in report.groups]
    months = [line.figures for line in report.months]
    for name in ABOUT_PEOPLE:
        total = getattr(report.totals, name)
        totals = with_figure(totals, name, hide_small(total, threshold))
        for lines in (groups, months):
            column = [getattr(line, name) for line in lines]
            hidden = hide_in_column(total, column, threshold, adds_up=name != "different_people")
            lines[:] = [with_figure(line, name, figure) for line, figure in zip(lines, hidden, strict=True)]
    return replace(
        report,
        totals=totals,
        groups=tuple(replace(line, figures=one) for line, one in zip(report.groups, groups, strict=True)),
        months=tuple(replace(line, figures=one) for line, one in zip(report.months, months, strict=True)),
    )


def with_figure(line: Figures, name: str, figure: Figure) -> Figures:
    change: dict[str, Any] = {name: figure}
    return replace(line, **change)
