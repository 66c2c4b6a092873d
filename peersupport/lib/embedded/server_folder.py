"""Decides who owns a server's folder, as whom its programs run, and which processes are its own."""

import hashlib
import os
import pwd
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

SYSTEM_ACCOUNT = "peersupport"
LOOKS, BETWEEN_LOOKS = 3, 0.05  # seconds


class ServerWillNotStart(Exception):  # noqa: N818 – said as a sentence: raise ServerWillNotStart
    """An embedded server cannot be used. The text is a sentence fit to show; it names the log, if any."""


@dataclass(frozen=True)
class ServerFolder:
    """One server's data, log and lock files, private to the account that runs the server."""

    path: Path
    uid: int
    gid: int

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def mark(self) -> str:
        """A name that stands in the command line of every process of this server and of no other."""
        return f"peersupport-{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]}"

    def open(self, name: str, flags: int = 0) -> int:
        """Open a file of this folder for the account alone, made if missing; answers its descriptor."""
        # A link planted here must not make root write elsewhere, hence O_NOFOLLOW.
        descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
        if os.geteuid() == 0:
            os.fchown(descriptor, self.uid, self.gid)
        return descriptor

    def write(self, name: str, text: str) -> None:
        """Replace a file of this folder as a whole, so that a reader never meets half of it."""
        with os.fdopen(self.open(f"{name}.new", os.O_TRUNC), "w", encoding="utf-8") as file:
            file.write(text)
        (self.path / f"{name}.new").replace(self.path / name)

    def read(self, name: str) -> str:
        """The text of a file of this folder, empty when there is none."""
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def run(self, program: Path, *arguments: str) -> bool:
        """Run a program as the account, with its output added to the log; answers whether it succeeded.

        What it starts gets a session of its own, so that Ctrl-C in the terminal does not reach it, and none
        of the caller's environment (PGPORT, for one, would change where PostgreSQL listens).
        """
        as_root = os.geteuid() == 0
        if as_root:
            _let_pass(program)
        with os.fdopen(self.open("log", os.O_APPEND), "ab") as log:
            try:
                done = subprocess.run(  # noqa: S603 – programs of the two wheels, no shell
                    [str(program), *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.path,
                    env={"PATH": os.defpath, "TZ": "UTC"},
                    start_new_session=True,
                    umask=0o077,
                    user=self.uid if as_root else None,
                    group=self.gid if as_root else None,
                    extra_groups=[] if as_root else None,
                    check=False,
                )
            except PermissionError as error:
                raise ServerWillNotStart(f"The account {self.uid} may not run {program}.") from error
        return done.returncode == 0

    def processes(self) -> list[int]:
        """The ids of this server's live processes, found by mark and account: an id alone may be reused."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline", "uids"])
            if any(self.mark in word for word in process.info["cmdline"] or ())
            and process.info["uids"]
            and process.info["uids"].real == self.uid
        ]

    def has_ended(self) -> bool:
        """Whether no process is left. One that is just becoming another program has no name, so it is asked thrice."""
        for _ in range(LOOKS):
            if self.processes():
                return False
            time.sleep(BETWEEN_LOOKS)
        return True


def prepare(path: Path) -> ServerFolder:
    """Make the folder if it is missing, closed to everyone but the account that runs the server.

    That is whoever calls. PostgreSQL refuses to run as root, so for root it is the owner of the folder, or
    a system account made for it the first time. Raises ServerWillNotStart when the folder is another's.
    """
    path = path.resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return ServerFolder(path, *make_private(path))
    except OSError as error:
        raise ServerWillNotStart(f"The folder {path} cannot be used: {error.strerror}.") from error


def make_private(path: Path, uid: int | None = None, gid: int | None = None) -> tuple[int, int]:
    """Close a folder to everyone but its owner; answers the owner's user and group id.

    A folder that root made is handed to `uid` and `gid`, or to the system account. Raises
    ServerWillNotStart when the folder is a link or belongs to somebody else.
    """
    found = path.lstat()
    caller = os.geteuid()
    if caller == 0:
        _let_pass(path)
        if found.st_uid == 0:
            if uid is None or gid is None:
                uid, gid = _system_account()
            os.chown(path, uid, gid, follow_symlinks=False)
            found = path.lstat()
    expected = caller or (found.st_uid if uid is None else uid)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        raise ServerWillNotStart(f"The folder {path} belongs to another account; no server can start in it.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        path.chmod(0o700)
    return found.st_uid, found.st_gid


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for the condition; answers whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _system_account() -> tuple[int, int]:
    try:
        account = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            subprocess.run([*command, SYSTEM_ACCOUNT], check=False, capture_output=True)  # noqa: S603 – all constant
            account = pwd.getpwnam(SYSTEM_ACCOUNT)
        except (OSError, KeyError) as error:
            raise ServerWillNotStart(
                f"PostgreSQL does not run as root, and no account {SYSTEM_ACCOUNT} could be made for it; "
                "please start the project as an ordinary user."
            ) from error
    return account.pw_uid, account.pw_gid


def _let_pass(path: Path) -> None:
    """Let the account reach what lies in folders closed to it (/root, say): to pass through, not to list."""
    for parent in path.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
