"""The town to walk through, and a browser of everybody in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from bench.browsers import browser
from members.access import Standing
from peersupport.lib import age_files
from tests.home import town as towns


@pytest.fixture
def town(settings: Any, db: None) -> Iterator[towns.Town]:
    settings.KEEPS_LETTERS_AS_FILES = False
    with time_machine.travel(towns.NOW, tick=False):
        yield towns.build()


@pytest.fixture
def browsers(town: towns.Town) -> dict[Standing, Client]:
    """One of everybody, the second factor shown."""
    return {standing: browser(town.cast.get(standing)) for standing in Standing}


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Path:
    """The secret half of a pair whose public half the settings know; what is kept outside has a folder of its own."""
    file = tmp_path / "key"
    settings.BACKUP_RECIPIENTS = [age_files.new_pair(file)]
    settings.TOMBSTONES_FILE = tmp_path / "tombstones"
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder
