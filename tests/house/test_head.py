"""HEAD is answered by what answers GET: the walk through the matrix may ask one of them in most places."""

import ast
from collections.abc import Iterator

from django.conf import settings

# Whether a page for strangers is kept, and whether somebody who has shown who they are is led back to where they were.
MAY = {"peersupport/lib/answers.py": 2}
OURS = ("groups", "members", "peersupport", "sessions")


def says_head(tree: ast.AST) -> Iterator[ast.AST]:
    """The word wherever it is not one of several methods that are let in, and any `head` that a class defines."""
    lists = [node for node in ast.walk(tree) if isinstance(node, ast.List | ast.Tuple)]
    let_in = {id(item) for one in lists for item in one.elts}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value == "HEAD" and id(node) not in let_in:
            yield node
        if isinstance(node, ast.FunctionDef) and node.name == "head":
            yield node


def asks_the_method(tree: ast.AST) -> Iterator[ast.AST]:
    """A comparison of `request.method` with anything but POST."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "method":
            said = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            if said != ["POST"]:
                yield node


def found_in(code: str) -> int:
    tree = ast.parse(code)
    return len([*says_head(tree), *asks_the_method(tree)])


def test_no_line_of_ours_tells_head_from_get() -> None:
    files = [file for app in OURS for file in (settings.ROOT / app).rglob("*.py")]
    assert len(files) > 100
    found = {file.relative_to(settings.ROOT).as_posix(): found_in(file.read_text(encoding="utf-8")) for file in files}
    assert {file: lines for file, lines in found.items() if lines} == MAY


def test_one_that_did_would_be_found() -> None:
    assert found_in('if request.method == "HEAD": ...') == 2
    assert found_in('if request.method in ("GET",): ...') == 1
    assert found_in("class Page:\n    def head(self): ...") == 1
    assert found_in('if request.method == "POST": ...\nSAFE = ["GET", "HEAD", "POST"]') == 0
