"""Making the dates of series ahead of time, inside the group's runs. The tick calls it; doing it again adds nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from groups import venues
from groups.models import Run, SupportGroup, VenueClosure
from peersupport.lib.recurrence import dates_of
from peersupport.lib.walltime import NoSuchTime, instant
from sessions import places
from sessions.models import GroupSession, Series

BATCH = 500


def horizon(now: dt.datetime) -> dt.date:
    """How far ahead dates are kept: twenty-six weeks unless settings say otherwise."""
    return timezone.localdate(now) + dt.timedelta(weeks=settings.WEEKS_AHEAD)


def make_ahead(*, now: dt.datetime, until: dt.date | None = None) -> int:
    """Make every series' dates up to `until` (the horizon unless given). Returns how many were new.

    Works in batches of one transaction each; a series another worker has in hand is left to it.
    """
    until = until or horizon(now)
    made = 0
    while True:
        with transaction.atomic():
            batch = list(in_need_of_dates(until).select_for_update(skip_locked=True, of=("self",))[:BATCH])
            if not batch:
                return made
            made += make_batch(batch, until, now)


def make_for(*, series: Series, until: dt.date, now: dt.datetime) -> int:
    """Make one series' dates now, in the transaction of whoever planned it."""
    return make_batch([series], until, now)


def in_need_of_dates(until: dt.date) -> QuerySet[Series]:
    not_looked_at = Q(dates_made_until__isnull=True)
    unfinished = Q(last_on__isnull=True) | not_looked_at | Q(dates_made_until__lt=F("last_on"))
    not_ended = Q(ended_on__isnull=True) | not_looked_at | Q(dates_made_until__lt=F("ended_on"))
    found = Series.objects.filter(not_looked_at | Q(dates_made_until__lt=until), unfinished, not_ended)
    return found.select_related("group__network").order_by("pk")


def make_batch(batch: Sequence[Series], until: dt.date, now: dt.datetime) -> int:
    """Insert the missing dates of some series and note how far each has been looked at."""
    venues.rely_on(series.venue_id for series in batch)
    runs = runs_of(batch)
    closures = closures_of(batch)
    wanted = [
        session
        for series in batch
        for session in sessions_of(series, until, runs[series.group_id], closures[series.venue_id])
    ]
    before = {(row.series_id, row.original_on) for row in known_dates(wanted)}
    new = [session for session in wanted if (session.series_id, session.original_on) not in before]
    GroupSession.objects.bulk_create(new, batch_size=2000, ignore_conflicts=True)
    Series.objects.filter(pk__in=[series.pk for series in batch]).update(dates_made_until=until)
    places.keep_standing_places(groups={series.group_id for series in batch}, now=now)
    return len(new)


def sessions_of(
    series: Series, until: dt.date, runs: Sequence[Run], closures: Sequence[VenueClosure]
) -> Iterator[GroupSession]:
    """One series' evenings not yet looked at, unsaved. A date in a missing hour, or outside every run, is left out."""
    since = series.dates_made_until
    last = min(series.until or until, until)
    for on in dates_of(series.rule, series.first_on, last):
        if since is not None and on <= since:
            continue
        if not any(covers(run, on) for run in runs):
            continue
        try:
            yield session_on(series, on, closures)
        except NoSuchTime:
            continue


def session_on(series: Series, on: dt.date, closures: Sequence[VenueClosure]) -> GroupSession:
    zone = series.group.network.zone
    session = GroupSession(
        group=series.group,
        series=series,
        original_on=on,
        on=on,
        starts_local=series.starts_local,
        ends_local=series.ends_local,
        starts_at=instant(on, series.starts_local, zone),
        ends_at=instant(on, series.ends_local, zone),
        venue_id=series.venue_id,
        online_link=series.online_link,
        format_id=series.format_id,
        capacity=series.capacity,
    )
    put_on(session, closures)
    return session


def put_on(session: GroupSession, closures: Sequence[VenueClosure]) -> None:
    """Let an evening take place, or be cancelled by a closure of its venue. The caller saves it."""
    shut = next((closure for closure in closures if closure.from_on <= session.on <= closure.until_on), None)
    session.state = GroupSession.State.CANCELLED if shut else GroupSession.State.PLANNED
    session.state_reason = shut.reason if shut else ""
    session.closure = shut


def is_open_on(group: SupportGroup, day: dt.date) -> bool:
    """Whether a date of the group can be on a day: dates exist only inside runs."""
    return Run.objects.filter(group=group).on(day).exists()


def covers(run: Run, on: dt.date) -> bool:
    return (run.opens_on is None or run.opens_on <= on) and (run.ended_on is None or on <= run.ended_on)


def runs_of(batch: Sequence[Series]) -> dict[int, list[Run]]:
    found: dict[int, list[Run]] = defaultdict(list)
    for run in Run.objects.filter(group__in={series.group_id for series in batch}):
        found[run.group_id].append(run)
    return found


def closures_of(batch: Sequence[Series | GroupSession]) -> dict[int | None, list[VenueClosure]]:
    found: dict[int | None, list[VenueClosure]] = defaultdict(list)
    venues = {one.venue_id for one in batch if one.venue_id}
    for closure in VenueClosure.objects.filter(venue__in=venues):
        found[closure.venue_id].append(closure)
    return found


def known_dates(wanted: Sequence[GroupSession]) -> QuerySet[GroupSession]:
    return GroupSession.objects.filter(
        series__in={session.series_id for session in wanted},
        original_on__in={session.original_on for session in wanted},
    ).only("series_id", "original_on")
