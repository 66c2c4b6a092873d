"""How tests are shared out among parallel workers: those that share a run stay together, the others go anywhere."""

from typing import Any
from zlib import crc32

import pytest
from xdist.scheduler import LoadScopeScheduling

# Whoever has one of these has all of them: what they share is started once and takes its time.
TOGETHER = ("tests/journeys/", "tests/home/test_run.py", "tests/home/test_restore")
# The same, but enough of it for two: each builds its own.
FOR_TWO = "tests/home/test_who_sees_what.py"


class Together(LoadScopeScheduling):
    """xdist's own `loadgroup` would do, but says nothing and groups nothing with this pytest (pytest-xdist #1386)."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(FOR_TWO):
            return f"{FOR_TWO} {crc32(nodeid.encode()) % 2}"
        return next((beginning for beginning in TOGETHER if nodeid.startswith(beginning)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)
