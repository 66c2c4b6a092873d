"""Whom the register page offers before anybody is tapped: a place, a reminder, a job, belonging, or having been."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from groups.models import Membership, Regular
from members.models import Person
from sessions.models import EveryWeek, GroupSession, Job, Place, Presence, Reminder, Tap

# A regular who has not been for longer is not listed; typing their word finds them.
LISTED_FOR = dt.timedelta(weeks=26)


class Offered(NamedTuple):
    """One line to tap, as the database has it: a person or a regular, their place if they have one, their role."""

    name: str
    person: str
    regular: str
    membership: str
    place: str
    first_time: bool
    needs: str


def everyone(session: GroupSession) -> list[Offered]:
    """All lines of an evening in one query. A regular who became a person is that person, once."""
    nothing, no = Value(""), Value(False)
    regulars = regulars_of(session).values_list("word", nothing, "ref", nothing, nothing, no, nothing)
    rows = [Offered(*row) for row in people_of(session).union(regulars, all=True)]
    return list({(row.person, row.regular): row for row in rows}.values())


def people_of(session: GroupSession) -> QuerySet[Person, Any]:
    on = session.on
    place = Q(places__session=session) & ~Q(places__state=Place.State.GIVEN_BACK)
    belongs = Q(memberships__group=session.group_id, memberships__from_on__lte=on)
    still = Q(memberships__until_on=None) | Q(memberships__until_on__gte=on)
    people = Person.objects.filter(pk__in=numbers_of(session)).annotate(
        place=FilteredRelation("places", condition=place),
        membership=FilteredRelation("memberships", condition=belongs & still),
    )
    return people.values_list(
        "known_as",
        "ref",
        Value(""),
        Coalesce("membership__role", Value("")),
        Coalesce("place__state", Value("")),
        Coalesce("place__first_time", Value(False)),
        Coalesce("place__needs", Value("")),
    )


def numbers_of(session: GroupSession) -> Any:
    group = session.group_id
    return (
        Place.objects.live()
        .filter(session=session)
        .values("person")
        .union(
            Reminder.objects.filter(session=session, ended_at=None).values("person"),
            EveryWeek.objects.filter(group=group, ended_at=None).values("person"),
            Job.objects.filter(session=session, given_back_at=None, person__isnull=False).values("person"),
            Membership.objects.on(session.on).filter(group=group).values("person"),
            Regular.objects.filter(group=group, person__isnull=False).values("person"),
        )
    )


def regulars_of(session: GroupSession) -> QuerySet[Regular]:
    been = Presence.objects.filter(regular=OuterRef("pk"))
    lately = been.filter(session__on__gte=session.on - LISTED_FOR)
    return Regular.objects.filter(~Exists(been) | Exists(lately), group=session.group_id, person=None)


def presences(session: GroupSession) -> list[Any]:
    """Who is here, each with `standing`: all the taps that stand for them, since undoing one is undoing all."""
    same = Q(person=OuterRef("person")) | Q(regular=OuterRef("regular"))
    undone = Tap.objects.filter(session=OuterRef("session"), undoes=OuterRef("pk"))
    adds = Tap.objects.filter(same, session=OuterRef("session"), action=Tap.Action.ADD).exclude(Exists(undone))
    rows = Presence.objects.filter(session=session).select_related("person", "regular").order_by("pk")
    return list(rows.annotate(standing=ArraySubquery(adds.order_by("received_at", "pk").values("pk"))))


def jobs(session: GroupSession) -> list[Job]:
    """The jobs somebody has, first taken first; none where the group keeps no jobs."""
    if not session.group.uses_jobs:
        return []
    return list(session.jobs.filter(given_back_at=None).select_related("person").order_by("taken_at", "pk"))
