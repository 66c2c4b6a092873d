"""What a report's figures say, rule by rule."""

import datetime as dt

import pytest

from groups.models import Run, SupportGroup
from sessions.models import GroupSession
from tests import factories
from tests.sessions.history import (
    FRIDAY,
    NOW,
    WEEK,
    evening,
    figures,
    held,
    known_by_a_word,
    mark,
    person,
    report,
    rows,
)

pytestmark = pytest.mark.django_db

# -- Visits


def test_visits_are_the_headcount_where_somebody_counted(group: SupportGroup) -> None:
    held(group, FRIDAY, person(group), known_by_a_word(group), headcount=9)

    assert (figures(group).visits, figures(group).gave_no_name) == (9, 7)


def test_visits_are_those_on_the_register_where_nobody_counted(group: SupportGroup) -> None:
    held(group, FRIDAY, person(group), known_by_a_word(group), None, None)

    assert (figures(group).visits, figures(group).gave_no_name) == (4, 2)


def test_names_and_headcount_are_never_added_together(group: SupportGroup) -> None:
    held(group, FRIDAY, *[person(group) for _ in range(5)], headcount=5)

    assert (figures(group).visits, figures(group).gave_no_name) == (5, 0)


def test_a_headcount_below_the_register_stands_and_is_pointed_out(group: SupportGroup) -> None:
    held(group, FRIDAY, *[person(group) for _ in range(5)], headcount=3)
    held(group, FRIDAY + WEEK, headcount=4)

    found = figures(group)
    assert (found.visits, found.gave_no_name, found.headcount_below_register) == (7, 4, 1)


def test_people_on_a_job_are_no_visits_and_no_different_people(group: SupportGroup) -> None:
    session = held(group, FRIDAY, person(group))
    for role in ("facilitator", "welcome", "tea", "buddy"):
        mark(session, person(group), role=role, first_time=True)

    found = figures(group)
    assert (found.visits, found.different_people, found.first_timers) == (1, 1, 0)


def test_who_said_they_would_come_is_not_looked_at(group: SupportGroup) -> None:
    session = held(group, FRIDAY, person(group))
    before = report(group), rows(group)
    for _ in range(3):
        factories.PlaceFactory(session=session)

    assert (report(group), rows(group)) == before


# -- What became of an evening


def test_no_register_is_not_recorded_never_nought(group: SupportGroup) -> None:
    evening(group)

    found = figures(group)
    assert (found.held, found.not_recorded) == (0, 1)
    assert {found.visits, found.gave_no_name, found.first_timers, found.different_people} == {"not recorded"}
    [row] = rows(group)
    assert row.became == "Not recorded"
    assert (row.headcount, row.visits, row.gave_no_name, row.first_timers, row.names) == (None,) * 5


def test_a_register_begun_and_not_finished_is_not_recorded_either(group: SupportGroup) -> None:
    mark(evening(group), person(group))

    found = figures(group)
    assert (found.held, found.not_recorded, found.register_begun, found.visits) == (0, 1, 1, "not recorded")
    [row] = rows(group)
    assert (row.visits, row.names, row.register) == (None, 1, "Open")


def test_an_evening_not_recorded_changes_no_visits_of_the_others(group: SupportGroup) -> None:
    held(group, FRIDAY, headcount=8)
    mark(evening(group, FRIDAY + WEEK), person(group))

    assert (figures(group).visits, figures(group).not_recorded) == (8, 1)


@pytest.mark.parametrize("headcount", [0, None])
def test_nobody_came_is_a_nought(group: SupportGroup, headcount: int | None) -> None:
    held(group, FRIDAY, headcount=headcount)

    found = figures(group)
    assert (found.held, found.visits, found.different_people, found.first_timers) == (1, 0, 0, 0)
    [row] = rows(group)
    assert (row.headcount, row.visits, row.gave_no_name, row.first_timers, row.names) == (headcount, 0, 0, 0, 0)


def test_held_cancelled_did_not_meet_and_not_recorded_are_told_apart(group: SupportGroup) -> None:
    held(group, FRIDAY, headcount=3)
    evening(group, FRIDAY + WEEK, state="cancelled")
    evening(group, FRIDAY + 2 * WEEK, state="did_not_meet")
    evening(group, FRIDAY + 3 * WEEK)

    found = figures(group)
    assert (found.held, found.cancelled, found.did_not_meet, found.not_recorded) == (1, 1, 1, 1)
    assert [row.became for row in rows(group)] == ["Held", "Cancelled", "Did not meet", "Not recorded"]
    assert [row.visits for row in rows(group)] == [3, None, None, None]
    assert [row.register for row in rows(group)] == ["Done", "", "", "Open"]


def test_where_no_evening_was_held_there_are_no_visits_to_speak_of(group: SupportGroup) -> None:
    evening(group, state="cancelled")

    assert figures(group).visits == "none held"


def test_coming_evenings_are_in_no_report(group: SupportGroup) -> None:
    november = {"begins_on": dt.date(2026, 11, 1), "ends_on": dt.date(2026, 11, 30)}
    evening(group, dt.date(2026, 11, 27), state="cancelled")
    evening(group, dt.date(2026, 11, 21), starts_local=dt.time(11), ends_local=dt.time(13))

    assert figures(group, **november).evenings == 0
    assert rows(group, **november) == []


def test_an_evening_locked_up_early_counts_at_once(group: SupportGroup) -> None:
    today = {"begins_on": dt.date(2026, 11, 21), "ends_on": dt.date(2026, 11, 21)}
    session = held(group, dt.date(2026, 11, 21), headcount=6)
    GroupSession.objects.filter(pk=session.pk).update(
        starts_at=NOW - dt.timedelta(hours=1), ends_at=NOW + dt.timedelta(minutes=10)
    )

    assert figures(group, **today).visits == 6


def test_a_moved_evening_counts_on_the_day_it_took_place(group: SupportGroup) -> None:
    held(group, dt.date(2026, 10, 31), headcount=4)
    held(group, dt.date(2026, 11, 1), headcount=5)

    assert figures(group).visits == 4


# -- First-timers


def test_first_timers_are_those_marked_as_new(group: SupportGroup) -> None:
    session = held(group, FRIDAY, person(group))
    mark(session, None, first_time=True)
    mark(session, known_by_a_word(group), first_time=True)

    assert figures(group).first_timers == 2
    assert rows(group)[0].first_timers == 2


def test_a_headcount_alone_is_complete_but_asked_nobody_whether_they_were_new(group: SupportGroup) -> None:
    held(group, FRIDAY, headcount=7)

    found = figures(group)
    assert (found.visits, found.gave_no_name, found.headcount_alone) == (7, 7, 1)
    assert (found.first_timers, found.different_people) == ("not recorded", "not recorded")
    assert rows(group)[0].first_timers is None


# -- Closing


def test_closing_a_group_changes_no_past_total(group: SupportGroup) -> None:
    held(group, FRIDAY, person(group), headcount=8)
    before = figures(group)
    Run.objects.filter(group=group).update(ended_on=dt.date(2026, 10, 31), ended_as="closed")

    assert figures(group) == before
