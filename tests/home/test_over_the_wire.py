"""The web server as a run starts it, asked through real sockets by those who send badly, slowly, or not at all."""

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from django.conf import settings

from peersupport.home import running
from peersupport.lib import web_worker
from peersupport.lib.processes import Keeper
from tests.senders import database_url

pytestmark = pytest.mark.django_db  # or there is no database for the server to ask
SLOW = 20
Send = Callable[..., tuple[int, str]]
GOOD = b"GET /privacy/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"POST /theme/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LENGTH, IN_PIECES = b"Content-Length: %d\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"


def serve(*, worker: str = "") -> Iterator[int]:
    with socket.socket() as listener, ExitStack() as afterwards:
        listener.bind((running.HOST, 0))
        listener.listen(128)
        port = int(listener.getsockname()[1])
        web, _ = running.programs(listener)
        ours = next(word for word in web.command if word.endswith("WholeRequests"))
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.settings_over_http",
            "DATABASE_URL": database_url(),
            "SITE_URL": f"http://localhost:{port}",
        }
        command = tuple(worker if worker and word == ours else word for word in web.command)
        keeper = Keeper(print)
        afterwards.callback(keeper.stop)
        keeper.start(replace(web, command=command, environment=environment))
        running.wait_until_ready(port, keeper)
        yield port


@pytest.fixture(scope="module")
def a_file() -> Iterator[str]:
    """Something large to be served as it is."""
    with NamedTemporaryFile(dir=settings.STATIC_ROOT, suffix=".bin") as file:
        file.write(b"x" * 20_000_000)
        file.flush()
        Path(file.name).chmod(0o644)
        yield f"/static/{Path(file.name).name}"


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any, a_file: str) -> Iterator[int]:
    with django_db_blocker.unblock():
        yield from serve()


@pytest.fixture
def send(port: int) -> Send:
    """Bytes as they are; answers with the status and everything that came back."""

    def asked(request: bytes, *, hang_up: bool = True) -> tuple[int, str]:
        with socket.create_connection(("127.0.0.1", port), timeout=15) as line:
            line.sendall(request)
            if hang_up:
                line.shutdown(socket.SHUT_WR)
            said = b""
            while more := line.recv(65536):
                said += more
        text = said.decode(errors="replace")
        return int(text.split(" ", 2)[1]) if text else 0, text

    return asked


def is_answered(port: int, seconds: float) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as line:
            line.request("GET", "/privacy/", headers={"Host": "localhost"})
            return line.getresponse().status == 200
    except OSError:
        return False


def slow_senders(port: int, beginning: bytes, open_lines: ExitStack, many: int = SLOW) -> None:
    """Those who begin, and stay on the line."""
    for _ in range(many):
        open_lines.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(beginning)
    time.sleep(0.3)


SLOWLY = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": GOOD + b"X-Slow: a",
    "half a form": FORM + LENGTH % 900 + b"theme=",
    "half a large one": FORM + LENGTH % 5_000_000 + b"theme=",
    "more than anyone takes": FORM + LENGTH % 90_000_000 + b"theme=",
    "a form without an end": FORM + IN_PIECES + b"9\r\ntheme",
    "one and half of the next": GOOD + b"\r\nGET / HT",
}


@pytest.mark.parametrize("beginning", SLOWLY.values(), ids=SLOWLY)
def test_twenty_who_send_slowly_keep_nobody_waiting(port: int, beginning: bytes) -> None:
    with ExitStack() as open_lines:
        slow_senders(port, beginning, open_lines)
        assert [is_answered(port, 4) for _ in range(10)] == [True] * 10


def test_with_the_ordinary_worker_they_do(django_db_setup: None, django_db_blocker: Any) -> None:
    """The control: or the test above would show nothing."""
    with django_db_blocker.unblock(), contextmanager(serve)(worker="gthread") as port, ExitStack() as open_lines:
        slow_senders(port, SLOWLY["half a line"], open_lines)
        assert not all(is_answered(port, 4) for _ in range(20))


def test_whoever_sends_letter_by_letter_is_answered_in_the_end_and_again_on_the_same_line(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as line:
        for request, status in (
            (GOOD + b"\r\n", 200),
            (FORM + LENGTH % 10 + b"theme=dark", 302),
            (GOOD + b"\r\n", 200),
        ):
            for letter in request:
                line.sendall(bytes([letter]))
            answer = http.client.HTTPResponse(line)
            answer.begin()
            answer.read()
            assert answer.status == status


def test_whoever_waits_to_be_asked_for_the_form_is_asked(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as line:
        line.sendall(FORM + b"Expect: 100-continue\r\n" + LENGTH % 10)
        assert line.recv(100) == web_worker.GO_ON
        line.sendall(b"theme=dark")
        answer = line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 302")
        assert b"theme=dark" in answer


@pytest.mark.long
def test_whoever_takes_too_long_to_send_is_let_go_of(port: int) -> None:
    begun = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=40)) as line:
        line.sendall(SLOWLY["half a head"])
        assert line.recv(1) == b""
    assert web_worker.SECONDS_TO_SEND <= time.monotonic() - begun < web_worker.SECONDS_TO_SEND + 5


@pytest.mark.long
def test_whoever_does_not_take_their_answer_is_let_go_of(port: int, a_file: str) -> None:
    with ExitStack() as open_lines:
        slow_senders(port, f"GET {a_file} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), open_lines, many=8)
        assert is_answered(port, 4 * web_worker.SECONDS_TO_TAKE)


def test_a_photo_is_heard_out_and_turned_away_where_none_is_taken(send: Send) -> None:
    """Sent as fast as a phone does, again and again: those that are heard at once are few, and room is made again."""
    photo = FORM + LENGTH % 5_000_000 + b"a" * 5_000_000
    for _ in range(2 * web_worker.MOST_LARGE + 1):
        assert send(photo, hang_up=False)[0] == 413


UNREADABLE = {
    "two lengths": FORM + b"Content-Length: 3\r\n" + LENGTH % 10 + b"theme=dark",
    "a length and pieces": FORM + b"Content-Length: 5\r\n" + IN_PIECES + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
    "pieces and a length": FORM + b"Transfer-Encoding: chunked\r\n" + LENGTH % 5 + b"0\r\n\r\n",
    "pieces, or something like it": FORM + b"Transfer-Encoding: xchunked\r\n" + LENGTH % 5 + b"0\r\n\r\n",
    "pieces, folded": FORM + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "pieces of an older browser": FORM.replace(b"1.1", b"1.0") + IN_PIECES + b"0\r\n\r\n",
    "a length that is none": FORM + b"Content-Length: +5\r\n\r\nabcde",
    "less than nothing": FORM + b"Content-Length: -1\r\n\r\n",
    "two hosts": GOOD + b"Host: evil.example\r\n\r\n",
    "a space before the colon": GOOD + b"X-A : b\r\n\r\n",
    "a folded line": GOOD + b"X-A: b\r\n c\r\n\r\n",
    "no letter at all": GOOD + b"X-A: \0\r\n\r\n",
    "a line without a colon": GOOD + b"nothing\r\n\r\n",
    "a hundred and one lines": GOOD + b"X-A: b\r\n" * 101 + b"\r\n",
    "a very long line": GOOD + b"Cookie: " + b"a" * 20_000 + b"\r\n\r\n",
    "a head without an end": GOOD + b"X-A: " + b"a" * 200_000,
    "a very long address": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an address with a space": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an address in bytes": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "small letters": b"get / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another age": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "another language": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\r\n\r\n",
    "HTTP/2 out of the blue": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("request_", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_answered_once_with_a_calm_page_and_the_line_is_closed(
    send: Send, request_: bytes
) -> None:
    status, said = send(request_, hang_up=False)

    assert status in (400, 404)
    assert said.count("HTTP/1.1 ") == 1
    assert "<h1" in said
    assert "tel:116123" in said
    assert "content-security-policy: default-src 'none'" in said.lower()
    for word in ("smuggled", "evil", "gunicorn", "Traceback", "Invalid"):
        assert word not in said


@pytest.mark.parametrize("way", ["BREW", "PROPFIND", "TRACE", "CONNECT", "X" * 19, "PATCH"])
def test_a_way_that_there_is_not_is_said_on_a_page(send: Send, way: str) -> None:
    status, said = send(f"{way} /privacy/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    assert status == (405 if way == "TRACE" else 403), "what is not for looking needs a form's token"
    assert "tel:116123" in said


UPWARDS = [
    f"{start}{up * 6}{end}"
    for start in ("/static/", "/")
    for up in ("../", "%2e%2e/", "..%2f", "..%5c", "%252e%252e/", "%c0%ae%c0%ae/")
    for end in ("etc/passwd", "peersupport/settings.py")
]
ODD = [
    *(
        "/static//etc/passwd",
        "//etc/passwd",
        "/static/%00",
        "/static/base.css%00.css",
        "/static/.../",
        "/static/~root",
    ),
    *("/static/../.env", "/%ff", "/privacy/;a=b", "/privacy/..;/admin/", "/privacy//", "/groups/%2e%2e/", "/manage.py"),
    *("/places/..%2f..%2fadmin/", "/\\evil.example/", "//evil.example/%2e%2e", "//evil.example", "*", "/.env"),
    *("/%0d%0aSet-Cookie:a=b", "http://evil.example/privacy/x", "/.git/config"),
]


@pytest.mark.parametrize("path", [*UPWARDS, *ODD, "/" + "a/" * 1900], ids=lambda path: path[:40])
def test_no_way_of_writing_an_address_leads_out_of_the_house(send: Send, path: str) -> None:
    status, said = send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    head, _, body = said.partition("\r\n\r\n")

    assert status in (301, 400, 404), path
    assert "root:" not in body
    assert "SECRET_KEY" not in body
    assert "set-cookie: a=b" not in head.lower()
    for line in head.splitlines():
        if line.startswith("Location: "):
            assert line[len("Location: ") :].startswith("/")
            assert not line[len("Location: ") :].startswith(("//", "/\\"))


def test_a_name_that_could_be_taken_for_another_is_left_out(send: Send) -> None:
    """`X_Forwarded_For` would look like `X-Forwarded-For` to the program behind."""
    status, said = send(GOOD + b"X_Forwarded_Host: evil.example\r\nConnection: close\r\n\r\n")

    assert (status, "evil" in said) == (200, False)
