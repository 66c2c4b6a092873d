"""Tonight: which evenings somebody who helps finds after logging in, and what each of them asks of them."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.access import HELPING, Scope, in_scopes, rights_of
from groups.models import SupportGroup, Wish
from members.access import Visitor
from peersupport.lib.compiled import Compiled, Given, moment
from sessions import jobs
from sessions.jobs import JobLine
from sessions.models import GroupSession
from sessions.register.taps import opens_at

A_DAY = dt.timedelta(days=1)
AHEAD = 7 * A_DAY
STAYS_UNRECORDED_FOR = dt.timedelta(weeks=8)
CAN_BE_CORRECTED_FOR = dt.timedelta(days=14)
# More than anybody helps at; a coordinator of many groups sees the soonest.
MOST_AHEAD, MOST_PAST = 60, 40

State = GroupSession.State
RECORDED = (State.HELD, State.DID_NOT_MEET)


@dataclass(frozen=True)
class Evening:
    """One evening with its jobs, as its line on the page shows it."""

    session: GroupSession
    now: dt.datetime
    jobs: list[JobLine] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.session.is_over(self.now)

    @property
    def is_not_recorded(self) -> bool:
        """Over and still planned: neither held nor anything else, and never counted as zero."""
        return self.is_over and self.session.state == State.PLANNED

    @property
    def register_is_open(self) -> bool:
        return not self.session.is_cancelled and self.now >= opens_at(self.session)

    @property
    def shows_jobs(self) -> bool:
        return bool(self.jobs) and not self.is_over and not self.session.is_cancelled


@dataclass(frozen=True)
class Tonight:
    today: list[Evening]
    this_week: list[Evening]
    not_recorded: list[Evening]
    lately: list[Evening]
    short: list[jobs.Short]
    # The groups they lead where somebody would like to help and nobody has answered. No names: a code alone opens this.
    wishes: list[SupportGroup]

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.this_week or self.not_recorded or self.lately or self.short or self.wishes)


def tonight(*, user: Visitor, now: dt.datetime) -> Tonight:
    """Today's evenings, those of the next seven days, past ones not recorded, and evenings short of facilitators.

    Somebody who helps a group sees all of these; what they only coordinate, they see for today and the past.
    """
    rights, today = rights_of(user), timezone.localdate(now)
    if not rights.is_staff_of_something:
        return Tonight([], [], [], [], [], [])
    coming, past = ahead_of(user, today, now), past_of(user, today, now)
    return Tonight(
        today=[evening for evening in coming if evening.session.on == today],
        this_week=[evening for evening in coming if evening.session.on > today],
        not_recorded=[evening for evening in past if evening.is_not_recorded],
        lately=[evening for evening in past if not evening.is_not_recorded],
        short=jobs.short_of_facilitators(groups_q=rights.coordinated(), now=now) if rights.is_coordinator else [],
        wishes=wishes(rights.scopes).ask(led=rights.facilitated, today=today) if rights.leads_something else [],
    )


def is_before_their_first(user: Visitor) -> bool:
    """Whether somebody coordinates, and no group of theirs has or had an evening yet: something is still to be set."""
    rights = rights_of(user)
    groups = SupportGroup.objects.filter(rights.coordinated())
    return rights.is_coordinator and not GroupSession.objects.filter(group__in=groups).exists()


def ahead_of(user: Visitor, today: dt.date, now: dt.datetime) -> list[Evening]:
    rights = rights_of(user)
    found = ahead(rights.scopes).ask(
        today=today, until=today + AHEAD, soonest=midnight(today), latest=midnight(today + AHEAD), helped=rights.helping
    )
    return [Evening(session, now, jobs.board(session, user)) for session in found]


def past_of(user: Visitor, today: dt.date, now: dt.datetime) -> list[Evening]:
    """Newest first: those nobody has recorded, and the recorded ones of a fortnight, since registers are corrected."""
    rights = rights_of(user)
    found = past(rights.scopes).ask(
        now=now,
        today=today,
        unrecorded_since=today - STAYS_UNRECORDED_FOR,
        recorded_since=today - CAN_BE_CORRECTED_FOR,
        soonest=midnight(today - STAYS_UNRECORDED_FOR),
        helped=rights.helping,
    )
    return [Evening(session, now) for session in found]


def midnight(day: dt.date) -> dt.datetime:
    """Somewhere on earth: days are asked for by their instants too, give or take a day, for these have an index."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


# The lists of the page, each written once for those who only help, and once for all who coordinate the same.


@lru_cache(maxsize=64)
def ahead(scopes: tuple[Scope, ...]) -> Compiled[GroupSession]:
    def rows() -> QuerySet[GroupSession]:
        helped = Q(group__among=Given("helped"))
        on = Q(on=Given("today")) & mine(scopes) | Q(on__gt=Given("today"), on__lte=Given("until")) & helped
        near = Q(starts_at__gt=moment("soonest") - A_DAY, starts_at__lt=moment("latest") + 2 * A_DAY)
        found = jobs.with_jobs(GroupSession.objects.filter(near, on).select_related("group", "venue"))
        return found.order_by("starts_at", "pk")[:MOST_AHEAD]

    return Compiled(rows)


@lru_cache(maxsize=64)
def past(scopes: tuple[Scope, ...]) -> Compiled[GroupSession]:
    def rows() -> QuerySet[GroupSession]:
        unrecorded = Q(state=State.PLANNED, on__gte=Given("unrecorded_since"))
        recorded = Q(state__in=RECORDED, on__gte=Given("recorded_since"))
        near = Q(starts_at__gt=moment("soonest") - A_DAY, starts_at__lt=moment("now"), on__lt=Given("today"))
        found = GroupSession.objects.past(moment("now")).filter(near, mine(scopes), unrecorded | recorded)
        return found.select_related("group")[:MOST_PAST]

    return Compiled(rows)


@lru_cache(maxsize=64)
def wishes(scopes: tuple[Scope, ...]) -> Compiled[SupportGroup]:
    """Groups where somebody would like to help, and nobody has answered. What has ended takes on nobody."""

    def rows() -> QuerySet[SupportGroup]:
        unanswered = Wish.objects.filter(talk_at=None)
        led = Q(pk__among=Given("led")) | in_scopes(scopes)
        groups = SupportGroup.objects.filter(led, pk__in=unanswered.values("group")).not_ended(Given("today"))
        return groups.order_by("name", "pk")

    return Compiled(rows)


def mine(scopes: tuple[Scope, ...]) -> Q:
    """The evenings of the groups somebody helps or coordinates, as a filter on GroupSession."""
    helped = Q(group__among=Given("helped"))
    if not scopes:
        return helped
    return helped | Q(group__in=SupportGroup.objects.filter(in_scopes(scopes)))


def is_shown(user: Visitor, session: GroupSession, now: dt.datetime) -> bool:
    """Whether this page shows somebody an evening they may help at. A login code alone opens its register.

    The register of any other names people without a need of the evening, so the second factor is asked for first.
    """
    today = timezone.localdate(now)
    if session.on > today:
        return session.on <= today + AHEAD and rights_of(user).roles.get(session.group_id) in HELPING
    if session.on == today:
        return True
    if session.state == State.PLANNED:
        return session.on >= today - STAYS_UNRECORDED_FOR
    return session.state in RECORDED and session.on >= today - CAN_BE_CORRECTED_FOR
