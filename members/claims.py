"""Whose hands a letter is in: claimed by one worker for the length of a lease, begun, and ended or waiting again.

A lost worker's letters come back by themselves when its lease is over: those it never began are simply waiting
again; those it had begun to hand over may have arrived, so they are tried once more and then left alone.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from members.models import Message
from members.models.message import MessageQuerySet

State = Message.State

NOT_KNOWN = "It is not known whether it arrived."

# Said between two letters, thousands of times in a row: that the last one was taken, even if this worker was so
# slow that another has it in hand by now; and that the next one is begun, if it is still in our hands.
TAKEN_AND_BEGUN = """
UPDATE members_message SET
    state = CASE WHEN id = %(taken)s THEN 'sent' ELSE 'sending' END,
    sent_at = CASE WHEN id = %(taken)s THEN %(now)s END,
    reason = CASE WHEN id = %(taken)s THEN '' ELSE reason END,
    sealed = CASE WHEN id = %(taken)s THEN '' ELSE sealed END,
    started_at = CASE WHEN id = %(taken)s THEN started_at ELSE %(now)s END,
    lease_until = CASE WHEN id = %(taken)s THEN NULL ELSE %(until)s END
WHERE (id = %(taken)s AND state IN ('waiting', 'sending'))
   OR (id = %(begun)s AND state = 'sending' AND lease_until = %(lease)s)
RETURNING id
"""


@transaction.atomic
def tidy(*, now: dt.datetime) -> None:
    """Take back what lost workers held, and put away what it is too late for."""
    lost = Message.objects.filter(state=State.SENDING, due_at__lte=now, lease_until__lt=now)
    begun = lost.filter(started_at__isnull=False)
    # Each update finds nothing that one before it has changed.
    begun.filter(Q(unknown_outcomes__gt=0) | Q(useful_until__lte=now)).update(**ended(State.REFUSED, NOT_KNOWN))
    begun.update(state=State.WAITING, lease_until=None, started_at=None, unknown_outcomes=F("unknown_outcomes") + 1)
    lost.update(state=State.WAITING, lease_until=None)
    too_late = Message.objects.filter(state=State.WAITING, due_at__lte=now, useful_until__lte=now)
    too_late.update(**ended(State.EXPIRED))


@transaction.atomic
def claim(*, now: dt.datetime, limit: int) -> list[Message]:
    """Take up to `limit` due letters into this worker's hands, oldest first. Those being taken are passed over."""
    due = Message.objects.filter(Q(useful_until__isnull=True) | Q(useful_until__gt=now), due_at__lte=now)
    letters = list(lock(due.filter(state=State.WAITING).order_by("due_at", "pk"))[:limit])
    lease_until = lease_from(now)
    Message.objects.filter(pk__in=[letter.pk for letter in letters], state=State.WAITING).update(
        state=State.SENDING, lease_until=lease_until, started_at=None, tries=F("tries") + 1
    )
    for letter in letters:
        letter.lease_until, letter.tries = lease_until, letter.tries + 1
    return letters


def lock(letters: MessageQuerySet) -> MessageQuerySet:
    return letters.select_for_update(skip_locked=True)


def lease_from(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=settings.LEASE_SECONDS)


def note(*, taken: Message | None = None, begun: Message | None = None, now: dt.datetime) -> bool:
    """Write down that one letter was taken by the mail server, and that it is about to be given another.

    False: the other one was dropped meanwhile or is in other hands, and must not be given.
    """
    facts: dict[str, Any] = {
        "taken": taken and taken.pk,
        "begun": begun and begun.pk,
        "lease": begun and begun.lease_until,
        "until": lease_from(now),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKEN_AND_BEGUN, facts)
        changed = {pk for (pk,) in cursor.fetchall()}
    if begun is not None:
        begun.lease_until = facts["until"]
    return begun is not None and begun.pk in changed


def unbegin(letter: Message) -> None:
    """It was not handed over after all, and will be put back as if it had never been begun."""
    in_our_hands(letter).update(started_at=None)


def finish(letter: Message, state: State, reason: str) -> None:
    in_our_hands(letter).update(**ended(state, reason))


def wait_until(letter: Message, due_at: dt.datetime, reason: str, *, outcome_unknown: bool = False) -> None:
    in_our_hands(letter).update(
        state=State.WAITING,
        due_at=due_at,
        reason=reason,
        lease_until=None,
        started_at=None,
        unknown_outcomes=F("unknown_outcomes") + int(outcome_unknown),
    )


def put_back(letters: Collection[Message]) -> None:
    """Letters nobody began to hand over wait again, as if they had never been claimed."""
    not_begun = Message.objects.filter(pk__in=[letter.pk for letter in letters], state=State.SENDING, started_at=None)
    for lease_until in {letter.lease_until for letter in letters}:
        not_begun.filter(lease_until=lease_until).update(state=State.WAITING, lease_until=None, tries=F("tries") - 1)


@transaction.atomic
def drop_all_due(*, now: dt.datetime, reason: str) -> int:
    """Drop every letter that has been due, in whosever hands: after a restore, it may have left long ago.

    What is sealed goes too, due or not. Answers with how many letters were dropped.
    """
    left = Message.objects.still_to_go().filter(Q(due_at__lte=now) | Q(state=State.SENDING) | ~Q(sealed=""))
    return left.update(**ended(State.DROPPED, reason))


def in_our_hands(letter: Message) -> MessageQuerySet:
    """The row, if this worker still holds it. Each claim has a lease of its own, so the lease tells."""
    return Message.objects.filter(pk=letter.pk, state=State.SENDING, lease_until=letter.lease_until)


def ended(state: State, reason: str = "") -> dict[str, Any]:
    """What is written when a letter's story ends. Sealed words do not outlive it."""
    return {"state": state, "reason": reason[:120], "sealed": "", "lease_until": None}
