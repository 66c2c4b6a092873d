"""Querysets whose SQL Django writes once a process, and that are then asked again and again with other values.

Django writes the SQL of a queryset anew each time it is asked. For the lists of our busiest pages that takes longer
than all PostgreSQL has to do for them. What is asked stays a queryset, so a rule about who may see what is said once.

    in_town = Compiled(lambda: Venue.objects.filter(town=Given("town")).order_by("name"))
    in_town.ask(town="Tranent")
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.models import Expression, Lookup, QuerySet

from peersupport.lib.prepared import Prepared

Row = TypeVar("Row")


class Given(Expression):
    """A value that is said only when the query is asked, as the database is to have it: its field does not look at it.

    `cast` is for where PostgreSQL cannot tell its type.
    """

    def __init__(self, name: str, field: "models.Field[Any, Any] | None" = None, cast: str = "") -> None:
        super().__init__(output_field=field)
        self.name, self.cast = name, cast

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"%s{self.cast}", (self,)


def moment(name: str) -> Any:
    """An instant that is given when asked, for the filters of our querysets, which take it for one."""
    return Given(name, models.DateTimeField(), "::timestamptz")


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class Among(Lookup):
    """`group__among=Given("groups")`: as `__in`, for a list that is given when asked. It may be empty."""

    lookup_name = "among"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, before = self.process_lhs(compiler, connection)
        given, after = self.process_rhs(compiler, connection)
        return f"{column} = ANY {given}", (*before, *after)


class CompilesOnce(SQLCompiler):
    """Django's own compiler, which keeps the statement it has written, and what it knows of its columns."""

    written: Prepared | None = None
    converters: dict[int, Any] | None = None
    values: Mapping[str, Any]

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        if self.written is None:
            self.written = named(*super().as_sql(*args, **kwargs))
        return self.written.asked_on(self.connection, self.values)

    def get_converters(self, expressions: list[Any]) -> dict[int, Any]:
        """Of its own columns, which are always the same."""
        if self.converters is None:
            self.converters = super().get_converters(expressions)
        return self.converters

    def asking(self, values: Mapping[str, Any]) -> "CompilesOnce":
        """The same statement for this thread's connection and these values."""
        found = copy.copy(self)
        found.connection, found.values = connections[DEFAULT_DB_ALIAS], values
        return found


def named(statement: str, parameters: Sequence[Any]) -> Prepared:
    """A statement with a name where each parameter was: those that are given, and those that are always the same."""
    names = [one.name if isinstance(one, Given) else f"constant_{at}" for at, one in enumerate(parameters)]
    constants = dict(zip(names, parameters, strict=True))
    places = tuple(f"%({name})s" for name in names)
    return Prepared(
        statement.replace("%%", "%%%%") % places,
        {name: value for name, value in constants.items() if not isinstance(value, Given)},
    )


@dataclass(frozen=True)
class Asked:
    """As much of a queryset as Django reads when it makes rows of what was found."""

    model: type[models.Model]
    compiler: CompilesOnce
    db: str = DEFAULT_DB_ALIAS
    _known_related_objects: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> "Asked":
        return self

    def get_compiler(self, using: str) -> CompilesOnce:
        return self.compiler


class Compiled(Generic[Row]):
    """One queryset, whole: its filters, order, slice, joined rows and annotations. Asked, it gives a list.

    `build` is called once, when first asked. Two threads that ask first both write it, and one is kept. `values()` is
    not for here, nor is `prefetch_related`.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self.build = build
        self.kept: tuple[QuerySet[Any, Row], CompilesOnce] | None = None

    def ask(self, **values: Any) -> list[Row]:
        """All rows for these values. Raises `KeyError` when one that the queryset was built with is missing."""
        if self.kept is None:
            self.kept = self.compile(values)
        queryset, compiler = self.kept
        asked: Any = Asked(queryset.model, compiler.asking(values))
        rows: Any = queryset._iterable_class(asked)
        return list(rows)

    def first(self, **values: Any) -> Row | None:
        """The first row, or None. For what one row is found by: it brings no order and no limit of its own."""
        return next(iter(self.ask(**values)), None)

    def compile(self, values: Mapping[str, Any]) -> tuple[QuerySet[Any, Row], CompilesOnce]:
        queryset = self.build()
        if getattr(queryset, "_prefetch_related_lookups"):  # noqa: B009 – unknown to the stubs
            raise ValueError("What is asked in further queries cannot be written with this one.")
        compiler = CompilesOnce(queryset.query, connections[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
        compiler.values = values
        compiler.as_sql()
        compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        compiler.values = {}  # nobody's are kept, nor is anybody's connection
        del compiler.connection
        return queryset, compiler
