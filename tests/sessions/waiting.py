"""Asking to be told when a group starts, or something near a place; and the letters of it."""

import datetime as dt

from django.core.mail import EmailMultiAlternatives

from groups.models import SupportGroup
from members import composing
from members.consent import NOTHING_SAID, Yes
from members.models import Message, Network
from sessions import interests
from tests.sessions.meeting import NOW

ROBIN = "robin@example.org"


def ask(group: SupportGroup, email: str = ROBIN, yes: Yes = NOTHING_SAID, now: dt.datetime = NOW) -> None:
    interests.ask(group=group, email=email, yes=yes, now=now)


def ask_near(network: Network, place: str, email: str = ROBIN, now: dt.datetime = NOW) -> None:
    interests.ask_near(network=network, place=place, email=email, yes=NOTHING_SAID, now=now)


def mails(now: dt.datetime = NOW + dt.timedelta(minutes=5)) -> list[EmailMultiAlternatives]:
    """What is waiting, as mail, in order. It is sent; what makes no sense any more is dropped."""
    waiting = list(Message.objects.filter(state="waiting", due_at__lte=now).order_by("pk"))
    found = composing.compose(waiting, now)
    sent = {key: mail for key, mail in found.items() if isinstance(mail, EmailMultiAlternatives)}
    Message.objects.filter(pk__in=found).update(state="dropped")
    Message.objects.filter(pk__in=sent).update(state="sent", sent_at=now)
    return [sent[letter.pk] for letter in waiting if letter.pk in sent]
