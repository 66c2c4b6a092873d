"""Decides what a local run is: a database in shape, files for the browser, the demonstration once, and two programs.

The web server and the worker (with its one-minute tick) run beside the process that keeps them; the servers
they need are the project's own (`peersupport.lib.embedded`) unless settings name others.
"""

import hashlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from peersupport.home import demo
from peersupport.lib import assets
from peersupport.lib.processes import GaveUp, Keeper, Program

HOST = "127.0.0.1"  # this machine alone
LONGEST_START = 60  # seconds until the web server must have answered
Say = Callable[[str], None]


class WillNotRun(Exception):  # noqa: N818 – said as a sentence: raise WillNotRun
    """A local run cannot begin. The text is a sentence fit to show."""


def listen(port: str) -> socket.socket:
    """Take the port for the whole run, so that nobody can have it between two starts of the web server."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise WillNotRun(f"PORT is a number from 1 to 65535, and not {port}. Try make run PORT=8001.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, int(port)))
        listener.listen()
    except OSError as trouble:
        listener.close()
        another = 8001 if port != "8001" else 8002
        raise WillNotRun(
            f"Port {port} cannot be used ({trouble.strerror}). Choose another: make run PORT={another}."
        ) from trouble
    return listener


def prepare(say: Say, with_demo: bool) -> None:
    """Bring database, files and demonstration up to date, doing only what is missing. Raises `WillNotRun`."""
    call_command("assets")
    collect_files(say)
    if behind():
        say("Preparing the database …")
        migrate()
    if with_demo and not demo.is_loaded():
        say("Making the demonstration …")
        demo.build(now=timezone.now())
    connection.close()


def behind() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    # A process of its own, because only there is the database the owner's.
    command = [sys.executable, str(settings.ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_ROLE": "owner"}, check=False)  # noqa: S603 – ours
    if done.returncode:
        raise WillNotRun("The database could not be brought up to date; the lines above say why.")


def collect_files(say: Say) -> None:
    """Put what the browser asks for where the web server looks, packed small. Done when something changed."""
    stamp = settings.VAR / "static.stamp"
    wanted = fingerprint()
    if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Packing files for the browser …")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """Changes when what `make assets` built, a package that brings files, or the choice among them changes."""
    parts = (settings.VAR / "assets.stamp", settings.ROOT / "requirements.txt", Path(assets.__file__))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def programs(listener: socket.socket) -> tuple[Program, Program]:
    """The web server on the port that was taken, and the worker with its tick."""
    python = (sys.executable, "-m")
    web = Program(
        name="The web server",
        command=(
            *python, "gunicorn", "peersupport.wsgi", "--bind", f"fd://{listener.fileno()}", "--no-control-socket",
            "--worker-class", "peersupport.lib.web_worker.WholeRequests", "--workers", "2", "--threads", "4",
            "--no-sendfile", "--graceful-timeout", "5", "--log-level", "warning",
        ),
        hands_on=(listener.fileno(),),
    )  # fmt: skip
    worker = Program(
        name="The worker",
        command=(
            *python, "celery", "--app", "peersupport", "--quiet", "worker", "--beat", "--concurrency", "2",
            "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
        ),
        # Inside a container root is often the only account, and this queue carries no code: say nothing of it.
        environment={"PYTHONWARNINGS": "ignore:You're running the worker with superuser"},
    )  # fmt: skip
    return web, worker


def wait_until_ready(port: int, keeper: Keeper) -> None:
    """Return when the web server says that it is ready. Raises `GaveUp`."""
    deadline = time.monotonic() + LONGEST_START
    while not is_ready(port):
        keeper.look()
        if time.monotonic() > deadline:
            raise GaveUp("The web server does not answer; the lines above may say why.")


def is_ready(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        line.request("GET", "/readyz", headers={"Host": "localhost"})
        return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
