"""Making a backup in a test, restoring it, taking one apart, and hearing how a command refuses."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from peersupport.lib import age_files


def back_up(folder: Path) -> Path:
    """Everything in the database in a new file of the folder. The connection must be the owner's."""
    before = set(folder.iterdir())
    call_command("backup", into=folder, stdout=io.StringIO())
    [file] = {path for path in folder.iterdir() if path.suffix == ".age"} - before
    return file


def restore(file: Path, key: Path, **options: Any) -> str:
    """What the command says when it has restored."""
    said = io.StringIO()
    call_command("restore", str(file), identity=key, stdout=said, **options)
    return said.getvalue()


def refusal(*words: Any, **options: Any) -> str:
    """The one line with which a command says no."""
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=io.StringIO(), **options)
    said = str(refused.value)
    assert refused.value.returncode == 1
    assert "\n" not in said, said
    return said


def unlocked(file: Path, key: Path) -> bytes:
    """A backup's manifest and script."""
    with age_files.opened(file, age_files.identities(key)) as content:
        return gzip.GzipFile(fileobj=content).read()


def lock(file: Path, key: Path, words: bytes) -> None:
    """Any words in a file, locked as a backup is."""
    with file.open("wb") as target:
        age_files.lock(io.BytesIO(words), target, [identity.to_public() for identity in age_files.identities(key)])


def born_at(file: Path, key: Path) -> str:
    """Which database a backup is of."""
    first = unlocked(file, key).partition(b"\n")[0]
    return str(json.loads(first.removeprefix(b"-- peersupport backup "))["born_at"])
