"""What was changed by hand stays when its series moves, and stays when that is taken back, however it looks by then."""

import datetime as dt
import random
from typing import Any

import pytest

from groups.models import SupportGroup, Venue
from members.models import Person
from peersupport.lib.recurrence import weekly
from sessions import closures, dates, series, timetable
from sessions.models import GroupSession, Series
from sessions.series.ahead import BELONGS, USUAL
from sessions.timetable import Times
from tests import factories
from tests.sessions.meeting import FIRST, NOW, TODAY, WEEK, as_it_is, ask, friday, fridays, news, they_leave
from tests.sessions.test_series_moved import DAY, FRIDAY, FROM, THURSDAY, move, take_back, the_same

pytestmark = pytest.mark.django_db

LATER, EARLIER = (dt.time(19), dt.time(21)), (dt.time(18), dt.time(20))


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    return fridays(group, last_on=FIRST + 4 * WEEK)


@pytest.fixture
def hall(group: SupportGroup) -> Venue:
    return factories.VenueFactory(network=group.network)


def by_hand(session: GroupSession, **facts: Any) -> GroupSession:
    """Somebody changes one date: its day, its hours, its venue."""
    session = the_same(session)
    given = {"on": session.on, "hours": (session.starts_local, session.ends_local), "venue": session.venue} | facts
    times = Times(given["on"], *given["hours"])
    return timetable.change(session=session, times=times, venue=given["venue"], capacity=session.capacity, now=NOW)


def to(hours: tuple[dt.time, dt.time], **facts: Any) -> dict[str, Any]:
    return {"starts": hours[0], "ends": hours[1]} | facts


def where(session: GroupSession) -> tuple[Any, ...]:
    session = the_same(session)
    return (session.on, session.starts_local, session.ends_local, session.venue)


@pytest.mark.parametrize("what", ["hours and hall", "day"])
def test_changed_by_hand_to_what_becomes_the_usual_it_is_as_it_was_when_that_is_taken_back(
    usual: Series, hall: Venue, what: str
) -> None:
    evening = friday(usual.group, 2)
    if what == "day":
        by_hand(evening, on=evening.on - DAY)
        facts = {"rule": weekly(THURSDAY)}
    else:
        by_hand(evening, hours=EARLIER, venue=hall)
        facts = to(EARLIER, venue=hall)
    before, changed = as_it_is(usual.group), where(evening)

    follower = move(usual, **facts)
    assert (the_same(evening).series, where(evening)) == (follower, changed)
    take_back(follower)

    assert where(evening) == changed
    assert as_it_is(usual.group) == before


def test_who_asked_for_what_stayed_hears_neither_of_the_move_nor_of_its_taking_back(usual: Series, hall: Venue) -> None:
    evening = by_hand(friday(usual.group, 2), hours=EARLIER, venue=hall)
    ask(evening, "Wren")
    they_leave()

    follower = move(usual, **to(EARLIER, venue=hall))
    they_leave()
    take_back(follower, NOW + DAY)

    assert news() == []


def test_what_followed_goes_back_unless_somebody_has_changed_it_since(usual: Series, hall: Venue) -> None:
    group = usual.group
    untouched, since, there_and_back, as_before = (friday(group, week) for week in (1, 2, 3, 4))
    was, kept = where(untouched), where(as_before)
    follower = move(usual, **to(EARLIER, venue=hall))
    by_hand(since, venue=None)
    by_hand(there_and_back, venue=None)
    by_hand(there_and_back, venue=hall)
    by_hand(as_before, hours=LATER, venue=group.venue)
    changed = where(since)

    take_back(follower)

    assert where(untouched) == was
    assert where(since) == changed
    assert where(there_and_back) == (FIRST + 3 * WEEK, *was[1:])
    assert where(as_before) == kept


def test_what_stayed_and_was_put_back_since_goes_with_its_series(usual: Series, hall: Venue) -> None:
    """Also one that looks as usual already: somebody has said that it is."""
    alike, otherwise = friday(usual.group, 1), friday(usual.group, 2)
    by_hand(alike, hours=EARLIER, venue=hall)
    by_hand(otherwise, venue=None)
    follower = move(usual, **to(EARLIER, venue=hall))
    for evening in (alike, otherwise):
        assert where(timetable.put_back(session=evening, now=NOW)) == (the_same(evening).original_on, *EARLIER, hall)

    take_back(follower)

    for evening in (alike, otherwise):
        assert where(evening) == (the_same(evening).original_on, *LATER, usual.group.venue)


def test_what_stayed_and_was_changed_by_hand_to_the_new_usual_since_stays_so(usual: Series, hall: Venue) -> None:
    evening = by_hand(friday(usual.group, 2), venue=None)
    follower = move(usual, **to(EARLIER, venue=hall))
    chosen = where(by_hand(evening, hours=EARLIER, venue=hall))

    take_back(follower)

    assert where(evening) == chosen


def test_dates_made_after_the_move_go_back_with_it_but_for_those_changed_by_hand(
    group: SupportGroup, hall: Venue
) -> None:
    usual = fridays(group)
    follower = move(usual, rule=weekly(THURSDAY), **to(EARLIER, venue=hall))
    last = follower.sessions.latest("on").on
    dates.make_ahead(now=NOW, until=dates.horizon(NOW) + 2 * WEEK)
    made, changed = follower.sessions.filter(on__gt=last).order_by("on")
    chosen = where(by_hand(changed, hours=LATER, venue=group.venue))

    take_back(follower)

    assert where(made) == (last + WEEK + DAY, *LATER, group.venue)
    assert where(changed) == chosen
    assert the_same(changed).series == usual


def test_where_the_venue_is_shut_meanwhile_what_stayed_stays_and_is_on_again_with_it(
    usual: Series, hall: Venue
) -> None:
    evening = by_hand(friday(usual.group, 2), hours=EARLIER, venue=hall)
    follower = move(usual, **to(EARLIER, venue=hall))
    closure = closures.shut(venue=hall, from_on=evening.on, until_on=evening.on, reason="The floor", now=NOW)

    take_back(follower)

    assert (where(evening), the_same(evening).closure) == ((evening.on, *EARLIER, hall), closure)
    closures.take_back(closure=closure, now=NOW)
    assert the_same(evening).state == "planned"


def test_moved_and_ended_and_both_taken_back_it_is_as_it_was(usual: Series, hall: Venue, volunteer: Person) -> None:
    evening = by_hand(friday(usual.group, 2), hours=EARLIER, venue=hall)
    before = as_it_is(usual.group)
    follower = move(usual, **to(EARLIER, venue=hall))
    take_back(series.end(series=follower, last_on=TODAY, reason="No more", now=NOW))
    follower.refresh_from_db()

    take_back(follower)

    assert as_it_is(usual.group) == before
    assert where(evening) == (evening.on, *EARLIER, hall)


def test_moved_twice_what_stands_as_usual_by_then_follows_and_each_is_taken_back_in_turn(
    usual: Series, hall: Venue
) -> None:
    """It stayed at the first move and followed at the second: as usual is what everybody sees."""
    evening = by_hand(friday(usual.group, 2), hours=EARLIER, venue=hall)
    chosen = where(evening)
    first = move(usual, **to(EARLIER, venue=hall))
    second = move(first, **to(LATER, venue=None))
    assert where(evening) == (evening.on, *LATER, None)

    take_back(second)
    assert where(evening) == chosen
    first.refresh_from_db()
    take_back(first)
    assert where(evening) == chosen


@pytest.mark.parametrize("seed", [1, 2])
def test_hand_changes_by_chance_and_three_moves_each_taken_back_leave_every_evening_as_it_was(
    group: SupportGroup, hall: Venue, seed: int
) -> None:
    """Three moves, hand changes before and between them. Whoever changed an evening after a move keeps the change."""
    chance, usual = random.Random(seed), fridays(group, last_on=FIRST + 9 * WEEK)
    evenings = {session.pk: session for session in usual.sessions.filter(on__gt=FROM)}
    ways = [(hours, venue) for hours in (LATER, EARLIER) for venue in (group.venue, hall)]

    def look(*names: str) -> dict[int, Any]:
        return {row["pk"]: row for row in GroupSession.objects.filter(pk__in=evenings).values("pk", *names)}

    def somebody_changes_some() -> None:
        for session in chance.sample(list(evenings.values()), 4):
            hours, venue = chance.choice(ways)
            by_hand(session, on=session.on - chance.choice([0, 1]) * DAY, hours=hours, venue=venue)

    moves, last = [], usual
    for weekday, (hours, venue) in zip((THURSDAY, THURSDAY, FRIDAY), chance.sample(ways, 3), strict=True):
        somebody_changes_some()
        before = look(*BELONGS), look(*USUAL)
        last = move(last, rule=weekly(weekday), **to(hours, venue=venue))
        moves.append((last, *before, look(*USUAL)))
    somebody_changes_some()
    for follower, belonged, before, after in reversed(moves):
        now = look(*USUAL)
        follower.refresh_from_db()
        take_back(follower)
        assert look(*BELONGS) == belonged
        assert look(*USUAL) == {pk: before[pk] if now[pk] == after[pk] else now[pk] for pk in evenings}


def test_moved_twice_from_the_same_day_it_is_as_if_moved_once_and_goes_back_in_turn(usual: Series) -> None:
    evenings = [friday(usual.group, number) for number in (1, 2, 3)]
    was = [where(one) for one in evenings]
    earlier = move(usual, starts=EARLIER[0], ends=EARLIER[1])
    moved = [where(one) for one in evenings]

    thursdays = move(earlier, rule=weekly(THURSDAY), starts=EARLIER[0], ends=EARLIER[1])

    assert [where(one)[0] for one in evenings] == [on - DAY if on > FROM else on for on, *_ in was]
    take_back(thursdays)
    assert [where(one) for one in evenings] == moved
    take_back(Series.objects.get(pk=earlier.pk))
    assert [where(one) for one in evenings] == was
