"""Making a backup: one locked file of everything in the database at one moment, read back before it gets its name."""

import datetime as dt
import gzip
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import Error, connection, transaction

from peersupport.home.backup.manifest import Manifest, extensions, left_out, tables, what_is_there
from peersupport.home.backup.reading import read_to_the_end
from peersupport.lib import age_files, dumping
from peersupport.lib.age_files import Identity, Recipient, Unusable
from peersupport.lib.whole_files import sync, written_whole


class CannotBackUp(Exception):  # noqa: N818 – said as a sentence: raise CannotBackUp
    """No backup can be made. The text is a sentence fit to show."""


class FirstThen:
    """A stream: some bytes first, then another stream."""

    def __init__(self, first: bytes, then: IO[bytes]) -> None:
        self.first, self.then = first, then

    def read(self, size: int, /) -> bytes:
        if not self.first:
            return self.then.read(size)
        now, self.first = self.first[:size], self.first[size:]
        return now


def make(*, folder: Path, now: dt.datetime) -> tuple[Path, Manifest]:
    """Back everything up into a new file of the folder, locked for `settings.BACKUP_RECIPIENTS`.

    The site may go on meanwhile: rows, and the count of them, are of one moment. Raises `CannotBackUp`, and `Unusable`
    or `CannotDump` from below; then no file is left.
    """
    if not settings.BACKUP_RECIPIENTS:
        raise CannotBackUp(
            "BACKUP_RECIPIENT is not set, and nothing is ever backed up without a lock. "
            "Make a pair of keys with: manage.py backup --new-key FILE"
        )
    keys = age_files.recipients(settings.BACKUP_RECIPIENTS)
    # A key for this one time, in memory alone: it reads the file back, as those who hold the real ones would.
    once = Identity.generate()
    path = folder / f"peersupport-{now.astimezone(dt.UTC):%Y-%m-%dT%H-%M-%SZ}.age"
    try:
        with written_whole(path) as file:
            manifest = write(file, [*keys, once.to_public()], now)
            sync(file)
            read_to_the_end(Path(file.name), [once])
    except Error as trouble:
        raise CannotBackUp(f"PostgreSQL refuses: {str(trouble).strip().splitlines()[0]}.") from trouble
    except OSError as trouble:
        raise Unusable(f"The file could not be written: {trouble.strerror or trouble}.") from trouble
    return path, manifest


def write(file: IO[bytes], keys: list[Recipient], now: dt.datetime) -> Manifest:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # This transaction only waits, for as long as pg_dump reads what it sees.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0")
        if "django_migrations" not in tables(cursor):
            raise CannotBackUp("This database is empty: there is nothing to back up yet.")
        manifest = what_is_there(cursor, now)
        cursor.execute("SELECT pg_export_snapshot()")
        [(snapshot,)] = cursor.fetchall()
        parts = {"extensions": extensions(cursor), "without_rows": left_out()}
        with dumping.dump(connection, snapshot=snapshot, **parts) as script:
            age_files.lock(FirstThen(gzip.compress(manifest.line()), script), file, keys)
    return manifest
