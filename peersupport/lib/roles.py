"""What the app's database role may do with the owner's tables: use rows, never change their shape."""

from collections.abc import Mapping

from django.db import connections


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
