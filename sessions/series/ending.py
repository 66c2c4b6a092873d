"""From a day on, a series has no more dates."""

import datetime as dt

from django.db import transaction

from peersupport.lib.refusals import Refused
from sessions.models import GroupSession, Series
from sessions.models.session import GroupSessionQuerySet
from sessions.series.ahead import Ahead, HasGoneOn, follow_runs, hold


class LastDayOver(Refused):
    """That day is over. Choose a day from today on."""


class EndsSooner(Refused):
    """The series has no date after that day. Choose an earlier day."""


class ReasonMissing(Refused):
    """Say in a few words why, for everyone who would have come."""


def would_end(*, series: Series, last_on: dt.date, now: dt.datetime) -> Ahead | None:
    """The evenings that ending a series would leave out, in `follow`. Writes nothing. Raises what `end` raises.

    None when it is ended like that already.
    """
    if ended_already(series, last_on):
        return None
    check(series, last_on, now)
    on = dates_after(series, last_on, now).filter(state=GroupSession.State.PLANNED).select_related("group")
    return Ahead(list(on.order_by("starts_at", "pk")))


@transaction.atomic
def end(*, series: Series, last_on: dt.date, reason: str, now: dt.datetime) -> Series:
    """A series has no dates after its last day. Its later ones are left out, and whoever asked for one is told why.

    Ended twice alike, it is ended once. Raises `LastDayOver`, `EndsSooner`, `ReasonMissing`, `HasGoneOn`.
    """
    series = hold(series, None, now)
    if ended_already(series, last_on):
        return series
    check(series, last_on, now)
    if not reason.strip():
        raise ReasonMissing
    series.ended_on = last_on
    series.save(update_fields=["ended_on"])
    follow_runs(series.group, now, reason.strip())
    return series


def ended_already(series: Series, last_on: dt.date) -> bool:
    return series.ended_on == last_on and not series.followed_by.exists()


def check(series: Series, last_on: dt.date, now: dt.datetime) -> None:
    if series.ended_on is not None:
        raise HasGoneOn
    if last_on < series.group.network.today(now):
        raise LastDayOver
    if series.last_on is not None and last_on >= series.last_on:
        raise EndsSooner


def dates_after(series: Series, last_on: dt.date, now: dt.datetime) -> GroupSessionQuerySet:
    """A series' dates behind a day, that have not begun: moved by hand or not."""
    return series.sessions.filter(original_on__gt=last_on, starts_at__gt=now)
