"""The trail: every change by a trigger of the database, every look at private things before they are shown.

A new table is traced by itself; one that is not stands here with the reason.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, connections, models

from members.models import Network

UNTRACED = {
    "members_change": "is the trail",
    "members_look": "is the trail",
    "members_tombstone": "is only ever added to",
    "members_message": "is its own record: each letter keeps its state and when it left",
    "support_sessions_tap": "is its own record: what a device sent is never changed, and goes after thirty days",
    "members_device": "is a login's browser, and changes with every page",
    "django_session": "is Django's own table of them, and empty",
    "django_content_type": "is made by migrations",
    "auth_permission": "is made by migrations",
}
# What the app's role may do with these tables. It reads, and adds what no trigger does.
APPEND_ONLY = {"members_change": "SELECT", "members_look": "SELECT, INSERT", "members_tombstone": "SELECT, INSERT"}

# Each time a register is opened: by hand, since Django would write it anew each time.
LOOKED = """
INSERT INTO members_look (login, what, network, about, role, whom, showed_needs) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def looked(
    *,
    user: Any,
    what: str,
    network: Network,
    about: str,
    role: str,
    whom: Iterable[str],
    showed_needs: bool = False,
) -> None:
    """Write down that a login is about to be shown private things. Called before: not written is not shown.

    `whom` are refs of people and of words; nobody else's privacy is looked into where it is empty.
    """
    refs = sorted(set(whom) - {""})
    if refs:
        with connection.cursor() as cursor:
            cursor.execute(LOOKED, [user.pk, what, network.pk, about, role, refs, showed_needs])


def traced() -> list[type[models.Model]]:
    """The models whose tables are traced, those between two others included."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and model._meta.db_table not in UNTRACED]


def install(using: str) -> None:
    """Give each table its triggers. Run after each migration; harmless when repeated, or when run by the app's role."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        owned = {table for (table,) in cursor.fetchall()}
        for table in sorted({model._meta.db_table for model in traced()} & owned):
            for statement in TRIGGERS:
                cursor.execute(statement.format(table=connections[using].ops.quote_name(table)))


def forget_old_trail() -> None:
    """Looks go after the years their network keeps them, changes after the longest of any. The owner's function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trail_forget_old()")


TRIGGERS = (
    "CREATE OR REPLACE TRIGGER trail_made AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION trail_of_changes()",
    "CREATE OR REPLACE TRIGGER trail_changed AFTER UPDATE ON {table} "
    "REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION trail_of_changes()",
    "CREATE OR REPLACE TRIGGER trail_removed AFTER DELETE ON {table} "
    "REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION trail_of_changes()",
)
