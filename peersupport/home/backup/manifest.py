"""What a backup says of itself in its first line: when, of which database, in which shape, and how many rows it holds.

The line is a comment to PostgreSQL, so that what an age program opens and gunzip unpacks can be given to psql as it is.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

HEADING = "-- peersupport backup "

TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
ORDER BY relname
"""
EXTENSIONS = "SELECT extname FROM pg_extension WHERE extnamespace = 'public'::regnamespace ORDER BY extname"


class NotABackup(Exception):  # noqa: N818 – said as a sentence
    """What was opened is not a backup of this program. The text is a sentence fit to show."""


@dataclass(frozen=True)
class Manifest:
    """`born_at`, the moment of its first migration, tells one database from another and goes into every backup."""

    made_at: str
    born_at: str
    migrations: list[str]
    rows: dict[str, int]

    @property
    def all_rows(self) -> int:
        return sum(self.rows.values())

    def line(self) -> bytes:
        return f"{HEADING}{json.dumps(asdict(self))}\n".encode()

    @classmethod
    def read(cls, line: bytes) -> "Manifest":
        if not line.startswith(HEADING.encode()):
            raise NotABackup("It is not a backup of this program.")
        try:
            return cls(**json.loads(line.decode().removeprefix(HEADING)))
        except (ValueError, TypeError) as trouble:
            raise NotABackup(
                "It is a backup of another version of this program, which this one cannot read."
            ) from trouble


def what_is_there(cursor: Any, now: dt.datetime) -> Manifest:
    """The manifest of the database as it is in this transaction."""
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    migrations = [name for (name,) in cursor.fetchall()]
    return Manifest(f"{now.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC", born_at(cursor), migrations, count_rows(cursor))


def born_at(cursor: Any) -> str:
    """When the database began: empty where it has not."""
    if "django_migrations" not in tables(cursor):
        return ""
    cursor.execute("SELECT min(applied) FROM django_migrations")
    [(applied,)] = cursor.fetchall()
    return applied.astimezone(dt.UTC).isoformat() if applied else ""


def count_rows(cursor: Any) -> dict[str, int]:
    counts = {}
    for table in tables(cursor):
        if table not in left_out():
            cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608 – a name the database says
            [(counts[table],)] = cursor.fetchall()
    return counts


def tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def extensions(cursor: Any) -> list[str]:
    cursor.execute(EXTENSIONS)
    return [name for (name,) in cursor.fetchall()]


def left_out() -> tuple[str, ...]:
    """Tables whose rows are in no backup: who is logged in, and what is counted for some minutes.

    Somebody may have logged out, or lost a right, since.
    """
    logins = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()._meta.db_table
    return str(logins), str(settings.CACHES["default"]["LOCATION"]), "form_counts"
