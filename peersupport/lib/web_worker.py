"""The web server's worker: a request is given to a thread when it has arrived whole, and not before.

Gunicorn's own threads wait for whoever is still sending. Eight who send a letter a second, and nobody else is answered.
Here the loop that accepts connections listens to all who are sending at once, which costs it next to nothing, and lets
go of whoever takes too long. Sending goes a similar way: whoever does not take their answer is let go of.

TLS ends before it, at the proxy; see `docs/deploy.md`.
"""

import re
import socket
import struct
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from selectors import EVENT_READ
from typing import Any, TypeVar

from django.conf import settings
from gunicorn.workers.gthread import TConn, ThreadWorker

SECONDS_TO_SEND = 20  # for a head and a small form; more for what is larger, at the slowest line there is
SLOWEST_LINE = 20_000  # bytes a second
SECONDS_TO_TAKE = 10  # for each part of an answer
SECONDS_TO_LEAVE = 2
LARGEST_HEAD = 64 * 1024
ROOM = 16_000  # values on the stack of a request; as much again is left for what it calls
MOST_LARGE = 8  # bodies of more than a megabyte heard at once, in each process
END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
IN_PIECES = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
WAITS_TO_BE_ASKED = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
UNREADABLE = Path(__file__).resolve().parents[2] / "static" / "400.html"
Function = TypeVar("Function", bound=Callable[..., Any])
HEADERS = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    b"Content-Security-Policy: default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'\r\n"
    b"Content-Length: %d\r\n\r\n"
)


def deep(function: Function) -> Function:
    """Whatever this calls has room for its frames, however deeply it calls.

    Python keeps the frames of a thread in pieces of 16 KB, asks the system for a piece when one is full, and gives it
    back as soon as it is empty. A template calls so deeply that it went across such a border more than a hundred times
    for one page. A piece is as large as its first frame asks for, so this frame asks for the room of many.
    """
    function.__code__ = function.__code__.replace(co_stacksize=ROOM)
    return function


class TooMuch(Exception):  # noqa: N818 – said as a sentence: raise TooMuch
    """A head without an end, or more large bodies at once than there is room for."""


class Visit(TConn):
    """A connection, what was heard on it and not handed over yet, and until when it may take."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.heard = bytearray()
        self.deadline = 0.0
        self.length: int | None = None  # of the request under way, once its head is here
        self.is_large = self.is_leaving = False
        self.cannot_go_on = False  # where the next request would begin is not known


class WholeRequests(ThreadWorker):
    """Gunicorn's thread worker, with its waiting done by the loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: set[Visit] = set()
        self.large = 0

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
            for patience in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                client.setsockopt(socket.SOL_SOCKET, patience, struct.pack("ll", SECONDS_TO_TAKE, 0))
        except OSError:  # gone again, or another worker was quicker
            return
        self.nr_conns += 1
        self.listen_to(Visit(self.cfg, client, address, listener.getsockname()), SECONDS_TO_SEND)

    def on_client_socket_readable(self, visit: Visit, client: Any) -> None:
        """A kept connection brings its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(visit)
        visit.length = None
        self.listen_to(visit, SECONDS_TO_SEND)

    def listen_to(self, visit: Visit, seconds: float) -> None:
        """Take in what is here already, and wait for the rest if there is any to come."""
        visit.sock.setblocking(False)
        visit.deadline = time.monotonic() + seconds
        step = self.take_in(visit)
        if step is None:
            self.waiting.add(visit)
            self.poller.register(visit.sock, EVENT_READ, partial(self.hear, visit))
        else:
            self.heard_out(visit)
            step(visit)

    def hear(self, visit: Visit, client: Any) -> None:
        """Some more has come."""
        step = self.take_in(visit)
        if step is not None:
            self.stop_waiting(visit)
            step(visit)

    def take_in(self, visit: Visit) -> Callable[[Visit], None] | None:
        """What to do with it now; None while there is more to wait for."""
        try:
            more = visit.sock.recv(64 * 1024)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            more = b""
        if not more:  # it has hung up
            return self.let_go
        if visit.is_leaving:
            return None
        visit.heard += more
        if visit.length is None:
            try:
                self.read_head(visit)
            except TooMuch:
                return self.refuse
        return self.enqueue_req if visit.length is not None and len(visit.heard) >= visit.length else None

    def read_head(self, visit: Visit) -> None:
        """Find out how long the request is, if its head is here. What no form can be is answered by its head alone."""
        end = visit.heard.find(END)
        if end < 0:
            if len(visit.heard) > LARGEST_HEAD:
                raise TooMuch
            return
        head = bytes(visit.heard[: end + len(END)])
        declared = LENGTH.search(head)
        body = int(declared[1]) if declared else 0
        visit.cannot_go_on = body > settings.FILE_UPLOAD_MAX_MEMORY_SIZE or IN_PIECES.search(head) is not None
        body = 0 if visit.cannot_go_on else body
        if body > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            if self.large >= MOST_LARGE:
                raise TooMuch
            visit.is_large = True
            self.large += 1
        visit.length = len(head) + body
        visit.deadline += body / SLOWEST_LINE
        if WAITS_TO_BE_ASKED.search(head):
            self.ask_for_the_rest(visit, head, body)

    def ask_for_the_rest(self, visit: Visit, head: bytes, body: int) -> None:
        """Asked once: gunicorn, which would ask again, is not told of it."""
        if len(visit.heard) < len(head) + body:
            with suppress(OSError):
                visit.sock.send(GO_ON)
        told = WAITS_TO_BE_ASKED.sub(b"\r\n", head)
        visit.heard[: len(head)] = told
        visit.length = len(told) + body

    def stop_waiting(self, visit: Visit) -> None:
        self.waiting.discard(visit)
        self.poller.unregister(visit.sock)
        self.heard_out(visit)

    def heard_out(self, visit: Visit) -> None:
        self.large -= visit.is_large
        visit.is_large = False

    def let_go(self, visit: Visit) -> None:
        self.nr_conns -= 1
        visit.close()

    def refuse(self, visit: Visit) -> None:
        self.handle_error(None, visit.sock, visit.client, TooMuch())
        self.say_goodbye(visit)

    def murder_pending(self) -> None:
        """Gunicorn's word for letting go of whoever takes too long. Asked about every second."""
        now = time.monotonic()
        for visit in [*self.waiting]:
            if visit.deadline < now or not (self.alive or visit.heard):
                self.stop_waiting(visit)
                self.let_go(visit)

    @deep
    def handle(self, visit: Visit) -> Any:
        """In a thread: give the request, and nothing that came after it, to gunicorn's reader."""
        request = bytes(visit.heard[: visit.length])
        del visit.heard[: visit.length]
        visit.cannot_go_on |= bool(visit.heard)  # no browser sends the next one before it has its answer
        visit.init()
        visit.parser.unreader.unread(request)
        return super().handle(visit)

    def handle_request(self, req: Any, visit: Visit) -> bool:
        try:
            return bool(super().handle_request(req, visit))
        except BlockingIOError:  # the kernel's word for: it did not take its answer, or send its form, in time
            return False

    def _keepalive_after(self, visit: Visit, keepalive: bool) -> bool:
        return not visit.cannot_go_on and super()._keepalive_after(visit, keepalive)

    def finish_request(self, visit: Visit, future: "Future[Any]") -> None:
        """Keep the connection, or say good-bye without waiting for the other side to say it too."""
        if not future.cancelled() and future.exception() is None and not future.result():
            self.say_goodbye(visit)
        else:
            super().finish_request(visit, future)

    def say_goodbye(self, visit: Visit) -> None:
        """Nothing more is said; what still comes is not listened to, so that the last answer is not lost on the way."""
        with suppress(OSError):
            visit.sock.shutdown(socket.SHUT_WR)
        visit.is_leaving = True
        self.listen_to(visit, SECONDS_TO_LEAVE)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """What cannot be read as a request. It says so on a page of ours, and writes down neither who nor what."""
        self.log.debug("Not readable: %s", type(exc).__name__)
        page = UNREADABLE.read_bytes()
        with suppress(OSError):  # gone before it was answered
            client.sendall(HEADERS % len(page) + page)
