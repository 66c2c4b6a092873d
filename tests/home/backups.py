"""Making a backup in a test, and hearing how a command refuses."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import databases


def back_up(folder: Path) -> Path:
    """Everything in the test's database in a new file of the folder."""
    before = set(folder.iterdir())
    with databases.owner():
        call_command("backup", into=folder, stdout=io.StringIO())
    [file] = {path for path in folder.iterdir() if path.suffix == ".age"} - before
    return file


def restore(file: Path, key: Path, **options: Any) -> str:
    """What the command says when it has restored."""
    said = io.StringIO()
    call_command("restore", str(file), identity=key, stdout=said, **options)
    return said.getvalue()


def refusal(*words: Any, **options: Any) -> str:
    """The one sentence or two with which a command says no."""
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=io.StringIO(), **options)
    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value), str(refused.value)
    return str(refused.value)
