"""A prepared statement: each connection is told it once, and asked with other values; a new connection is told anew."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from members.models import Network
from peersupport.lib.prepared import Prepared
from tests import factories

NAMED = Prepared("""
SELECT name, name LIKE '%%s%%' FROM members_network WHERE name = %(name)s OR name = ANY (%(names)s) OR name = %(name)s
ORDER BY name
""")
KNOWN = "SELECT count(*) FROM pg_prepared_statements WHERE name = %s"


def known(prepared: Prepared) -> int:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [prepared.name])
        return int(cursor.fetchone()[0])


@pytest.fixture
def networks(db: None) -> list[Network]:
    return [factories.NetworkFactory(name=name) for name in ("100 %s", "O'Hara", "Tea")]


def test_it_answers_what_is_asked_and_nothing_else(networks: list[Network]) -> None:
    assert NAMED.ask(name="O'Hara", names=[]) == [("O'Hara", False)]
    assert NAMED.ask(name="100 %s", names=["Tea"]) == [("100 %s", True), ("Tea", False)]
    assert NAMED.ask(name="'; DROP TABLE members_network; --", names=["%(name)s"]) == []
    with pytest.raises(KeyError, match="names"):
        NAMED.ask(name="Tea")


def test_each_question_is_one_query_and_the_connection_is_told_once(networks: list[Network]) -> None:
    prepared = Prepared("SELECT name FROM members_network WHERE name = %(name)s")
    with CaptureQueriesContext(connection) as asked:
        for name in ("Tea", "O'Hara", "Tea"):
            assert prepared.ask(name=name) == [(name,)]
    assert len(asked) == 3
    assert known(prepared) == 1


def test_what_is_undone_does_not_undo_it(networks: list[Network]) -> None:
    prepared = Prepared("SELECT count(*) FROM members_network WHERE name = %(name)s")
    with transaction.atomic():
        assert prepared.ask(name="Tea") == [(1,)]
        transaction.set_rollback(True)
    assert prepared.ask(name="Tea") == [(1,)]


def test_a_statement_that_is_wrong_is_an_error_of_the_database_each_time(db: None) -> None:
    wrong = Prepared("SELECT no_such_column FROM members_network WHERE name = %(name)s")
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong.ask(name="Tea")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_anew_also_where_the_old_one_broke() -> None:
    factories.NetworkFactory(name="Tea")
    prepared = Prepared("SELECT pg_backend_pid() FROM members_network WHERE name = %(name)s")
    [(first,)] = prepared.ask(name="Tea")
    connection.close()
    [(second,)] = prepared.ask(name="Tea")
    assert second != first
    end(second)
    connection.health_check_done = False  # as at the next request
    connection.health_check_enabled = True
    [(third,)] = prepared.ask(name="Tea")
    assert third not in {first, second}


def end(backend: int) -> None:
    """As when PostgreSQL is started again: the connection is gone, and nobody here knows yet."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()
