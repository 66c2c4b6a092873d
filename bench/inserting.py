"""One statement for many rows: the columns that matter by their SQL, all others by the model's own defaults."""

from typing import Any

from django.db import connection, models

from peersupport.lib.refs import LENGTH, RefField


def insert(model: type[models.Model], source: str, **columns: str) -> None:
    """`INSERT INTO model SELECT columns FROM source`. `source` gives each row a number `n`: its key, and its ref.

    `id=""` leaves the key to the database.
    """
    given: dict[str | None, str] = {}
    for field in model._meta.local_concrete_fields:
        sql = columns.pop(field.name, None)
        given[field.column] = default(field) if sql is None else sql
    if columns:
        raise ValueError(f"{model.__name__} has no {', '.join(columns)}.")
    given = {column: sql for column, sql in given.items() if sql}
    names = ", ".join(f'"{column}"' for column in given)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(given.values())} FROM {source}")


def default(field: "models.Field[Any, Any]") -> str:
    """What a row has in a column that nobody spoke of, as SQL."""
    if field.primary_key:
        return "n"
    if isinstance(field, RefField):
        # Its letters are among those of a ref, and the same number has the same ref at every seeding.
        return f"substr(md5('{field.model._meta.db_table} ' || n), 1, {LENGTH})"
    if getattr(field, "auto_now_add", False):
        return "now()"
    return literal(field.get_default())


def literal(value: Any) -> str:
    """A Python value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, list):
        return f"ARRAY[{', '.join(literal(one) for one in value)}]"
    return "'" + str(value).replace("'", "''") + "'"
