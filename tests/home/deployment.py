"""A deployment without containers: what the Dockerfile says done in a folder, what compose.yaml says run beside it."""

import ast
import http.client
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.certificates import Certificate

ROOT = Path(__file__).parents[2]
SAID = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
PYTHONS = Path(sys.executable).parent


def instructions(word: str) -> list[str]:
    return re.findall(rf"^{word} +(.*)$", SAID, re.MULTILINE)


class Deployment:
    """The image's folder, and programs in it with `environment` and nothing of ours but the way to Python."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        of_the_image = dict(pair.split("=", 1) for line in instructions("ENV") for pair in line.split())
        self.environment = {
            **of_the_image,
            "PATH": f"{PYTHONS}:{os.defpath}",
            "VAR_DIR": str(folder / "var"),
            **environment,
        }

    def build(self) -> None:
        """As `docker build` does after its packages are installed: copy what is named, then make what browsers ask."""
        for line in instructions("COPY"):
            source, target = line.split()
            whole = ROOT / source.rstrip("/")
            if whole.is_dir():
                shutil.copytree(whole, self.folder / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(whole, self.folder / target)
        [made] = [line for line in instructions("RUN") if "manage.py" in line]
        # The account is the image's.
        bare = {name: self.environment[name] for name in ("PATH", "VAR_DIR")}
        subprocess.run(["sh", "-ec", made.replace("chown evenings", "test -d")], cwd=self.folder, env=bare, check=True)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *words: str, **environment: str) -> str:
        """What a manage.py command says; it must end well."""
        done = self.run(*SERVICES["manage"]["entrypoint"], *words, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
        log = self.folder / f"{command[0]}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=file, stderr=file, start_new_session=True
            )
            try:
                yield process
            finally:
                process.terminate()
                process.wait(timeout=30)

    def web(self, port: int) -> list[str]:
        """The command of the image, at a port of this machine."""
        [said] = instructions("CMD")[-1:]
        return [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in ast.literal_eval(said)]


@contextmanager
def proxy(port: int, to: int, certificate: Certificate) -> Iterator[None]:
    """Ends TLS and hands on what a visitor asks for, as docs/deploy.md asks of a proxy."""

    class HandOn(http.server.BaseHTTPRequestHandler):
        def hand_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heads: Mapping[str, str] = {
                name: value for name, value in self.headers.items() if not name.startswith("X-Forwarded-")
            }
            more = {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https"}
            with closing(http.client.HTTPConnection("127.0.0.1", to, timeout=20)) as line:
                line.request(self.command, self.path, sent, {**heads, **more, "Connection": "close"})
                answer = line.getresponse()
                body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = hand_on  # noqa: N815 – the names are the server's

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), HandOn) as server:
        server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()
