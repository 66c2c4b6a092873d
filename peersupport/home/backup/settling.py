"""What a restore owes to the time between the backup and now, which is lost: nobody meets it twice.

Whoever was forgotten in it is forgotten again, no letter that may have left in it leaves again, and no number that was
given in it is given to somebody else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from members import claims, clock
from members.forgetting import KINDS, forget_again
from members.models import Tombstone
from sessions import reminders

# Whatever in the tick writes letters for a time that has come.
PLANS = (reminders.plan, clock.look)
MAY_HAVE_LEFT = "A backup was restored, and it may have left before."
# More rows than any table is given between two backups; numbers are long enough for thousands of restores.
MANY = 1_000_000

NUMBERS = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
GO_ON = """
SELECT setval(format('public.%%I', sequencename)::regclass, greatest(coalesce(last_value, 0), %(beyond)s) + %(many)s)
FROM pg_sequences WHERE schemaname = 'public' AND sequencename = %(name)s
"""


@dataclass(frozen=True)
class Settled:
    """How many letters were dropped, and how many of the forgotten the backup still knew."""

    letters: int
    forgotten: int


def settle(*, tombstones: list[Tombstone], numbers: Mapping[str, int], now: dt.datetime) -> Settled:
    """Do all of it, in the transaction that restores. `numbers` are the last that were given, where that is known."""
    with connection.cursor() as cursor:
        skip_numbers(cursor, tombstones, numbers)
    # Planned here rather than by the next tick, which would send at once what was due in between.
    for plan in PLANS:
        plan(now=now)
    letters = claims.drop_all_due(now=now, reason=MAY_HAVE_LEFT)
    return Settled(letters, forget_again(tombstones=tombstones, now=now))


def numbers_given(cursor: Any) -> dict[str, int]:
    """The last number each sequence has given."""
    cursor.execute(NUMBERS)
    return dict(cursor.fetchall())


def skip_numbers(cursor: Any, tombstones: list[Tombstone], numbers: Mapping[str, int]) -> None:
    """Let numbers go on beyond all that may have been given: a tombstone must never come to mean somebody else."""
    beyond = dict(numbers)
    for kind, (rows, _) in KINDS.items():
        [sequence] = connection.introspection.get_sequences(cursor, rows.model._meta.db_table)
        highest = max((tombstone.row for tombstone in tombstones if tombstone.kind == kind), default=0)
        beyond[sequence["name"]] = max(beyond.get(sequence["name"], 0), highest)
    for name in numbers_given(cursor):
        cursor.execute(GO_ON, {"name": name, "beyond": beyond.get(name, 0), "many": MANY})
