"""Shutting a venue for some days: what would meet there is cancelled, and on again when that is taken back.

The venue's row is taken first, then those of its evenings in order of their keys. Whoever makes dates there, or moves
one there, relies on the venue meanwhile (`groups.venues.rely_on`), so none slips through.
"""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.db.models import Exists, OuterRef

from groups import venues
from groups.models import Venue, VenueClosure
from peersupport.lib.refusals import Refused
from sessions import timetable
from sessions.models import GroupSession
from sessions.models.session import GroupSessionQuerySet

State = GroupSession.State


class LastBeforeFirst(Refused):
    """The last day is before the first. Choose a later one."""


class DaysOver(Refused):
    """Those days are over. Choose a last day from today on."""


def coming_there(*, venue: Venue, from_on: dt.date, until_on: dt.date, now: dt.datetime) -> GroupSessionQuerySet:
    """The evenings at a venue on these days that have not begun, whatever has become of them."""
    return GroupSession.objects.filter(venue=venue, on__range=(from_on, until_on), starts_at__gt=now)


def would_cancel(*, venue: Venue, from_on: dt.date, until_on: dt.date, now: dt.datetime) -> GroupSessionQuerySet:
    """The evenings that shutting a venue on these days would cancel, soonest first. Writes nothing."""
    coming = coming_there(venue=venue, from_on=from_on, until_on=until_on, now=now)
    return coming.filter(state=State.PLANNED).order_by("starts_at", "pk")


@transaction.atomic
def shut(*, venue: Venue, from_on: dt.date, until_on: dt.date, reason: str, now: dt.datetime) -> VenueClosure:
    """Shut a venue from a day until a day, both included, and cancel its evenings for that reason, which is public.

    Those who asked are told. What has begun stays as it is. Shut twice alike, it is shut once. Raises
    `LastBeforeFirst`, `DaysOver`.
    """
    venue = venues.hold(venue)
    if until_on < from_on:
        raise LastBeforeFirst
    if until_on < venue.network.today(now):
        raise DaysOver
    days = {"from_on": from_on, "until_on": until_on}
    known = venue.closures.filter(**days, reason=reason).first()
    if known is not None:
        return known
    closure = venue.closures.create(**days, reason=reason)
    for session in locked(coming_there(venue=venue, **days, now=now)):
        if session.state == State.PLANNED:
            timetable.cancel(session=session, reason=reason, now=now, closure=closure)
    return closure


def cancelled_by(closure: VenueClosure, now: dt.datetime) -> GroupSessionQuerySet:
    """The coming evenings that a closure cancelled."""
    return closure.sessions.filter(starts_at__gt=now)


def would_put_on_again(*, closure: VenueClosure, now: dt.datetime) -> GroupSessionQuerySet:
    """The evenings that taking a closure back puts on again, soonest first: no other closure stands where they are."""
    others = VenueClosure.objects.exclude(pk=closure.pk).filter(
        venue=OuterRef("venue"), from_on__lte=OuterRef("on"), until_on__gte=OuterRef("on")
    )
    return cancelled_by(closure, now).exclude(Exists(others)).order_by("starts_at", "pk")


@transaction.atomic
def take_back(*, closure: VenueClosure, now: dt.datetime) -> None:
    """Open a venue again. The coming evenings that this closure cancelled are on again, and those who asked are told.

    Not what was cancelled by hand, nor where another closure stands, or by now the group is not open or meets at that
    time. Taken back twice, it is taken back.
    """
    venue = venues.hold(closure.venue)
    there = venue.closures.filter(pk=closure.pk).first()
    if there is None:
        return
    sessions = locked(cancelled_by(there, now))
    there.delete()
    for session in sessions:
        put_on_again(session, now)


def put_on_again(session: GroupSession, now: dt.datetime) -> None:
    """What another closure shuts is its from now on. Where the group is not open, or meets then, it stays cancelled."""
    other = VenueClosure.objects.filter(venue=session.venue_id).on(session.on).first()
    if other is not None:
        session.closure, session.state_reason = other, other.reason
        session.save(update_fields=["closure", "state_reason"])
    elif session.is_left_out:  # it comes back on when the group opens again: nothing else was in its way
        session.was_off, session.closure = False, None
        session.save(update_fields=["was_off", "closure"])
    else:
        with suppress(timetable.NotOpenThen, timetable.WouldMeetTwice):
            timetable.reinstate(session=session, now=now)


def locked(sessions: GroupSessionQuerySet) -> list[GroupSession]:
    """These evenings' rows, taken for the caller's transaction in order of their keys: nobody waits in a ring."""
    return list(sessions.select_for_update(of=("self",)).select_related("group").order_by("pk"))
