"""Changing one date of a group: moved, put back, cancelled, on again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message
from peersupport.lib.recurrence import weekly
from sessions import timetable
from sessions.models import GroupSession, Series
from sessions.series import Plan, plan_weekly
from sessions.timetable import Times
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


def test_moving_one_date_keeps_its_key_and_putting_it_back_restores_it_exactly(group: SupportGroup) -> None:
    now = at(2026, 9, 1)
    series = plan(group, fridays(dt.date(2026, 9, 4), venue=group.venue), now, weeks=2)
    session = series.sessions.get(on=dt.date(2026, 9, 11))
    usual = facts(session)
    other_hall = factories.VenueFactory(network=group.network)

    moved = timetable.change(
        session=session,
        times=Times(dt.date(2026, 9, 10), dt.time(18, 30), dt.time(20)),
        venue=other_hall,
        capacity=5,
        now=now,
    )
    assert (moved.pk, moved.ref, moved.is_moved) == (session.pk, session.ref, True)
    assert timezone.localtime(moved.starts_at, LONDON).hour == 18

    assert facts(timetable.put_back(session=moved, now=now)) == usual


def facts(session: GroupSession) -> tuple:
    session.refresh_from_db()
    fields = ("on", "starts_local", "ends_local", "starts_at", "ends_at", "venue_id", "capacity", "original_on")
    return tuple(getattr(session, field) for field in fields)


def test_a_date_in_the_past_is_refused_and_changes_nothing(session: GroupSession, now: dt.datetime) -> None:
    before = facts(session)
    yesterday = Times(timezone.localdate() - dt.timedelta(days=1), dt.time(19), dt.time(21))

    with pytest.raises(timetable.InThePast):
        timetable.change(session=session, times=yesterday, venue=None, capacity=None, now=now)

    assert facts(session) == before


def test_an_evening_that_has_begun_is_not_moved_or_cancelled(session: GroupSession) -> None:
    begun = session.starts_at + dt.timedelta(minutes=1)

    with pytest.raises(timetable.AlreadyBegun):
        timetable.cancel(session=session, reason="Snow", now=begun)
    with pytest.raises(timetable.AlreadyBegun):
        timetable.change(session=session, times=some_other_day(), venue=None, capacity=None, now=begun)


def test_a_date_is_not_moved_onto_another_of_the_same_group(group: SupportGroup) -> None:
    now = at(2026, 9, 1)
    series = plan(group, fridays(dt.date(2026, 9, 4)), now, weeks=2)
    session = series.sessions.get(on=dt.date(2026, 9, 4))
    next_friday = Times(dt.date(2026, 9, 11), dt.time(20), dt.time(22))

    with pytest.raises(timetable.WouldMeetTwice, match="Friday 11 September at 7pm"):
        timetable.change(session=session, times=next_friday, venue=None, capacity=None, now=now)
    timetable.cancel(session=series.sessions.get(on=dt.date(2026, 9, 11)), reason="Holiday", now=now)
    timetable.change(session=session, times=next_friday, venue=None, capacity=None, now=now)


def some_other_day() -> Times:
    return Times(timezone.localdate() + dt.timedelta(days=20), dt.time(19), dt.time(21))


def test_cancelling_needs_a_reason_that_everyone_may_read(session: GroupSession, now: dt.datetime) -> None:
    with pytest.raises(timetable.ReasonMissing):
        timetable.cancel(session=session, reason="   ", now=now)


def test_cancelled_and_reinstated_those_who_asked_are_told_each_once(session: GroupSession, now: dt.datetime) -> None:
    place = factories.PlaceFactory(session=session)
    factories.PlaceFactory(session=session, state="given_back", given_back_at=now)

    timetable.cancel(session=session, reason="Snow", now=now)
    timetable.cancel(session=session, reason="Snow again", now=now)
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("cancelled", "Snow")
    assert told() == [("evening-cancelled", place.person_id, "waiting")]

    timetable.reinstate(session=session, now=now)
    assert told() == [
        ("evening-cancelled", place.person_id, "dropped"),
        ("evening-on-again", place.person_id, "waiting"),
    ]


def told() -> list[tuple[str, int, str]]:
    return list(Message.objects.order_by("pk").values_list("purpose", "recipient", "state"))
