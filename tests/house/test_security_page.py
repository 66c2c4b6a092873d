"""The pages that promise safety name tests and pages that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"\]\(([\w.-]+\.md)\)")
# Each page, and how many tests it names at least.
PAGES = {"security.md": 21, "dpia.md": 6, "record-of-purposes.md": 0, "incident.md": 0}


@pytest.mark.parametrize(("page", "least"), PAGES.items())
def test_every_test_and_page_named_there_exists(page: str, least: int) -> None:
    words = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = NAMED.findall(words)
    assert len(named) >= least
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not name or f"\ndef {name}(" in text, f"{file}::{name}"
    for other in LINK.findall(words):
        assert (ROOT / "docs" / other).is_file(), other
