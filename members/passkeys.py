"""Passkeys: the lock of one's own phone or computer (a face, a finger, a PIN) instead of codes.

One passkey logs in and is the second factor too: something one has, opened by something one is or knows. allauth keeps
them and checks what they say; here they are listed, named and taken away.
"""

import datetime as dt
import hashlib
from typing import NamedTuple

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from django.db import transaction

from members.access import Visitor
from members.models import User
from peersupport.lib.refusals import NotFound

REF_LENGTH = 12


class Passkey(NamedTuple):
    """One passkey as its holder sees it. Pages name it by a digest of its public name, never by its row's number."""

    ref: str
    name: str
    made_at: dt.datetime
    used_at: dt.datetime | None
    row: Authenticator


def passkeys_of(user: Visitor) -> list[Passkey]:
    """The passkeys of a login, the oldest first."""
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [Passkey(ref_of(row), row.wrap().name, row.created_at, row.last_used_at, row) for row in rows]


def passkey_of(user: Visitor, ref: str) -> Passkey:
    """One of a login's own passkeys. Anything else is answered like what does not exist."""
    for passkey in passkeys_of(user):
        if passkey.ref == ref:
            return passkey
    raise NotFound


def ref_of(row: Authenticator) -> str:
    return hashlib.sha256(row.data["credential"]["id"].encode()).hexdigest()[:REF_LENGTH]


def next_name(user: Visitor) -> str:
    """What a passkey is called whose holder gave it no name."""
    already = len(passkeys_of(user))
    return f"Passkey {already + 1}" if already else "Passkey"


@transaction.atomic
def rename(*, passkey: Passkey, name: str) -> None:
    """Call a passkey something its holder knows it by."""
    passkey.row.wrap().name = name
    passkey.row.save(update_fields=["data"])


@transaction.atomic
def remove(*, user: Visitor, passkey: Passkey) -> None:
    """Take a passkey away. With the last thing that shows who one is, the codes on paper go too."""
    User.objects.select_for_update().get(pk=passkey.row.user_id)
    Authenticator.objects.filter(pk=passkey.row.pk).delete()
    delete_dangling_recovery_codes(user)
