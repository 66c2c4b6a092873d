"""The town to walk through, and a browser of everybody in it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from bench.browsers import browser
from members.access import Standing
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
