"""Querysets whose SQL Django writes once a process, and that are then asked again and again with other values.

Django writes the SQL of a queryset anew each time it is asked. For the lists of our busiest pages that takes longer
than all PostgreSQL has to do for them. What is asked stays a queryset, so a rule about who may see what is said once.

    in_town = Compiled(lambda: Venue.objects.filter(town=Given("town")).order_by("name"))
    in_town.ask(town="Tranent")
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.models import Expression, QuerySet
from django.db.models.sql import Query
from psycopg2.extensions import SQL_IN

Row = TypeVar("Row")


class Given(Expression):
    """A value that is said only when the query is asked. On the right of `__in`, a tuple; it may be empty.

    Not for `exclude(…__in=…)`, where an empty tuple would hide every row. `field` is needed only where Django cannot
    tell what kind of value it is, as in arithmetic.
    """

    def __init__(self, name: str, field: "models.Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def among(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name]
        return Several(value or (None,)) if isinstance(value, tuple) else value  # nothing is equal to NULL


def moment(name: str) -> Any:
    """An instant that is given when asked, for the filters of our querysets, which take it for one."""
    return Given(name, models.DateTimeField())


class Several(SQL_IN):
    """What stands between the parentheses of an SQL `IN`, which Django writes itself."""

    def __conform__(self, _: Any) -> "Several":
        return self

    def getquoted(self) -> bytes:
        quoted: bytes = super().getquoted()
        return quoted.removeprefix(b"(").removesuffix(b")")


class CompilesOnce(SQLCompiler):
    """Django's own compiler, which keeps the statement it has written, and what it knows of its columns."""

    written: tuple[str, tuple[Any, ...]] | None = None
    values: Mapping[str, Any]

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        if self.written is None:
            self.written = super().as_sql(*args, **kwargs)
        statement, parameters = self.written
        return statement, tuple(one.among(self.values) if isinstance(one, Given) else one for one in parameters)

    def asking(self, values: Mapping[str, Any]) -> "CompilesOnce":
        """The same statement for this thread's connection and these values."""
        found = copy.copy(self)
        found.connection, found.values = connections[DEFAULT_DB_ALIAS], values
        return found


class AsksCompiler(Query):
    """A query that is already written: it asks the compiler it is handed, which no change of it reaches."""

    handed: CompilesOnce

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> CompilesOnce:
        return self.handed


class Compiled(Generic[Row]):
    """One queryset, whole: its filters, order, slice, joined rows and annotations. Asked, it gives a list.

    `build` is called once, when first asked. Two threads that ask first both write it, and one is kept.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self.build = build
        self.kept: tuple[QuerySet[Any, Row], CompilesOnce] | None = None

    def ask(self, **values: Any) -> list[Row]:
        """All rows for these values. Raises `KeyError` when one that the queryset was built with is missing."""
        if self.kept is None:
            self.kept = self.compile(values)
        queryset, compiler = self.kept
        asked = queryset.all()
        cast(AsksCompiler, asked.query).handed = compiler.asking(values)
        return list(asked)

    def first(self, **values: Any) -> Row | None:
        """The first row, or None. For what one row is found by: it brings no order and no limit of its own."""
        return next(iter(self.ask(**values)), None)

    def compile(self, values: Mapping[str, Any]) -> tuple[QuerySet[Any, Row], CompilesOnce]:
        queryset = self.build()
        compiler = CompilesOnce(queryset.query.clone(), connections[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
        compiler.values = values
        compiler.as_sql()
        rows_as = queryset._iterable_class
        queryset.query = queryset.query.chain(klass=AsksCompiler)
        queryset._iterable_class = rows_as  # which Django forgets when a query is put in another's place
        return queryset, compiler
