"""Finding a group: which there are for what somebody looks for, how each stands today, and when it meets next."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from groups.access import rights_of
from groups.models import Run, SupportGroup
from groups.models.venue import Known
from members.access import Visitor
from members.models import Network
from peersupport.lib.compiled import Compiled, Given, moment
from sessions import courses, dates, places
from sessions.models import GroupSession, Place, SessionLine

PAGE, DATES, ENDED = 24, 30, 100
WEEK = dt.timedelta(days=7)
FORTNIGHT = dt.timedelta(days=14)
# The last row seen, as addresses carry it. What does not look like one begins at the beginning.
GROUP_KEY = re.compile(r"([^\x00]{1,60})~([-\w]{1,60})", re.ASCII)
EVENING_KEY = re.compile(r"(\d{1,11})~([0-9a-z]{1,12})", re.ASCII)


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
class Choices:
    """What there is to choose from: the places and the kinds of the groups that somebody may find."""

    places: list[str]
    kinds: list[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """A group as the finder shows it.

    `standing` is open, planned, paused or closed; `run` says why and until when; `opens_on` is when it starts (again),
    `review_on` when that is looked at again.
    """

    group: SupportGroup
    standing: str
    run: Run | None
    opens_on: dt.date | None
    next_session: GroupSession | None
    review_on: dt.date | None = None


@dataclass(frozen=True)
class Ahead:
    """A group's evenings ahead: one that is on now, one that is off before the next, and the next to come to."""

    dates: list[GroupSession]
    on_now: GroupSession | None
    off: GroupSession | None
    coming: GroupSession | None


def find(*, visible: Q, wanted: Wanted, now: dt.datetime, after: str = "", page: int = PAGE) -> tuple[list[Found], str]:
    """One page of groups by place and name, in three queries however many groups there are.

    `visible` is the reader's filter on SupportGroup. Returns the page and the key of the next, "" at the end.
    """
    groups = SupportGroup.objects.filter(visible, spoken_of(wanted.words)).not_ended(timezone.localdate(now))
    groups = groups.filter(behind_group(after), **exact(wanted))
    if wanted.age is not None:
        old_enough = Q(ages_from=None) | Q(ages_from__lte=wanted.age)
        groups = groups.filter(old_enough, Q(ages_until=None) | Q(ages_until__gte=wanted.age))
    if wanted.weekday is not None:
        groups = groups.filter(meets_on(wanted.weekday, now))
    rows = list(groups.select_related("network").order_by("place", "slug")[: page + 1])
    shown = rows[:page]
    key = f"{shown[-1].place}~{shown[-1].slug}" if len(rows) > page else ""
    return standing_of(shown, now), key


def spoken_of(words: str) -> Q:
    """The groups in whose name, place, area or description the words are. No words: all of them."""
    if not words:
        return Q()
    fields = ("name", "place", "who_for", "about", "area__name", "network__name")
    return Q(*(Q(**{f"{field}__icontains": words}) for field in fields), _connector=Q.OR)


def behind_group(key: str) -> Q:
    found = GROUP_KEY.fullmatch(key)
    if found is None:
        return Q()
    place, slug = found.groups()
    return Q(place__gt=place) | Q(place=place, slug__gt=slug)


def exact(wanted: Wanted) -> dict[str, str]:
    given = {"place": wanted.place, "kind": wanted.kind}
    if wanted.step_free:
        given["venue__step_free"] = Known.YES
    return {field: value for field, value in given.items() if value}


def ended(*, visible: Q, now: dt.datetime) -> list[Found]:
    """The groups that closed for good, those that did so last before others, and at most so many. In one query."""
    over = Run.objects.closed_for_good(timezone.localdate(now)).filter(group__in=SupportGroup.objects.filter(visible))
    runs = over.select_related("group").order_by("-ended_on", "group__name")
    return [Found(run.group, run.ended_as, run, None, None) for run in runs[:ENDED]]


def meets_on(weekday: int, now: dt.datetime) -> Exists:
    ahead = GroupSession.objects.filter(group=OuterRef("pk"), starts_at__gt=now, starts_at__lt=now + FORTNIGHT)
    return Exists(ahead.filter(on__iso_week_day=weekday, is_left_out=False))


def standing_of(groups: Sequence[SupportGroup], now: dt.datetime) -> list[Found]:
    """How each group stands today and when it meets next, in two queries."""
    keys = [group.pk for group in groups]
    soonest = GroupSession.objects.not_over(now).filter(group=OuterRef("pk")).order_by("starts_at").values("pk")[:1]
    next_keys = SupportGroup.objects.filter(pk__in=keys).values(key=Subquery(soonest))
    ahead = {session.group_id: session for session in GroupSession.objects.filter(pk__in=next_keys)}
    runs = runs_of(keys)
    return [stands(group, runs[group.pk], now, ahead.get(group.pk)) for group in groups]


def stands_now(*, group: SupportGroup, now: dt.datetime) -> Found:
    """How one group stands today, in one query, for a page that shows its dates anyway."""
    return stands(group, runs_of([group.pk])[group.pk], now)


def runs_of(groups: Sequence[int]) -> dict[int, list[Run]]:
    found: dict[int, list[Run]] = defaultdict(list)
    for run in Run.objects.filter(group__in=groups).in_order():
        found[run.group_id].append(run)
    return found


def stands(
    group: SupportGroup, runs: Sequence[Run], now: dt.datetime, next_session: GroupSession | None = None
) -> Found:
    """Open during a run; after one, what that ended as, unless it begins anew; before the first, planned."""
    today = group.network.today(now)
    for run in runs:
        if dates.covers(run, today):
            return Found(group, "open", run, None, next_session)
    over = [run for run in runs if run.ended_on is not None and run.ended_on < today]
    opens_on = next((run.opens_on for run in runs if run.opens_on is not None and run.opens_on > today), None)
    if not over or (opens_on is not None and over[-1].ended_as == Run.EndedAs.CLOSED):
        return Found(group, "planned", None, opens_on, next_session)
    return Found(group, over[-1].ended_as, over[-1], opens_on, next_session, over[-1].review_ahead(today))


def open_instead(*, found: Found, visible: Q, now: dt.datetime) -> list[SupportGroup]:
    """What somebody may go to while a group is not open, or soon will not be, of those they may find."""
    if found.run is None or found.run.ended_on is None:
        return []
    groups = SupportGroup.objects.filter(visible, open_instead_of=found.run).not_ended(timezone.localdate(now))
    return list(groups.order_by("name"))


def standing_shown(*, group: SupportGroup, visible: Q, now: dt.datetime) -> dict[str, Any]:
    """How a group stands today and what is open instead, as `groups/_standing.html` asks for them."""
    found = stands_now(group=group, now=now)
    return {"found": found, "instead": open_instead(found=found, visible=visible, now=now)}


def instead_of(session: GroupSession, *, user: Visitor, now: dt.datetime) -> dict[str, Any]:
    """What is said where an evening was asked for that is left out by now: how its group stands. Else nothing."""
    if not GroupSession.objects.filter(pk=session.pk, is_left_out=True).exists():
        return {}
    return standing_shown(group=session.group, visible=rights_of(user).visible(), now=now)


def next_dates(*, group: SupportGroup, now: dt.datetime) -> list[SessionLine]:
    """The group's next evenings, cancelled ones included, a line each."""
    return [SessionLine.read(row) for row in dates_ahead.ask(group=group.pk, now=now)]


@Compiled
def dates_ahead() -> QuerySet[GroupSession, tuple[Any, ...]]:
    return GroupSession.objects.upcoming(moment("now")).filter(group=Given("group")).for_lines()[:DATES]


def other_dates(*, session: GroupSession, now: dt.datetime) -> list[SessionLine]:
    """The next evenings besides this one that somebody can come to: no full, cancelled or past page is a dead end."""
    rest = session.group.sessions.upcoming(now).exclude(pk=session.pk)
    rest = rest.filter(starts_at__gt=now, state=GroupSession.State.PLANNED)
    if session.group.keeps_places:
        taken = Place.objects.taking_room().filter(session=OuterRef("pk")).order_by()
        count = Subquery(taken.values("session").annotate(n=Count("pk")).values("n"))
        rest = rest.annotate(taken=Coalesce(count, 0)).filter(Q(capacity=None) | Q(capacity__gt=F("taken")))
    return rest[:3].lines()


def is_full(session: GroupSession, now: dt.datetime) -> bool:
    """Whether a place asked for now would be one on the waiting list. Where none are kept, it never is."""
    if session.group.keeps_places and session.is_of_a_course:
        return courses.is_full(session, now)
    return session.group.keeps_places and places.free_places(session) == 0


def ahead(*, group: SupportGroup, now: dt.datetime) -> Ahead:
    """What the group's page says first: a cancelled date never hides the next one that is on."""
    coming_dates = list(group.sessions.upcoming(now).with_words()[:6])
    on = [session for session in coming_dates if session.takes_place]
    coming = next((session for session in on if not session.has_begun(now)), None)
    off = next((session for session in coming_dates if session.is_cancelled), None)
    if off is not None and coming is not None and off.starts_at > coming.starts_at:
        off = None
    on_now = next((session for session in on if session.has_begun(now)), None)
    return Ahead(coming_dates, on_now, off, coming)


def whats_on(
    *,
    visible: Q,
    now: dt.datetime,
    place: str = "",
    after: str = "",
    page: int = PAGE,
    within: dt.timedelta | None = None,
) -> tuple[list[SessionLine], str]:
    """One page of evenings ahead, soonest first, in one query. `visible` is the reader's filter on GroupSession.

    `after` is the key of the last row seen; `within` leaves out what begins later than that from now.
    Returns the page and the key of the next, "" at the end.
    """
    sessions = GroupSession.objects.upcoming(now).filter(visible, behind_evening(after))
    if place:
        sessions = sessions.filter(group__place=place)
    if within is not None:
        sessions = sessions.filter(starts_at__lte=now + within)
    rows = sessions.order_by("starts_at", "ref")[: page + 1].lines()
    shown = rows[:page]
    key = f"{shown[-1].starts_at.timestamp():.0f}~{shown[-1].ref}" if len(rows) > page else ""
    return shown, key


def behind_evening(key: str) -> Q:
    found = EVENING_KEY.fullmatch(key)
    if found is None:
        return Q()
    start = dt.datetime.fromtimestamp(int(found[1]), tz=dt.UTC)
    return Q(starts_at__gt=start) | Q(starts_at=start, ref__gt=found[2])


def choices_of(user: Visitor, *, now: dt.datetime) -> Choices:
    """What somebody may choose from. Strangers all see the same, which changes a few times a year: it is remembered."""
    visible = rights_of(user).visible()
    if user.is_authenticated or not settings.SITE_FACTS_SECONDS:
        return choices(visible=visible, now=now)
    found: Choices | None = caches["pages"].get("choices")
    if found is None:
        found = choices(visible=visible, now=now)
        caches["pages"].set("choices", found, settings.SITE_FACTS_SECONDS)
    return found


def choices(*, visible: Q, now: dt.datetime) -> Choices:
    """The places, by name, and the kinds to choose from, in one query. Groups that have ended offer neither."""
    groups = SupportGroup.objects.filter(visible).not_ended(timezone.localdate(now))
    rows = list(groups.order_by("place").values_list("place", "kind").distinct())
    known = {kind for _, kind in rows}
    places = list(dict.fromkeys(place for place, _ in rows))
    return Choices(places[:60], [choice for choice in SupportGroup.Kind.choices if choice[0] in known])


def networks() -> QuerySet[Network]:
    """The networks with a public group, by name."""
    public = SupportGroup.objects.filter(network=OuterRef("pk"), found_by=SupportGroup.FoundBy.PUBLIC)
    return Network.objects.filter(Exists(public))[:100]
