"""Opening a backup with a key: what it says of itself, and whether all of it is there. No database is needed."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from peersupport.home.backup.manifest import Manifest, NotABackup
from peersupport.lib import age_files, dumping
from peersupport.lib.age_files import Identity


@contextmanager
def opened(file: Path, keys: Sequence[Identity]) -> Iterator[tuple[Manifest, Iterable[bytes]]]:
    """A backup's manifest and, line by line, its script. Only a block left without an error has read what was written.

    Raises `Unusable` where the key is not the one or a byte is missing or changed, `NotABackup` where it is none.
    """
    with age_files.opened(file, keys) as content:
        script = io.BufferedReader(gzip.GzipFile(fileobj=content))
        try:
            yield Manifest.read(script.readline()), script
        except (gzip.BadGzipFile, EOFError, zlib.error) as trouble:
            raise NotABackup("It is not a backup of this program.") from trouble


def read_to_the_end(file: Path, keys: Sequence[Identity]) -> Manifest:
    """Read every row of a backup and count it. Raises `NotABackup` where it is not what its manifest says."""
    with opened(file, keys) as (manifest, script):
        check_counts(manifest, dumping.count(script))
    return manifest


def check_counts(manifest: Manifest, found: dict[str, int]) -> None:
    """Compare rows that were found with those that a backup says it holds."""
    odd = [table for table, rows in manifest.rows.items() if found.get(table) != rows]
    if odd:
        raise NotABackup(f"It does not hold the rows that it says it does: {', '.join(odd)}.")
