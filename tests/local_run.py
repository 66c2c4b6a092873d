"""A real `manage.py run` as its own process, in a folder and on a port of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from peersupport.lib.embedded.server_folder import prepare

ROOT = Path(__file__).parents[1]
MANAGE = (sys.executable, str(ROOT / "manage.py"))
# What the tests' own settings may have put into the environment is not for a real run.
OURS = {"DJANGO_SETTINGS_MODULE": "peersupport.settings", "DATABASE_ROLE": "app"}


class LocalRun:
    """One run from its start to its end. `environment` is added to ours."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        self.folder, self.port = folder, port
        self.address = f"http://localhost:{port}"
        self.environment = os.environ | OURS | {"VAR_DIR": str(folder), "PORT": str(port)} | environment
        self.begun = time.monotonic()
        # Nobody reads them while it runs, and a pipe would fill up.
        self.complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 – it is open for as long as the run
        self.process = subprocess.Popen(
            [*MANAGE, "run"],
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            text=True,
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )

    def ready(self) -> "LocalRun":
        """Wait until it says that it is; what it said by then is in `welcome`, how long it took in `seconds`."""
        self.welcome = self.hear("Stop with Ctrl-C")
        self.seconds = time.monotonic() - self.begun
        return self

    def logins(self) -> dict[str, tuple[str, str]]:
        """Who can log in, as the welcome says: name to address and second factor, which some do not need."""
        rows = re.findall(r"^  (\S+@\S+) +(\S+|none is needed) +(\w+): ", self.welcome, re.MULTILINE)
        return {name: (address, "" if secret == "none is needed" else secret) for address, secret, name in rows}

    def hear(self, words: str) -> str:
        """Everything it says up to the line with these words."""
        said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(f"It never said {words!r}, but: {said}{self.ended()[1]}")

    def ask(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=10)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def do(self, statements: str) -> str:
        """Run Python statements beside it, on the same data; answers what they print."""
        command = [*MANAGE, "shell", "--verbosity", "0", "--command", statements]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def letters(self) -> list[str]:
        return [path.read_text() for path in self.folder.glob("mail/*.eml")]

    def programs(self) -> list[psutil.Process]:
        """Whatever was started for this run, less the servers: those may be shared."""
        return [process for process in psutil.process_iter() if is_of(self.folder, process)]

    def servers(self) -> list[int]:
        return [pid for name in ("postgres", "valkey") for pid in prepare(self.folder / name).processes()]

    def ctrl_c(self) -> str:
        """End it as people do; answers what it still said, and makes sure that it was nothing but calm."""
        os.killpg(self.process.pid, signal.SIGINT)
        said, complaints = self.ended()
        assert (self.process.returncode, complaints) == (0, ""), complaints
        return said

    def ended(self) -> tuple[str, str]:
        """What it still said, and all it ever complained of, once it has ended."""
        said = self.process.communicate(timeout=60)[0]
        self.complaints.seek(0)
        with self.complaints:
            return said, self.complaints.read()


def is_of(folder: Path, process: psutil.Process) -> bool:
    try:
        return process.environ().get("VAR_DIR") == str(folder) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
