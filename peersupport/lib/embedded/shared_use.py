"""Decides when an embedded server starts and stops: with its first user, and after its last.

A user is a process that holds a shared lock on a file beside the data. At its exit it asks for the same
lock alone; who gets it was the last and stops the server. The kernel drops the locks of a process that is
killed, so nothing goes stale. A second file, locked alone, is held while anyone looks, starts or stops:
between seeing a server run and counting as its user nobody can stop it.
"""

import atexit
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from peersupport.lib.embedded.server_folder import ServerFolder


@dataclass(frozen=True)
class Use:
    folder: ServerFolder
    stop: Callable[[ServerFolder], None]
    pid: int
    descriptor: int


_uses: dict[Path, Use] = {}


@contextmanager
def join(folder: ServerFolder, stop: Callable[[ServerFolder], None]) -> Iterator[None]:
    """Become a user of the server in this folder; the block makes sure that the server runs.

    Nobody else starts or stops the server during the block. `stop` is called at exit, or when the block
    fails, if this process is then the last user. Asked twice, a process counts once.
    """
    with _locked(folder, "starting.lock", fcntl.LOCK_EX):
        known = _uses.get(folder.path)
        if known is None or known.pid != os.getpid():
            if known is not None:  # inherited by a fork: from here on the child counts for itself
                os.close(known.descriptor)
            descriptor = folder.open("in-use.lock")
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            _uses[folder.path] = Use(folder, stop, os.getpid(), descriptor)
        try:
            yield
        except BaseException:
            _give_up(_uses.pop(folder.path))
            raise


def leave(path: Path) -> None:
    """Stop using the server in this folder before the process exits; the last user stops it."""
    use = _uses.get(path.resolve())
    if use is None or use.pid != os.getpid():
        return  # a forked child does not speak for its parent
    del _uses[use.folder.path]
    try:
        with _locked(use.folder, "starting.lock", fcntl.LOCK_EX):
            _give_up(use)
    except FileNotFoundError:  # somebody removed the folder while the server ran: nothing is left to share
        with suppress(FileNotFoundError):
            use.stop(use.folder)


def _give_up(use: Use) -> None:
    os.close(use.descriptor)
    # Asked for on a descriptor opened anew: a forked child that lives on shares the old one, and counts.
    with suppress(BlockingIOError), _locked(use.folder, "in-use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
        use.stop(use.folder)


@contextmanager
def _locked(folder: ServerFolder, name: str, kind: int) -> Iterator[None]:
    descriptor = folder.open(name)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


@atexit.register
def _leave_all() -> None:
    for path in list(_uses):
        leave(path)
