"""The outbox: what is to be written to whom, and when. Sending it is `sending.py`'s matter.

A letter is a row, written in the same transaction as its cause. Its words are composed when it is sent, by
the app that owns its purpose, which may then find that it no longer makes sense.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from members.models import Message
from members.models.message import MessageQuerySet
from peersupport.lib.bell import Bell
from peersupport.lib.mailing import Letter, write

__all__ = ["Drop", "Letter", "composes", "composes_together", "drop", "move", "not_left_yet", "post", "ring", "write"]

Composer = Callable[[Message, dt.datetime], Letter]
ManyComposer = Callable[[Sequence[Message], dt.datetime], Iterable[tuple[Message, "Letter | Drop"]]]
COMPOSERS: dict[str, ManyComposer] = {}

TASK_THAT_SENDS = "members.send_due_letters"
BELL = Bell(TASK_THAT_SENDS)


class Drop(Exception):  # noqa: N818 – said as a sentence: raise Drop("The evening is cancelled.")
    """Raised by a composer: the letter no longer makes sense. The text says why, and names nobody."""


def composes(purpose: str) -> Callable[[Composer], Composer]:
    """Say who writes the letters of a purpose, one at a time: with a `Letter`, or by raising `Drop`."""

    def remember(composer: Composer) -> Composer:
        composes_together(purpose)(one_by_one(composer))
        return composer

    return remember


def composes_together(purpose: str) -> Callable[[ManyComposer], ManyComposer]:
    """Say who writes the letters of a purpose that leave by the thousand: many at once, read in few questions.

    The composer is given letters of that purpose and answers, for each, with it and its `Letter` or a `Drop`.
    """

    def remember(composer: ManyComposer) -> ManyComposer:
        if purpose in COMPOSERS:
            raise ValueError(f"Two composers for the purpose {purpose}.")
        COMPOSERS[purpose] = composer
        return composer

    return remember


def one_by_one(composer: Composer) -> ManyComposer:
    def compose(letters: Sequence[Message], now: dt.datetime) -> Iterator[tuple[Message, Letter | Drop]]:
        for letter in letters:
            try:
                yield letter, composer(letter, now)
            except Drop as drop:
                yield letter, drop

    return compose


def composer_of(purpose: str) -> ManyComposer | None:
    return COMPOSERS.get(purpose)


@transaction.atomic(savepoint=False)
def post(
    *,
    key: str,
    purpose: str,
    recipient_kind: str,
    recipient: int | None,
    due_at: dt.datetime,
    now: dt.datetime,
    about: int | None = None,
    useful_until: dt.datetime | None = None,
    sealed: str = "",
) -> None:
    """Put a letter into the outbox: once for each key, however often it is asked.

    A letter that is due now leaves within a second or two of the commit; after `useful_until` it never leaves.
    """
    letter = Message(
        key=key,
        purpose=purpose,
        about=about,
        recipient_kind=recipient_kind,
        recipient=recipient,
        due_at=due_at,
        useful_until=useful_until,
        sealed=sealed,
    )
    Message.objects.bulk_create([letter], ignore_conflicts=True)
    if due_at <= now:
        ring()


@transaction.atomic(savepoint=False)
def drop(*, letters: MessageQuerySet, reason: str) -> int:
    """Take letters back that have not left yet, saying why. Those handed to the mail server are not touched.

    Answers with how many were taken back. One in a worker's hands is taken back too: it asks before it sends.
    """
    return not_left_yet(letters).update(state=Message.State.DROPPED, reason=reason[:120], sealed="", lease_until=None)


@transaction.atomic(savepoint=False)
def move(
    *, letters: MessageQuerySet, due_at: dt.datetime, now: dt.datetime, useful_until: dt.datetime | None = None
) -> int:
    """Give letters that have not left yet another time. Answers with how many were moved."""
    moved = not_left_yet(letters).update(
        state=Message.State.WAITING, due_at=due_at, useful_until=useful_until, lease_until=None
    )
    if moved and due_at <= now:
        ring()
    return moved


def not_left_yet(letters: MessageQuerySet) -> MessageQuerySet:
    """Those of them that can still be taken back."""
    in_hand = Q(state=Message.State.SENDING, started_at__isnull=True)
    return letters.filter(Q(state=Message.State.WAITING) | in_hand)


def ring() -> None:
    """Ask a worker to look at the outbox as soon as this transaction commits; once, however many letters it wrote.

    The bell may be missed: the tick looks every minute anyway. So nobody waits for it and nothing it does is an error.
    """
    waiting_for_commit = [call for _, call, _ in transaction.get_connection().run_on_commit]
    if BELL.press not in waiting_for_commit:
        transaction.on_commit(BELL.press)
