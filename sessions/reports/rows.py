"""Rows for files: one an evening without names, one a line of a report, one a name of one's own group."""

import datetime as dt
from collections.abc import Generator
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower

from groups.models import SupportGroup
from sessions.models import GroupSession, Presence
from sessions.reports.counting import COUNTS, Counted, State, evenings, has_address, one_of_the_people, with_counts
from sessions.reports.figures import ROWS_AT_A_TIME, Figures, Report
from sessions.reports.small_numbers import Figure

Register = GroupSession.RegisterState
BECAME = {
    State.HELD: "Held",
    State.DID_NOT_MEET: "Did not meet",
    State.CANCELLED: "Cancelled",
    State.PLANNED: "Not recorded",
}

# What `evening_rows` reads of each evening before its counts, in the order in which it takes them apart.
ABOUT_AN_EVENING = ("group_id", "on", "starts_local", "venue__town", "online_link", "state", "register_state")
EVENING_HEADING = (
    "Date",
    "Day",
    "Starts",
    "Group",
    "Area",
    "Where",
    "What happened",
    "Headcount",
    "Visits",
    "Gave no name",
    "First-timers",
    "Names on the register",
    "Register",
)
LINE_HEADING = (
    "Lines for",
    "Which",
    "Held",
    "Did not meet",
    "Cancelled",
    "Not recorded",
    "Visits",
    "Gave no name",
    "First-timers",
    "Different people",
)
NAME_HEADING = ("Name", "Known", "Evenings", "First came", "Last came")


class EveningRow(NamedTuple):
    """One evening of a file. None is a figure that there is none of: an empty cell, never 0."""

    on: dt.date
    day: str
    starts: dt.time
    group: str
    area: str
    where: str
    became: str
    headcount: int | None
    visits: int | None
    gave_no_name: Figure | None
    first_timers: int | None
    names: Figure | None
    register: str


class NameRow(NamedTuple):
    """Somebody who came, by the name they chose, and how they are known."""

    name: str
    known: str
    evenings: int
    first_on: dt.date
    last_on: dt.date


def evening_rows(
    *, groups_q: Q, begins_on: dt.date, ends_on: dt.date, now: dt.datetime
) -> Generator[EveningRow, None, None]:
    """Each evening of a period in order of time, read from the database as it is asked for.

    Two queries; memory does not grow with the evenings. Closing it closes the database's cursor.
    """
    groups = {group.pk: group for group in SupportGroup.objects.filter(groups_q).select_related("network", "area")}
    found = with_counts(evenings(groups_q, begins_on, ends_on, now)).order_by("starts_at", "pk")
    rows = found.values_list(*ABOUT_AN_EVENING, "headcount", *COUNTS[1:])
    for group_id, on, starts, town, link, state, register, *counts in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        group, evening = groups[group_id], Counted(*counts)
        yield EveningRow(
            on=on,
            day=f"{on:%A}",
            starts=starts,
            group=group.name,
            area=group.area.name if group.area else "",
            where=town or ("Online" if link else ""),
            became=BECAME[state],
            register=Register(register).label if state in (State.HELD, State.PLANNED) else "",
            **what_it_counted(state, evening),
        )


def what_it_counted(state: str, evening: Counted) -> dict[str, Any]:
    """The figures of one evening; none of what nobody recorded."""
    if state != State.HELD:
        begun = state == State.PLANNED and evening.came > 0
        return dict.fromkeys(("headcount", "visits", "gave_no_name", "first_timers"), None) | {
            "names": evening.named + evening.forgotten if begun else None
        }
    return {
        "headcount": evening.headcount,
        "visits": evening.visits,
        "gave_no_name": evening.gave_no_name,
        "first_timers": None if evening.is_headcount_alone else evening.new,
        "names": evening.named + evening.forgotten,
    }


def line_rows(report: Report) -> Generator[tuple[Figure, ...], None, None]:
    """A report as it stands on the page: all together, each month, each group."""
    yield "All", "", *cells_of(report.totals)
    for month in report.months:
        yield "Month", month.label, *cells_of(month.figures)
    for group in report.groups:
        yield "Group", group.label, *cells_of(group.figures)


def cells_of(figures: Figures) -> tuple[Figure, ...]:
    return (
        figures.held,
        figures.did_not_meet,
        figures.cancelled,
        figures.not_recorded,
        figures.visits,
        figures.gave_no_name,
        figures.first_timers,
        figures.different_people,
    )


def who_came(group: SupportGroup, begins_on: dt.date, ends_on: dt.date, now: dt.datetime) -> QuerySet[Presence]:
    """Presences in one group with a name, people on a job left out."""
    held = evenings(Q(pk=group.pk), begins_on, ends_on, now).filter(state=State.HELD)
    return Presence.objects.visits().filter(session__in=held).exclude(person=None, regular=None)


def named(*, group: SupportGroup, begins_on: dt.date, ends_on: dt.date, now: dt.datetime) -> set[str]:
    """The refs of the people and regulars that `names` would list. One query."""
    came = who_came(group, begins_on, ends_on, now)
    rows = came.values_list("person__ref", "regular__ref").distinct()
    return {ref for row in rows for ref in row if ref}


def names(
    *, group: SupportGroup, begins_on: dt.date, ends_on: dt.date, now: dt.datetime
) -> Generator[NameRow, None, None]:
    """Those who came to one group and gave a name, by name, people on a job left out. One query.

    A regular who became known is one line, under the name chosen since.
    """
    came = who_came(group, begins_on, ends_on, now)
    has_person = has_address("person__")
    rows = came.values(
        who=Coalesce(one_of_the_people(), "person_id", output_field=BigIntegerField()),
        name=Case(
            When(has_person, then=F("person__known_as")),
            default=Coalesce("person__known_as", "regular__word"),
        ),
        known=Case(
            When(has_person, then=Value("To the network")),
            When(regular__isnull=False, then=Value("By a word")),
            default=Value("For one evening"),
        ),
    ).annotate(evenings=Count("session", distinct=True), first_on=Min("session__on"), last_on=Max("session__on"))
    found = rows.order_by(Lower("name"), "who").values_list("name", "known", "evenings", "first_on", "last_on")
    for row in found.iterator(chunk_size=ROWS_AT_A_TIME):
        yield NameRow(*row)
