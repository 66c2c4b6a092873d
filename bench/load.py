"""How fast a page is served: eight kept connections ask for it again and again, and every answer is looked at.

The connections are bare sockets, so that little of the machine is spent on asking: the server has the rest.
"""

import re
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.results import WrongAnswer
from peersupport.home.running import HOST

CONNECTIONS = 8
SECONDS, MOST, ROUNDS = 0.7, 4000, 9  # a round ends after so long or so many answers
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One page of one server. `expect` stands in every right answer."""

    port: int
    path: str
    expect: str = ""
    cookie: str = ""

    @property
    def request(self) -> bytes:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n".encode()


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes


class Line:
    """A kept connection to a server on this machine; made anew when the server ends it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> Answer:
        kept = self.socket is not None
        try:
            return self.exchange(request)
        except OSError:
            self.close()
            if not kept:
                raise
            return self.exchange(request)

    def exchange(self, request: bytes) -> Answer:
        if self.socket is None:
            self.socket = socket.create_connection((HOST, self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        received = self.receive(self.socket)
        while b"\r\n\r\n" not in received:
            received += self.receive(self.socket)
        head, _, body = received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise WrongAnswer("An answer does not say how long it is.")
        while len(body) < int(length[1]):
            body += self.receive(self.socket)
        if b"connection: close" in head.lower():
            self.close()
        return Answer(int(head[9:12]), head, body)

    @staticmethod
    def receive(line: socket.socket) -> bytes:
        received = line.recv(262_144)
        if not received:
            raise ConnectionResetError("The server ended the connection.")
        return received

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    line = Line(port)
    try:
        yield line
    finally:
        line.close()


def look(page: Page) -> str:
    """The page's text, once. Raises `WrongAnswer`."""
    with line_to(page.port) as line:
        return looked_at(line.ask(page.request), page).decode()


def looked_at(answer: Answer, page: Page) -> bytes:
    if answer.status != 200 or page.expect.encode() not in answer.body:
        raise WrongAnswer(f"{page.path} answered {answer.status}, or without {page.expect!r}.")
    return answer.body


def rate(page: Page) -> float:
    """Right answers a second in one round. Raises `WrongAnswer` if any answer was not right."""
    done: list[int] = []
    wrong: list[Exception] = []
    began = time.monotonic()

    def keep_asking() -> None:
        count = 0
        try:
            with line_to(page.port) as line:
                while time.monotonic() - began < SECONDS and count < MOST / CONNECTIONS:
                    looked_at(line.ask(page.request), page)
                    count += 1
        except Exception as trouble:
            wrong.append(trouble)
        done.append(count)

    threads = [threading.Thread(target=keep_asking) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise WrongAnswer(f"{page.path}: {wrong[0]}") from wrong[0]
    return sum(done) / (time.monotonic() - began)


@dataclass(frozen=True)
class Beside:
    """Two pages measured in turns: answers a second of each, and how the first compares with the second each time."""

    value: float
    floor: float
    ratio: float
    spread: tuple[float, float]


def beside(page: Page, floor: Page, rounds: int = ROUNDS) -> Beside:
    """Ask for the one and the other in turns, so that a machine that is busy for a while slows both."""
    for one in (floor, page):
        look(one)
        rate(one)
    pairs = [(rate(floor), rate(page)) for _ in range(rounds)]
    ratios = [ours / bare for bare, ours in pairs]
    floors, values = zip(*pairs, strict=True)
    return Beside(
        value=statistics.median(values),
        floor=statistics.median(floors),
        ratio=statistics.median(ratios),
        spread=(min(ratios), max(ratios)),
    )
