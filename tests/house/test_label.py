"""Django has an app called `sessions` too: ours keeps out of its way, and its rows out of ours."""

import importlib.util
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

import sessions

OURS = ("home", "support_sessions", "groups", "members")


def test_our_sessions_have_a_label_that_no_other_app_shares() -> None:
    labels = {app.name: app.label for app in apps.get_app_configs()}
    assert labels["sessions"] == "support_sessions"
    assert labels["django.contrib.sessions"] == "sessions"
    assert len(set(labels.values())) == len(labels)


def test_the_module_called_sessions_is_ours() -> None:
    assert sessions.__file__ is not None
    assert Path(sessions.__file__).parent == settings.ROOT / "sessions"


def test_our_apps_are_listed_before_djangos() -> None:
    listed = [app.label for app in apps.get_app_configs()]
    assert tuple(listed[: len(OURS)]) == OURS


def test_our_tables_carry_our_label() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("support_sessions").get_models()}
    assert tables
    assert all(table.startswith("support_sessions_") for table in tables)


def test_the_tests_of_sessions_are_a_package_of_their_own() -> None:
    """Without it pytest would take `tests/sessions` for the module `sessions`."""
    assert (settings.ROOT / "tests" / "__init__.py").is_file()
    assert (settings.ROOT / "tests" / "sessions" / "__init__.py").is_file()


@pytest.mark.django_db
def test_postgres_is_spoken_to_with_psycopg2() -> None:
    assert importlib.util.find_spec("psycopg") is None
    with connection.cursor() as cursor:
        assert type(cursor.connection).__module__.startswith("psycopg2")
    assert "psycopg2" in sys.modules


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
