"""Tell me when it starts, or starts again: one address for one purpose, one letter, then gone."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from groups.models import Interest, Run, SupportGroup
from members import consent, messages
from members.consent import Yes
from members.messages import Drop, Letter
from members.models import Basis, Message, Purpose
from peersupport.lib import links
from peersupport.lib.refusals import Refused
from sessions.letters import SECOND_THOUGHTS
from sessions.models import GroupSession

ASKED, OPEN = "interest-asked", "interest-open"


class NotAwaited(Refused):
    """You need not wait: the page of this group says when it meets, or that it has ended."""


@transaction.atomic
def ask(*, group: SupportGroup, email: str, yes: Yes, now: dt.datetime) -> None:
    """Keep an address until the group opens. Asked twice it is kept once, and its link goes out at most once a day.

    Raises `NotAwaited`, and where the network needs a yes for letters, what `consent.check` raises. The row is that
    yes: it is there only with it, and taking it back takes the row away.
    """
    if not is_awaited(group, group.network.today(now)):
        raise NotAwaited
    if Basis.objects.of(group.network)[Purpose.LETTERS].asks_a_yes:
        consent.check(yes, [Purpose.LETTERS])
    purpose = Interest.Purpose.RESTARTS if group.runs.exists() else Interest.Purpose.STARTS
    facts = {"purpose": purpose, "email": email}
    interest, _ = Interest.objects.get_or_create(group=group, area=None, email__iexact=email, defaults=facts)
    post(f"{ASKED}:{interest.pk}:{now:%Y-%m-%d}", ASKED, interest, interest.pk, now, now)


def is_awaited(group: SupportGroup, today: dt.date) -> bool:
    """Whether a group is planned or paused, without a day from which it is open."""
    last = group.runs.in_order().last()
    if last is None:
        return True
    return last.ended_as == Run.EndedAs.PAUSED and last.ended_on is not None and last.ended_on < today


@transaction.atomic
def take_back(*, interest: Interest) -> None:
    """Forget an address at once. What was about to be written to it is dropped when its time comes."""
    Interest.objects.filter(pk=interest.pk).delete()


def tell(*, run: Run, now: dt.datetime) -> None:
    """Write to everybody who wants to be told that the group opens; their rows go within the hour after that."""
    for interest in run.group.interests.order_by("pk"):
        post(f"{OPEN}:{run.pk}:{interest.pk}", OPEN, interest, run.pk, now + SECOND_THOUGHTS, now)


def tell_no_more(*, run: Run) -> None:
    """The group does not open then: what has not been written is not written."""
    messages.drop(letters=Message.objects.filter(purpose=OPEN, about=run.pk), reason="The group does not open then.")


def post(key: str, purpose: str, interest: Interest, about: int, due_at: dt.datetime, now: dt.datetime) -> None:
    messages.post(
        key=key,
        purpose=purpose,
        about=about,
        recipient_kind=Message.Recipient.INTEREST,
        recipient=interest.pk,
        due_at=due_at,
        now=now,
    )


def token(interest: Interest) -> str:
    return links.sign("interest", interest.ref, interest.link_version)


def reader_of(message: Message) -> Interest:
    found = Interest.objects.select_related("group__network").filter(pk=message.recipient or 0)
    interest = found.exclude(group=None).first()
    if interest is None:
        raise Drop("It is no longer asked for.")
    return interest


def write(name: str, interest: Interest, **words: Any) -> Letter:
    """A letter to the address that was left, in discreet words where the network has them."""
    group = interest.group
    assert group is not None  # noqa: S101 – `reader_of` leaves out those about an area
    back = links.absolute(reverse("sessions:my-interest", args=[token(interest)]))
    words |= {"interest": interest, "group": group, "plain": not group.network.discreet, "back": back}
    sender = group.network.sender_name
    return messages.write(name, words, to=interest.email, sender_name=sender, unsubscribe_url=back)


@messages.composes(ASKED)
def compose_asked(message: Message, now: dt.datetime) -> Letter:
    return write("interest_asked", reader_of(message))


@messages.composes(OPEN)
def compose_open(message: Message, now: dt.datetime) -> Letter:
    interest = reader_of(message)
    run = Run.objects.select_related("group__network").filter(pk=message.about or 0, ended_on=None).first()
    if run is None:
        raise Drop("The group does not open then.")
    session = run.group.sessions.upcoming(now).filter(state=GroupSession.State.PLANNED, starts_at__gt=now).first()
    page = reverse("sessions:session", args=[session.ref]) if session else reverse("sessions:finder")
    return write("interest_open", interest, run=run, session=session, link=links.absolute(page))
