"""A device in somebody's hand, for the register's tests."""

import datetime as dt
import uuid
from typing import Any

from groups.models import SupportGroup
from members.models import Person
from sessions import register
from sessions.models import GroupSession, Presence
from sessions.register import Receipt, TapIn
from tests import factories


class Device:
    """It numbers what it sends."""

    def __init__(self) -> None:
        self.id = uuid.uuid4()
        self.sequence = 0

    def add(self, **facts: Any) -> TapIn:
        self.sequence += 1
        return TapIn(id=uuid.uuid4(), device=self.id, sequence=self.sequence, **facts)

    def undo(self, tap: TapIn | uuid.UUID) -> TapIn:
        return self.add(action="undo", undoes=tap.id if isinstance(tap, TapIn) else tap)


def evening_of(group: SupportGroup, *, on: dt.date = dt.date(2026, 11, 27), **facts: Any) -> GroupSession:
    """A Friday at 7pm."""
    return factories.GroupSessionFactory(group=group, on=on, **facts)


def half_past_seven(session: GroupSession) -> dt.datetime:
    return session.starts_at + dt.timedelta(minutes=30)


def tap(session: GroupSession, by: Person, *taps: TapIn, now: dt.datetime | None = None) -> list[Receipt]:
    assert by.user is not None
    return register.tap(session=session, taps=taps, by=by.user, now=now or half_past_seven(session))


def who_is_here(session: GroupSession) -> list[str]:
    """The names on the register, and a + for each who gave none."""
    rows = Presence.objects.filter(session=session, is_again=False).select_related("person", "regular")
    named = [row.person.known_as if row.person else row.regular.word if row.regular else "+" for row in rows]
    return sorted(named)
