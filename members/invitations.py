"""Asking somebody by letter whether they would help: once more, taken back, and a no that is as easy as a yes.

What a yes begins may be a role in a group, so inviting and accepting stand in `groups/invitations.py`.
"""

import datetime as dt

from django.db import transaction

from members import messages
from members.access import Visitor
from members.messages import Drop, Letter
from members.models import Invitation, Message, Person
from members.models.message import MessageQuerySet
from peersupport.lib import links
from peersupport.lib.refusals import NotFound, Refused

INVITATION = "invitation"
LASTS = dt.timedelta(days=14)
BETWEEN_LETTERS, MOST_LETTERS = dt.timedelta(hours=1), 5


class SaidYes(Refused):
    """You have said yes to this already. Log in, and your own page shows what began."""


class TakenBack(Refused):
    """This invitation was taken back. If you would like to help, tell us: we are glad of it."""


class Over(Refused):
    """This invitation is over. Ask whoever invited you for another letter."""


class AnotherAddress(Refused):
    """This invitation went to another address than the one you log in with. Log out first, then open it again."""


class NoLongerOpen(Refused):
    """This invitation is no longer open. Have a look at the list. You can invite them again."""


class TooSoon(Refused):
    """A letter went within the last hour. Ask them to look among unwanted mail, or wait a little."""


class TooManyLetters(Refused):
    """Several letters have gone, and more would be a bother. Ring them, or ask which other address to use."""


@transaction.atomic
def send_again(*, invitation: Invitation, now: dt.datetime) -> Invitation:
    """Another letter, with two weeks from now to answer. The link in the one before opens nothing any more.

    Raises `NoLongerOpen`, `TooSoon`, `TooManyLetters`.
    """
    held = hold(invitation)
    if not Invitation.objects.unanswered().filter(pk=held.pk).exists():
        raise NoLongerOpen
    if now < held.sent_at + BETWEEN_LETTERS:
        raise TooSoon
    if held.link_version >= MOST_LETTERS:
        raise TooManyLetters
    held.link_version += 1
    held.sent_at, held.expires_at = now, now + LASTS
    held.save(update_fields=("link_version", "sent_at", "expires_at"))
    send(held, now)
    return held


@transaction.atomic
def take_back(*, invitation: Invitation, now: dt.datetime) -> None:
    """Its link says that it was taken back. Taken back twice, it is; a no stays a no. Raises `NoLongerOpen`."""
    held = hold(invitation)
    if held.accepted_at is not None:
        raise NoLongerOpen
    if held.revoked_at is None:
        held.revoked_at = now
        held.save(update_fields=("revoked_at",))
        messages.drop(letters=letters_of(held), reason="The invitation was taken back.")


@transaction.atomic
def decline(*, invitation: Invitation, by: Visitor, now: dt.datetime) -> None:
    """No thank you. Nobody is told, and it can still become a yes while the invitation is open.

    Raises `SaidYes`, `TakenBack`, `Over`, `AnotherAddress`.
    """
    check_reader(invitation, by)
    held = hold(invitation)
    check_open(held, now)
    if held.declined_at is None:
        held.declined_at = now
        held.save(update_fields=("declined_at",))


def hold(invitation: Invitation) -> Invitation:
    """Its row as it is now, until the transaction ends. `NotFound` when it is gone."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("network").filter(pk=invitation.pk).first()
    if held is None:
        raise NotFound
    return held


def check_open(invitation: Invitation, now: dt.datetime) -> None:
    """Whether it can still be answered; a no can become a yes. Raises `SaidYes`, `TakenBack`, `Over`."""
    if invitation.accepted_at is not None:
        raise SaidYes
    if invitation.revoked_at is not None:
        raise TakenBack
    if invitation.is_over(now):
        raise Over


def check_reader(invitation: Invitation, by: Visitor) -> None:
    """The link is the proof, but not in the hands of somebody else who is logged in. Raises `AnotherAddress`."""
    if by.is_authenticated and getattr(by, "email", "").lower() != invitation.email.lower():
        raise AnotherAddress


# -- The letter. It says that there is something to answer, and where; not what, nor from which organisation.


def token(invitation: Invitation) -> str:
    return links.sign(INVITATION, invitation.ref, invitation.link_version)


def link(invitation: Invitation) -> str:
    """The full address behind which it is answered: what its newest letter says."""
    return links.absolute(f"/invitations/{token(invitation)}/")


def key_of(invitation: Invitation) -> str:
    return f"{INVITATION}:{invitation.pk}:{invitation.link_version}"


def letters_of(invitation: Invitation) -> MessageQuerySet:
    return Message.objects.filter(recipient_kind=Message.Recipient.INVITATION, recipient=invitation.pk)


def send(invitation: Invitation, now: dt.datetime) -> None:
    """Put its newest letter into the outbox, and take back any that has not left."""
    messages.drop(letters=letters_of(invitation), reason="A newer letter goes instead.")
    messages.post(
        key=key_of(invitation),
        purpose=INVITATION,
        about=invitation.pk,
        recipient_kind=Message.Recipient.INVITATION,
        recipient=invitation.pk,
        due_at=now,
        useful_until=invitation.expires_at,
        now=now,
    )


@messages.composes(INVITATION)
def compose(message: Message, now: dt.datetime) -> Letter:
    found = Invitation.objects.unanswered().select_related("network", "invited_by").filter(pk=message.about or 0)
    invitation = found.first()
    if invitation is None:
        raise Drop("It is answered, taken back or gone.")
    if message.key != key_of(invitation):
        raise Drop("A newer letter goes instead.")
    if wants_none(invitation):
        raise Drop("They want no letters.")
    words = {"invitation": invitation, "link": link(invitation)}
    return messages.write(INVITATION, words, sender_name=invitation.network.sender_name)


def wants_none(invitation: Invitation) -> bool:
    """Whether it is to somebody the network knows, who said that they want no letters."""
    them = Person.objects.filter(network=invitation.network_id, wants_letters=False)
    return them.filter(email__same=invitation.email, known_as__same=invitation.known_as).exists()
