"""Evenings follow their group's runs: those outside are left out, and back as they were when a run covers them again.

Nothing is deleted. An evening that is left out is cancelled, keeps its key, its places and its jobs, and stands in no
list of dates and no report. So is one behind the day on which its series was ended. Decisions 18 and 26 say why.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from groups import venues
from groups.models import Run, SupportGroup
from sessions import dates, letters, places, reminders
from sessions.models import GroupSession, Place, Series

State = GroupSession.State


def follow(*, group: SupportGroup, reason: str, now: dt.datetime) -> None:
    """Bring the group's coming evenings in line with its runs and series, and make the dates that lack.

    The caller holds the group's row. Whoever asked for something is told once: that it is off, with the `reason`, or on
    again. What has begun stays as it is.
    """
    all_series = list(group.series.select_for_update(of=("self",)).select_related("group__network").order_by("pk"))
    venues.rely_on(group.sessions.filter(starts_at__gt=now).values_list("venue", flat=True))
    venues.rely_on(series.venue_id for series in all_series)
    places.lock_coming_evenings(group, now)
    runs = list(group.runs.all())
    coming = list(group.sessions.filter(starts_at__gt=now).select_related("group__network").order_by("starts_at", "pk"))
    outside = {session for session in coming if is_outside(session, runs, all_series)}
    back = [session for session in coming if session.is_left_out and session not in outside]
    may_go = [session for session in coming if session.state in (State.PLANNED, State.CANCELLED)]
    leave_out([session for session in may_go if session in outside and not session.is_left_out], reason, now)
    bring_back(back, now)
    new = make_what_lacks(all_series, [session.pk for session in coming], now)
    on_again = [session for session in [*back, *new] if not session.is_cancelled]
    letters.tell_of_several(sessions=on_again, what=letters.ON_AGAIN, now=now, takes_back=letters.CANCELLED)
    offer_free_places(back, now)


def is_outside(session: GroupSession, runs: Sequence[Run], all_series: Sequence[Series]) -> bool:
    """Whether no run covers its day, or its series was ended before its date."""
    if not any(dates.covers(run, session.on) for run in runs):
        return True
    session.series = next((series for series in all_series if series.pk == session.series_id), None)
    return session.is_behind_its_series


def leave_out(sessions: Sequence[GroupSession], reason: str, now: dt.datetime) -> None:
    """Whoever asked for one that was on is told. One that was off keeps its own reason."""
    were_on = [session for session in sessions if not session.is_cancelled]
    for session in sessions:
        session.is_left_out, session.was_off = True, session.is_cancelled
    for session in were_on:
        session.state, session.state_reason = State.CANCELLED, reason
    save(sessions, now)
    letters.tell_of_several(sessions=were_on, what=letters.CANCELLED, now=now, takes_back=letters.ON_AGAIN)


def bring_back(sessions: Sequence[GroupSession], now: dt.datetime) -> None:
    """Each as it was: off for its own reason; or on, unless its venue is shut by now."""
    closures = dates.closures_of(sessions)
    for session in sessions:
        if not session.was_off:
            dates.put_on(session, closures[session.venue_id])
        session.is_left_out = session.was_off = False
    save(sessions, now)


def save(sessions: Sequence[GroupSession], now: dt.datetime) -> None:
    for session in sessions:
        session.change += 1
        session.changed_at = now
    written = ("state", "state_reason", "closure", "is_left_out", "was_off", "change", "changed_at")
    GroupSession.objects.bulk_update(sessions, written, batch_size=500)
    reminders.forget_planned(sessions=sessions)


def make_what_lacks(all_series: Sequence[Series], known: Sequence[int], now: dt.datetime) -> list[GroupSession]:
    """Look at all dates from today on anew: while no run covered them they were passed over. Returns those made in
    their place, besides the `known`; one that nobody had looked at before is no news."""
    looked_at_until = {series.pk: series.dates_made_until for series in all_series}
    for series in all_series:
        today, clock = series.group.network.today(now), timezone.localtime(now, series.group.network.zone).time()
        series.dates_made_until = today if series.ends_local <= clock else today - dt.timedelta(days=1)
    if all_series:
        dates.make_batch(all_series, dates.horizon(now), now)
    made = GroupSession.objects.filter(series__in=all_series, starts_at__gt=now, state=State.PLANNED)
    return [one for one in made.exclude(pk__in=known) if was_looked_at(one, looked_at_until)]


def was_looked_at(session: GroupSession, until: Mapping[int, dt.date | None]) -> bool:
    last = until[session.series_id] if session.series_id else None
    return last is not None and session.original_on is not None and session.original_on <= last


def offer_free_places(sessions: Sequence[GroupSession], now: dt.datetime) -> None:
    waited_for = set(Place.objects.waiting().filter(session__in=sessions).values_list("session", flat=True))
    for session in sessions:
        if session.pk in waited_for:
            places.offer_free_places(session=session, now=now)
