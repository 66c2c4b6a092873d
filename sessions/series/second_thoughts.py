"""Taking back what was said last of a series: that it ends, or that it was moved. Its dates are what they were."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from groups.models import Venue
from peersupport.lib import crossing
from peersupport.lib.recurrence import dates_of
from peersupport.lib.refusals import Refused
from sessions import letters, timetable
from sessions.models import Series
from sessions.series.ahead import HasGoneOn, ahead_of, carry, follow_runs, hold
from sessions.series.ending import dates_after
from sessions.series.moving import days_between


class NothingToTakeBack(Refused):
    """There is nothing to take back: it was neither moved nor ended."""


class TimeHasPassed(Refused):
    """A date of it has passed since, so that stays. You can move the series again, or plan another one."""


class VenueGone(Refused):
    """Its venue is no longer one to meet at. Plan another series instead."""


def mark_of(series: Series) -> str:
    """What tells how a series stands from how it stood before."""
    return crossing.mark_of((series.pk, series.ended_on, series.follows_id))


@transaction.atomic
def take_back(*, series: Series, seen: str, now: dt.datetime) -> None:
    """Undo what was said last of a series. Whoever has not been told of it yet is not told at all.

    `seen` is the `mark_of` the series this was asked about. Raises `NothingToTakeBack`, `HasGoneOn`, `TimeHasPassed`,
    `VenueGone`, `crossing.ChangedMeanwhile`, `timetable.WouldMeetTwice`.
    """
    series = hold(series, series.follows.venue if series.follows else None, now)
    if seen != mark_of(series):
        raise crossing.ChangedMeanwhile
    check(series, now)
    if series.ended_on is not None:
        go_on(series, series.ended_on, now)
    elif series.follows is not None:
        move_back(series, series.follows, now)
    follow_runs(series.group, now)


def go_on(series: Series, ended_on: dt.date, now: dt.datetime) -> None:
    coming = dates_after(series, ended_on, now).filter(was_off=False)
    for session in coming:
        timetable.refuse_clash(series.group, [session.on], session.starts_local, session.ends_local)
    series.ended_on = None
    series.save(update_fields=["ended_on"])


def move_back(series: Series, before: Series, now: dt.datetime) -> None:
    """The evenings, with those made since, belong to the series before again; this one never was.

    What stayed when it was moved stays, even where it looks as usual by now.
    """
    assert before.ended_on is not None  # noqa: S101 – a series that is followed has ended
    from_on = before.ended_on + dt.timedelta(days=1)
    by = -days_between(before, series.rule, from_on)
    found = ahead_of(series, from_on, stayed=set(series.stayed.values_list("pk", flat=True)))
    days = [on + by for on in found.were]
    timetable.refuse_clash(series.group, days, before.starts_local, before.ends_local, besides=found.follow)
    before.ended_on = None
    before.save(update_fields=["ended_on"])
    carry(found, to=before, by=by, now=now, takes_back=letters.CHANGED)
    series.delete()


def why_not_taken_back(*, series: Series, now: dt.datetime) -> str:
    """Why what was said last of a series cannot be taken back, for pages that offer it; empty when it can."""
    try:
        check(series, now)
    except Refused as refused:
        return str(refused)
    return ""


def check(series: Series, now: dt.datetime) -> None:
    """What has passed, or would have, cannot be taken back, nor is a venue to meet at any more that was removed."""
    if series.followed_by.exists():
        raise HasGoneOn
    begun = series.sessions.filter(starts_at__lte=now)
    if series.ended_on is not None:
        passed = begun.filter(original_on__gt=series.ended_on, is_left_out=True).exists()
    elif series.follows is not None:
        passed = begun.filter(on__gte=series.first_on).exists() or would_have_begun(series, series.follows, now)
    else:
        raise NothingToTakeBack
    if passed:
        raise TimeHasPassed
    usual = series if series.ended_on is not None or series.follows is None else series.follows
    if Venue.objects.filter(pk=usual.venue_id or 0).exclude(left_on=None).exists():
        raise VenueGone


def would_have_begun(series: Series, before: Series, now: dt.datetime) -> bool:
    """Whether there would have been a date since, if it still met as the series before this one did."""
    assert before.ended_on is not None  # noqa: S101 – a series that is followed has ended
    first = next(dates_of(before.rule, before.ended_on + dt.timedelta(days=1), before.last_on), None)
    clock = timezone.localtime(now, series.group.network.zone).replace(tzinfo=None)
    return first is not None and dt.datetime.combine(first, before.starts_local) <= clock
