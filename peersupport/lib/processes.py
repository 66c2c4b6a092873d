"""Decides how programs are kept running beside this one: started apart, started again when they end, stopped together.

Each gets a session of its own, so that Ctrl-C in the terminal reaches only the process that keeps them, which
then ends them politely. Where the system can (Linux), they are also asked to end when their keeper is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

MOST_ENDS, WITHIN = 4, 60  # that many ends in so many seconds, and there is no point in starting it again
PATIENCE = 20  # seconds a program has to end by itself
SOON = 0.1  # seconds between two looks
PR_SET_PDEATHSIG = 1


class GaveUp(Exception):  # noqa: N818 – said as a sentence: raise GaveUp
    """A program cannot be kept running. The text is a sentence fit to show."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run. `name` begins sentences about it; `environment` is added to ours; `hands_on` stays open for it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    hands_on: Sequence[int] = ()


class Kept:
    """A program that is kept: its process of the moment, and when earlier ones ended."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.ends: deque[float] = deque(maxlen=MOST_ENDS)
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 – our own programs, no shell
            list(self.program.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a farewell at most: what matters is said to stderr
            env=os.environ | dict(self.program.environment),
            pass_fds=tuple(self.program.hands_on),
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def restart(self) -> None:
        """Start it again after it ended. Raises `GaveUp` when it ends again and again."""
        self.kill()
        self.ends.append(time.monotonic())
        if len(self.ends) == MOST_ENDS and self.ends[-1] - self.ends[0] < WITHIN:
            raise GaveUp(f"{self.program.name} ended {MOST_ENDS} times in a short while, so it was not started again.")
        self.process = self.start()

    def kill(self) -> None:
        """End at once whatever is left in its session, which is named after its first process."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Keeper:
    """Keeps programs running until it is told to stop. `say` is given a sentence when one had to be started again."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.kept: list[Kept] = []

    def start(self, *programs: Program) -> None:
        for program in programs:
            self.kept.append(Kept(program))

    def look(self) -> None:
        """Start again what has ended since the last look. Raises `GaveUp`."""
        for kept in self.kept:
            if kept.process.poll() is not None:
                self.say(f"{kept.program.name} ended by itself and is started again.")
                kept.restart()

    def keep(self) -> None:
        """Look again and again, until an exception (Ctrl-C is one) ends it."""
        while True:
            self.look()
            time.sleep(SOON)

    def stop(self) -> None:
        """Ask all programs to end, wait, and kill what is still there. Asked to stop once more, it waits no longer."""
        try:
            for kept in self.kept:
                if kept.process.poll() is None:
                    kept.process.terminate()
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and any(kept.process.poll() is None for kept in self.kept):
                time.sleep(SOON)
        except KeyboardInterrupt:
            pass  # no more patience
        finally:
            for kept in self.kept:
                kept.kill()


def stop_like_ctrl_c() -> None:
    """Being asked to end, and a closed terminal, are from here on what Ctrl-C is: a KeyboardInterrupt."""
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, signal.default_int_handler)


def end_with_parent() -> None:
    """Be asked to end (SIGTERM) when the process that started this one is gone. Linux alone can do that."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


# Loaded here, because nothing should be loaded between a fork and the program that follows it.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
