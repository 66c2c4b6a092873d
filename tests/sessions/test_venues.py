"""A venue is removed only when nobody is going to meet there, and past evenings keep where they were."""

import datetime as dt

import pytest

from groups.models import DoorPhoto, SupportGroup, Venue, VenueClosure
from peersupport.lib.refusals import Refused
from sessions import venues
from sessions.models import GroupSession, Series
from sessions.venues import EveningsAreComing, GroupMeetsHere, SeriesGoesOn
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(group: SupportGroup) -> Venue:
    """Where nobody meets yet."""
    venue = factories.VenueFactory(network=group.network)
    factories.DoorPhotoFactory(venue=venue)
    factories.VenueClosureFactory(venue=venue)
    return venue


def series(group: SupportGroup, venue: Venue, last_on: dt.date | None) -> Series:
    times = {"starts_local": dt.time(19), "ends_local": dt.time(21)}
    first_on = dt.date(2020, 1, 3)
    return Series.objects.create(
        group=group, venue=venue, rule="FREQ=WEEKLY;BYDAY=FR", first_on=first_on, last_on=last_on, **times
    )


def refused(venue: Venue, why: type[Refused], now: dt.datetime) -> None:
    with pytest.raises(why):
        venues.remove(venue=venue, now=now)
    assert Venue.objects.to_meet_at().filter(pk=venue.pk).exists()


def test_one_that_nobody_was_ever_at_goes_wholly(hall: Venue, now: dt.datetime) -> None:
    for _ in range(2):
        venues.remove(venue=hall, now=now)
    assert not Venue.objects.filter(pk=hall.pk).exists()
    assert not DoorPhoto.objects.exists()


def test_the_usual_place_of_a_group_stays(group: SupportGroup, hall: Venue, now: dt.datetime) -> None:
    group.venue = hall
    group.save()
    refused(hall, GroupMeetsHere, now)


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_where_an_evening_is_coming_it_stays(group: SupportGroup, hall: Venue, now: dt.datetime, state: str) -> None:
    """One that is cancelled may be put on again."""
    factories.GroupSessionFactory(group=group, venue=hall, state=state)
    refused(hall, EveningsAreComing, now)


def test_where_a_series_goes_on_it_stays(group: SupportGroup, hall: Venue, now: dt.datetime) -> None:
    today = group.network.today(now)
    for last_on in (None, today, today + dt.timedelta(days=400)):
        going_on = series(group, hall, last_on)
        refused(hall, SeriesGoesOn, now)
        going_on.delete()


def test_past_evenings_keep_where_they_were(group: SupportGroup, hall: Venue, now: dt.datetime) -> None:
    yesterday = group.network.today(now) - dt.timedelta(days=1)
    over = series(group, hall, yesterday)
    past = factories.GroupSessionFactory(group=group, venue=hall, on=yesterday, series=over, original_on=yesterday)
    for _ in range(2):
        venues.remove(venue=hall, now=now)

    assert not Venue.objects.to_meet_at().filter(pk=hall.pk).exists()
    assert GroupSession.objects.get(pk=past.pk).venue == hall
    assert not DoorPhoto.objects.exists()
    assert not VenueClosure.objects.exists()
