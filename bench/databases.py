"""Decides which databases the benchmarks use: one a size, on a server of their own, seeded once a week.

What was seeded, and when, is noted on the database itself. It is seeded again when the tables or the way of filling
them have changed, or after a week, because evenings that were to come are over by then.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bench import bulk, inserting, seed, sizes
from bench.sizes import Size
from peersupport.settings import database

GOOD_FOR = dt.timedelta(days=7)
NOTED = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


@contextmanager
def using(name: str, role: str = "app") -> Iterator[None]:
    """Inside the block Django's connection, in every thread, is to this database, in this role."""
    before, wanted = dict(connection.settings_dict), database(role)
    connection.close()
    connection.settings_dict.update(NAME=name, USER=wanted["USER"], OPTIONS=wanted["OPTIONS"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def url(name: str) -> str:
    """What a program started beside this one is given as DATABASE_URL, to use a database as the app does."""
    own = database("app")
    return f"postgres://{own['USER']}@/{own['HOST']}/{name}"


def ready(size: Size) -> float | None:
    """Have a size's database seeded and migrated. Returns the seconds seeding took; None when it was there."""
    today, version = timezone.localdate(), version_of_seed()
    if is_good(size, today, version):
        return None
    create(size.database)
    with using(size.database, "owner"):
        call_command("migrate", verbosity=0)
        began = time.monotonic()
        fill(size, today)
        took = time.monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {size.database} IS '{version} {today}'")
    return took


def is_good(size: Size, today: dt.date, version: str) -> bool:
    with using("peersupport"), connection.cursor() as cursor:
        cursor.execute(NOTED, [size.database])
        noted = cursor.fetchone()
    seeded_with, _, on = ((noted and noted[0]) or "").partition(" ")
    return seeded_with == version and today - dt.date.fromisoformat(on) < GOOD_FOR


def create(name: str) -> None:
    """Make an empty database, in place of the one of that name."""
    with using("peersupport", "owner"), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")


def fill(size: Size, today: dt.date) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        seed.load(size, today)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(connection.introspection.table_names(cursor))}")


def version_of_seed() -> str:
    """Changes when the shape of the tables or the way of filling them changes."""
    makers = [Path(str(module.__file__)) for module in (bulk, inserting, seed, sizes)]
    shapes = settings.ROOT.glob("*/migrations/*.py")
    digest = hashlib.sha256()
    for path in sorted([*makers, *shapes]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
