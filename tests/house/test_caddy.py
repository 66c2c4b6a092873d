"""The proxy that docs/deploy.md hands out, run for real: what it hands on, and that its log holds no key of a link."""

import http.client
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from peersupport.lib.embedded.server_folder import wait_until
from tests.sink import free_port

CADDY = shutil.which("caddy")
CADDYFILE = (settings.ROOT / "docs" / "deploy" / "Caddyfile").read_text(encoding="utf-8")
KEY = "/places/abcdefghijkl.1.0123456789abcdefghijklmnop/"
pytestmark = pytest.mark.skipif(not CADDY, reason="Caddy is not on this machine")


@contextmanager
def caddy(folder: Path, words: str, upstream: int) -> Iterator[tuple[int, Path]]:
    """It runs with these words, without TLS: its port, and its log."""
    port, log = free_port(), folder / "log"
    (folder / "Caddyfile").write_text(words)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "SITE_URL": f"http://localhost:{port}",
        "WEB": f"127.0.0.1:{upstream}",
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with log.open("wb") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process:
        try:
            assert wait_until(lambda: ask(port, "/") is not None, 20), log.read_text()
            yield port, log
        finally:
            process.terminate()


def ask(port: int, path: str, **heads: str) -> tuple[int, str] | None:
    with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as line:
        try:
            line.request("GET", path, headers={name.replace("_", "-"): value for name, value in heads.items()})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionError:
            return None


@contextmanager
def echo() -> Iterator[int]:
    """Answers with the head it was sent."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = str(self.headers).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_it_says_who_came_and_how_whatever_a_visitor_says(tmp_path: Path) -> None:
    with echo() as upstream, caddy(tmp_path, CADDYFILE, upstream) as (port, _):
        forged = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}
        answer = ask(port, "/", **forged)

    assert answer is not None
    status, heads = answer
    assert status == 200
    assert re.search(r"^X-Forwarded-For: (127\.0\.0\.1|::1)$", heads, re.MULTILINE)
    assert "X-Forwarded-Proto: http\n" in heads
    assert f"Host: localhost:{port}\n" in heads
    assert "203.0.113.9" not in heads


def log_of_trouble(folder: Path, words: str) -> str:
    """What it writes when a signed link was asked for and nobody is behind it."""
    with caddy(folder, words, free_port()) as (port, log):
        answer = ask(port, KEY)
        assert answer is not None
        assert answer[0] == 502
        assert wait_until(lambda: "connection refused" in log.read_text(), 5)
        return log.read_text()


def test_its_log_holds_no_key_of_a_link(tmp_path: Path) -> None:
    assert KEY not in log_of_trouble(tmp_path, CADDYFILE)


def test_without_the_filter_it_would(tmp_path: Path) -> None:
    """The control: trouble is written down with its request, even where there is no access log."""
    bare = CADDYFILE.replace("request delete", "tea delete")
    assert bare != CADDYFILE
    assert KEY in log_of_trouble(tmp_path, bare)
