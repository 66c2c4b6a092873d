"""Other databases for a test that needs more than one: empty ones on the same server, and those of another server."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from peersupport.lib import dumping
from peersupport.settings import database


@contextmanager
def using(**access: Any) -> Iterator[None]:
    """Inside the block Django's connection is another one."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(access)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def owner(**access: Any) -> Any:
    """The block is the owner's, on the test's own database unless told otherwise."""
    role = database("owner")
    return using(USER=role["USER"], PASSWORD=role.get("PASSWORD", ""), OPTIONS=role["OPTIONS"], **access)


def on_server_in(folder: Path) -> Any:
    """The block is the owner's, on an own server, which must be running."""
    return using(NAME="peersupport", USER="peersupport_owner", PASSWORD="", HOST=str(folder), PORT="", OPTIONS={})


@contextmanager
def another(name: str) -> Iterator[str]:
    """An empty database on the test's server, taken away afterwards. Answers with its whole name."""
    name = f"{connection.settings_dict['NAME']}_{name}"
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    yield name
    run(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(*statements: str) -> None:
    with owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# -- What a database holds and is


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text, in order."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT one::text FROM "{table}" one ORDER BY 1')  # noqa: S608
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


# Of a list of words PostgreSQL casts the words, or the list, and means the same.
CASTS = re.compile(r"::(character varying|text)|\[\]|[()]")


def shape() -> list[str]:
    """Tables, constraints, indexes, triggers and functions, as PostgreSQL's own program says them; in any order."""
    command = [dumping.pg_dump_for(dumping.major(connection)), "--schema-only", "--no-privileges"]
    access, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    done = subprocess.run([*command, *access[1:]], env=environment, capture_output=True, text=True, check=True)
    return sorted(CASTS.sub("", line).strip(",") for line in done.stdout.splitlines() if not line.startswith("\\"))


def rights() -> list[tuple[Any, ...]]:
    """What the app's role may do with each table's rows. (In tests it may empty tables, too, which is left out.)"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE grantee = %s AND privilege_type <> 'TRUNCATE' ORDER BY 1, 2",
            [database("app")["USER"]],
        )
        return cursor.fetchall()
