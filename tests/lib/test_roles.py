"""The app's role uses rows; what the migrations are, and the shape of tables, are the owner's."""

from typing import Any

import pytest
from django.db import connection

from peersupport.lib.roles import ONE_ROLE_FOR_BOTH, app_may_not_act_as_owner
from peersupport.settings import database
from tests.conftest import use_role

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


@pytest.mark.django_db(transaction=True)
def test_in_production_an_app_that_may_act_as_owner_is_complained_of_whatever_it_is_called(settings: Any) -> None:
    settings.PRODUCTION, settings.DATABASE_ROLE = True, "app"
    assert app_may_not_act_as_owner(databases=["default"]) == []

    try:
        use_role(database("owner"))
        assert app_may_not_act_as_owner(databases=["default"]) == [ONE_ROLE_FOR_BOTH]
    finally:
        use_role(database("app"))
