"""The script that makes roles and database, run on an empty server: an owner who shapes it, an app that uses it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from peersupport.lib import embedded
from peersupport.lib.embedded import postgres_server

SCRIPT = settings.ROOT / "docs" / "deploy" / "roles.sh"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="It is for a server, and names a locale of Linux")


def connect(socket_folder: Path, user: str, database: str) -> Any:
    connection = psycopg2.connect(host=str(socket_folder), user=user, dbname=database)
    connection.autocommit = True
    return closing(connection)


def ask(socket_folder: Path, user: str, database: str, *statements: str) -> list[Any]:
    with connect(socket_folder, user, database) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """An own server that the script has been run on, instead of what an own server is given."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "postgres"
        socket_folder = embedded.postgres(where)
        try:
            ask(socket_folder, "postgres", "postgres", "DROP DATABASE peersupport")
            for role in ("peersupport_app", "peersupport_owner"):
                ask(socket_folder, "postgres", "template1", f"DROP OWNED BY {role}", f"DROP ROLE {role}")
            programs = postgres_server._program("psql").parent
            environment = {
                "PATH": f"{programs}:{os.environ['PATH']}",
                "PGHOST": str(socket_folder),
                "OWNER_PASSWORD": "o'wner",
                "APP_PASSWORD": "a pp",
            }
            subprocess.run(["sh", SCRIPT], env=environment, check=True)
            yield socket_folder
        finally:
            embedded.leave(where)


def test_the_owner_shapes_tables_and_the_app_does_not(made: Path) -> None:
    ask(made, "peersupport_owner", "peersupport", "CREATE TABLE tea (cups int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(made, "peersupport_app", "peersupport", "CREATE TABLE cake (slices int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(made, "peersupport_app", "peersupport", "DROP TABLE tea")


def test_neither_is_more_than_that(made: Path) -> None:
    roles = "SELECT rolname FROM pg_roles WHERE rolname ~ 'peersupport' AND (rolsuper OR rolcreaterole OR rolcreatedb)"
    assert ask(made, "postgres", "postgres", roles) == []
    is_member = "SELECT pg_has_role('peersupport_app', 'peersupport_owner', 'MEMBER')"
    assert ask(made, "postgres", "postgres", is_member) == [(False,)]


def test_each_has_its_password(made: Path) -> None:
    kept = ask(made, "postgres", "postgres", "SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256%'")
    assert kept == [("peersupport_owner",), ("peersupport_app",)]


def test_what_people_wrote_stays_out_of_the_servers_log(made: Path) -> None:
    asked = [f"SHOW {name}" for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity")]
    said = [ask(made, "peersupport_app", "peersupport", one) for one in asked]
    assert said == [[("log",)], [("panic",)], [("terse",)]]
