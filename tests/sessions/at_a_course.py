"""A course of some days from a week ahead on, for the tests of places that are for all of its dates."""

import datetime as dt
from typing import Any

from django.utils import timezone

from groups.models import SupportGroup
from members.people import Guest
from sessions import courses, series
from sessions.models import GroupSession, Place
from sessions.series import Plan


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def course(group: SupportGroup, *, days: int = 2, capacity: int | None = 2) -> list[GroupSession]:
    """Its dates, the first one first."""
    SupportGroup.objects.filter(pk=group.pk).update(kind=SupportGroup.Kind.COURSE, place_policy="please_ask")
    group.refresh_from_db()
    all_days = [day(7 + number) for number in range(days)]
    plan = Plan("", all_days[0], all_days[-1], dt.time(10), dt.time(16), group.venue, group.format, capacity)
    made = series.plan_days(group=group, days=all_days, plan=plan, now=timezone.now())
    return list(made.sessions.select_related("group__network", "series").order_by("on"))


def guest(name: str, reach: str = "email") -> Guest:
    return Guest(name, reach=reach, email=f"{name.lower()}@example.org" if reach == "email" else "")


def ask(session: GroupSession, name: str, reach: str = "email", **facts: Any) -> Place:
    facts = {"now": timezone.now()} | facts
    return courses.keep(session=session, guest=guest(name, reach), **facts).place


def standing(dates: list[GroupSession]) -> list[dict[str, str]]:
    """On each date, how everybody's place stands, by name; those given back left out."""
    found = []
    for one in dates:
        rows = one.places.live().order_by("asked_at", "pk").values_list("person__known_as", "state")
        found.append(dict(rows))
    return found


def place_of(session: GroupSession, name: str) -> Place:
    return session.places.select_related("session__group", "person").order_by("-pk").filter(person__known_as=name)[0]
