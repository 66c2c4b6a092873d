"""A venue that is shut cancels what would meet there and nothing else. Taken back, those are on, and no others."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Run, SupportGroup, Venue, VenueClosure
from members.models import Message
from peersupport.lib.recurrence import weekly
from sessions import closures, dates, places, timetable
from sessions.closures import DaysOver, LastBeforeFirst
from sessions.models import GroupSession, Series
from sessions.timetable import Times
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "The hall is needed for the vote."


@pytest.fixture
def evening(session: GroupSession) -> GroupSession:
    """A week from today, with somebody who is coming."""
    factories.PlaceFactory(session=session)
    return session


def shut(session: GroupSession, now: dt.datetime, days: int = 0, reason: str = WHY) -> VenueClosure:
    """Shut an evening's venue on its day and some after it."""
    until = session.on + dt.timedelta(days=days)
    return closures.shut(venue=session.venue, from_on=session.on, until_on=until, reason=reason, now=now)


def stands(session: GroupSession) -> tuple[str, str, int | None]:
    found = GroupSession.objects.get(pk=session.pk)
    return found.state, found.state_reason, found.closure_id


def told(session: GroupSession) -> list[tuple[str, str]]:
    return list(Message.objects.filter(about=session.pk).order_by("pk").values_list("purpose", "state"))


def later(session: GroupSession, weeks: int, **facts: Any) -> GroupSession:
    return factories.GroupSessionFactory(group=session.group, on=session.on + dt.timedelta(weeks=weeks), **facts)


PLANNED = ("planned", "", None)


def test_the_evenings_of_those_days_are_cancelled_for_its_reason_and_people_are_told(
    evening: GroupSession, now: dt.datetime
) -> None:
    last, after = later(evening, 1), later(evening, 2)
    elsewhere = factories.GroupSessionFactory(group=evening.group, on=evening.on, venue=factories.VenueFactory())
    online = factories.GroupSessionFactory(group=evening.group, on=evening.on, venue=None)
    same = factories.SupportGroupFactory(network=evening.group.network, venue=evening.venue)
    others = factories.GroupSessionFactory(group=same, on=evening.on)

    found = closures.would_cancel(
        venue=evening.venue, from_on=evening.on, until_on=evening.on + dt.timedelta(days=7), now=now
    )
    assert set(found) == {evening, others, last}
    closure = shut(evening, now, days=7)

    for one in (evening, others, last):
        assert stands(one) == ("cancelled", WHY, closure.pk)
    for one in (after, elsewhere, online):
        assert stands(one) == PLANNED
    assert told(evening) == [("evening-cancelled", "waiting")]


def test_shut_twice_alike_it_is_shut_once(evening: GroupSession, now: dt.datetime) -> None:
    assert shut(evening, now) == shut(evening, now)
    assert told(evening) == [("evening-cancelled", "waiting")]


def test_days_in_the_wrong_order_or_over_are_refused(evening: GroupSession, now: dt.datetime) -> None:
    today, day = evening.group.network.today(now), dt.timedelta(days=1)
    for from_on, until_on, why in (
        (today + day, today, LastBeforeFirst),
        (today - 3 * day, today - day, DaysOver),
    ):
        with pytest.raises(why):
            closures.shut(venue=evening.venue, from_on=from_on, until_on=until_on, reason=WHY, now=now)
    assert not VenueClosure.objects.exists()


def test_an_evening_that_has_begun_keeps_its_register(group: SupportGroup, now: dt.datetime) -> None:
    today = group.network.today(now)
    begun = factories.GroupSessionFactory(group=group, on=today, starts_at=now - dt.timedelta(minutes=1))
    closure = shut(begun, now)
    assert stands(begun) == PLANNED
    closures.take_back(closure=closure, now=now)
    assert stands(begun) == PLANNED


def test_one_that_would_have_begun_stays_cancelled_when_it_is_taken_back(
    evening: GroupSession, now: dt.datetime
) -> None:
    closure = shut(evening, now)
    closures.take_back(closure=closure, now=evening.starts_at)
    assert stands(evening) == ("cancelled", WHY, None)


def test_taken_back_what_it_cancelled_is_on_again_and_people_are_told(evening: GroupSession, now: dt.datetime) -> None:
    by_hand = later(evening, 1)
    timetable.cancel(session=by_hand, reason="Fiona is away.", now=now)
    closure = shut(evening, now, days=7)
    assert list(closures.would_put_on_again(closure=closure, now=now)) == [evening]
    for _ in range(2):
        closures.take_back(closure=closure, now=now)

    assert stands(evening) == PLANNED
    assert stands(by_hand) == ("cancelled", "Fiona is away.", None)
    assert told(evening) == [("evening-cancelled", "dropped"), ("evening-on-again", "waiting")]
    assert not VenueClosure.objects.exists()


def test_cancelled_by_hand_as_well_it_stays_cancelled(evening: GroupSession, now: dt.datetime) -> None:
    closure = shut(evening, now)
    timetable.cancel(session=evening, reason="Fiona is away.", now=now)
    assert told(evening) == [("evening-cancelled", "waiting")]
    closures.take_back(closure=closure, now=now)
    assert stands(evening) == ("cancelled", "Fiona is away.", None)


def test_where_another_closure_stands_it_stays_cancelled_and_is_that_ones(
    evening: GroupSession, now: dt.datetime
) -> None:
    first, second = shut(evening, now), shut(evening, now, days=1, reason="No heating")
    assert not closures.would_put_on_again(closure=first, now=now).exists()
    closures.take_back(closure=first, now=now)
    assert stands(evening) == ("cancelled", "No heating", second.pk)
    closures.take_back(closure=second, now=now)
    assert stands(evening) == PLANNED


def test_where_the_group_meets_by_now_or_is_not_open_it_stays_cancelled(
    evening: GroupSession, now: dt.datetime
) -> None:
    other = later(evening, 1)
    closure = shut(evening, now, days=7)
    factories.GroupSessionFactory(group=evening.group, on=evening.on, venue=None)
    Run.objects.update(ended_on=evening.on, ended_as="paused")
    closures.take_back(closure=closure, now=now)
    for one in (evening, other):
        assert stands(one) == ("cancelled", WHY, None)


def test_moved_elsewhere_and_put_on_again_by_hand_it_is_the_closures_no_more(
    evening: GroupSession, now: dt.datetime
) -> None:
    closure = shut(evening, now)
    hall = factories.VenueFactory(network=evening.group.network)
    times = Times(evening.on, evening.starts_local, evening.ends_local)
    timetable.change(session=evening, times=times, venue=hall, capacity=None, now=now)
    timetable.reinstate(session=evening, now=now)
    assert stands(evening) == PLANNED
    closures.take_back(closure=closure, now=now)
    assert stands(evening) == PLANNED


def test_nobody_moves_a_date_to_where_it_is_shut_or_puts_it_on_again_there(
    evening: GroupSession, now: dt.datetime
) -> None:
    shut(evening, now)
    with pytest.raises(timetable.VenueIsShut):
        timetable.reinstate(session=evening, now=now)
    other = later(evening, 1, venue=None)
    times = Times(evening.on, evening.starts_local, evening.ends_local)
    with pytest.raises(timetable.VenueIsShut):
        timetable.change(session=other, times=times, venue=evening.venue, capacity=None, now=now)
    assert stands(other) == PLANNED


def test_dates_made_while_it_is_shut_are_put_on_by_taking_it_back(
    group: SupportGroup, venue: Venue, now: dt.datetime
) -> None:
    today = group.network.today(now)
    closure = closures.shut(venue=venue, from_on=today, until_on=today + dt.timedelta(days=9), reason=WHY, now=now)
    first_on = today + dt.timedelta(days=1)
    Series.objects.create(
        group=group,
        venue=venue,
        rule=weekly(first_on.isoweekday() - 1),
        first_on=first_on,
        starts_local=dt.time(19),
        ends_local=dt.time(21),
    )
    dates.make_ahead(now=now, until=today + dt.timedelta(weeks=3))
    found = list(GroupSession.objects.order_by("on"))
    assert [one.closure_id for one in found] == [closure.pk, closure.pk, None]

    closures.take_back(closure=closure, now=now)
    assert {stands(one) for one in found} == {PLANNED}


def test_a_place_waited_for_is_offered_when_it_is_on_again(evening: GroupSession, now: dt.datetime) -> None:
    GroupSession.objects.update(capacity=1)
    waits = factories.PlaceFactory(session=evening, state="waiting")
    closure = shut(evening, now)
    places.give_back(place=evening.places.get(state="coming"), now=now)
    waits.refresh_from_db()
    assert waits.state == "waiting"
    closures.take_back(closure=closure, now=now)
    waits.refresh_from_db()
    assert waits.state == "offered"


@pytest.fixture
def venue(group: SupportGroup) -> Venue:
    assert group.venue is not None
    return group.venue
