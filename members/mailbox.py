"""The mailbox of a local run: the letters it would have sent, read from the folder they were written to."""

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from peersupport.lib.refusals import NotFound


@dataclass(frozen=True)
class Received:
    """One letter as it lies in the mailbox. `name` stands in its address."""

    name: str
    at: dt.datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str


def letters(limit: int = 100) -> list[Received]:
    """The newest letters, newest first. `NotFound` where letters are really sent."""
    names = sorted((path.name for path in folder().glob("*.eml")), reverse=True)
    return [read(folder() / name) for name in names[:limit]]


def letter(name: str) -> Received:
    """One letter. `NotFound` when there is none of that name, and where letters are really sent."""
    path = folder() / f"{name}.eml"
    if path.parent != folder() or not path.is_file():
        raise NotFound
    return read(path)


def folder() -> Path:
    if not settings.KEEPS_LETTERS_AS_FILES:
        raise NotFound
    return Path(settings.MAILBOX)


def read(path: Path) -> Received:
    mail = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    parts = dict(words(mail))
    return Received(
        name=path.stem,
        at=dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC),
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=parts.get("text/plain", ""),
        html=parts.get("text/html", ""),
    )


def words(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content_type(), part.get_content()
