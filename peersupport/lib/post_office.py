"""Handing letters to the mail server, and what its answer means.

Whatever goes wrong is told apart by whether the server can have the letter (`OutcomeUnknown`), has not got it
(`NotNow`), will never take it (`WillNotTake`), or could not be asked (`Unreachable`). The caller decides what
each means for the letter.
"""

import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core import mail
from django.core.mail.backends import smtp

# No letter and no opening of a connection may hold a worker longer, however slowly the server takes each step.
LONGEST_SECONDS = 12.0
SECONDS_TO_SAY_GOODBYE = 1.0
# "Service closing": the server hangs up after this answer, whichever step it answers.
CLOSING = 421


class NotSent(Exception):  # noqa: N818 – the family of what a mail server can answer
    """The letter was not taken. The text is fit for a table: the server's code, never an address."""


class Unreachable(NotSent):
    """No server to talk to, or it will not talk to us. No letter is to blame."""


class NotNow(NotSent):
    """The server has not got it, and may take it later."""


class Hung(NotNow):
    """The server stopped answering before it had the letter."""


class HungUp(NotNow):
    """The server ended the conversation before it had the letter; many do so after a number of letters."""


class WillNotTake(NotSent):
    """The server will never take it."""


class OutcomeUnknown(NotSent):
    """It was handed over, and the answer never came."""


class PostOffice:
    """One connection for many letters, opened with the first of them and opened again when it was lost."""

    def __init__(self) -> None:
        self.backend: Any = mail.get_connection()
        self.has_taken_letters = False

    def reach(self) -> None:
        """Open the connection if it is not. Raises `Unreachable`."""
        try:
            self.backend.open()
        except (smtplib.SMTPException, OSError) as trouble:
            raise Unreachable(said(trouble)) from trouble

    def hand_over(self, message: mail.EmailMultiAlternatives) -> None:
        """Give one letter to the server and hear its answer. Returns when it was taken, else raises a `NotSent`.

        A server that hangs up on a connection it has taken letters from is called again at once.
        """
        has_taken_letters = self.has_taken_letters
        try:
            self.offer(message)
        except HungUp:
            if not has_taken_letters:
                raise
            self.reach()
            self.offer(message)
        self.has_taken_letters = True

    def offer(self, message: mail.EmailMultiAlternatives) -> None:
        try:
            self.backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            [(code, _)] = refusal.recipients.values()
            raise self.refused(code) from refusal
        except smtplib.SMTPSenderRefused as refusal:
            # Whatever the code: it speaks of us and our settings, and of no reader.
            raise self.refused(refusal.smtp_code, about_us=True) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise self.refused(refusal.smtp_code) from refusal
        except (ValueError, smtplib.SMTPNotSupportedError) as mistake:
            raise WillNotTake("It cannot be written as mail.") from mistake
        except (smtplib.SMTPException, OSError) as trouble:
            may_have_it = getattr(self.backend.connection, "may_have_the_letter", False)
            self.leave()
            if may_have_it:
                raise OutcomeUnknown(said(trouble)) from trouble
            has_hung_up = isinstance(trouble, smtplib.SMTPServerDisconnected | ConnectionError)
            raise (HungUp if has_hung_up else Hung)(said(trouble)) from trouble

    def refused(self, code: int, about_us: bool = False) -> NotSent:
        meaning: type[NotSent] = WillNotTake if 500 <= code < 600 and not about_us else NotNow
        if code == CLOSING:
            self.leave()
            meaning = HungUp
        return meaning(f"The mail server answered {code}.")

    def leave(self) -> None:
        """Close the connection. One that cannot be closed properly is let go."""
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()
        self.has_taken_letters = False


@contextmanager
def opened() -> Iterator[PostOffice]:
    office = PostOffice()
    try:
        yield office
    finally:
        office.leave()


def said(trouble: Exception) -> str:
    """An answer in words fit for a table or a log. Servers repeat addresses in theirs, so only the code is kept."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        return f"The mail server answered {trouble.smtp_code}."
    return f"The mail server could not be talked to ({type(trouble).__name__})."


class Hurried(smtplib.SMTP):
    """An SMTP conversation in which no letter takes long, and which knows whether the server may have the letter."""

    may_have_the_letter = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.until = time.monotonic() + LONGEST_SECONDS
        super().__init__(*args, **kwargs)

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.until = time.monotonic() + LONGEST_SECONDS
        return super().sendmail(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        if self.sock is not None:
            self.sock.settimeout(max(0.05, min(self.timeout, self.until - time.monotonic())))
        try:
            code, words = super().getreply()
        except smtplib.SMTPServerDisconnected as lost:
            # The library says the same of a server that hung up and of one that fell silent.
            if isinstance(lost.__context__, TimeoutError):
                raise TimeoutError from lost
            raise
        # 354 says "go on with the letter". Until the next answer nobody can know whether the server has it.
        self.may_have_the_letter = code == 354
        return code, words

    def quit(self) -> Any:
        """Goodbye is said, but not waited for longer than a moment."""
        self.until = time.monotonic() + SECONDS_TO_SAY_GOODBYE
        try:
            return super().quit()
        finally:
            self.close()


class HurriedTLS(Hurried, smtplib.SMTP_SSL):
    """The same, encrypted from its first byte."""


class SmtpBackend(smtp.EmailBackend):
    """Django's own, holding such conversations."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return HurriedTLS if self.use_ssl else Hurried
