"""When what was said last of a series can be taken back no more."""

import datetime as dt

import pytest

from groups.models import SupportGroup
from peersupport.lib.recurrence import weekly
from sessions import series, venues
from sessions.models import Series
from tests.sessions.meeting import FIRST, NOW, TODAY, WEEK, fridays, on, they_leave
from tests.sessions.test_series_moved import DAY, MONDAY, move, take_back

pytestmark = pytest.mark.django_db

SECOND = FIRST + WEEK


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    found = fridays(group)
    they_leave()
    return found


def moment(on: dt.date, hour: int) -> dt.datetime:
    """An hour of the wall, in summer."""
    return dt.datetime.combine(on, dt.time(hour - 1), dt.UTC)


def test_moved_back_to_a_day_that_is_over_no_evening_goes_there(usual: Series) -> None:
    follower = move(usual, rule=weekly(MONDAY))
    before = on(usual.group)

    with pytest.raises(series.TimeHasPassed):
        take_back(follower, moment(SECOND + DAY, 12))

    assert on(usual.group) == before
    assert series.why_not_taken_back(series=follower, now=moment(SECOND, 18)) == ""


def test_nor_to_an_hour_that_is_over(usual: Series) -> None:
    follower = move(usual, starts=dt.time(21), ends=dt.time(22))
    with pytest.raises(series.TimeHasPassed):
        take_back(follower, moment(SECOND, 19))
    take_back(follower, moment(SECOND, 18))
    assert usual.sessions.filter(on=SECOND, starts_local=dt.time(19)).exists()


@pytest.mark.parametrize("is_moved", [True, False], ids=["moved", "ended"])
def test_nor_to_a_venue_that_was_removed(group: SupportGroup, is_moved: bool) -> None:
    """Nobody is to meet there yet: its dates are not made, or were moved to another venue."""
    usual = fridays(group, first_on=FIRST + (0 if is_moved else 60) * WEEK)
    SupportGroup.objects.update(venue=None)
    assert usual.venue is not None
    if is_moved:
        last = move(usual, from_on=TODAY + DAY, venue=None)
    else:
        last = series.end(series=usual, last_on=TODAY, reason="No more", now=NOW)
    venues.remove(venue=usual.venue, now=NOW + DAY + DAY)

    with pytest.raises(series.VenueGone):
        take_back(last, NOW + DAY + DAY)
    assert not usual.venue.sessions.exists()
