"""The pages that promise safety name tests and pages that exist, and no promise stands there without a test."""

import re
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
NUMBERS = re.compile(r"\d+\.\d+\.\d+( \(L3\))?(, \d+\.\d+\.\d+( \(L3\))?)*|–?")
# What requirements.txt asks for, without its extras and version.
LIBRARY = re.compile(r"^([\w.-]+)(?:\[\w+\])?==", re.MULTILINE)
# Each page, and how many tests and pages it names at least.
PAGES = {"security.md": 165, "dpia.md": 18, "record-of-purposes.md": 6, "incident.md": 3}
PROMISES = 78


def read(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def is_there(file: str, name: str) -> bool:
    """Whether there is such a test, or such a file of tests where none of them is named."""
    path = ROOT / file
    return path.is_file() and (not name or f"\ndef {name}(" in path.read_text(encoding="utf-8"))


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page: of each its rows, the heading first, and of each row its cells with what is around them."""
    blocks = groupby(read(page).splitlines(), key=lambda line: line.startswith("|"))
    found = [[[cell.strip() for cell in line.split("|")] for line in lines] for is_table, lines in blocks if is_table]
    for rows in found:
        ruler = rows.pop(1)
        assert set("".join(ruler)) == {"-"}, f"A table begins in its middle: {rows[0]}"
    return found


def without_quotations(row: list[str]) -> str:
    """What is left of a row but what it quotes. A quotation that runs from one cell into the next leaves its mark."""
    return "".join(re.sub("`[^`]*`", "", cell) for cell in row)


@pytest.mark.parametrize(("page", "least"), PAGES.items())
def test_every_test_and_page_named_there_exists(page: str, least: int) -> None:
    words = read(page)
    tests, others = NAMED.findall(words), LINK.findall(words)
    assert len(tests) + len(others) >= least
    assert [one for one in tests if not is_there(*one)] == []
    assert [other for other in others if not (ROOT / "docs" / other).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_row_has_a_cell_for_each_heading(page: str) -> None:
    for rows in tables(page):
        for row in rows:
            assert (row[0], row[-1]) == ("", ""), row
            assert len(row) == len(rows[0]), row
            assert "`" not in without_quotations(row), row


def test_every_promise_names_its_tests() -> None:
    """What is promised, the numbers it answers to, and tests that there are: nothing else stands in these rows."""
    promises = [row for rows in tables("security.md") if "shown by" in rows[0] for row in rows[1:]]
    assert len(promises) >= PROMISES
    for row in promises:
        assert len(row) == 5, row
        _, what, numbers, shown_by, _ = row
        tests = NAMED.findall(shown_by)
        assert what, row
        assert NUMBERS.fullmatch(numbers), row
        assert tests, row
        assert NAMED.sub("", shown_by).replace(", ", "") == "", row
        assert all(is_there(*one) for one in tests), row


def test_every_library_has_its_reason() -> None:
    """What is installed stands in decision 2, by the name it is installed by."""
    libraries = LIBRARY.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert len(libraries) >= 20
    reasons = read("decisions/0002-libraries.md").lower()
    nameless = [name for name in libraries if not re.search(rf"(?<![\w-]){re.escape(name.lower())}(?![\w-])", reasons)]
    assert nameless == []
