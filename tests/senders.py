"""Real workers that send, as processes of their own on the database of the tests: started, and killed outright."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

PROCESSES = 2


def database_url() -> str:
    facts = connection.settings_dict
    host, query = facts["HOST"], ""
    if host.startswith("/"):
        host, query = "", f"?{urlencode({'host': host})}"
    login = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}"
    port = f":{facts['PORT']}" if facts["PORT"] else ""
    return f"postgresql://{login}@{host}{port}/{facts['NAME']}{query}"


class Worker:
    """A worker with its tick: two processes that send, and the ones that look after them."""

    def __init__(self, folder: Path, smtp_port: int, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log_file = folder / "worker.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "peersupport.settings",
            "DATABASE_ROLE": "app",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(folder),
            "MAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "TICK_SECONDS": "1",
            "LEASE_SECONDS": "3",
            "PYTHONWARNINGS": "ignore",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "--app", "peersupport", "--quiet", "worker", "--beat"]
        options = ["--concurrency", str(PROCESSES), "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=settings.ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """`kill -9`, the whole family at the same moment."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")


@contextmanager
def worker(folder: Path, smtp_port: int, **environment: Any) -> Iterator[Worker]:
    running = Worker(folder, smtp_port, **environment)
    try:
        yield running
    finally:
        running.kill()


def wait_until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], object]) -> None:
    """Wait for something to come true; if it does not, say what there is instead."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)
