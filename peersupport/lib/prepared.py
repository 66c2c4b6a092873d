"""Statements that PostgreSQL reads and plans once a connection, and is then asked with other values.

PostgreSQL's own PREPARE and EXECUTE. Reading and planning its statements is most of what it does for our busiest pages.
There is one plan for all values (`plan_cache_mode` in the settings), so what is prepared must be found by an index
whatever they are: a range of days has two ends.

A connection is somebody's own until it is closed; through a pool that changes them between transactions it would not be
(`docs/deploy.md`).
"""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.extensions import AsIs

NAMED = re.compile(r"%\((\w+)\)s")

numbers = count(1)
# Which statements each connection knows. A new connection knows none.
known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


class Prepared:
    """One statement that only reads, with `%(name)s` where a value is given."""

    def __init__(self, statement: str, constants: Mapping[str, Any] | None = None) -> None:
        self.statement, self.constants = statement, constants or {}
        self.names = [name for name in dict.fromkeys(NAMED.findall(statement)) if name not in self.constants]
        self.name = f"prepared_{next(numbers)}"
        self.execute = f"EXECUTE {self.name}" + (f" ({', '.join(['%s'] * len(self.names))})" if self.names else "")

    def ask(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows for these values. Raises `KeyError` for one that is not said."""
        with connection.cursor() as cursor:
            cursor.execute(*self.asked_on(connection, values))
            return list(cursor.fetchall())

    def asked_on(self, database: BaseDatabaseWrapper, values: Mapping[str, Any]) -> tuple[str, Any]:
        """What to execute on this connection, which is told the statement when it does not know it yet.

        Raises `KeyError` for a value that is not said.
        """
        parameters = tuple(values[name] for name in self.names)
        self.tell(database)
        return self.execute, parameters

    def tell(self, database: BaseDatabaseWrapper) -> None:
        database.close_if_health_check_failed()  # as Django does before each cursor: it may be another one then
        database.ensure_connection()
        knows = known.setdefault(database.connection, set())
        if self.name in knows:
            return
        places = {name: AsIs(f"${number}") for number, name in enumerate(self.names, 1)}
        with database.wrap_database_errors, database.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self.name} AS {self.statement}", {**self.constants, **places})
        knows.add(self.name)
