"""The town to walk through, and a browser of everybody in it; a backup, and databases to restore it into."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings

from bench.browsers import browser
from members.access import Standing
from peersupport.home.context import Remembered
from peersupport.lib import age_files
from tests import databases, factories
from tests.home import backups
from tests.home import town as towns


@pytest.fixture
def town(settings: Any, db: None) -> Iterator[towns.Town]:
    settings.KEEPS_LETTERS_AS_FILES = False
    with time_machine.travel(towns.NOW, tick=False):
        yield towns.build()


@pytest.fixture
def as_served(settings: Any) -> Iterator[None]:
    """What is the same on every page is read once, as on a site that is served, and not for each of many thousands."""
    settings.SITE_FACTS_SECONDS = 3600
    Remembered.forget()
    yield
    Remembered.forget()
    caches["pages"].clear()


@pytest.fixture
def browsers(town: towns.Town) -> dict[Standing, Client]:
    """One of everybody, the second factor shown."""
    return {standing: browser(town.cast.get(standing)) for standing in Standing}


# -- Backups


class Kept(NamedTuple):
    """A backup, every row there was then, and the database it is of, in which there is somebody more by now."""

    file: Path
    rows: dict[str, list[str]]
    database: str


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The secret half of a pair of keys in a file, and the public half."""
    file = tmp_path_factory.mktemp("keys") / "key"
    return file, age_files.new_pair(file)


@pytest.fixture
def key(pair: tuple[Path, str], tmp_path: Path, settings: Any) -> Path:
    """The secret half of the pair whose public half the settings know; what is kept outside has a folder of its own."""
    settings.BACKUP_RECIPIENTS = [pair[1]]
    settings.TOMBSTONES_FILE = tmp_path / "tombstones"
    return Path(shutil.copy(pair[0], tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def kept(
    pair: tuple[Path, str], django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """Made once, for tests that leave both as they found them."""
    folder = tmp_path_factory.mktemp("backups")
    where = override_settings(BACKUP_RECIPIENTS=[pair[1]], TOMBSTONES_FILE=folder / "tombstones")
    with django_db_blocker.unblock(), databases.another("full") as name:
        with where, databases.owner():
            bare = backups.back_up(folder)
        with where, databases.owner(NAME=name):
            backups.restore(bare, pair[0], nobody_forgotten=True)
            bare.unlink()
            network = factories.NetworkFactory()
            user = factories.UserFactory()
            factories.PersonFactory(network=network, user=user, known_as="Nightjar")
            factories.DoorPhotoFactory(venue=factories.RegularFactory(group__network=network).group.venue)
            Client().force_login(user)
            made = Kept(backups.back_up(folder), databases.rows(), name)
            factories.PersonFactory(network=network, known_as="Later")
        yield made


@pytest.fixture(scope="session")
def spare(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), databases.another("spare") as name:
        yield name


@pytest.fixture
def empty(spare: str, transactional_db: None) -> Iterator[str]:
    """The connection is the owner's, to an empty database."""
    with databases.owner(NAME=spare):
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner")
        yield spare


@pytest.fixture
def full(kept: Kept, transactional_db: None) -> Iterator[str]:
    """The connection is the owner's, to the database that was backed up."""
    with databases.owner(NAME=kept.database):
        yield kept.database


@pytest.fixture
def file(kept: Kept, tmp_path: Path) -> Path:
    """The backup: a copy, to do with as one likes."""
    return Path(shutil.copy(kept.file, tmp_path))
