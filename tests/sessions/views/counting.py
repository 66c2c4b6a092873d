"""How many queries a page asks, less the two that are remembered for half a minute in a real run and never in tests."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

REMEMBERED = ('SELECT "members_network"."is_demonstration"', 'SELECT "members_helpline"')


def queries_of(client: Client, address: str) -> list[str]:
    return [query for query in asked_by(client, address) if not query.startswith(REMEMBERED)]


def asked_by(client: Client, address: str) -> list[str]:
    """Every query a page asks."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return [str(one["sql"]) for one in queries]
