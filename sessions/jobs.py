"""Jobs of an evening: which its format needs, who has taken one, and where facilitators are missing.

A job is taken and given back in one tap and nobody is asked why. Extra hands are welcome: no job is ever full.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from groups.access import HELPING, rights_of
from groups.models import FormatJob, JobRole, Membership, SupportGroup
from members.access import Visitor
from members.models import Person
from peersupport.lib.refusals import Refused
from sessions import plans
from sessions.access import may_take_job
from sessions.models import GroupSession, Job

LONGEST_NAME = 40


class NoJobsHere(Refused):
    """This group does not keep a list of jobs. Settle it among yourselves."""


class NotOn(Refused):
    """This evening is cancelled, so it needs nobody. The next ones are on Tonight."""


class Over(Refused):
    """This evening is over. The next ones are on Tonight."""


class NotOnTheTeam(Refused):
    """Jobs are taken by this group's helpers, volunteers and facilitators. A facilitator can write you in."""


class SteppedBack(Refused):
    """You are stepping back for a while. When you are back, say so, and the jobs are here."""


class ForFacilitators(Refused):
    """An evening is led by the group's facilitators. Any other job is open to you."""


class NameMissing(Refused):
    """Write the first name of whoever does it."""


@dataclass(frozen=True)
class Need:
    """How many people an evening needs for a role."""

    role: str
    people: int


@dataclass(frozen=True)
class Holder:
    name: str
    is_me: bool
    is_written: bool


@dataclass(frozen=True)
class JobLine:
    """One role of an evening as a page shows it. `may_take` is whether the reader is offered it."""

    role: str
    people: int
    holders: list[Holder] = field(default_factory=list)
    may_take: bool = False

    @property
    def label(self) -> str:
        return JobRole(self.role).label

    @cached_property
    def is_mine(self) -> bool:
        return any(holder.is_me for holder in self.holders)

    @property
    def missing(self) -> int:
        return max(self.people - len(self.holders), 0)

    @property
    def extra(self) -> int:
        return max(len(self.holders) - self.people, 0)


@dataclass(frozen=True)
class Short:
    """An evening ahead with fewer facilitators than its format needs."""

    session: GroupSession
    needed: int
    has: int


def needed(session: GroupSession) -> list[Need]:
    """The jobs an evening's format lists; none where the group keeps no jobs."""
    if not session.group.uses_jobs:
        return []
    people = plans.needs_of(session)
    return [Need(role, people[role]) for role in JobRole.values if role in people]


@transaction.atomic
def take(*, session: GroupSession, role: str, person: Person, now: dt.datetime) -> Job:
    """Somebody on the team does a job of an evening ahead. Taken twice, they have it once; extra hands are welcome.

    Raises `NoJobsHere`, `NotOn`, `Over`, `NotOnTheTeam`, `SteppedBack`, `ForFacilitators`.
    """
    session = locked(session, now)
    check_may_take(session, role, person)
    job, _ = Job.objects.get_or_create(
        session=session, role=role, person=person, given_back_at=None, defaults={"taken_at": now}
    )
    return job


@transaction.atomic
def give_back(*, session: GroupSession, role: str, person: Person, now: dt.datetime) -> None:
    """Not this time, no reason asked. Given back twice, it is given back."""
    session = locked(session, now)
    session.jobs.filter(role=role, person=person, given_back_at=None).update(given_back_at=now)


@transaction.atomic
def write_in(*, session: GroupSession, role: str, first_name: str, by: Visitor, now: dt.datetime) -> Job:
    """Note that somebody without a login does a job, by first name alone. Written twice, it stands once."""
    session = locked(session, now)
    name = " ".join(first_name.split())[:LONGEST_NAME]
    if not name:
        raise NameMissing
    written = session.jobs.filter(role=role, first_name__same=name, given_back_at=None).first()
    return written or Job.objects.create(session=session, role=role, first_name=name, taken_at=now)


@transaction.atomic
def take_back_written(*, session: GroupSession, role: str, first_name: str, by: Visitor, now: dt.datetime) -> None:
    """Take a written first name off a job again."""
    session = locked(session, now)
    written = session.jobs.filter(role=role, first_name__same=first_name, given_back_at=None)
    written.exclude(first_name="").update(given_back_at=now)


def locked(session: GroupSession, now: dt.datetime) -> GroupSession:
    """The evening's row, held, once it is sure that jobs of it can still change."""
    session = GroupSession.objects.locked(session)
    if not session.group.uses_jobs:
        raise NoJobsHere
    if session.is_cancelled:
        raise NotOn
    if session.is_over(now):
        raise Over
    return session


def check_may_take(session: GroupSession, role: str, person: Person) -> None:
    belonging = Membership.objects.on(session.on).filter(group=session.group_id, person=person, role__in=HELPING)
    membership = belonging.first()
    if membership is None:
        raise NotOnTheTeam
    if membership.stepped_back_on is not None:
        raise SteppedBack
    if role == JobRole.FACILITATOR and membership.role != Membership.Role.FACILITATOR:
        raise ForFacilitators


def worker(*, session: GroupSession, user: Visitor) -> Person:
    """As whom a login helps at an evening's group. Raises `NotOnTheTeam` for a login that does not."""
    belonging = Membership.objects.on(session.on).filter(group=session.group_id, role__in=HELPING)
    mine: list[Membership] = list(belonging.filter(person__user=user.pk).select_related("person"))
    if not mine:
        raise NotOnTheTeam
    order = [role.value for role in Membership.Role]
    return max(mine, key=lambda membership: order.index(membership.role)).person


def with_jobs(sessions: QuerySet[GroupSession]) -> QuerySet[GroupSession]:
    """Evenings with what their formats need and who has taken it, in the same query; `board` reads both."""
    needs = FormatJob.objects.filter(format=OuterRef("format"), format__isnull=False)
    taken = Job.objects.filter(session=OuterRef("pk"), given_back_at=None).order_by("taken_at", "pk")
    name = Case(When(person__isnull=True, then=F("first_name")), default=F("person__known_as"))
    return sessions.annotate(
        needs=ArraySubquery(needs.values(line=JSONObject(role="role", people="people"))),
        taken=ArraySubquery(taken.values(line=JSONObject(role="role", name=name, user="person__user", by="person"))),
    )


def board(session: Any, user: Visitor) -> list[JobLine]:
    """The jobs of an evening from `with_jobs`, in the order of the roles, as one login sees them."""
    if not session.group.uses_jobs:
        return []
    people = session.jobs_needed
    if people is None:
        people = {need["role"]: need["people"] for need in session.needs}
    rights = rights_of(user)
    lines = []
    for role in JobRole.values:
        holders = [
            Holder(job["name"], is_me=job["user"] == user.pk, is_written=job["by"] is None)
            for job in session.taken
            if job["role"] == role
        ]
        if role in people or holders:
            may = may_take_job(rights, session.group, role)
            lines.append(JobLine(role, people.get(role, 0), holders, may))
    return lines


def board_of(*, session: GroupSession, user: Visitor) -> list[JobLine]:
    """The jobs of one evening, in one query."""
    return board(with_jobs(GroupSession.objects.filter(pk=session.pk).with_words()).get(), user)


def short_of_facilitators(*, groups_q: Q, now: dt.datetime, days: int = 14, at_most: int = 20) -> list[Short]:
    """Evenings of the next `days` that lack facilitators their format needs, soonest first, in one query.

    `groups_q` is a filter on SupportGroup. A written first name is a facilitator too.
    """
    line = FormatJob.objects.filter(format=OuterRef("format"), role=JobRole.FACILITATOR)
    taken = Job.objects.filter(session=OuterRef("pk"), role=JobRole.FACILITATOR, given_back_at=None).order_by()
    counted = taken.values("session").annotate(number=Count("pk")).values("number")
    ahead = GroupSession.objects.upcoming(now).filter(
        group__in=SupportGroup.objects.filter(groups_q, uses_jobs=True),
        state=GroupSession.State.PLANNED,
        starts_at__lte=now + dt.timedelta(days=days),
    )
    kept = Cast(KeyTextTransform(JobRole.FACILITATOR, "jobs_needed"), IntegerField())
    asked = Subquery(line.values("people"), output_field=IntegerField())
    found = ahead.with_words().annotate(
        needed=Case(When(jobs_needed__isnull=False, then=kept), default=asked),
        has=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)),
    )
    rows: Any = found.filter(needed__gt=F("has"))[:at_most]
    return [Short(session, session.needed, session.has) for session in rows]
