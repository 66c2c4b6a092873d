"""Bringing a backup back: all of it or nothing, in one transaction, whoever pulls which plug meanwhile.

The old rows go, the script is played, newer migrations run, and what the lost time is owed is settled
(`settling.py`). Only then is it committed; until then PostgreSQL keeps the database as it was.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader

from members.models import Tombstone
from peersupport.home.backup import manifest as manifests
from peersupport.home.backup import settling
from peersupport.home.backup.ledger import BadLedger, Ledger, in_the_database
from peersupport.home.backup.manifest import Manifest
from peersupport.home.backup.reading import check_counts, opened
from peersupport.lib import dumping
from peersupport.lib.age_files import Identity

# Whoever else is connected to this database, but PostgreSQL's own helpers.
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
"""
# As PostgreSQL makes it with a new database.
SCHEMA = """
ALTER SCHEMA public OWNER TO pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""


class WillNotRestore(Exception):  # noqa: N818 – said as a sentence: raise WillNotRestore
    """Nothing was restored, and nothing changed. The text is a sentence fit to show."""


@dataclass(frozen=True)
class Replaced:
    """What is known from the database a restore puts an end to: who was forgotten in it, and the numbers it gave."""

    born_at: str = ""
    tombstones: list[Tombstone] = field(default_factory=list)
    numbers: Mapping[str, int] = field(default_factory=dict)


def restore(
    *, file: Path, keys: Sequence[Identity], ledger: Ledger | None, replace: bool, now: dt.datetime
) -> tuple[Manifest, settling.Settled]:
    """Put a backup in the place of what is in the database; into an empty one unless `replace` says otherwise.

    `ledger` is the list of the forgotten that was kept outside; without it, it is taken from the database replaced.
    Raises `WillNotRestore` and what `opened` raises; then the database is as it was.
    """
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            replaced = look_around(cursor, replace)
            with opened(file, keys) as (manifest, script):
                check(manifest, ledger, replaced)
                clear(cursor)
                dumping.play(script, cursor)
            check_counts(manifest, manifests.count_rows(cursor))
            bring_up_to_date(cursor)
            settled = settle(manifest, ledger, replaced, now)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except Error as trouble:
        raise WillNotRestore(f"PostgreSQL refuses: {str(trouble).strip().splitlines()[0]}.") from trouble
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what PostgreSQL knows of its tables is in no backup
    return manifest, settled


def look_around(cursor: Any, replace: bool) -> Replaced:
    """See that nobody else is here and that nothing is lost that was not meant to be."""
    cursor.execute(OTHERS)
    [(others,)] = cursor.fetchall()
    if others:
        raise WillNotRestore("The site or its worker still use this database. Stop them first, then restore.")
    if manifests.tables(cursor) and not replace:
        raise WillNotRestore("This database is not empty. Say --replace, and what is in it is given up for the backup.")
    return Replaced(manifests.born_at(cursor), in_the_database(cursor), settling.numbers_given(cursor))


def check(manifest: Manifest, ledger: Ledger | None, replaced: Replaced) -> None:
    """Compare a backup with this program, and with the database whose forgotten are known."""
    if unknown := set(manifest.migrations) - known_migrations():
        raise WillNotRestore(
            f"A newer version of this program made this backup ({min(unknown)} is not known here). Use that one."
        )
    if ledger is not None and ledger.born_at not in ("", manifest.born_at):
        raise BadLedger("The list of the forgotten is that of another database, and would forget the wrong people.")
    if ledger is None and replaced.born_at != manifest.born_at:
        raise WillNotRestore(
            "It is not known who has been forgotten since this backup. Bring the list that is kept with the backups "
            "and name it with --tombstones; or say --nobody-forgotten if you are sure that there was nobody."
        )


def known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations} | {
        f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces
    }


def clear(cursor: Any) -> None:
    """Take away what is there. The script makes the schema anew; an extension that lay in it comes back with it."""
    cursor.execute("SET LOCAL lock_timeout = '10s'; DROP SCHEMA public CASCADE")


def bring_up_to_date(cursor: Any) -> None:
    """Run the migrations that came after the backup; after the last, the app's role is let in."""
    cursor.execute(SCHEMA)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", interactive=False, verbosity=0)
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def settle(manifest: Manifest, ledger: Ledger | None, replaced: Replaced, now: dt.datetime) -> settling.Settled:
    """Settle by what is known of the forgotten, from outside and from the same database as it was a moment ago."""
    tombstones = list(ledger.tombstones.values()) if ledger is not None else []
    if replaced.born_at != manifest.born_at:
        replaced = Replaced()  # another database's numbers mean other people
        if ledger is not None and ledger.born_at and ledger.lacks(Tombstone.objects.all()):
            raise WillNotRestore("This list of the forgotten is older than the backup. Bring the latest one.")
    return settling.settle(tombstones=[*tombstones, *replaced.tombstones], numbers=replaced.numbers, now=now)
