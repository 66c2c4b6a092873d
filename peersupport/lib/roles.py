"""What the app's database role may do with the owner's tables: use rows, never change their shape.

What may only be added to stays so because these are two roles. In production two checks see that they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

ONE_ROLE_FOR_BOTH = checks.Warning(
    "The app's database role is the owner's too, so the program can change and empty every table.",
    hint="Make two roles, and set DATABASE_OWNER_URL. docs/deploy.md shows how.",
    id="peersupport.W001",
)
# A superuser, the owner of a table of ours, or a member of that owner.
MAY_ACT_AS_OWNER = """
SELECT rolsuper OR EXISTS (
    SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE')
) FROM pg_roles WHERE rolname = current_user
"""


@checks.register(checks.Tags.security, deploy=True)
def app_is_not_named_as_owner(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """`check --deploy`: by the settings alone, without asking the database."""
    is_one = settings.PRODUCTION and settings.DATABASE_OWNER_USER == settings.DATABASE_APP_USER
    return [ONE_ROLE_FOR_BOTH] if is_one else []


@checks.register(checks.Tags.database)
def app_may_not_act_as_owner(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """`check --database default`: whatever the roles are called, by what the app's may do."""
    if not settings.PRODUCTION or settings.DATABASE_ROLE != "app":
        return []
    found = list[checks.CheckMessage]()
    for name in databases or ():
        with connections[name].cursor() as cursor:
            cursor.execute(MAY_ACT_AS_OWNER)
            found += [ONE_ROLE_FOR_BOTH for (may,) in cursor.fetchall() if may]
    return found


def grant_to_app(using: str, app_user: str, less: Mapping[str, str]) -> None:
    """Let the app role read and write rows in every table there is now. Run by the owner after each migration.

    `less` says of some tables what it may do and no more, as SQL does: "SELECT, INSERT". Does nothing where one role is
    both, or where the app role runs this.
    """
    connection = connections[using]
    owner = connection.settings_dict["USER"]
    if owner == app_user:
        return
    name = connection.ops.quote_name(app_user)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        for table, rights in {**less, "django_migrations": "SELECT"}.items():
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {quoted} FROM {name}")
            cursor.execute(f"GRANT {rights} ON {quoted} TO {name}")
