"""How many queries a page asks, less the two that are remembered for half a minute in a real run and never in tests."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

REMEMBERED = ('SELECT "members_network"."is_demonstration"', 'SELECT "members_helpline"')


def queries_of(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return [one["sql"] for one in queries if not one["sql"].startswith(REMEMBERED)]
