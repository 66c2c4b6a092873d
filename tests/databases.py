"""Other databases for a test that needs more than one: in the owner's role, empty ones, and those of another server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

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


def on_server_in(folder: Path, role: str = "owner") -> Any:
    """The block is on the database of an own server, which must be running."""
    return using(NAME="peersupport", USER=f"peersupport_{role}", PASSWORD="", HOST=str(folder), PORT="", OPTIONS={})


@contextmanager
def an_empty_one() -> Iterator[str]:
    """The name of an empty database on the test's server, taken away afterwards."""
    name = f"{connection.settings_dict['NAME']}_empty"
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    yield name
    run(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(*statements: str) -> None:
    with owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text, in order: what a database holds."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT one::text FROM "{table}" one ORDER BY 1')  # noqa: S608
            found[table] = [row for (row,) in cursor.fetchall()]
    return found
