"""Rooms stay small enough to be walked through, and every one of them has a word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.ROOT
OURS = ("peersupport", "members", "groups", "sessions", "bench")
# Past twice its budget a file is split by word.
MOST_LINES = {"module": 2 * 250, "template": 2 * 100, "test": 2 * 300}
MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_VIEW = 2 * 40, 2 * 15
NO_WORDS = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
# Spelled so that this file does not find itself.
UNFINISHED = re.compile(r"\b(NotImplemented" r"Error|TO" r"DO|FIX" r"ME|XX" r"X)\b")
# Whatever must happen later is a row: a task that waits in the queue can be lost, or run twice.
LATER = {"eta", "countdown"}


def files(*folders: str, ending: str = ".py") -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{ending}"))
    return sorted(path for path in found if not {"migrations", "__pycache__", "results"} & set(path.parts))


MODULES = [*files(*OURS), ROOT / "manage.py"]
TESTS = files("tests")
TEMPLATES = [path for ending in (".html", ".txt") for path in files("templates", ending=ending)]
WRITTEN = [*MODULES, *TESTS, *TEMPLATES, *files("static", ending=".css"), *files("static", ending=".js")]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield f"{path.relative_to(ROOT)}: {node.name}", node


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize(("kind", "paths"), [("module", MODULES), ("template", TEMPLATES), ("test", TESTS)])
def test_no_file_is_past_twice_its_budget(kind: str, paths: list[Path]) -> None:
    assert paths
    assert {str(path.relative_to(ROOT)): lines(path) for path in paths if lines(path) > MOST_LINES[kind]} == {}


def test_no_function_is_past_twice_its_budget() -> None:
    sizes = {name: length(function) for path in MODULES for name, function in functions(path)}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_view_is_past_twice_its_budget() -> None:
    views = [path for path in MODULES if "views" in path.parts or path.name == "views.py"]
    sizes = {name: length(function) for path in views for name, function in functions(path)}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_A_VIEW} == {}


def test_every_module_has_a_word() -> None:
    names = {part for path in [*MODULES, *TESTS] for part in path.relative_to(ROOT).with_suffix("").parts}
    assert {name.removeprefix("test_") for name in names} & NO_WORDS == set()


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.name not in ("__init__.py", "apps.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    found = {str(path.relative_to(ROOT)): UNFINISHED.findall(path.read_text(encoding="utf-8")) for path in WRITTEN}
    assert {path: words for path, words in found.items() if words} == {}


def test_no_task_is_put_off_in_the_queue() -> None:
    put_off = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and LATER & {keyword.arg for keyword in node.keywords}
    ]
    assert put_off == []
