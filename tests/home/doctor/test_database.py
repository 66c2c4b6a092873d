"""A database that is away, too old, behind, ahead, or not walled off: each is told apart on a real server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from peersupport.home import doctor
from peersupport.home.doctor import database
from tests import databases
from tests.home.doctor.conftest import Said
from tests.sink import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def in_production(settings: Any) -> None:
    settings.PRODUCTION, settings.DATABASE_ROLE = True, "app"
    settings.OWN_SERVERS = []


def test_one_that_answers_with_all_tables(said: Said, in_production: None) -> None:
    assert list(said(database.server())) == ["good"]
    assert said(database.tables()) == {"good": ["All migrations are applied."]}
    assert list(said(database.role())) == ["good"]
    assert database.has_its_tables()


def test_one_that_is_away_and_what_rests_on_it_is_not_looked_at(said: Said, in_production: None, now: Any) -> None:
    with databases.using(HOST="127.0.0.1", PORT=str(free_port())):
        [sentence] = said(database.server())["not right"]
        assert "Does PostgreSQL run" in sentence
        assert list(database.tables()) == []
        found = list(doctor.examine(now=now, words=["networks"]))
    assert found == [("networks", doctor.NOT_LOOKED_AT)]


def test_one_that_is_not_there(said: Said, in_production: None) -> None:
    with databases.using(NAME="nowhere"):
        assert '"nowhere" does not exist' in said(database.server())["not right"][0]


def test_an_own_server_is_for_trying_out(said: Said, settings: Any) -> None:
    settings.OWN_SERVERS = ["DATABASE_URL"]
    assert "DATABASE_URL is not set" in said(database.server())["not right"][0]


def test_an_empty_one_lacks_every_migration(said: Said) -> None:
    with databases.another("bare") as name, databases.using(NAME=name):
        assert "manage.py migrate" in said(database.tables())["not right"][0]
        assert not database.has_its_tables()


@pytest.fixture
def from_the_future() -> Iterator[None]:
    databases.run("INSERT INTO django_migrations (app, name, applied) VALUES ('members', '9999_teatime', now())")
    yield
    databases.run("DELETE FROM django_migrations WHERE name = '9999_teatime'")


def test_one_that_a_newer_version_has_shaped(said: Said, from_the_future: None) -> None:
    assert "An older version was started on it" in said(database.tables())["not right"][0]


def test_one_role_for_both(said: Said, in_production: None) -> None:
    with databases.owner():
        assert "as its owner" in said(database.role())["not right"][0]


@pytest.fixture
def without_a_right() -> Iterator[None]:
    app = connection.settings_dict["USER"]
    databases.run(f'REVOKE SELECT ON members_network FROM "{app}"')  # noqa: S608 – a role's name
    yield
    databases.run(f'GRANT SELECT ON members_network TO "{app}"')


def test_a_table_the_app_may_not_read(said: Said, in_production: None, without_a_right: None) -> None:
    assert "may not read 1 of the tables" in said(database.role())["not right"][0]


@pytest.mark.parametrize(("number", "verdict"), [(140012, "not right"), (150001, "good"), (180006, "good")])
def test_one_that_is_too_old(said: Said, number: int, verdict: str) -> None:
    assert list(said([database.version(number)])) == [verdict]


@pytest.mark.parametrize(
    ("address", "is_encrypted", "is_right"),
    [
        (None, False, True),
        ("127.0.0.1/32", False, True),
        ("10.0.0.4/32", False, True),
        ("81.2.69.142/32", False, False),
        ("81.2.69.142/32", True, True),
    ],
)
def test_a_way_that_others_could_listen_on(said: Said, address: str | None, is_encrypted: bool, is_right: bool) -> None:
    assert bool(said(database.way(address, is_encrypted=is_encrypted))) is not is_right
