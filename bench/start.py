"""P9: how long until the site answers, first time and later, and what a command costs that does nothing."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings

from bench.results import Line, WrongAnswer
from peersupport.home import running

FIRST, LATER = 90.0, 10.0  # seconds until the site answers
COMMAND_SECONDS, COMMAND_MB = 1.5, 120.0
LONGEST, ROUNDS = 600, 5
# A process begins with the memory of the one that started it, so a small one stands between this and what is measured.
STARTER = """
import resource, subprocess, sys, time
began = time.monotonic()
subprocess.run(sys.argv[1:], check=True)
print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
A_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # in the units of ru_maxrss
NOTHING = ("manage.py", "shell", "--no-imports", "--command", "pass")
# The least of Django that has a setup to speak of.
BARE = "import django.conf; django.conf.settings.configure(INSTALLED_APPS=['django.contrib.auth', "
BARE += "'django.contrib.contenttypes', 'django.contrib.sessions', 'django.contrib.admin']); django.setup()"


def measure(*, large: bool) -> Iterator[Line]:
    yield from command()
    yield from make_run()


def command() -> Iterator[Line]:
    """Beside Django with its own apps. The servers run already, as they do beside `make run`."""
    pairs = [(cost(["-c", BARE]), cost(NOTHING)) for _ in range(ROUNDS)]
    took, floor = (statistics.median(pair[which][0] for pair in pairs) for which in (1, 0))
    memory, bare = (max(pair[which][1] for pair in pairs) for which in (1, 0))
    for name, unit, value, least, most in (
        ("P9 a command that does nothing", "s", took, floor, COMMAND_SECONDS),
        ("P9 its memory", "MB", memory, bare, COMMAND_MB),
    ):
        yield Line(
            name=name,
            value=value,
            unit=unit,
            floor=least,
            ratio=value / least,
            promise=f"≤ {most:g} {unit}",
            kept=value <= most,
        )


def cost(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds and megabytes of a Python program, the most it held at once."""
    starter = [sys.executable, "-S", "-c", STARTER, sys.executable, *arguments]
    done = subprocess.run(starter, cwd=settings.ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise WrongAnswer(f"python {arguments[0]} did not end well.")
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory) / A_MEGABYTE


def make_run() -> Iterator[Line]:
    """In a copy of this tree without anything that was ever made, then in the same again."""
    copy = settings.VAR / "first-run"
    shutil.rmtree(copy, ignore_errors=True)
    try:
        copy_tree(settings.ROOT, copy)
        for name, most in (("first time, packages cached", FIRST), ("later", LATER)):
            took = seconds_until_ready(copy)
            yield Line(name=f"P9 make run, {name}", value=took, unit="s", promise=f"≤ {most:.0f} s", kept=took <= most)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def copy_tree(root: Path, copy: Path) -> None:
    """What somebody has who has just fetched the project."""
    for name in ("Makefile", "manage.py", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        copy.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, copy / name)
    for name in ("peersupport", "sessions", "groups", "members", "templates", "static"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))


def seconds_until_ready(folder: Path) -> float:
    port = free_port()
    log = (settings.VAR / "first-run.log").open("ab")
    began = time.monotonic()
    program = subprocess.Popen(
        ["make", "run"], cwd=folder, env=environment(port), stdout=log, stderr=log, start_new_session=True
    )
    try:
        while not running.is_ready(port):
            if program.poll() is not None or time.monotonic() - began > LONGEST:
                raise WrongAnswer(f"make run did not get ready; its words are in {log.name}.")
            time.sleep(0.05)
        return time.monotonic() - began
    finally:
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGINT)
        program.wait(timeout=60)
        log.close()


def environment(port: int) -> Mapping[str, str]:
    ours = ("VAR_DIR", "DATABASE_ROLE", "DJANGO_SETTINGS_MODULE", "MAKELEVEL", "MAKEFLAGS", "MFLAGS")
    return {name: value for name, value in os.environ.items() if name not in ours} | {"PORT": str(port)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind((running.HOST, 0))
        return int(found.getsockname()[1])
