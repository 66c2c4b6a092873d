"""The site is asked at its own address, over real TLS, as a visitor's browser would."""

import datetime as dt
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from peersupport.home.doctor import front_door
from tests.certificates import Certificate, self_signed
from tests.home.doctor.conftest import Said
from tests.sink import free_port

Serve = Callable[..., None]


@contextmanager
def answering(status: int, certificate: Certificate) -> Iterator[int]:
    """A server that gives every question the same answer."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.socket = certificate.context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def serve(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    with ExitStack() as servers:

        def begin(status: int, *, days: float = 90, trusted: bool = True) -> None:
            certificate = self_signed(tmp_path, days=days)
            if trusted:
                monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
            port = servers.enter_context(answering(status, certificate))
            settings.SITE_URL = f"https://localhost:{port}"

        yield begin


def test_it_opens_with_a_certificate_that_browsers_trust(said: Said, serve: Serve, now: dt.datetime) -> None:
    serve(200)
    assert list(said(front_door.opens(now=now))) == ["good"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (301, "X-Forwarded-Proto"),
        (400, "send the Host header on as it came"),
        (502, "Start the web server"),
        (503, "or the database is away"),
        (404, "Does another site answer there?"),
    ],
)
def test_what_it_answers_says_what_to_mend(said: Said, serve: Serve, now: dt.datetime, status: int, words: str) -> None:
    serve(status)
    [sentence] = said(front_door.opens(now=now))["not right"]
    assert words in sentence


def test_a_certificate_nobody_vouches_for(said: Said, serve: Serve, now: dt.datetime) -> None:
    serve(200, trusted=False)
    [sentence] = said(front_door.opens(now=now))["not right"]
    assert "Browsers do not trust the certificate" in sentence


def test_a_certificate_that_should_have_been_renewed(said: Said, serve: Serve, now: dt.datetime) -> None:
    serve(200, days=5.5)
    found = said(front_door.opens(now=now))
    assert "ends in 5 days" in found["look here"][0]


def test_nobody_answers(said: Said, settings: Any, now: dt.datetime) -> None:
    settings.SITE_URL = f"https://127.0.0.1:{free_port()}"
    assert "Start the proxy" in said(front_door.opens(now=now))["not right"][0]


def test_a_server_without_tls_could_not_be_asked(said: Said, settings: Any, now: dt.datetime) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        settings.SITE_URL = f"https://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        found = said(front_door.opens(now=now))
        thread.join()
    assert "Open it in a browser elsewhere" in found["look here"][0]


def test_a_name_that_leads_nowhere(said: Said, settings: Any, now: dt.datetime) -> None:
    settings.SITE_URL = "https://groups.invalid"
    assert "set an A record" in said(front_door.opens(now=now))["not right"][0]


def test_an_address_without_encryption(said: Said, settings: Any, now: dt.datetime) -> None:
    settings.SITE_URL = "http://localhost:8000"
    assert list(said(front_door.opens(now=now))) == ["not right"]
