"""Finding a group: which there are for what somebody looks for, how each stands today, and when it meets next."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from groups.models import Run, SupportGroup
from groups.models.venue import Known
from members.models import Network
from sessions.models import GroupSession

PAGE = 24
FORTNIGHT = dt.timedelta(days=14)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What is left empty may be anything. `weekday`: 1 is Monday, 7 Sunday."""

    words: str = ""
    place: str = ""
    weekday: int | None = None
    kind: str = ""
    age: int | None = None
    step_free: bool = False


@dataclass(frozen=True)
class Found:
    """A group as the finder shows it. `standing` is open, planned, paused or closed; `run` says why and until when."""

    group: SupportGroup
    standing: str
    run: Run | None
    next_session: GroupSession | None


def find(*, visible: Q, wanted: Wanted, now: dt.datetime, after: str = "", page: int = PAGE) -> tuple[list[Found], str]:
    """One page of groups by place and name, in three queries however many groups there are.

    `visible` is the reader's filter on SupportGroup. Returns the page and the key of the next, "" at the end.
    """
    groups = SupportGroup.objects.filter(visible).exclude(closed_now()).filter(**exact(wanted))
    if wanted.words:
        words = wanted.words
        groups = groups.filter(Q(name__icontains=words) | Q(place__icontains=words) | Q(who_for__icontains=words))
    if wanted.age is not None:
        old_enough = Q(ages_from=None) | Q(ages_from__lte=wanted.age)
        groups = groups.filter(old_enough, Q(ages_until=None) | Q(ages_until__gte=wanted.age))
    if wanted.weekday is not None:
        groups = groups.filter(meets_on(wanted.weekday, now))
    place, _, name = after.partition("~")
    if after:
        groups = groups.filter(Q(place__gt=place) | Q(place=place, slug__gt=name))
    groups = groups.select_related("network", "venue").order_by("place", "slug")
    rows = list(groups[: page + 1])
    shown = rows[:page]
    key = f"{shown[-1].place}~{shown[-1].slug}" if len(rows) > page else ""
    return standing_of(shown, now), key


def exact(wanted: Wanted) -> dict[str, str]:
    given = {"place": wanted.place, "kind": wanted.kind}
    if wanted.step_free:
        given["venue__step_free"] = Known.YES
    return {field: value for field, value in given.items() if value}


def closed_now() -> Exists:
    """Groups whose latest run was closed for good are found by their address alone."""
    later = Run.objects.filter(group=OuterRef("group")).exclude(ended_on__lte=OuterRef("ended_on"))
    return Exists(Run.objects.filter(~Exists(later), group=OuterRef("pk"), ended_as=Run.EndedAs.CLOSED))


def meets_on(weekday: int, now: dt.datetime) -> Exists:
    ahead = GroupSession.objects.filter(group=OuterRef("pk"), starts_at__gt=now, starts_at__lt=now + FORTNIGHT)
    return Exists(ahead.filter(on__iso_week_day=weekday))


def standing_of(groups: Sequence[SupportGroup], now: dt.datetime) -> list[Found]:
    """How each group stands today and when it meets next, in two queries."""
    keys = [group.pk for group in groups]
    soonest = GroupSession.objects.filter(group=OuterRef("pk"), ends_at__gt=now).order_by("starts_at").values("pk")[:1]
    next_keys = SupportGroup.objects.filter(pk__in=keys).values(key=Subquery(soonest))
    ahead = {session.group_id: session for session in GroupSession.objects.filter(pk__in=next_keys)}
    runs = latest_runs(keys)
    return [
        Found(group, standing(runs.get(group.pk), group.network.today(now)), runs.get(group.pk), ahead.get(group.pk))
        for group in groups
    ]


def latest_runs(groups: Iterable[int]) -> dict[int, Run]:
    """Each group's latest run, in one query."""
    runs = Run.objects.filter(group__in=list(groups)).order_by("group_id", "-ended_on", "-opens_on")
    return {run.group_id: run for run in runs.distinct("group_id")}


def standing(run: Run | None, today: dt.date) -> str:
    """Planned until a run has begun, then open, then what its last run ended as."""
    if run is None or (run.opens_on is not None and run.opens_on > today):
        return "planned"
    if run.ended_on is not None and run.ended_on < today:
        return run.ended_as
    return "open"


def next_dates(*, group: SupportGroup, now: dt.datetime, count: int = 6) -> list[GroupSession]:
    """The group's next evenings, cancelled ones included, with what a row about them shows."""
    return list(group.sessions.upcoming(now).with_words()[:count])


def whats_on(
    *, visible: Q, now: dt.datetime, place: str = "", after: str = "", page: int = PAGE
) -> tuple[list[GroupSession], str]:
    """One page of evenings ahead, soonest first, in one query. `visible` is the reader's filter on GroupSession.

    `after` is the key of the last row seen. Returns the page and the key of the next, "" at the end.
    """
    sessions: QuerySet[GroupSession] = GroupSession.objects.filter(visible).upcoming(now).with_words()
    if place:
        sessions = sessions.filter(group__place=place)
    instant, _, ref = after.partition("~")
    if ref:
        sessions = sessions.filter(after_row(instant, ref))
    rows = list(sessions.order_by("starts_at", "ref")[: page + 1])
    shown = rows[:page]
    key = f"{shown[-1].starts_at.timestamp():.0f}~{shown[-1].ref}" if len(rows) > page else ""
    return shown, key


def after_row(instant: str, ref: str) -> Q:
    if not instant.isdigit() or len(instant) > 11:
        return Q()
    start = dt.datetime.fromtimestamp(int(instant), tz=dt.UTC)
    return Q(starts_at__gt=start) | Q(starts_at=start, ref__gt=ref)


def places_with_groups(visible: Q) -> list[str]:
    """The places to choose from, in order of name."""
    found = SupportGroup.objects.filter(visible).order_by("place").values_list("place", flat=True)
    return list(found.distinct()[:60])


def networks() -> list[Network]:
    """The networks with a public group, by name."""
    return list(Network.objects.filter(support_groups__found_by=SupportGroup.FoundBy.PUBLIC).distinct()[:100])
