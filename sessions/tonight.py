"""Tonight: which evenings somebody who helps finds after logging in, and what each of them asks of them."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from groups.access import HELPING, Rights, rights_of
from groups.models import SupportGroup, Wish
from members.access import Visitor
from sessions import jobs
from sessions.jobs import JobLine
from sessions.models import GroupSession
from sessions.register.taps import opens_at

AHEAD = dt.timedelta(days=7)
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
        wishes=where_somebody_would_like_to_help(rights) if rights.leads_something else [],
    )


def where_somebody_would_like_to_help(rights: Rights) -> list[SupportGroup]:
    unanswered = Wish.objects.filter(talk_at=None)
    return list(SupportGroup.objects.filter(rights.led(), pk__in=unanswered.values("group")).order_by("name", "pk"))


def ahead_of(user: Visitor, today: dt.date, now: dt.datetime) -> list[Evening]:
    on = Q(on=today) & mine(user) | Q(on__gt=today, on__lte=today + AHEAD) & helped(user)
    found = jobs.with_jobs(GroupSession.objects.filter(on).select_related("group", "venue"))
    found = found.order_by("starts_at", "pk")[:MOST_AHEAD]
    return [Evening(session, now, jobs.board(session, user)) for session in found]


def past_of(user: Visitor, today: dt.date, now: dt.datetime) -> list[Evening]:
    """Newest first: those nobody has recorded, and the recorded ones of a fortnight, since registers are corrected."""
    unrecorded = Q(state=State.PLANNED, on__gte=today - STAYS_UNRECORDED_FOR)
    recorded = Q(state__in=RECORDED, on__gte=today - CAN_BE_CORRECTED_FOR)
    found = GroupSession.objects.past(now).filter(mine(user), unrecorded | recorded, on__lt=today)
    return [Evening(session, now) for session in found.select_related("group")[:MOST_PAST]]


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


def mine(user: Visitor) -> Q:
    """The evenings of the groups somebody helps or coordinates, as a filter on GroupSession."""
    rights = rights_of(user)
    if not rights.is_coordinator:
        return helped(user)
    return helped(user) | Q(group__in=SupportGroup.objects.filter(rights.coordinated()))


def helped(user: Visitor) -> Q:
    return Q(group__in=[pk for pk, role in rights_of(user).roles.items() if role in HELPING])
