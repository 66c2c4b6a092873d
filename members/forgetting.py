"""Forgetting somebody: everything a network knows of them goes, in one action, with or without a login.

What hangs on a person's row goes with it. What must happen before, such as counting them once more for totals or
offering their place to the next, each app says with `before_forgetting`. A tombstone, which holds a number and nothing
else, says what to forget again after a restore.
"""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from members.models import Invitation, Message, Person, Responsibility, Tombstone
from peersupport.lib.refusals import Refused

Step = Callable[[Person, dt.datetime], None]
STEPS: list[Step] = []
PERSON = "person"
# The rows that each kind of tombstone stands for, as far as they still say something, and how one is forgotten.
Again = Callable[[Any, dt.datetime], None]
KINDS: dict[str, tuple[QuerySet[Any], Again]] = {}


class StillAnswers(Refused):
    """You still answer for an area or an organisation here. Hand that on first; then we forget you."""


class HasALogin(Refused):
    """You have a login here, and a letter may have been passed on. Log in, and ask for it on your own page."""


class UnknownKind(Refused):
    """Somebody was forgotten in a way this version does not know. Use the version that wrote it down, or newer."""


def before_forgetting(step: Step) -> Step:
    """Say what must happen before a person's row goes, in the same transaction.

    The row is held by then against who asks or takes back; a step that holds other rows does so first, and then calls
    `hold_wholly`.
    """
    STEPS.append(step)
    return step


@transaction.atomic
def forget_me(*, person: Person, now: dt.datetime, is_logged_in: bool) -> None:
    """Forget somebody at their own wish: logged in, or by a link, if a login would not be the better proof.

    Raises `HasALogin`; and `StillAnswers` while others rely on them for something.
    """
    only_with_proof(person, is_logged_in=is_logged_in)
    if Responsibility.objects.on(person.network.today(now)).filter(person=person).exists():
        raise StillAnswers
    forget(person=person, now=now)


def only_with_proof(person: Person, *, is_logged_in: bool) -> None:
    """What cannot be undone takes the best proof there is: whoever has a login proves it is them by logging in."""
    if person.user_id is not None and not is_logged_in:
        raise HasALogin


@transaction.atomic
def forget(*, person: Person, now: dt.datetime) -> None:
    """Forget somebody. Past totals stay what they were; asked twice, they are forgotten.

    Their login goes with the last network that knew them.
    """
    # As `people.known` holds whoever asks, so that evenings being written for them meanwhile can end.
    held = Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
    if held is None:
        return
    for step in reversed(STEPS):  # the highest app first: it still needs what those below take away
        step(held, now)
    Message.objects.filter(recipient_kind=Message.Recipient.PERSON, recipient=held.pk).delete()
    if held.email:
        Invitation.objects.filter(network=held.network_id, email__same=held.email).delete()
    stone = {"forgotten_at": now, "network": held.network_id}
    Tombstone.objects.get_or_create(kind=PERSON, row=held.pk, defaults=stone)
    login = held.user
    held.delete()
    if login is not None and not login.is_staff and not login.persons.exists():
        login.delete()  # and with it wherever it is logged in


def hold_wholly(person: Person) -> None:
    """From here on nobody writes anything that points to this person, such as a tap: it waits, and finds them gone."""
    list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))


def forgets_again(kind: str, rows: QuerySet[Any]) -> Callable[[Again], Again]:
    """Say which rows a restored backup may still know, and how those with a tombstone of this kind are forgotten."""

    def remember(again: Again) -> Again:
        KINDS[kind] = rows, again
        return again

    return remember


@forgets_again(PERSON, Person.objects.all())
def forget_person_again(person: Person, now: dt.datetime) -> None:
    forget(person=person, now=now)


@transaction.atomic
def forget_again(*, tombstones: Collection[Tombstone], now: dt.datetime) -> int:
    """Forget whom a restored backup still knows, by the verbs that forgot them before. Harmless twice.

    `tombstones` are those kept outside the backup; its own count too. Answers with how many rows it still knew.
    Raises `UnknownKind`.
    """
    if {tombstone.kind for tombstone in tombstones} - KINDS.keys():
        raise UnknownKind
    Tombstone.objects.bulk_create(tombstones, ignore_conflicts=True)
    known = 0
    for kind, (rows, again) in KINDS.items():
        forgotten = Tombstone.objects.filter(kind=kind).values("row")
        for row in list(rows.filter(pk__in=forgotten).order_by("pk")):
            again(row, now)
            known += 1
    return known
