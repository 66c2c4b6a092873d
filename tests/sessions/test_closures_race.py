"""A venue is shut while somebody asks for a place, or dates are made there or moved there: none slips through.

Real transactions. Each control takes one lock away, and then one does.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from groups import venues
from groups.models import SupportGroup, Venue, VenueClosure
from members.models import Message, Person
from members.people import Guest
from peersupport.lib.recurrence import weekly
from sessions import closures, dates, letters, places, timetable
from sessions.models import GroupSession, Place, Series
from sessions.models.session import GroupSessionQuerySet
from sessions.timetable import Times
from tests import factories
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], object]
Patch = pytest.MonkeyPatch
WEEK = dt.timedelta(days=7)


def stand_still_after(race: AtOnce, patch: Patch, module: Any, name: str) -> None:
    real = getattr(module, name)

    def one(*args: Any, **facts: Any) -> Any:
        found = real(*args, **facts)
        race.stand_still()
        return found

    patch.setattr(module, name, one)


def without_the_venues_row(patch: Patch) -> None:
    patch.setattr(venues, "rely_on", lambda numbers: None)


def without_the_evenings_row(patch: Patch) -> None:
    def read(rows: GroupSessionQuerySet, session: GroupSession) -> GroupSession:
        return rows.select_related("group__network").get(pk=session.pk)

    patch.setattr(GroupSessionQuerySet, "locked", read)
    patch.setattr(closures, "locked", list)


def shut(venue: Venue | None, day: dt.date, now: dt.datetime) -> Act:
    assert venue is not None
    return lambda: closures.shut(venue=venue, from_on=day, until_on=day, reason="The heating is off.", now=now)


def keep(session: GroupSession, now: dt.datetime) -> Act:
    guest = Guest("Heather", reach="email", email="heather@example.org")
    return lambda: places.keep(session=session, guest=guest, now=now)


def make_dates(now: dt.datetime) -> Act:
    return lambda: dates.make_ahead(now=now, until=now.date() + 2 * WEEK)


def move(session: GroupSession, day: dt.date, venue: Venue | None, now: dt.datetime) -> Act:
    times = Times(day, session.starts_local, session.ends_local)
    return lambda: timetable.change(session=session, times=times, venue=venue, capacity=None, now=now)


def cancelled_and_told() -> set[int | None]:
    return set(Message.objects.filter(purpose=letters.CANCELLED).values_list("recipient", flat=True))


@pytest.mark.parametrize("holds", [True, False])
def test_whoever_asked_for_a_place_meanwhile_is_told(
    session: GroupSession, now: dt.datetime, holds: bool, monkeypatch: Patch
) -> None:
    race = AtOnce()
    stand_still_after(race, monkeypatch, letters, "about_place")
    if not holds:
        without_the_evenings_row(monkeypatch)
    race.run(keep(session, now), shut(session.venue, session.on, now))

    assert (race.waited, race.trouble) == (holds, [])
    heather = Person.objects.get(known_as="Heather").pk
    assert Place.objects.get().person_id == heather
    assert GroupSession.objects.get().is_cancelled
    assert (heather in cancelled_and_told()) == holds


def test_whoever_asks_while_it_is_shut_hears_that_it_is_cancelled(
    session: GroupSession, now: dt.datetime, monkeypatch: Patch
) -> None:
    race = AtOnce()
    stand_still_after(race, monkeypatch, timetable, "tell_those_who_asked")
    race.run(shut(session.venue, session.on, now), keep(session, now))

    assert race.waited
    assert [type(trouble) for trouble in race.trouble] == [places.NotOn]
    assert not Place.objects.exists()


@pytest.fixture
def series(group: SupportGroup, now: dt.datetime) -> Series:
    """Every week from a week from now on; its dates are not made yet."""
    first_on = now.date() + WEEK
    times = {"starts_local": dt.time(19), "ends_local": dt.time(21)}
    return Series.objects.create(
        group=group, venue=group.venue, rule=weekly(first_on.weekday()), first_on=first_on, **times
    )


@pytest.mark.parametrize("holds", [True, False])
def test_dates_made_meanwhile_are_cancelled(series: Series, now: dt.datetime, holds: bool, monkeypatch: Patch) -> None:
    """The tick has read that it is open, and makes the date."""
    race = AtOnce()
    stand_still_after(race, monkeypatch, dates, "closures_of")
    if not holds:
        without_the_venues_row(monkeypatch)
    race.run(make_dates(now), shut(series.venue, series.first_on, now))

    assert (race.waited, race.trouble) == (holds, [])
    made = series.sessions.get(on=series.first_on)
    assert made.is_cancelled == holds
    assert series.sessions.exclude(pk=made.pk).get().state == "planned"


def test_dates_made_while_it_is_shut_are_cancelled_from_the_beginning(
    series: Series, now: dt.datetime, monkeypatch: Patch
) -> None:
    race = AtOnce()
    stand_still_after(race, monkeypatch, closures, "locked")
    race.run(shut(series.venue, series.first_on, now), make_dates(now))

    assert (race.waited, race.trouble) == (True, [])
    assert series.sessions.get(on=series.first_on).closure == VenueClosure.objects.get()


@pytest.mark.parametrize("holds", [True, False])
def test_a_date_moved_there_meanwhile_is_cancelled(
    session: GroupSession, now: dt.datetime, holds: bool, monkeypatch: Patch
) -> None:
    hall, day = factories.VenueFactory(network=session.group.network), session.on + WEEK
    race = AtOnce()
    stand_still_after(race, monkeypatch, timetable, "refuse_shut")
    if not holds:
        without_the_venues_row(monkeypatch)
    race.run(move(session, day, hall, now), shut(hall, day, now))

    assert (race.waited, race.trouble) == (holds, [])
    assert GroupSession.objects.get().is_cancelled == holds


@pytest.mark.parametrize("holds", [True, False])
def test_a_date_put_on_again_meanwhile_is_cancelled_again(
    session: GroupSession, now: dt.datetime, holds: bool, monkeypatch: Patch
) -> None:
    timetable.cancel(session=session, reason="Fiona is away.", now=now)
    race = AtOnce()
    stand_still_after(race, monkeypatch, timetable, "refuse_shut")
    if not holds:
        without_the_evenings_row(monkeypatch)
    race.run(lambda: timetable.reinstate(session=session, now=now), shut(session.venue, session.on, now))

    assert (race.waited, race.trouble) == (holds, [])
    assert GroupSession.objects.get().is_cancelled == holds


def test_taken_back_twice_at_once_people_are_told_once(
    session: GroupSession, now: dt.datetime, monkeypatch: Patch
) -> None:
    factories.PlaceFactory(session=session)
    shut(session.venue, session.on, now)()
    closure = VenueClosure.objects.get()
    race = AtOnce()
    stand_still_after(race, monkeypatch, closures, "put_on_again")

    def take_back() -> None:
        closures.take_back(closure=closure, now=now)

    race.run(take_back, take_back)

    assert (race.waited, race.trouble) == (True, [])
    assert GroupSession.objects.get().state == "planned"
    assert Message.objects.filter(purpose=letters.ON_AGAIN).count() == 1
