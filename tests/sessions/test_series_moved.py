"""A weekly series that meets otherwise from a day on: its evenings go with it, and it can be taken back."""

import datetime as dt
from typing import Any

import pytest

from groups.models import SupportGroup, VenueClosure
from members.models import Person
from peersupport.lib.recurrence import weekly
from sessions import dates, jobs, places, series, timetable
from sessions.models import GroupSession, Place, Series
from sessions.series import Way
from sessions.timetable import Times
from tests import factories
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

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY = 0, 1, 3, 4, 5
# The second week of the series: a Wednesday, two days before its Friday.
FROM = dt.date(2026, 9, 9)
DAY = dt.timedelta(days=1)


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    found = fridays(group)
    they_leave()
    return found


def way(usual: Series, **facts: Any) -> Way:
    given: dict[str, Any] = {"from_on": FROM, "rule": usual.rule, "starts": dt.time(19), "ends": dt.time(21)}
    return Way(**given | {"venue": usual.venue} | facts)


def move(usual: Series, **facts: Any) -> Series:
    follower = series.move(series=usual, way=way(usual, **facts), now=NOW)
    usual.refresh_from_db()
    return follower


def take_back(one: Series, now: dt.datetime = NOW) -> None:
    series.take_back(series=one, seen=series.mark_of(one), now=now)


def the_same(session: GroupSession) -> GroupSession:
    return GroupSession.objects.get(pk=session.pk)


@pytest.mark.parametrize(("weekday", "days"), [(MONDAY, 3), (TUESDAY, 4), (THURSDAY, -1), (5, 1)])
def test_each_evening_ahead_keeps_its_key_and_goes_to_the_day_that_stands_for_it(
    usual: Series, weekday: int, days: int
) -> None:
    before = {session.pk: session.on for session in usual.sessions.all()}

    follower = move(usual, rule=weekly(weekday))

    after = {session.pk: session.on for session in GroupSession.objects.filter(group=usual.group)}
    assert {after[key] - was for key, was in before.items() if was > FROM} == {days * DAY}
    assert [after[key] for key, was in before.items() if was < FROM] == [FIRST]
    assert len(after) - len(before) in (0, 1), "half a year ahead may begin or end on another weekday"
    assert min(follower.sessions.values_list("on", flat=True)) >= FROM
    assert all(session.on == session.original_on for session in follower.sessions.all())


def test_seven_stays_seven_and_an_hour_that_does_not_exist_is_refused(usual: Series) -> None:
    follower = move(usual, starts=dt.time(18, 30), ends=dt.time(20))
    walls = {session.starts_at.astimezone(usual.group.network.zone).time() for session in follower.sessions.all()}
    assert walls == {dt.time(18, 30)}
    late = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    night = Way(dt.date(2027, 1, 5), weekly(6), dt.time(1, 30), dt.time(3), None)
    with pytest.raises(timetable.HourLeftOut, match=r"Sunday 28 March, so 1\.30am does not exist"):
        series.move(series=follower, way=night, now=late)


def test_what_people_asked_for_goes_with_it_and_they_are_told_once(usual: Series, volunteer: Person) -> None:
    group = usual.group
    robin = ask(friday(group, 1), "Robin", every_week=True)
    wren = ask(friday(group, 3), "Wren")
    gone = ask(friday(group, 3), "Heron")
    places.give_back(place=gone, now=NOW)
    early = ask(friday(group, 0), "Siskin")
    jobs.take(session=friday(group, 2), role="tea", person=volunteer, now=NOW)
    tea, third = friday(group, 2), friday(group, 3)
    they_leave()

    move(usual, rule=weekly(THURSDAY))

    assert the_same(tea).jobs.get().person == volunteer
    assert Place.objects.get(pk=wren.pk).session.on == FIRST + 3 * WEEK - DAY
    assert set(news()) == {
        ("evening-changed", robin.session_id, robin.person_id),
        ("evening-changed", third.pk, wren.person_id),
    }
    assert early.person_id not in {person for _, _, person in news()}
    assert Place.objects.filter(person=robin.person, state="coming").count() == group.sessions.count()


def test_a_date_that_is_made_half_a_year_ahead_is_no_news(usual: Series) -> None:
    robin = ask(friday(usual.group, 1), "Robin", every_week=True)
    they_leave()
    count = usual.group.sessions.count()

    move(usual, from_on=FIRST + 4 * DAY, rule=weekly(TUESDAY))

    assert usual.group.sessions.count() == count + 1, "one more fits into half a year"
    assert news() == [("evening-changed", robin.session_id, robin.person_id)]


def test_taken_back_all_of_it_is_as_it_was_and_nobody_has_heard(usual: Series, volunteer: Person) -> None:
    group = usual.group
    ask(friday(group, 1), "Robin", every_week=True)
    ask(friday(group, 2), "Wren")
    jobs.take(session=friday(group, 2), role="tea", person=volunteer, now=NOW)
    timetable.cancel(session=friday(group, 4), reason="The hall is shut", now=NOW)
    they_leave()
    before = as_it_is(group)

    follower = move(usual, rule=weekly(TUESDAY), starts=dt.time(18), ends=dt.time(20), venue=None)
    take_back(follower)

    assert as_it_is(group) == before
    assert list(group.series.values_list("pk", "ended_on")) == [(usual.pk, None)]
    assert news() == []


def test_whoever_had_been_told_is_told_again_when_it_is_taken_back(usual: Series) -> None:
    wren = ask(friday(usual.group, 2), "Wren")
    they_leave()
    follower = move(usual, rule=weekly(TUESDAY))
    they_leave()

    take_back(follower, NOW + DAY)

    assert news() == [("evening-changed", wren.session_id, wren.person_id)]


def test_what_was_changed_by_hand_stays_and_putting_it_back_gives_the_new_usual(usual: Series) -> None:
    evening = friday(usual.group, 2)
    times = Times(evening.on + DAY, dt.time(10), dt.time(12))
    timetable.change(session=evening, times=times, venue=None, capacity=12, now=NOW)

    ahead = series.would_move(series=usual, way=way(usual, rule=weekly(THURSDAY)), now=NOW)
    assert ahead is not None
    assert [session.pk for session in ahead.stay] == [evening.pk]
    move(usual, rule=weekly(THURSDAY))

    stayed = the_same(evening)
    assert (stayed.on, stayed.starts_local, stayed.venue) == (times.on, times.starts, None)
    back = timetable.put_back(session=stayed, now=NOW)
    assert (back.on, back.starts_local) == (FIRST + 2 * WEEK - DAY, dt.time(19))


def test_looking_first_writes_nothing_and_says_how_many_people_asked(usual: Series) -> None:
    for name in ("Robin", "Wren"):
        ask(friday(usual.group, 2), name)
    they_leave()
    before = as_it_is(usual.group)

    ahead = series.would_move(series=usual, way=way(usual, rule=weekly(THURSDAY)), now=NOW)

    assert ahead is not None
    assert ahead.asked == 2
    assert [session.on - was for session, was in zip(ahead.follow, ahead.were, strict=True)] == [-DAY] * len(ahead.were)
    assert as_it_is(usual.group) == before
    assert (Series.objects.count(), news()) == (1, [])


def test_looking_first_shows_which_evenings_are_left_out_or_back_and_counts_whoever_is_told(usual: Series) -> None:
    group = usual.group
    for week, name in ((1, "Robin"), (2, "Wren"), (3, "Heron"), (5, "Siskin")):
        ask(friday(group, week), name)
    timetable.cancel(session=friday(group, 2), reason="Snow", now=NOW)
    pause(group, FIRST + 3 * WEEK)
    open_from(group, FIRST + 5 * WEEK + DAY)
    they_leave()

    ahead = series.would_move(series=usual, way=way(usual, rule=weekly(SATURDAY)), now=NOW)

    assert ahead is not None
    assert [session.on for session in ahead.outside] == [FIRST + week * WEEK + DAY for week in (3, 4)]
    assert [session.on for session in ahead.follow if session.is_cancelled] == [
        FIRST + week * WEEK + DAY for week in (2, 4)
    ]
    assert ahead.asked == 3
    move(usual, rule=weekly(SATURDAY))
    assert len({person for _, _, person in news()}) == 3


def test_where_the_new_venue_is_shut_that_date_is_cancelled_and_back_when_taken_back(usual: Series) -> None:
    hall = factories.VenueFactory(network=usual.group.network)
    day = FIRST + WEEK - DAY
    VenueClosure.objects.create(venue=hall, from_on=day, until_on=day, reason="The floor is mended")
    wren = ask(friday(usual.group, 1), "Wren")
    they_leave()

    follower = move(usual, rule=weekly(THURSDAY), venue=hall)

    assert (the_same(wren.session).state, the_same(wren.session).state_reason) == ("cancelled", "The floor is mended")
    assert news() == [("evening-cancelled", wren.session_id, wren.person_id)]
    take_back(follower)
    assert the_same(wren.session).state == "planned"


def test_a_new_day_outside_the_run_leaves_that_date_out(usual: Series) -> None:
    pause(usual.group, FIRST + 2 * WEEK)
    move(usual, rule=weekly(5))

    assert on(usual.group) == [FIRST, FIRST + WEEK + DAY]
    assert friday(usual.group, 0).series == usual


def test_the_tick_makes_the_dates_of_the_new_way_alone(usual: Series) -> None:
    follower = move(usual, rule=weekly(TUESDAY))
    before = on(usual.group)

    dates.make_ahead(now=NOW)
    assert on(usual.group) == before
    dates.make_ahead(now=NOW + 2 * WEEK)

    assert {day.weekday() for day in on(usual.group)[1:]} == {TUESDAY}
    assert follower.sessions.count() == len(on(usual.group)) - 1


def test_moved_twice_alike_it_is_moved_once_and_another_way_is_refused(usual: Series) -> None:
    first = move(usual, rule=weekly(TUESDAY))

    assert move(usual, rule=weekly(TUESDAY)) == first
    assert series.would_move(series=usual, way=way(usual, rule=weekly(TUESDAY)), now=NOW) is None
    with pytest.raises(series.HasGoneOn):
        move(usual, rule=weekly(MONDAY))
    with pytest.raises(series.HasGoneOn):
        series.end(series=usual, last_on=FROM, reason="No more", now=NOW)
    with pytest.raises(series.HasGoneOn):
        take_back(Series.objects.get(pk=usual.pk))


def test_a_series_that_has_not_begun_is_moved_whole(group: SupportGroup) -> None:
    usual = fridays(group, first_on=FIRST + 3 * WEEK)
    follower = move(usual, rule=weekly(TUESDAY))

    assert usual.sessions.count() == 0
    assert follower.first_on == FIRST + 3 * WEEK + 4 * DAY
    assert list(group.series.going_on(TODAY)) == [follower]
    take_back(follower)
    assert on(group)[0] == FIRST + 3 * WEEK


def test_a_last_day_goes_with_it(group: SupportGroup) -> None:
    usual = fridays(group, last_on=FIRST + 3 * WEEK)
    move(usual, rule=weekly(5))

    assert on(group) == [FIRST, *(FIRST + week * WEEK + DAY for week in (1, 2, 3))]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"from_on": TODAY}, series.FromTomorrow),
        ({"rule": weekly(FRIDAY)}, series.NothingChanges),
        ({"starts": dt.time(21)}, timetable.EndsBeforeItStarts),
    ],
    ids=["from today", "as it is", "no length"],
)
def test_what_cannot_be_is_refused_and_nothing_moves(usual: Series, facts: Any, refusal: Any) -> None:
    before = as_it_is(usual.group)
    with pytest.raises(refusal):
        move(usual, **facts)
    assert as_it_is(usual.group) == before


def test_behind_its_last_day_there_is_nothing_to_move(group: SupportGroup) -> None:
    usual = fridays(group, last_on=FIRST)
    with pytest.raises(series.EndsSooner):
        move(usual, rule=weekly(TUESDAY))


def test_nobody_meets_twice(usual: Series) -> None:
    fridays(usual.group, rule=weekly(TUESDAY), first_on=FIRST)
    with pytest.raises(timetable.WouldMeetTwice, match="Tuesday 15 September at 7pm"):
        move(usual, rule=weekly(TUESDAY))


def test_once_a_date_of_it_has_begun_it_stays(usual: Series) -> None:
    follower = move(usual, rule=weekly(THURSDAY))
    with pytest.raises(series.TimeHasPassed):
        take_back(follower, dt.datetime(2026, 9, 10, 20, tzinfo=dt.UTC))
    other = fridays(usual.group, rule=weekly(MONDAY), first_on=FIRST)
    with pytest.raises(series.NothingToTakeBack):
        take_back(other)
