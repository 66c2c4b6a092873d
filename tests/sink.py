"""A real SMTP server on this machine that keeps what it is given, and misbehaves as it is told to."""

import asyncio
import email
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 Taken"
# What an answer may be besides a line: say nothing at all, or hang up.
HANG, HANG_UP = "hang", "hang up"


@dataclass(frozen=True)
class Delivered:
    """One letter as the server was given it."""

    to: str
    message_id: str
    mail: Message
    at: float


class Sink:
    """Keeps letters. `answers` says what else to do: by step ("MAIL", "RCPT", "DATA") and recipient, or for all.

    An answer may be a list: one for each time, and the last for ever after.
    """

    def __init__(
        self, *, tls: ssl.SSLContext | None = None, slow: float = 0, login: tuple[str, str] | None = None
    ) -> None:
        self.delivered: list[Delivered] = []
        self.answers: dict[str | tuple[str, str], str | list[str]] = {}
        self.slow = slow
        self.connections = 0
        # What to do once, at the next such step; "taken" is when a letter is kept and the answer not yet given.
        self.meanwhile: dict[str, Callable[[], None]] = {}
        self.freed = threading.Event()
        self.port = free_port()
        facts: dict[str, Any] = {"tls_context": tls} if tls else {}
        if login:
            facts |= {"auth_required": True, "authenticator": knows(*login)}
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10, **facts)

    def ids_of(self, to: str) -> list[str]:
        return [letter.message_id for letter in self.delivered if letter.to == to]

    @property
    def readers(self) -> list[str]:
        return [letter.to for letter in self.delivered]

    async def handle_EHLO(  # noqa: N802 – the names are the server's
        self, server: Any, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.answer(server, "MAIL", "")
        if answer == TAKEN:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.answer(server, "RCPT", address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content)
        answer = await self.answer(server, "DATA", envelope.rcpt_tos[0])
        if answer == TAKEN or answer.startswith("taken, then "):
            self.delivered.append(Delivered(envelope.rcpt_tos[0], mail["Message-ID"], mail, time.time()))
            self.do_meanwhile("taken")
        return await self.misbehave(server, answer.removeprefix("taken, then "))

    async def answer(self, server: Any, step: str, to: str) -> str:
        if self.slow:
            await asyncio.sleep(self.slow)
        self.do_meanwhile(step)
        script = self.answers.get((step, to), self.answers.get(step, TAKEN))
        if isinstance(script, list):
            script = script.pop(0) if len(script) > 1 else script[0]
        return script if step == "DATA" else await self.misbehave(server, script)

    def do_meanwhile(self, step: str) -> None:
        act = self.meanwhile.pop(step, None)
        if act is not None:
            act()

    async def misbehave(self, server: Any, answer: str) -> str:
        if answer == HANG:
            while not self.freed.is_set():
                await asyncio.sleep(0.02)
        if answer in (HANG, HANG_UP):
            server.transport.close()
            return TAKEN
        return answer


def knows(name: str, word: str) -> Callable[..., AuthResult]:
    """Lets one name in, with its password."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
        is_right = (given.login, given.password) == (name.encode(), word.encode())
        return AuthResult(success=is_right, handled=False)

    return authenticate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(**facts: Any) -> Iterator[Sink]:
    sink = Sink(**facts)
    sink.controller.start()
    try:
        yield sink
    finally:
        sink.freed.set()
        time.sleep(0.05)
        sink.controller.stop()


def use(settings: Any, port: int, **more: Any) -> None:
    """Have our own code send to a server on this machine. Waits are a second where it would be ten."""
    facts = {
        "EMAIL_BACKEND": "peersupport.lib.post_office.SmtpBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_TIMEOUT": 1,
        **more,
    }
    for name, value in facts.items():
        setattr(settings, name, value)
