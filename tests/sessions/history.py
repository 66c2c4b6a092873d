"""Evenings that are over, and who came to them, for the reports' tests. It is 21 November 2026."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions import reports
from sessions.models import GroupSession, Presence
from sessions.reports import EveningRow, Figures
from tests import factories

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
FRIDAY = dt.date(2026, 10, 2)
WEEK = dt.timedelta(weeks=1)
OCTOBER: dict[str, Any] = {"begins_on": dt.date(2026, 10, 1), "ends_on": dt.date(2026, 10, 31)}


def evening(group: SupportGroup, on: dt.date = FRIDAY, **facts: Any) -> GroupSession:
    return factories.GroupSessionFactory(group=group, on=on, **facts)


def held(group: SupportGroup, on: dt.date = FRIDAY, *came: Any, headcount: int | None = None) -> GroupSession:
    """An evening whose register is done, with those who came: a person, a regular, or None for no name."""
    facts = {"state": "held", "register_state": "done", "register_done_at": NOW, "headcount": headcount}
    session = evening(group, on, **facts)
    for one in came:
        mark(session, one)
    return session


def mark(session: GroupSession, one: Any, **facts: Any) -> Presence:
    """Somebody is there. A regular who became known is that person; and not again, if they are there already."""
    who: dict[str, Any] = {} if one is None else {"person": one}
    if isinstance(one, Regular):
        is_again = one.person is not None and session.presences.filter(person=one.person).exists()
        who = {"regular": one, "person": None if is_again else one.person, "is_again": is_again}
    return Presence.objects.create(session=session, tap=uuid.uuid4(), **who, **facts)


def person(group: SupportGroup, **facts: Any) -> Person:
    return factories.PersonFactory(network=group.network, **facts)


def walk_in(group: SupportGroup) -> Person:
    """Known by a name and nothing else: a person of that one evening."""
    return person(group, email="", reach="no")


def known_by_a_word(group: SupportGroup, **facts: Any) -> Regular:
    return factories.RegularFactory(group=group, **facts)


def report(*groups: SupportGroup, **days: Any) -> reports.Report:
    chosen = Q(pk__in=[group.pk for group in groups])
    return reports.attendance(groups_q=chosen, now=NOW, **{**OCTOBER, **days})


def figures(*groups: SupportGroup, **days: Any) -> Figures:
    return report(*groups, **days).totals


def rows(group: SupportGroup, **days: Any) -> list[EveningRow]:
    return list(reports.evening_rows(groups_q=Q(pk=group.pk), now=NOW, **{**OCTOBER, **days}))
