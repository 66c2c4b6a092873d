"""Files that are there whole or not at all: whoever looks meets the old one or the new one, never half of either."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, under a name that ends in `.part`, for this account alone. It gets its own name when the block
    ends and what was written is on the disk. When the block fails, nothing is left of it.
    """
    with tempfile.NamedTemporaryFile(prefix=f"{path.name}.", suffix=".part", dir=path.parent, delete=False) as file:
        try:
            yield file
            sync(file)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    remember_names(path.parent)


def sync(file: IO[bytes]) -> None:
    """Wait until what was written so far is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def remember_names(folder: Path) -> None:
    """A new name, too, is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
