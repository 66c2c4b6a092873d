"""Starting anew: whoever lost phone, passkey and paper codes sets up a second factor again, after their next login.

For whoever looks after the site, who has made sure that it is the person. No page does this.
"""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction

from members import devices, messages, second_factor
from members.login import sender_for
from members.messages import Drop, Letter
from members.models import Message, User
from peersupport.lib import links
from peersupport.lib.refusals import Refused

PURPOSE = "anew"


class NoSuchLogin(Refused):
    """Nobody logs in with that address. Ask how they write it."""


class NothingToTakeAway(Refused):
    """That login has no second factor. They log in with a code, and are asked to set one up where it is needed."""


@transaction.atomic
def start(*, email: str, now: dt.datetime) -> User:
    """Take all second factors and paper codes of a login away, end it on every device, and write to its address.

    Of a login that is closed as well: it stays closed, and is not written to. Answers with the login. Raises
    `NoSuchLogin`, `NothingToTakeAway`.
    """
    user = User.objects.select_for_update().filter(email__same=email.strip().lower()).first()
    if user is None:
        raise NoSuchLogin
    if not second_factor.is_ready(user):
        raise NothingToTakeAway
    Authenticator.objects.filter(user=user).delete()
    devices.end_others(user=user, here=None)
    messages.post(
        key=f"{PURPOSE}:{user.pk}:{now.isoformat()}",
        purpose=PURPOSE,
        recipient_kind=Message.Recipient.USER,
        recipient=user.pk,
        due_at=now,
        now=now,
    )
    return user


@messages.composes(PURPOSE)
def compose(message: Message, now: dt.datetime) -> Letter:
    user = User.objects.filter(pk=message.recipient or 0).first()
    if user is None:
        raise Drop("Their login is gone.")
    link = links.absolute("/accounts/second-factor/")
    return messages.write(PURPOSE, {"link": link}, sender_name=sender_for(user.email))
