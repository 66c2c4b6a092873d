"""Letters as mail: how one is written, what its headers say, and where a local run keeps it."""

import email.utils
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is in one letter. `to` may stay empty where the outbox knows the reader: it is filled in at sending."""

    to: str = ""
    subject: str
    text: str
    html: str = ""
    sender_name: str = ""
    # A page of ours that stops such letters, for the reader's mail program to offer. It must answer a bare POST.
    unsubscribe_url: str = ""


def write(
    name: str, words: dict[str, Any], *, sender_name: str = "", unsubscribe_url: str = "", to: str = ""
) -> Letter:
    """A letter from the three files of `templates/emails/<name>/`: subject.txt, body.txt and body.html."""
    words = {"site_url": settings.SITE_URL, **words}
    subject = " ".join(plain(f"emails/{name}/subject.txt", words).split())
    return Letter(
        to=to,
        subject=subject,
        text=plain(f"emails/{name}/body.txt", words).strip() + "\n",
        html=render_to_string(f"emails/{name}/body.html", {"subject": subject, **words}),
        sender_name=sender_name,
        unsubscribe_url=unsubscribe_url,
    )


def plain(path: str, words: dict[str, Any]) -> str:
    """A text file filled in: an apostrophe stays an apostrophe, because nothing here is HTML."""
    return Engine.get_default().get_template(path).render(Context(words, autoescape=False))


def envelope(letter: Letter, mail_id: uuid.UUID) -> mail.EmailMultiAlternatives:
    """The letter as mail. The same `mail_id` gives the same Message-ID, so a second delivery can be told as one."""
    name, address = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": f"<{mail_id}@{address.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sender = email.utils.formataddr((letter.sender_name or name, address))
    message = mail.EmailMultiAlternatives(letter.subject, letter.text, sender, [letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


class FolderBackend(BaseEmailBackend):
    """For local runs: each letter is one file in `settings.MAILBOX`, named by when it was sent and nothing else."""

    def send_messages(self, email_messages: Sequence[mail.EmailMessage]) -> int:
        folder = Path(settings.MAILBOX)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)
