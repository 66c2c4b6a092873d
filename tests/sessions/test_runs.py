"""When a group is open: opened, paused, ended, opened again, and each taken back."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Run, SupportGroup
from members.models import Network
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row
from peersupport.lib.refusals import Refused
from sessions import dates, runs
from sessions.models import GroupSession
from tests import factories
from tests.sessions.meeting import FIRST, NOW, TODAY, WEEK, WHY, as_it_is, fridays, on, open_from, pause, take_back

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def planned(network: Network) -> SupportGroup:
    """A group without a run, whose series is planned already."""
    group = factories.SupportGroupFactory(network=network, runs=[])
    fridays(group)
    return group


def test_a_planned_group_has_no_dates_until_it_opens_and_then_from_that_day(planned: SupportGroup) -> None:
    assert on(planned) == []
    open_from(planned, FIRST + 2 * WEEK)

    assert on(planned)[:2] == [FIRST + 2 * WEEK, FIRST + 3 * WEEK]
    assert on(planned)[-1] <= dates.horizon(NOW)
    assert [run.opens_on for run in planned.runs.all()] == [FIRST + 2 * WEEK]
    assert open_from(planned, FIRST + 2 * WEEK) == planned.runs.get()


def test_opened_today_after_the_hour_it_begins_tomorrow(planned: SupportGroup) -> None:
    late = dt.datetime.combine(FIRST, dt.time(20, 30), tzinfo=dt.UTC)
    open_from(planned, FIRST, now=late)
    assert on(planned)[0] == FIRST + WEEK


def test_a_pause_keeps_its_last_day_and_says_why_until_when_and_what_is_open(group: SupportGroup) -> None:
    fridays(group)
    other = factories.SupportGroupFactory(network=group.network)
    run = pause(group, FIRST + WEEK, review_on=TODAY + 90 * DAY, instead=[other])

    assert on(group) == [FIRST, FIRST + WEEK]
    assert (run.ended_on, run.ended_as, run.reason, run.review_on) == (
        FIRST + WEEK,
        "paused",
        WHY,
        TODAY + 90 * DAY,
    )
    assert list(run.instead.all()) == [other]
    assert pause(group, FIRST + WEEK) == run
    dates.make_ahead(now=NOW + 20 * WEEK)
    assert on(group) == [FIRST, FIRST + WEEK], "the tick makes none outside"


def test_taking_back_restores_exactly_what_was(group: SupportGroup) -> None:
    fridays(group)
    before = as_it_is(group)
    pause(group, instead=[factories.SupportGroupFactory(network=group.network)])
    assert on(group) == []
    take_back(group)

    assert as_it_is(group) == before
    assert not group.runs.get().instead.exists()


def test_taking_back_an_opening_leaves_the_group_as_planned_or_paused(
    planned: SupportGroup, group: SupportGroup
) -> None:
    open_from(planned, FIRST)
    take_back(planned)
    assert (on(planned), planned.runs.exists()) == ([], False)
    assert set(planned.sessions.values_list("state_reason", flat=True)) == {"It does not start yet."}
    open_from(planned, FIRST)
    assert on(planned)[0] == FIRST

    fridays(group)
    pause(group)
    open_from(group, FIRST + 4 * WEEK)
    take_back(group)
    assert on(group) == []
    assert group.runs.get().ended_as == "paused"
    assert set(group.sessions.values_list("state_reason", flat=True)) == {WHY}


def test_opened_again_dates_come_back_from_that_day_and_none_before(group: SupportGroup) -> None:
    fridays(group)
    keys = dict(group.sessions.values_list("on", "pk"))
    pause(group, FIRST)
    open_from(group, FIRST + 5 * WEEK)

    assert on(group) == [FIRST, *sorted(day for day in keys if day >= FIRST + 5 * WEEK)]
    assert {session.on: session.pk for session in group.sessions.all()} == keys, "the same evenings, and no others"


def test_opened_again_after_a_year_the_dates_of_the_time_left_out_are_made_and_none_of_the_past(
    group: SupportGroup,
) -> None:
    fridays(group)
    pause(group)
    later = NOW + 52 * WEEK
    dates.make_ahead(now=later)
    open_from(group, later.date() + 2 * DAY, now=later)

    found = on(group)
    assert found[0] == FIRST + 52 * WEEK
    assert len(found) == len({*found}) >= 25
    assert dates.make_ahead(now=later) == 0


def test_a_break_can_be_planned_before_it_begins(group: SupportGroup) -> None:
    fridays(group)
    pause(group, FIRST + 2 * WEEK)
    open_from(group, FIRST + 5 * WEEK - DAY)
    assert on(group)[:4] == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK, FIRST + 5 * WEEK]


def test_a_pause_becomes_an_ending_and_people_read_the_new_words(group: SupportGroup) -> None:
    fridays(group)
    run = pause(group)
    facts = {"ended_as": "closed", "reason": "We are done, and well.", "review_on": None}
    seen = mark_of_row(run, facts)
    runs.say_otherwise(run=run, seen=seen, facts=facts, instead=[])

    assert (group.runs.get().ended_as, group.runs.get().ended_on) == ("closed", TODAY)
    assert set(group.sessions.values_list("state_reason", flat=True)) == {"We are done, and well."}
    with pytest.raises(ChangedMeanwhile):
        runs.say_otherwise(run=run, seen=seen, facts={**facts, "reason": "Another"}, instead=[])
    take_back(group)
    with pytest.raises(runs.IsOpenAgain):
        runs.say_otherwise(run=run, seen=seen, facts=facts, instead=[])


def test_of_what_was_asked_twice_only_the_first_is_taken_back(group: SupportGroup) -> None:
    """Taken back twice, it is not the thing before it, too."""
    pause(group)
    open_from(group, FIRST)
    seen = runs.mark_of(runs.last_run(group))
    runs.take_back(group=group, seen=seen, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        runs.take_back(group=group, seen=seen, now=NOW)
    assert group.runs.get().ended_as == "paused"


def evening(group: SupportGroup, day: dt.date, **facts: Any) -> GroupSession:
    done = {"register_state": "done", "register_done_at": NOW} if facts.get("state") == "held" else {}
    return factories.GroupSessionFactory(group=group, on=day, **facts, **done)


def refused(act: Any, says: str, group: SupportGroup) -> None:
    before = as_it_is(group)
    with pytest.raises(Refused, match=says):
        act()
    assert as_it_is(group) == before


def test_what_cannot_be_is_refused_with_what_to_do_and_nothing_is_written(group: SupportGroup) -> None:
    Run.objects.all().delete()
    refused(lambda: pause(group), "has not opened yet", group)
    refused(lambda: take_back(group), "has not opened yet", group)
    refused(lambda: open_from(group, TODAY - DAY), "That day is over", group)

    open_from(group, FIRST)
    refused(lambda: pause(group, FIRST - DAY), "opens on Friday 4 September", group)
    refused(lambda: open_from(group, FIRST + WEEK), "opens on Friday 4 September", group)
    refused(lambda: pause(group, FIRST, reason="  "), "Say in a few words why", group)
    after = NOW + WEEK
    refused(lambda: open_from(group, FIRST + WEEK, now=after), "open already", group)

    pause(group, FIRST + 2 * WEEK)
    refused(lambda: open_from(group, FIRST + 2 * WEEK), "open until Friday 18 September", group)
    refused(lambda: pause(group, FIRST + 3 * WEEK), "Somebody has said meanwhile", group)
    refused(lambda: pause(group, FIRST + 2 * WEEK, ended_as="closed"), "Somebody has said meanwhile", group)


def test_a_last_day_before_an_evening_that_met_is_refused_and_names_it(group: SupportGroup) -> None:
    for week in (1, 2):
        evening(group, FIRST - week * WEEK, state="held")
    refused(lambda: pause(group, FIRST - 2 * WEEK), r"It met on Friday 28 August\. Choose", group)
    assert pause(group, FIRST - WEEK).ended_on == FIRST - WEEK


def test_one_that_nobody_recorded_is_asked_about_and_one_that_did_not_meet_is_no_hindrance(group: SupportGroup) -> None:
    last = evening(group, FIRST - WEEK)
    refused(lambda: pause(group, FIRST - 2 * WEEK), "has a date on Friday 28 August.*did not meet", group)
    GroupSession.objects.filter(pk=last.pk).update(state="did_not_meet")
    assert pause(group, FIRST - 2 * WEEK).ended_on == FIRST - 2 * WEEK


def test_what_has_passed_cannot_be_taken_back(group: SupportGroup) -> None:
    refused(lambda: take_back(group), "open since before our records", group)
    fridays(group)
    pause(group)
    refused(lambda: take_back(group, now=NOW + WEEK), "has passed since", group)

    open_from(group, FIRST + 2 * WEEK)
    refused(lambda: take_back(group, now=NOW + 3 * WEEK), "It has met since it opened", group)
