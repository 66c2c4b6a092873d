"""Whether the database answers, is new enough, has this version's tables, and keeps the app to its own role."""

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.db import Error, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from peersupport.home import running
from peersupport.home.doctor.finding import Finding, good, wrong
from peersupport.lib.roles import app_is_not_named_as_owner, app_may_not_act_as_owner

OLDEST = 15
WAY = "SELECT inet_server_addr()::text, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"
# The app reads every table there is.
OUT_OF_REACH = """
SELECT count(*) FROM pg_tables
WHERE schemaname = 'public' AND NOT has_table_privilege(current_user, format('%I.%I', schemaname, tablename), 'SELECT')
"""
OURS = ("home", "members", "groups", "support_sessions")
MIGRATE = "Run manage.py migrate, which takes the owner’s role."


def has_its_tables() -> bool:
    """Whether it can be asked about what people did: it answers, and lacks no migration."""
    try:
        return not running.behind()
    except Error:
        connection.close()
        return False


def server() -> Iterator[Finding]:
    if "DATABASE_URL" in settings.OWN_SERVERS:
        yield wrong(
            "DATABASE_URL is not set, so the program keeps a database of its own, for trying it out.",
            "Make one with two roles, as docs/deploy.md says.",
        )
    try:
        connection.ensure_connection()
    except OperationalError as trouble:
        said = str(trouble).strip().splitlines()[0]
        yield wrong(
            f"The database does not answer: {said}.",
            "Does PostgreSQL run, and are host, port, name, role and password in DATABASE_URL right?",
        )
        return
    yield version(connection.pg_version)  # type: ignore[attr-defined]  # PostgreSQL's connections have it
    with connection.cursor() as cursor:
        cursor.execute(WAY)
        [(address, is_encrypted)] = cursor.fetchall()
    yield from way(address, is_encrypted=is_encrypted)


def version(number: int) -> Finding:
    """What a server's own number, such as 150018, means for us."""
    major = number // 10000
    if major < OLDEST:
        return wrong(f"The database is PostgreSQL {major}.", f"Use {OLDEST} or newer.")
    return good(f"The database answers: PostgreSQL {major}.{number % 10000}.")


def way(address: str | None, *, is_encrypted: bool) -> Iterator[Finding]:
    """Whether others could listen between us and a server at this address; None: a socket of this machine."""
    is_near = address is None or ipaddress.ip_interface(address).ip.is_private
    if not is_near and not is_encrypted:
        yield wrong(
            "The way to the database leads over the internet and is not encrypted.",
            "Add ?sslmode=require to DATABASE_URL and DATABASE_OWNER_URL.",
        )


def role() -> Iterator[Finding]:
    if app_is_not_named_as_owner() or app_may_not_act_as_owner(databases=["default"]):
        yield wrong(
            "The program uses the database as its owner, so it could change or remove the trail of who did what.",
            "Make two roles as docs/deploy.md says, with DATABASE_URL for one and DATABASE_OWNER_URL for the other.",
        )
        return
    with connection.cursor() as cursor:
        cursor.execute(OUT_OF_REACH)
        [(many,)] = cursor.fetchall()
    if many:
        yield wrong(f"The app’s role may not read {many} of the tables.", f"{MIGRATE} It grants what is missing.")
    else:
        yield good("The app’s role uses rows, and cannot change tables or the trail.")


def tables() -> Iterator[Finding]:
    """Whether they are of this version of the program: neither behind it nor ahead of it."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        return  # that it does not answer is said
    except Error:
        connection.close()
        yield wrong("The app’s role may not read which migrations there were.", MIGRATE)
        return
    loader = executor.loader
    missing = executor.migration_plan(loader.graph.leaf_nodes())
    unknown = [key for key in loader.applied_migrations if key[0] in OURS and key not in loader.disk_migrations]
    if missing:
        yield wrong(f"The database lacks {len(missing)} of this version’s migrations.", MIGRATE)
    elif unknown:
        yield wrong(
            f"The database has {len(unknown)} migrations that this version of the program does not know.",
            "An older version was started on it. Install the newer one again.",
        )
    else:
        yield good("All migrations are applied.")
