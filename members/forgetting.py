"""Forgetting somebody: everything a network knows of them goes, in one action, with or without a login.

What hangs on a person's row goes with it. What must happen before, such as counting them once more for totals or
offering their place to the next, each app says with `before_forgetting`. A tombstone, which holds a number and nothing
else, says what to forget again after a restore.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from members.models import Invitation, Message, Person, Responsibility, Tombstone
from peersupport.lib.refusals import Refused

Step = Callable[[Person, dt.datetime], None]
STEPS: list[Step] = []
PERSON = "person"


class StillAnswers(Refused):
    """You still answer for an area or an organisation here. Hand that on first; then we forget you."""


class HasALogin(Refused):
    """You have a login here, and a letter may have been passed on. Log in, and ask for it on your own page."""


def before_forgetting(step: Step) -> Step:
    """Say what must happen before a person's row goes, in the same transaction. The row is held by then."""
    STEPS.append(step)
    return step


@transaction.atomic
def forget_me(*, person: Person, now: dt.datetime, is_logged_in: bool) -> None:
    """Forget somebody at their own wish: logged in, or by a link, if a login would not be the better proof.

    Raises `HasALogin`; and `StillAnswers` while others rely on them for something.
    """
    if person.user_id is not None and not is_logged_in:
        raise HasALogin
    if Responsibility.objects.on(person.network.today(now)).filter(person=person).exists():
        raise StillAnswers
    forget(person=person, now=now)


@transaction.atomic
def forget(*, person: Person, now: dt.datetime) -> None:
    """Forget somebody. Past totals stay what they were; asked twice, they are forgotten.

    Their login goes with the last network that knew them.
    """
    held = Person.objects.select_for_update().filter(pk=person.pk).first()
    if held is None:
        return
    for step in reversed(STEPS):  # the highest app first: it still needs what those below take away
        step(held, now)
    Message.objects.filter(recipient_kind=Message.Recipient.PERSON, recipient=held.pk).delete()
    if held.email:
        Invitation.objects.filter(network=held.network_id, email__iexact=held.email).delete()
    stone = {"forgotten_at": now, "network": held.network_id}
    Tombstone.objects.get_or_create(kind=PERSON, row=held.pk, defaults=stone)
    login = held.user
    held.delete()
    if login is not None and not login.is_staff and not login.persons.exists():
        login.delete()  # and with it wherever it is logged in
