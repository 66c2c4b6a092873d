"""Searching the files of a house in which others go on working: a file may go while it is looked at."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path


def files_in(folder: Path, *, but: Collection[str]) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder and what is in it. The folders `but`, by their paths in it, are not even entered."""
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = [name for name in folders if (here / name).relative_to(folder).as_posix() not in but]
        for path in (here / name for name in files):
            with suppress(FileNotFoundError):
                content = path.read_bytes() if path.is_file() else None
            if content is not None:
                yield path, content
