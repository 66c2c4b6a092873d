"""P5: how long the dates of five thousand weekly groups take for a year ahead, and a look that finds nothing to do."""

import datetime as dt
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bench import databases, seed
from bench.inserting import insert
from bench.results import Line, WrongAnswer
from bench.sizes import Size
from sessions import dates
from sessions.models import GroupSession, Series

SIZE = Size("dates", 5000, 0, 0)
WEEKS = 52
MOST_SECONDS, MOST_FOR_NOTHING = 60.0, 1.0
TABLE = GroupSession._meta.db_table


def measure(*, large: bool) -> Iterator[Line]:
    """In a database of its own, made anew each time: the floor first, then the same rows by the tick's own step."""
    until = timezone.localdate() + dt.timedelta(weeks=WEEKS, days=-1)
    databases.create(SIZE.database)
    with databases.using(SIZE.database, "owner"):
        call_command("migrate", verbosity=0)
        fill()
        floor = in_bare_sql()
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE} CASCADE")
    with databases.using(SIZE.database):
        took = by_the_verb(until, new=SIZE.groups * WEEKS)
        nothing = by_the_verb(until, new=0)
    yield Line(
        name=f"P5 dates ahead, {SIZE.groups:,} groups × {WEEKS} weeks",
        value=took,
        unit="s",
        floor=floor,
        ratio=took / floor,
        promise=f"≤ {MOST_SECONDS:.0f} s",
        kept=took <= MOST_SECONDS,
    )
    yield Line(
        name="P5 dates ahead, nothing to do",
        value=nothing,
        unit="s",
        promise=f"≤ {MOST_FOR_NOTHING:.0f} s",
        kept=nothing <= MOST_FOR_NOTHING,
    )


def fill() -> None:
    """The groups and their series, none of whose dates have been made."""
    with transaction.atomic():
        seed.networks(SIZE)
        seed.groups(SIZE, timezone.localdate())
        Series.objects.update(dates_made_until=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def in_bare_sql() -> float:
    """Seconds for the same rows by one statement."""
    began = time.monotonic()
    insert(
        GroupSession,
        f"""(SELECT row_number() OVER () AS n, s.*, s.first_on + 7 * i AS day
             FROM support_sessions_series s, generate_series(0, {WEEKS - 1}) i) x""",
        id="", group="group_id", series="id", original_on="day", on="day", starts_local="starts_local",
        ends_local="ends_local", starts_at="(day + starts_local) AT TIME ZONE 'Europe/London'",
        ends_at="(day + ends_local) AT TIME ZONE 'Europe/London'", venue="venue_id", format="format_id",
        capacity="capacity",
    )  # fmt: skip
    return time.monotonic() - began


def by_the_verb(until: dt.date, new: int) -> float:
    """Seconds until every series has its dates. Raises `WrongAnswer` if not so many are new."""
    began = time.monotonic()
    made = dates.make_ahead(now=timezone.now(), until=until)
    took = time.monotonic() - began
    if made != new or GroupSession.objects.count() != SIZE.groups * WEEKS:
        raise WrongAnswer(f"{made} dates were made where {new} were missing.")
    return took
