"""What tests of joining a word to a person look at: every mark, every tap, a register, somebody new, and a year."""

import datetime as dt
from typing import Any

from members.people import Guest
from sessions import register
from sessions.models import GroupSession, Presence, Tap
from tests.sessions.tapping import half_past_seven

FRAN = Guest(known_as="Fran", reach="email", email="fran@example.org")
YEAR: dict[str, Any] = {"begins_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}


def state() -> list[Any]:
    """Every mark on every register, and every tap."""
    marks = Presence.objects.order_by("pk").values_list(
        "session", "person", "regular", "is_again", "first_time", "role"
    )
    return [*marks, *Tap.objects.order_by("pk").values_list("pk", "person", "regular")]


def sheet(session: GroupSession) -> register.Sheet:
    return register.sheet(session=session, now=half_past_seven(session))
