"""A local run serves pages and sends what is due, survives what is done to it, and leaves nothing running behind."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from peersupport.lib.embedded.server_folder import wait_until
from tests.local_run import LocalRun
from tests.sink import free_port

LETTER_WITHOUT_A_BELL = """
import json
from django.utils import timezone
from members import login
from members.models import Message, User
from peersupport.lib.sealing import seal
user = User.objects.create_user("reader@example.org")
words = seal(json.dumps({"email": user.email, "code": "1234-5678"}))
to = Message.Recipient.ADDRESS
Message.objects.create(key="one", purpose=login.PURPOSE, recipient_kind=to, due_at=timezone.now(), sealed=words)
"""
NEW_LOGIN = "from members.models import User; User.objects.create_user('kept@example.org')"
LOGINS = "from members.models import User; print(*User.objects.values_list('email', flat=True))"

Start = Callable[[], LocalRun]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder).resolve()


def run_in(folder: Path, port: int) -> LocalRun:
    return LocalRun(folder, port, DEMO="0", TICK_SECONDS="1")


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    runs: list[LocalRun] = []

    def begin() -> LocalRun:
        runs.append(run_in(folder, free_port()))
        return runs[-1].ready()

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.ctrl_c()


def test_it_serves_pages_sends_what_is_due_and_leaves_nothing_running_after_ctrl_c(start: Start) -> None:
    run = start()
    assert f"{run.address}/mailbox/" in run.welcome
    assert run.ask("/healthz") == (200, "ok\n")
    assert run.ask("/readyz") == (200, "ready\n")
    assert run.ask("/")[0] == 200
    run.do(LETTER_WITHOUT_A_BELL)
    assert wait_until(lambda: any("1234-5678" in letter for letter in run.letters()), 10)
    assert len(run.programs()) >= 5
    assert run.servers()

    assert "Stopped." in run.ctrl_c()

    assert run.programs() == []
    assert run.servers() == []


def test_what_is_killed_is_started_again_and_the_whole_takes_its_programs_along_and_keeps_the_data(
    start: Start,
) -> None:
    run = start()
    run.do(NEW_LOGIN)
    [web] = [child for child in psutil.Process(run.process.pid).children() if "gunicorn" in child.cmdline()]
    web.kill()
    assert run.hear("started again") == "The web server ended by itself and is started again.\n"
    assert wait_until(lambda: answers(run), 10)

    run.process.kill()
    run.ended()
    assert wait_until(lambda: run.programs() == [], 20)

    again = start()
    assert "kept@example.org" in again.do(LOGINS)


def answers(run: LocalRun) -> bool:
    """Whether the site answers. What the last workers of a killed server had taken on is lost with them."""
    try:
        return run.ask("/readyz") == (200, "ready\n")
    except ConnectionError:
        return False


def test_a_port_that_is_taken_is_said_in_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = run_in(folder, taken.getsockname()[1])
        said, complaints = run.ended()
    assert (run.process.returncode, said) == (1, "")
    assert complaints.count("\n") == 1
    assert f"Port {run.port} cannot be used (Address already in use). Choose another: make run PORT=" in complaints
