"""An audit that could look nothing up does not say that all is well."""

from typing import Any

import pytest

from tests.audit import NOTHING_ASKED, judge

GOOD: dict[str, Any] = {"name": "good", "version": "1", "vulns": []}
BAD: dict[str, Any] = {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
UNKNOWN: dict[str, Any] = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([], 2, NOTHING_ASKED),
        ([UNKNOWN, UNKNOWN], 2, NOTHING_ASKED),
        ([GOOD, UNKNOWN], 1, "unknown: nothing is known of it there; look for yourself.\n"),
        ([GOOD, BAD], 1, "bad 2: PYSEC-1, mended in 3\n"),
        ([GOOD], 0, "No hole is known in the 1 packages that are installed.\n"),
    ],
)
def test_it_says_what_it_knows(packages: list[dict[str, Any]], status: int, words: str) -> None:
    assert judge(packages) == (status, words)
