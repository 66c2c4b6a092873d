"""Programs that are kept running: started again, given up on, and ended with everything they started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from peersupport.lib import processes
from peersupport.lib.embedded.server_folder import wait_until
from peersupport.lib.processes import GaveUp, Keeper, Program

STAYS = "import time; time.sleep(60)"
STUBBORN = """
import signal, subprocess, sys
for kind in (signal.SIGTERM, signal.SIGINT):
    signal.signal(kind, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
child.wait()
"""
KEEPER = """
import sys
from peersupport.lib.processes import Keeper, Program
keeper = Keeper(print)
keeper.start(Program(name="It", command=[sys.executable, "-c", "import time; time.sleep(60)"]))
print(keeper.kept[0].process.pid, flush=True)
keeper.keep()
"""


def python(statements: str, *arguments: str) -> Program:
    return Program(name="The program", command=[sys.executable, "-c", statements, *arguments])


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(said: list[str]) -> Iterator[Keeper]:
    keeper = Keeper(said.append)
    yield keeper
    keeper.stop()


def test_what_ends_is_started_again_and_said(keeper: Keeper, said: list[str]) -> None:
    keeper.start(python(STAYS))
    first = keeper.kept[0].process
    keeper.look()
    assert said == []
    first.kill()
    first.wait()
    keeper.look()
    assert said == ["The program ended by itself and is started again."]
    assert keeper.kept[0].process.poll() is None
    assert keeper.kept[0].process.pid != first.pid


def test_what_ends_again_and_again_is_given_up(keeper: Keeper) -> None:
    keeper.start(python("raise SystemExit(3)"))
    with pytest.raises(GaveUp, match=r"^The program ended 4 times in a short while, so it was not started again\.$"):
        keeper.keep()


def test_ends_that_are_far_apart_are_forgiven(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WITHIN", 0)
    keeper.start(python("raise SystemExit(3)"))
    for _ in range(processes.MOST_ENDS + 1):
        keeper.kept[0].process.wait()
        keeper.look()


def test_what_will_not_end_is_killed_with_all_it_started(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.2)
    keeper.start(python(STUBBORN, str(tmp_path / "child")))
    assert wait_until(lambda: bool((tmp_path / "child").exists() and (tmp_path / "child").read_text()), 10)
    child = psutil.Process(int((tmp_path / "child").read_text()))
    keeper.stop()
    assert keeper.kept[0].process.returncode == -signal.SIGKILL
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 5)


def test_asked_to_stop_twice_it_waits_no_longer(keeper: Keeper, tmp_path: Path) -> None:
    keeper.start(python(STUBBORN, str(tmp_path / "child")))
    assert wait_until((tmp_path / "child").exists, 10)
    threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT]).start()
    begun = time.monotonic()
    keeper.stop()
    assert time.monotonic() - begun < processes.PATIENCE / 2
    assert keeper.kept[0].process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program that its parent is gone")
def test_a_keeper_that_is_killed_takes_its_programs_along() -> None:
    with subprocess.Popen([sys.executable, "-c", KEEPER], stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        program = psutil.Process(int(keeper.stdout.readline()))
        keeper.kill()
    assert wait_until(lambda: not program.is_running() or program.status() == psutil.STATUS_ZOMBIE, 5)
