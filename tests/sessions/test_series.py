"""Planning a series: its dates, on the wall and in the world."""

import datetime as dt
from contextlib import nullcontext
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from groups.models import Run, SupportGroup, VenueClosure
from peersupport.lib.recurrence import weekly
from sessions import dates, timetable
from sessions.models import GroupSession, Series
from sessions.series import NoDates, Plan, plan_weekly
from tests import factories

LONDON = ZoneInfo("Europe/London")
pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def fridays(first_on: dt.date, **other: object) -> Plan:
    facts: dict = {
        "rule": weekly(4),
        "first_on": first_on,
        "last_on": None,
        "starts": dt.time(19),
        "ends": dt.time(21),
        "venue": None,
        "format": None,
        "capacity": None,
    }
    return Plan(**{**facts, **other})


def plan(group: SupportGroup, plan: Plan, now: dt.datetime, weeks: int = 40) -> Series:
    ahead = now.date() + dt.timedelta(weeks=weeks)
    return plan_weekly(group=group, plan=plan, now=now, ahead_until=ahead)


def test_d1_weekly_seven_stays_seven_through_both_clock_changes(group: SupportGroup) -> None:
    series = plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1), weeks=52)

    walls = {timezone.localtime(session.starts_at, LONDON).time() for session in series.sessions.all()}
    offsets = {timezone.localtime(session.starts_at, LONDON).utcoffset() for session in series.sessions.all()}

    assert walls == {dt.time(19)}
    assert offsets == {dt.timedelta(0), dt.timedelta(hours=1)}
    assert series.sessions.count() == 52


@pytest.mark.parametrize(
    ("ended_on", "ended_as", "refused"),
    [("2026-09-03", "closed", True), ("2026-09-04", "closed", False), ("2026-09-03", "paused", False)],
)
def test_behind_the_end_of_a_group_no_series_begins_but_while_it_pauses_one_waits(
    group: SupportGroup, ended_on: str, ended_as: str, refused: bool
) -> None:
    group.runs.update(ended_on=ended_on, ended_as=ended_as)

    with pytest.raises(timetable.GroupHasEnded) if refused else nullcontext():
        plan(group, fridays(dt.date(2026, 9, 1)), at(2026, 9, 1))

    assert Series.objects.exists() != refused


def test_d3_an_hour_that_the_spring_change_leaves_out_is_refused_with_a_sentence(group: SupportGroup) -> None:
    night = fridays(dt.date(2027, 3, 28), rule=weekly(6), starts=dt.time(1, 30), ends=dt.time(3))

    with pytest.raises(timetable.HourLeftOut, match=r"The clocks go forward on Sunday 28 March, so 1\.30am"):
        plan(group, night, at(2027, 3, 1))

    assert not Series.objects.exists()


def test_in_the_doubled_hour_of_autumn_the_first_is_meant(group: SupportGroup) -> None:
    night = fridays(dt.date(2026, 10, 25), rule=weekly(6), starts=dt.time(1, 30), ends=dt.time(3))

    series = plan(group, night, at(2026, 10, 1), weeks=4)

    assert series.sessions.get(on=dt.date(2026, 10, 25)).starts_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_planning_the_same_twice_makes_one_series(group: SupportGroup) -> None:
    first = plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1))
    again = plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1))

    assert again == first
    assert GroupSession.objects.count() == first.sessions.count() == 40


def test_a_first_day_in_the_past_is_refused(group: SupportGroup) -> None:
    with pytest.raises(timetable.InThePast):
        plan(group, fridays(dt.date(2026, 8, 28)), at(2026, 9, 1))


def test_an_end_before_the_start_is_refused(group: SupportGroup) -> None:
    with pytest.raises(timetable.EndsBeforeItStarts):
        plan(group, fridays(dt.date(2026, 9, 4), ends=dt.time(18)), at(2026, 9, 1))


def test_a_period_without_such_a_day_is_refused(group: SupportGroup) -> None:
    with pytest.raises(NoDates):
        plan(group, fridays(dt.date(2026, 9, 5), last_on=dt.date(2026, 9, 10)), at(2026, 9, 1))


def test_a_second_series_on_the_same_evening_is_refused_and_names_the_date(group: SupportGroup) -> None:
    plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1))

    with pytest.raises(timetable.WouldMeetTwice, match="Friday 11 September at 7pm"):
        plan(group, fridays(dt.date(2026, 9, 11), starts=dt.time(20), ends=dt.time(22)), at(2026, 9, 1))


def test_dates_exist_only_inside_runs(network: object) -> None:
    group = factories.SupportGroupFactory(network=network, runs=False)
    Run.objects.create(group=group, opens_on=dt.date(2026, 9, 10), ended_on=dt.date(2026, 9, 25), ended_as="paused")

    series = plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1))

    assert [session.on.day for session in series.sessions.order_by("on")] == [11, 18, 25]


def test_a_planned_group_has_no_dates(network: object) -> None:
    group = factories.SupportGroupFactory(network=network, runs=False)

    assert plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 1)).sessions.count() == 0


def test_a_shut_venue_cancels_the_dates_in_it_with_its_reason(group: SupportGroup) -> None:
    closure = {"from_on": dt.date(2026, 9, 7), "until_on": dt.date(2026, 9, 13), "reason": "The floor is mended"}
    VenueClosure.objects.create(venue=group.venue, **closure)

    series = plan(group, fridays(dt.date(2026, 9, 4), venue=group.venue), at(2026, 9, 1), weeks=3)

    shut = series.sessions.get(state="cancelled")
    assert (shut.on, shut.state_reason) == (dt.date(2026, 9, 11), "The floor is mended")


def test_the_tick_keeps_dates_twenty_six_weeks_ahead_and_adds_nothing_twice(group: SupportGroup) -> None:
    now = at(2026, 9, 1)
    series = plan(group, fridays(dt.date(2026, 9, 4)), now, weeks=2)

    assert dates.make_ahead(now=now) == 24
    assert dates.make_ahead(now=now) == 0
    assert dates.make_ahead(now=now + dt.timedelta(weeks=1)) == 1
    assert max(series.sessions.values_list("on", flat=True)) == dt.date(2027, 3, 5)


def test_a_series_with_a_last_day_makes_no_more(group: SupportGroup) -> None:
    now = at(2026, 9, 1)
    series = plan(group, fridays(dt.date(2026, 9, 4), last_on=dt.date(2026, 9, 18)), now, weeks=1)

    dates.make_ahead(now=now)

    assert [session.on.day for session in series.sessions.order_by("on")] == [4, 11, 18]


def test_a_first_evening_that_has_begun_already_is_refused(group: SupportGroup) -> None:
    with pytest.raises(timetable.InThePast, match="would have begun already"):
        plan(group, fridays(dt.date(2026, 9, 4)), at(2026, 9, 4, hour=20))
