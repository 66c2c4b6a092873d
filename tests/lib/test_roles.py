"""The app's role uses rows; what the migrations are, and the shape of tables, are the owner's."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def rights_on(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unnest(%s), has_table_privilege(current_user, %s, unnest(%s))", [[*RIGHTS], table, [*RIGHTS]]
        )
        return {right for right, given in cursor.fetchall() if given}


@pytest.mark.parametrize("table", ["members_network", "support_sessions_place", "members_device", "tries"])
def test_the_app_reads_and_writes_rows(table: str) -> None:
    assert rights_on(table) == set(RIGHTS)


def test_the_app_only_reads_which_migrations_there_were() -> None:
    assert rights_on("django_migrations") == {"SELECT"}


@pytest.mark.parametrize(
    ("table", "rights"),
    [
        ("members_change", {"SELECT"}),
        ("members_look", {"SELECT", "INSERT"}),
        ("members_tombstone", {"SELECT", "INSERT"}),
    ],
)
def test_what_is_only_added_to_cannot_be_altered_by_the_app(table: str, rights: set[str]) -> None:
    assert rights_on(table) == rights
