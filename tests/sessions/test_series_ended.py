"""A series that ends after a day: its later dates are left out, those who asked are told, and it can be taken back."""

import datetime as dt

import pytest
from django.test import Client

from groups.models import SupportGroup
from peersupport.lib import crossing
from peersupport.lib.recurrence import weekly
from sessions import dates, finding, places, runs, series, timetable, venues
from sessions.models import GroupSession, Place, Series
from sessions.timetable import Times
from tests.sessions.meeting import (
    FIRST,
    NOW,
    TODAY,
    WEEK,
    as_it_is,
    ask,
    friday,
    fridays,
    news,
    on,
    open_from,
    pause,
    they_leave,
)
from tests.sessions.meeting import take_back as open_after_all

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
WHY = "We meet on Tuesdays instead."


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    found = fridays(group)
    they_leave()
    return found


def end(usual: Series, last_on: dt.date = FIRST + WEEK) -> None:
    series.end(series=usual, last_on=last_on, reason=WHY, now=NOW)
    usual.refresh_from_db()


def take_back(usual: Series, now: dt.datetime = NOW) -> None:
    series.take_back(series=usual, seen=series.mark_of(usual), now=now)


def test_its_later_dates_are_in_no_list_and_whoever_asked_is_told_why(usual: Series) -> None:
    group = usual.group
    kept = ask(friday(group, 0), "Robin")
    wren = ask(friday(group, 3), "Wren")
    they_leave()

    end(usual)

    assert on(group) == [FIRST, FIRST + WEEK]
    assert [line.on for line in finding.next_dates(group=group, now=NOW)] == [FIRST, FIRST + WEEK]
    assert news() == [("evening-cancelled", wren.session_id, wren.person_id)]
    off = GroupSession.objects.get(pk=wren.session_id)
    assert (off.state, off.state_reason, off.is_left_out) == ("cancelled", WHY, True)
    assert Place.objects.live().filter(pk__in=[kept.pk, wren.pk]).count() == 2
    dates.make_ahead(now=NOW + 4 * WEEK)
    assert on(group) == [FIRST, FIRST + WEEK]


def test_what_it_would_cancel_is_said_before_and_nothing_is_written(usual: Series) -> None:
    ask(friday(usual.group, 3), "Wren")
    they_leave()
    before = as_it_is(usual.group)

    ahead = series.would_end(series=usual, last_on=FIRST, now=NOW)

    assert ahead is not None
    assert (ahead.were[0], ahead.asked) == (FIRST + WEEK, 1)
    assert as_it_is(usual.group) == before


def test_taken_back_all_of_it_is_as_it_was_and_nobody_has_heard(usual: Series) -> None:
    group = usual.group
    ask(friday(group, 3), "Wren", every_week=True)
    timetable.cancel(session=friday(group, 5), reason="The hall is shut", now=NOW)
    they_leave()
    before = as_it_is(group)

    end(usual)
    take_back(usual)

    assert as_it_is(group) == before
    assert news() == []


def test_whoever_had_been_told_hears_that_it_is_on_again(usual: Series) -> None:
    wren = ask(friday(usual.group, 3), "Wren")
    they_leave()
    end(usual)
    they_leave()

    take_back(usual, NOW + DAY)

    assert news() == [("evening-on-again", wren.session_id, wren.person_id)]


def test_ended_twice_alike_it_is_ended_once(usual: Series) -> None:
    ask(friday(usual.group, 3), "Wren")
    they_leave()
    end(usual)
    told = news()

    end(usual)

    assert news() == told
    assert series.would_end(series=usual, last_on=FIRST + WEEK, now=NOW) is None
    with pytest.raises(series.HasGoneOn):
        end(usual, FIRST)


def test_another_series_may_meet_when_this_one_would_have_and_then_the_end_stays(usual: Series) -> None:
    end(usual)
    fridays(usual.group, first_on=FIRST + 4 * WEEK)

    assert on(usual.group)[2] == FIRST + 4 * WEEK
    with pytest.raises(timetable.WouldMeetTwice):
        take_back(usual)


def test_a_pause_and_an_end_do_not_bring_each_others_dates_back(usual: Series) -> None:
    group = usual.group
    end(usual)
    pause(group)
    assert on(group) == []
    open_after_all(group)
    assert on(group) == [FIRST, FIRST + WEEK]

    pause(group)
    open_from(group, FIRST + 3 * WEEK)
    assert on(group) == []
    take_back(usual)
    assert on(group)[0] == FIRST + 3 * WEEK


def test_a_pause_is_taken_back_although_a_date_behind_the_end_has_passed(usual: Series) -> None:
    end(usual, TODAY)
    pause(usual.group, FIRST)
    assert runs.why_not_taken_back(group=usual.group, now=NOW + 2 * WEEK) == ""


def test_when_a_date_that_it_left_out_has_passed_the_end_stays(usual: Series) -> None:
    end(usual, FIRST)
    assert series.why_not_taken_back(series=usual, now=NOW + WEEK) == ""
    with pytest.raises(series.TimeHasPassed):
        take_back(usual, NOW + 2 * WEEK)


def test_one_moved_by_hand_to_before_the_last_day_goes_too_and_one_moved_behind_it_stays(usual: Series) -> None:
    """What counts is where the series has its dates."""
    early, late = friday(usual.group, 4), friday(usual.group, 1)
    for one, day in ((early, FIRST + DAY), (late, FIRST + 5 * DAY + WEEK)):
        timetable.change(session=one, times=Times(day, dt.time(19), dt.time(21)), venue=None, capacity=12, now=NOW)
    end(usual)

    assert on(usual.group) == [FIRST, late.on + 5 * DAY]


def test_a_place_behind_the_end_is_refused_with_the_next_dates(usual: Series, client: Client) -> None:
    end(usual)
    gone = friday(usual.group, 3)
    with pytest.raises(places.NotOn):
        ask(gone, "Wren")
    with pytest.raises(timetable.NotOpenThen, match="Its series ends before that day"):
        timetable.reinstate(session=gone, now=NOW)


@pytest.mark.parametrize(
    ("last_on", "refusal"),
    [(TODAY - DAY, series.LastDayOver), (FIRST + 9 * WEEK, series.EndsSooner)],
    ids=["over", "no date after"],
)
def test_a_last_day_that_cannot_be_is_refused(group: SupportGroup, last_on: dt.date, refusal: type) -> None:
    usual = fridays(group, last_on=FIRST + 8 * WEEK)
    with pytest.raises(refusal):
        end(usual, last_on)
    with pytest.raises(series.ReasonMissing):
        series.end(series=usual, last_on=FIRST, reason="  ", now=NOW)
    assert len(on(group)) == 9


def test_from_an_older_page_nothing_is_taken_back(usual: Series) -> None:
    older = series.mark_of(usual)
    end(usual)
    with pytest.raises(crossing.ChangedMeanwhile):
        series.take_back(series=usual, seen=older, now=NOW)


def test_a_venue_is_free_when_its_series_has_ended(group: SupportGroup) -> None:
    usual = fridays(group, rule=weekly(4), first_on=FIRST + 60 * WEEK)
    SupportGroup.objects.update(venue=None)
    assert usual.venue is not None
    with pytest.raises(venues.SeriesGoesOn):
        venues.remove(venue=usual.venue, now=NOW)
    end(usual, TODAY)
    venues.remove(venue=usual.venue, now=NOW + 2 * DAY)
    assert usual.venue.left_on is None
