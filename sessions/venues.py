"""Removing a venue: only when nobody is going to meet there any more."""

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError

from groups import doors, venues
from groups.models import Venue
from peersupport.lib.refusals import NotFound, Refused


class GroupMeetsHere(Refused):
    """This is the usual venue of a group. Give the group another one first, or none."""


class EveningsAreComing(Refused):
    """Dates are planned here. Change each to another venue first, or wait until they are over."""


class SeriesGoesOn(Refused):
    """A weekly series goes on here. Plan its dates at another venue first."""


@transaction.atomic
def remove(*, venue: Venue, now: dt.datetime) -> None:
    """Remove a venue that nobody is going to meet at, with its photo and its closures.

    Where past evenings were there, its name and address stay with them, and it can be chosen no more. Removed twice, it
    is removed. Raises `GroupMeetsHere`, `EveningsAreComing`, `SeriesGoesOn`.
    """
    try:
        venue = venues.hold(venue)
    except NotFound:
        return
    today = venue.network.today(now)
    if venue.support_groups.exists():
        raise GroupMeetsHere
    if venue.sessions.filter(ends_at__gt=now).exists():
        raise EveningsAreComing
    if venue.series.going_on(today).exists():
        raise SeriesGoesOn
    try:
        with transaction.atomic():
            venue.delete()
    except ProtectedError:
        leave(venue, today)


def leave(venue: Venue, today: dt.date) -> None:
    """It is known for its past alone."""
    doors.take_away(venue=venue)
    venue.closures.all().delete()
    venue.left_on = today
    venue.save(update_fields=["left_on"])
