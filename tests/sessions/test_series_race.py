"""A series is moved or ended while somebody asks for a place, or the tick makes its dates: real transactions."""

import datetime as dt
from typing import Any

import pytest

from groups.models import SupportGroup
from peersupport.lib.recurrence import weekly
from sessions import dates, left_out, letters, places, series, timetable
from sessions.models import Place, Series
from sessions.models.session import GroupSessionQuerySet
from sessions.series import Way
from sessions.timetable import Times
from tests.at_once import AtOnce
from tests.sessions.meeting import FIRST, NOW, WEEK, ask, friday, fridays, news, pause

pytestmark = pytest.mark.django_db(transaction=True)
THURSDAYS = Way(FIRST + dt.timedelta(days=1), weekly(3), dt.time(19), dt.time(21), None)


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    return fridays(group, last_on=FIRST + 4 * WEEK)


@pytest.mark.parametrize("holds", [True, False])
def test_whoever_gets_a_place_while_it_is_moved_is_told(usual: Series, holds: bool, monkeypatch: Any) -> None:
    """The control: without the evening's row somebody has a place on another day, and is never told."""
    race, session = AtOnce(), friday(usual.group, 1)
    monkeypatch.setattr(letters, "about_place", race.stand_still)
    if not holds:
        monkeypatch.setattr(GroupSessionQuerySet, "locked", lambda rows, session: rows.get(pk=session.pk))
    race.run(lambda: ask(session, "Robin"), lambda: series.move(series=usual, way=THURSDAYS, now=NOW))

    assert (race.waited, race.trouble) == (holds, [])
    place = Place.objects.get()
    assert place.session.on == FIRST + WEEK - dt.timedelta(days=1)
    assert news() == ([("evening-changed", session.pk, place.person_id)] if holds else [])


def test_whoever_asks_while_it_ends_hears_that_it_is_cancelled(usual: Series, monkeypatch: Any) -> None:
    race, session = AtOnce(), friday(usual.group, 1)
    told = letters.tell_of_several
    monkeypatch.setattr(letters, "tell_of_several", lambda **facts: (race.stand_still(), told(**facts)))
    race.run(lambda: series.end(series=usual, last_on=FIRST, reason="No more", now=NOW), lambda: ask(session, "Robin"))

    assert race.waited
    assert [type(one) for one in race.trouble] == [places.NotOn]
    assert not Place.objects.exists()


def test_of_two_who_move_it_at_once_the_second_reads_what_the_first_has_said(usual: Series, monkeypatch: Any) -> None:
    race = AtOnce()
    monkeypatch.setattr(dates, "make_batch", race.after(dates.make_batch))
    other = Way(THURSDAYS.from_on, weekly(0), dt.time(19), dt.time(21), None)
    race.run(
        lambda: series.move(series=usual, way=THURSDAYS, now=NOW), lambda: series.move(series=usual, way=other, now=NOW)
    )

    assert race.waited
    assert [type(one) for one in race.trouble] == [series.HasGoneOn]
    assert usual.followed_by.get().rule == weekly(3)


@pytest.mark.parametrize("holds", [True, False])
def test_no_series_begins_behind_an_end_that_is_just_said(group: SupportGroup, holds: bool, monkeypatch: Any) -> None:
    """The control: without the group's row there is a series none of whose dates would ever be."""
    race = AtOnce()
    monkeypatch.setattr(left_out, "follow", lambda **facts: race.stand_still())
    if not holds:
        monkeypatch.setattr(timetable, "lock_group", lambda group: None)
    race.run(lambda: pause(group, ended_as="closed"), lambda: fridays(group))

    assert race.waited == holds
    assert [type(one) for one in race.trouble] == ([timetable.GroupHasEnded] if holds else [])
    assert Series.objects.exists() != holds


def test_a_date_put_back_while_its_series_is_moved_goes_to_the_new_usual(usual: Series, monkeypatch: Any) -> None:
    race, evening = AtOnce(), friday(usual.group, 1)
    times = Times(evening.on, dt.time(10), dt.time(12))
    evening = timetable.change(session=evening, times=times, venue=evening.venue, capacity=evening.capacity, now=NOW)
    monkeypatch.setattr(dates, "make_batch", race.after(dates.make_batch))
    race.run(
        lambda: series.move(series=usual, way=THURSDAYS, now=NOW),
        lambda: timetable.put_back(session=evening, now=NOW),
    )

    assert (race.waited, race.trouble) == (True, [])
    evening.refresh_from_db()
    assert (evening.on, evening.starts_local) == (FIRST + WEEK - dt.timedelta(days=1), dt.time(19))
