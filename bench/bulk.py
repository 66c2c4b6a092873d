"""Filling a big table quickly: its indexes and rules are laid aside, and made again over all rows at once.

The trail keeps no lines of it: this is a past that nobody lived.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Rules are foreign keys and what is unique; a primary key stays, because other tables point to it.
RULES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'f') ORDER BY contype DESC, conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Inside the block, which is part of a transaction of the owner, these tables have no index but their key."""
    rules, indexes = shape(tables)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, name, _ in rules:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in rules:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    if shape(tables) != (rules, indexes):
        raise RuntimeError("A table did not get all its indexes and rules back.")


def shape(tables: tuple[str, ...]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """The rules and the indexes of some tables, by name and definition."""
    with connection.cursor() as cursor:
        cursor.execute(RULES, [list(tables)])
        rules = cursor.fetchall()
        cursor.execute(INDEXES, [list(tables)])
        return rules, cursor.fetchall()
