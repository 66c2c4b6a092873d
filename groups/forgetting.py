"""Forgetting somebody in their groups: the word they were known by, and the address they asked to be told at."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from groups.models import Interest, Regular
from groups.models.membership import InterestQuerySet
from members.forgetting import before_forgetting, forgets_again
from members.models import Person, Tombstone

Step = Callable[[Regular, dt.datetime], None]
STEPS: list[Step] = []
REGULAR, INTEREST = "regular", "interest"


def before_forgetting_a_regular(step: Step) -> Step:
    """Say what must happen before a regular's row goes, in the same transaction. The row is held by then."""
    STEPS.append(step)
    return step


@transaction.atomic
def forget_regular(*, regular: Regular, now: dt.datetime) -> None:
    """Forget the word a group knew somebody by. Past totals stay what they were; asked twice, it is forgotten."""
    held = Regular.objects.select_for_update().filter(pk=regular.pk).first()
    if held is None:
        return
    for step in STEPS:
        step(held, now)
    stone = {"forgotten_at": now, "network": held.group.network_id}
    Tombstone.objects.get_or_create(kind=REGULAR, row=held.pk, defaults=stone)
    held.delete()


@forgets_again(REGULAR, Regular.objects.all())
def forget_regular_again(regular: Regular, now: dt.datetime) -> None:
    forget_regular(regular=regular, now=now)


@transaction.atomic
def forget_interests(*, interests: InterestQuerySet, now: dt.datetime) -> None:
    """Forget that an address is to be told of something. Asked twice, it is forgotten."""
    keys = list(interests.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    stones = [Tombstone(kind=INTEREST, row=key, forgotten_at=now) for key in keys]
    Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
    Interest.objects.filter(pk__in=keys).delete()


@forgets_again(INTEREST, Interest.objects.all())
def forget_interest_again(interest: Interest, now: dt.datetime) -> None:
    forget_interests(interests=Interest.objects.filter(pk=interest.pk), now=now)


@before_forgetting
def forget_their_words(person: Person, now: dt.datetime) -> None:
    """Who became known after being a regular was counted once; so their words go after they are counted.

    A backup may know a word from before it was theirs, so each leaves a tombstone: of no network, whose numbers tell
    one who is forgotten as one.
    """
    for word in Regular.objects.filter(person=person).order_by("pk"):
        Tombstone.objects.get_or_create(kind=REGULAR, row=word.pk, defaults={"forgotten_at": now})
        word.delete()


@before_forgetting
def forget_their_interest(person: Person, now: dt.datetime) -> None:
    if person.email:
        theirs = Interest.objects.asked_of(person.network_id).filter(email__same=person.email)
        forget_interests(interests=theirs, now=now)
