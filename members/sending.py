"""Sends what is due in the outbox: claimed by one worker, composed late, handed over, and tried again if need be."""

import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Callable
from itertools import islice

from django.core.mail import EmailMultiAlternatives

from members import claims, composing
from members.messages import Drop
from members.models import Message
from peersupport.lib import post_office

log = logging.getLogger("peersupport.letters")

Clock = Callable[[], dt.datetime]
State = Message.State

BATCH = 50
# How long one call goes on, in seconds: well within the task's own limit, whatever its last letter takes.
SECONDS = 50.0
# So many letters are composed at once, in few questions. Where that is longer ago, they are composed again.
AT_ONCE = 20
FRESH_SECONDS = 0.5
BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
# About three days of hourly tries, for letters that no time makes useless.
MOST_TRIES = 76


def send_due(*, clock: Clock, seconds: float = SECONDS) -> bool:
    """Send every letter that is due, oldest first, for about `seconds`. Answers whether there may be more to send.

    Any number of workers may do this at once: each letter is in the hands of one. When the mail server cannot be
    reached or stops answering, what is left waits for the next call, so that no worker is held up.
    """
    stop_at = time.monotonic() + seconds
    claims.tidy(now=clock())
    with post_office.opened() as office:
        while letters := claims.claim(now=clock(), limit=BATCH):
            if not Round(letters, office, clock).walk(stop_at):
                return False
            if time.monotonic() >= stop_at:
                return True
    return False


class Round:
    """One worker's round with the letters it has claimed, over one connection."""

    def __init__(self, letters: list[Message], office: post_office.PostOffice, clock: Clock) -> None:
        self.left = deque(letters)
        self.office = office
        self.clock = clock
        self.mails: dict[int, composing.Mail] = {}
        self.composed_at = 0.0
        # Taken by the mail server and not yet written down: that is done in one go with the next one's start.
        self.taken: Message | None = None

    def walk(self, stop_at: float) -> bool:
        """Send the letters in turn. False: the mail server is in trouble. What was not begun is put back."""
        try:
            while self.left and time.monotonic() < stop_at:
                self.office.reach()
                if not self.step():
                    return False
        except post_office.Unreachable as trouble:
            log.warning("Letters wait. %s", trouble)
            return False
        finally:
            self.write_down()
            claims.put_back(self.left)
        return True

    def step(self) -> bool:
        """Send the next letter, if it still makes sense. False: the mail server stopped answering."""
        letter = self.left[0]
        if letter.pk not in self.mails or time.monotonic() - self.composed_at > FRESH_SECONDS:
            self.compose()
        mail = self.mails[letter.pk]
        if isinstance(mail, EmailMultiAlternatives):
            return self.hand_over(letter, mail)
        self.left.popleft()
        if isinstance(mail, Drop):
            claims.finish(letter, State.DROPPED, str(mail))
        else:
            log.error("Letter %s (%s) cannot be composed: %s", letter.pk, letter.purpose, mail)
            try_later(letter, self.clock())
        return True

    def compose(self) -> None:
        self.write_down()
        self.mails = composing.compose(list(islice(self.left, AT_ONCE)), self.clock())
        self.composed_at = time.monotonic()

    def hand_over(self, letter: Message, mail: EmailMultiAlternatives) -> bool:
        taken, self.taken = self.taken, None
        if not claims.note(taken=taken, begun=letter, now=self.clock()):
            self.left.popleft()
            return True
        try:
            self.office.hand_over(mail)
        except post_office.Unreachable:
            claims.unbegin(letter)
            raise
        except post_office.NotSent as answer:
            self.left.popleft()
            heed(letter, answer, self.clock())
            return not isinstance(answer, post_office.Hung | post_office.OutcomeUnknown)
        self.left.popleft()
        self.taken = letter
        return True

    def write_down(self) -> None:
        if self.taken is not None:
            claims.note(taken=self.taken, now=self.clock())
            self.taken = None


def heed(letter: Message, answer: post_office.NotSent, now: dt.datetime) -> None:
    """Do what the mail server's answer asks for."""
    is_unknown = isinstance(answer, post_office.OutcomeUnknown)
    if is_unknown and letter.unknown_outcomes:
        claims.finish(letter, State.REFUSED, claims.NOT_KNOWN)
    elif isinstance(answer, post_office.WillNotTake) or letter.tries >= MOST_TRIES:
        claims.finish(letter, State.REFUSED, str(answer))
    else:
        try_later(letter, now, str(answer), outcome_unknown=is_unknown)


def try_later(letter: Message, now: dt.datetime, reason: str = "", *, outcome_unknown: bool = False) -> None:
    """Let it wait 1, 5, 15, then 60 minutes; or end it, if it would be of no use by then."""
    due_at = now + BACK_OFF[min(letter.tries, len(BACK_OFF)) - 1]
    if letter.useful_until is not None and due_at >= letter.useful_until:
        claims.finish(letter, State.EXPIRED, reason)
    else:
        claims.wait_until(letter, due_at, reason, outcome_unknown=outcome_unknown)
