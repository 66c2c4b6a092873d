"""What counts as a visit, as no name given, and as one of the different people; and which evenings are looked at.

Visits are the headcount where somebody counted, else those on the register who came: never the two added. People on
a job are not visits. An evening that is over and still planned is not recorded, which is neither 0 nor full.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from groups.models import SupportGroup
from sessions.models import GroupSession
from sessions.models.register import AtTheTime, Presence

State = GroupSession.State

CAME = Q(presences__role=AtTheTime.CAME, presences__is_again=False)
NAMED = Q(presences__person_id__isnull=False) | Q(presences__regular_id__isnull=False)
FORGOTTEN = ~Q(presences__forgotten_as=Presence.Forgotten.NO)


class Counted(NamedTuple):
    """What one evening's register says: who counted heads, how many came, gave a name, were new.

    Those who gave a name and have been forgotten since are `forgotten`, among them `people` who could be told apart.
    """

    headcount: int | None
    came: int
    named: int
    new: int
    forgotten: int = 0
    people: int = 0

    @property
    def visits(self) -> int:
        return self.came if self.headcount is None else self.headcount

    @property
    def gave_no_name(self) -> int:
        return max(self.visits - self.named - self.forgotten, 0)

    @property
    def is_headcount_alone(self) -> bool:
        """Nobody was written down, so nobody was asked whether they were new or had come before."""
        return self.came == 0 and self.visits > 0


def evenings(groups_q: Q, begins_on: dt.date, ends_on: dt.date, now: dt.datetime) -> QuerySet[GroupSession]:
    """The evenings of a period that are over or already locked up. Coming ones are in no report, nor are dates that
    were left out because the group was not open."""
    settled = Q(starts_at__lte=now, state__in=(State.HELD, State.DID_NOT_MEET))
    # Twice the same days: the second bound, wide enough for any time zone, lets the indexes on the start find them.
    earliest = dt.datetime.combine(begins_on, dt.time.min, tzinfo=dt.UTC) - dt.timedelta(days=1)
    latest = dt.datetime.combine(ends_on, dt.time.max, tzinfo=dt.UTC) + dt.timedelta(days=1)
    return GroupSession.objects.filter(
        Q(ends_at__lte=now) | settled,
        group__in=SupportGroup.objects.filter(groups_q),
        on__range=(begins_on, ends_on),
        starts_at__range=(earliest, latest),
        is_left_out=False,
    )


COUNTS = Counted._fields


def with_counts(found: QuerySet[GroupSession]) -> QuerySet[Any, Any]:
    """Each evening with the counts of `Counted`, in one pass over the registers."""
    return found.values("pk").annotate(
        came=Count("presences", filter=CAME),
        named=Count("presences", filter=CAME & NAMED),
        new=Count("presences", filter=CAME & Q(presences__first_time=True)),
        forgotten=Count("presences", filter=CAME & FORGOTTEN),
        people=Count("presences", filter=CAME & Q(presences__forgotten_as=Presence.Forgotten.PERSON)),
    )


def people_who_came() -> ArrayAgg:
    """The `one_of_the_people` numbers of an evening; None for each who is not one of them."""
    return ArrayAgg(one_of_the_people("presences__"), filter=CAME, default=Value([]))


def one_of_the_people(presence: str = "") -> Case:
    """A number for one of the different people: a person with an address, or minus a regular of one group.

    A regular who became known is that person, and counts once. No number: gave no name, or is known for one evening
    only. Each group knows its own regulars, so across groups one may count once in each.
    """
    return Case(
        When(has_address(f"{presence}person__"), then=F(f"{presence}person_id")),
        default=minus(F(f"{presence}regular_id")),
        output_field=BigIntegerField(),
    )


def has_address(person: str) -> Q:
    return Q(**{f"{person}email__gt": ""}) | Q(**{f"{person}phone__gt": ""})


def minus(number: F) -> Combinable:
    return -number
