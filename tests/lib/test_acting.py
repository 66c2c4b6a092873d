"""Who acts is told to the database with what is written, and never stays for whoever comes next."""

import pytest
from django.db import connection, transaction
from django.db.models import Value

from members.models import Change, Network
from peersupport.lib.acting import through
from tests import factories

pytestmark = pytest.mark.django_db


def told() -> tuple[int | None, str]:
    change = Change.objects.latest("pk")
    return change.login, change.through


def test_what_is_written_inside_was_done_through_it() -> None:
    network = factories.NetworkFactory()
    with through("groups:page", lambda: 7):
        Network.objects.filter(pk=network.pk).update(about=Value("Tea at 7"))
    assert told() == (7, "groups:page")


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_stays_on_the_connection() -> None:
    network = factories.NetworkFactory()
    with through("groups:page", lambda: 7), transaction.atomic():
        network.save()
        network.about = "Tea"
        network.save()
    assert told() == (7, "groups:page")
    network.about = "Coffee"
    network.save()
    assert told() == (None, "")


def test_the_login_is_asked_for_only_when_something_is_written() -> None:
    asked: list[int] = []
    with through("groups:page", lambda: asked.append(1) or 7):
        assert not Network.objects.filter(slug="none").exists()
        assert asked == []


@pytest.mark.parametrize(
    ("statement", "params"),
    [
        ("UPDATE members_network SET about = '100 %'", None),
        ("UPDATE members_network SET about = %s", ["100 %"]),
        ("UPDATE members_network SET about = %(about)s || '%%'", {"about": "100 "}),
        (
            "WITH every AS (SELECT id FROM members_network) UPDATE members_network n SET about = '100 %' FROM every",
            None,
        ),
    ],
)
def test_whichever_way_a_statement_is_written(statement: str, params: object) -> None:
    network = factories.NetworkFactory()
    with through("a page", lambda: 7), connection.cursor() as cursor:
        cursor.execute(statement, params)
        assert cursor.rowcount == 1
    network.refresh_from_db()
    assert network.about == "100 %"
    assert told() == (7, "a page")


def test_what_is_only_read_is_asked_as_it_is() -> None:
    with through("a page", lambda: 7), connection.cursor() as cursor:
        cursor.execute("WITH one AS (SELECT '50 %' AS half) SELECT half FROM one")
        assert cursor.fetchall() == [("50 %",)]
