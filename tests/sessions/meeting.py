"""A group that meets on Fridays at 7pm, for the tests of when it is open. It is Tuesday 1 September 2026, noon."""

import datetime as dt
from typing import Any

from django.utils import timezone

from groups.models import Run, SupportGroup
from members.models import Message
from members.people import Guest
from peersupport.lib.recurrence import weekly
from sessions import dates, places, runs
from sessions.models import GroupSession, Place, Series
from sessions.runs import Ending
from sessions.series import Plan, plan_weekly

NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
FIRST = dt.date(2026, 9, 4)
WEEK = dt.timedelta(weeks=1)
WHY = "Our hall is being mended."


def fridays(group: SupportGroup, now: dt.datetime = NOW, **facts: Any) -> Series:
    """A series from the next Friday on, with its dates of half a year."""
    usual: dict[str, Any] = {"last_on": None, "starts": dt.time(19), "ends": dt.time(21), "format": None}
    usual |= {"venue": group.venue, "capacity": 12, "rule": weekly(4), "first_on": FIRST}
    return plan_weekly(group=group, plan=Plan(**usual | facts), now=now, ahead_until=dates.horizon(now))


def friday(group: SupportGroup, week: int) -> GroupSession:
    """The evening of some week: 0 is the first."""
    return GroupSession.objects.get(group=group, series__isnull=False, original_on=FIRST + week * WEEK)


def pause(group: SupportGroup, last_on: dt.date = TODAY, now: dt.datetime = NOW, **facts: Any) -> Run:
    return runs.end(group=group, ending=Ending(last_on, **{"ended_as": "paused", "reason": WHY} | facts), now=now)


def open_from(group: SupportGroup, on: dt.date, now: dt.datetime = NOW) -> Run:
    return runs.open_from(group=group, on=on, now=now)


def take_back(group: SupportGroup, now: dt.datetime = NOW) -> None:
    runs.take_back(group=group, seen=runs.mark_of(runs.last_run(group)), now=now)


def ask(session: GroupSession, name: str, now: dt.datetime = NOW, **facts: Any) -> Place:
    guest = Guest(known_as=name, reach="email", email=f"{name.lower()}@example.org")
    return places.keep(session=session, guest=guest, now=now, **facts).place


def on(group: SupportGroup) -> list[dt.date]:
    """The days on which the group meets."""
    return list(group.sessions.filter(state="planned").order_by("on").values_list("on", flat=True))


def as_it_is(group: SupportGroup) -> list[Any]:
    """All that is planned, asked for and taken on, less how often it changed."""
    evenings = group.sessions.order_by("pk").values()
    rows = [{name: value for name, value in row.items() if not name.startswith("change")} for row in evenings]
    asked = Place.objects.filter(session__group=group).order_by("pk").values()
    jobs = [job for session in group.sessions.order_by("pk") for job in session.jobs.values()]
    return [rows, list(asked), jobs, list(group.every_week.values()), list(group.runs.values())]


def news() -> list[tuple[str, int, int]]:
    """Letters that are to leave about evenings that changed, are off or on again: what, which evening, to whom."""
    waiting = Message.objects.filter(state="waiting", purpose__startswith="evening-")
    return [(one.purpose, one.about or 0, one.recipient or 0) for one in waiting.order_by("pk")]


def they_leave() -> None:
    """All letters that wait are sent."""
    Message.objects.filter(state="waiting").update(state="sent", sent_at=timezone.now())
