"""The second factor: a passkey, or a code from an app on one's phone. It is asked for where lists of people begin.

Logging in with a code by e-mail opens tonight and the registers it shows. What is behind `require` opens only with the
second factor. That is then good on that device for as long as what it opened is used, at least once in
`SECOND_FACTOR_UNUSED_MINUTES`, and for `SECOND_FACTOR_HOURS` at most.
"""

import datetime as dt
import io
from typing import Any, ClassVar, Protocol

import segno
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from members import devices, passkeys
from members.access import Visitor, logged_in
from members.models import User
from peersupport.lib.refusals import SecondFactorNeeded
from peersupport.lib.sealing import seal, unseal

RECORDS = "account_authentication_methods"
# What shows who one is; and what does for a day when that is not at hand.
WAYS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
KINDS = (*WAYS, Authenticator.Type.RECOVERY_CODES)


class Browser(Protocol):
    """What is asked of a request: who it is, and what its device has shown before."""

    @property
    def user(self) -> Visitor: ...

    @property
    def session(self) -> SessionBase: ...


def require(request: Browser, now: dt.datetime | None = None) -> None:
    """Let on whoever is logged in and has shown the second factor lately; else `LoginNeeded`, `SecondFactorNeeded`.

    The first line of a view, before anything is looked up. It counts as use of what the second factor opened.
    """
    logged_in(request.user)
    now = now or timezone.now()
    if not is_shown(request, now):
        raise SecondFactorNeeded
    devices.second_factor_in_use(device=devices.of_session(request.session), now=now)


def is_shown(request: Browser, now: dt.datetime, *, within: dt.timedelta | None = None) -> bool:
    """Whether this device has shown this login's second factor `within` a time, or `SECOND_FACTOR_HOURS`.

    And whether it, or what it opened, has been used since `SECOND_FACTOR_UNUSED_MINUTES` ago.
    """
    records = get_authentication_records(request, request.user)
    shown = max((record["at"] for record in records if record.get("type") in KINDS), default=0)
    used = devices.of_session(request.session).second_factor_used_at
    last_used = max(shown, used.timestamp()) if used else shown
    oldest = now - (within or dt.timedelta(hours=settings.SECOND_FACTOR_HOURS))
    unused = now - dt.timedelta(minutes=settings.SECOND_FACTOR_UNUSED_MINUTES)
    return bool(shown > oldest.timestamp() and last_used > unused.timestamp())


def unshow(request: Browser) -> None:
    """Forget that this device has shown it: the second factor it showed is no more."""
    records = request.session.get(RECORDS, [])
    request.session[RECORDS] = [record for record in records if record["method"] != "mfa"]


def is_ready(user: Visitor) -> bool:
    """Whether a login has a second factor to show."""
    return ways_of(user) > 0


def ways_of(user: Visitor) -> int:
    """How many ways a login has to show who it is: an app, and each passkey. Codes on paper are none."""
    return int(Authenticator.objects.filter(user_id=user.pk, type__in=WAYS).count())


def has_app(user: Visitor) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def was_taken_away(request: Browser) -> None:
    """After one is replaced or gone: log out everywhere else; and with the last, this device has shown none."""
    devices.end_others(user=request.user, here=request.session.session_key)
    if not is_ready(request.user):
        unshow(request)


@transaction.atomic
def give(*, user: User, secret: str) -> None:
    """Give a login a second factor whose secret (base 32) somebody already has. Given twice, the new one holds."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks us about second factors: their secrets are sealed in the table, and our words are used."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code on your phone now. Wait for the next one, and type that.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Visitor, type: str) -> str:  # noqa: A002 – allauth calls it so
        return passkeys.next_name(user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # A phone shows this name beside the passkey: it says nothing of what we are.
        return {"id": settings.SITE_HOST, "name": settings.MFA_TOTP_ISSUER}

    def build_totp_svg(self, url: str) -> str:
        # With a white ground, so that a phone can read it off a dark page too.
        drawing = io.BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff")
        return drawing.getvalue().decode()
