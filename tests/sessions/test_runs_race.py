"""A group is paused while somebody asks for a place, or says the same, or makes its dates: real transactions."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import QuerySet

from groups.models import SupportGroup
from sessions import dates, left_out, letters, places, runs, timetable
from sessions.models import GroupSession, Place
from sessions.models.session import GroupSessionQuerySet
from sessions.timetable import Times
from tests.at_once import AtOnce
from tests.sessions.meeting import FIRST, NOW, WEEK, WHY, ask, friday, fridays, news, on, pause

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def meets(group: SupportGroup) -> None:
    fridays(group, last_on=FIRST + 4 * WEEK)


def test_whoever_gets_a_place_at_that_moment_is_told(group: SupportGroup, monkeypatch: Any) -> None:
    race, session = AtOnce(), friday(group, 1)
    monkeypatch.setattr(letters, "about_place", race.stand_still)
    race.run(lambda: ask(session, "Robin"), lambda: pause(group))

    assert (race.waited, race.trouble) == (True, [])
    assert news() == [("evening-cancelled", session.pk, Place.objects.get().person_id)]


def test_the_control_without_the_evenings_row_somebody_has_a_place_and_is_never_told(
    group: SupportGroup, monkeypatch: Any
) -> None:
    race, session = AtOnce(), friday(group, 1)
    monkeypatch.setattr(letters, "about_place", race.stand_still)
    monkeypatch.setattr(GroupSessionQuerySet, "locked", lambda rows, session: rows.get(pk=session.pk))
    race.run(lambda: ask(session, "Robin"), lambda: pause(group))

    assert not race.waited
    assert (Place.objects.get().state, friday(group, 1).state) == ("coming", "cancelled")
    assert news() == []


@pytest.mark.parametrize("holds", [True, False])
def test_a_date_moved_at_that_moment_to_before_the_last_day_stays(
    group: SupportGroup, holds: bool, monkeypatch: Any
) -> None:
    """The control: read before it is held, it is left out of where it is no longer."""
    race, session = AtOnce(), friday(group, 2)
    tell = timetable.tell_those_who_asked
    monkeypatch.setattr(timetable, "tell_those_who_asked", lambda *args: (tell(*args), race.stand_still()))
    if not holds:
        monkeypatch.setattr(places, "lock_coming_evenings", lambda group, now: None)
    times = Times(FIRST + WEEK - dt.timedelta(days=1), dt.time(19), dt.time(21))
    move = {"session": session, "times": times, "venue": session.venue, "capacity": session.capacity}
    race.run(lambda: timetable.change(**move, now=NOW), lambda: pause(group, FIRST + WEEK))

    assert (race.waited, race.trouble) == (True, [])
    assert friday(group, 2).on == times.on
    assert friday(group, 2).is_left_out == (not holds)


def test_whoever_asks_while_it_is_being_paused_hears_that_it_is_not_open(group: SupportGroup, monkeypatch: Any) -> None:
    race, session = AtOnce(), friday(group, 1)
    told = letters.tell_of_several
    monkeypatch.setattr(letters, "tell_of_several", lambda **facts: (race.stand_still(), told(**facts)))
    race.run(lambda: pause(group), lambda: ask(session, "Robin"))

    assert race.waited
    assert [type(one) for one in race.trouble] == [places.NotOpenThen]
    assert not Place.objects.exists()


@pytest.mark.parametrize("alike", [True, False])
def test_of_two_coordinators_at_once_the_second_reads_what_the_first_has_said(
    group: SupportGroup, alike: bool, monkeypatch: Any
) -> None:
    race, follow = AtOnce(), left_out.follow
    monkeypatch.setattr(left_out, "follow", lambda **facts: (follow(**facts), race.stand_still()))
    race.run(lambda: pause(group), lambda: pause(group, reason=WHY if alike else "Another reason"))

    assert race.waited
    assert [type(one) for one in race.trouble] == ([] if alike else [runs.AlreadyEnded])
    assert group.runs.get().reason == WHY
    assert set(group.sessions.values_list("state_reason", flat=True)) == {WHY}


def test_the_tick_that_makes_dates_meanwhile_makes_none_outside(group: SupportGroup, monkeypatch: Any) -> None:
    fridays(group, first_on=FIRST + 5 * WEEK)
    group.series.update(dates_made_until=FIRST + 8 * WEEK)
    GroupSession.objects.filter(on__gt=FIRST + 8 * WEEK).delete()
    race, made = AtOnce(), dates.known_dates
    monkeypatch.setattr(dates, "known_dates", lambda wanted: (made(wanted), race.stand_still())[0])
    race.run(lambda: dates.make_ahead(now=NOW), lambda: pause(group, FIRST))

    assert (race.waited, race.trouble) == (True, [])
    assert on(group) == [FIRST]


def test_the_control_without_holding_the_series_dates_appear_outside(group: SupportGroup, monkeypatch: Any) -> None:
    fridays(group, first_on=FIRST + 5 * WEEK)
    group.series.update(dates_made_until=FIRST + 8 * WEEK)
    GroupSession.objects.filter(on__gt=FIRST + 8 * WEEK).delete()
    race, made = AtOnce(), dates.known_dates
    monkeypatch.setattr(dates, "known_dates", lambda wanted: (made(wanted), race.stand_still())[0])
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(GroupSessionQuerySet, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(left_out, "make_what_lacks", lambda all_series, now: None)
    race.run(lambda: dates.make_ahead(now=NOW), lambda: pause(group, FIRST))

    assert not race.waited
    assert len(on(group)) > 1
