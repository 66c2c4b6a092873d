"""Logging in by a code sent by e-mail: whose address has a login, what is sent, and whom a login turns out to be.

An address nobody here knows is answered like one we know: the same page, the same rows written, the same
questions asked of the database. It is sent nothing.
"""

import datetime as dt
import json
import uuid
from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from members import messages
from members.messages import Drop, Letter
from members.models import Message, Network, Person, User
from members.models.device import now_asking
from members.second_factor import is_ready
from peersupport.lib.sealing import BrokenSeal, seal, unseal

PURPOSE = "login-code"
UNUSED_FOR = dt.timedelta(days=1)

# A login for an address that a person or an open invitation has, if there is none yet. One statement, so that
# asking about a stranger's address is the same work.
LOGIN_FOR_A_KNOWN_ADDRESS = """
INSERT INTO members_user (email, password, is_active, is_staff, is_superuser, created_at)
SELECT %(email)s, %(password)s, true, false, false, %(now)s
WHERE %(email)s <> '' AND (
    EXISTS (SELECT FROM members_person WHERE lower(email) = %(email)s)
    OR EXISTS (SELECT FROM members_invitation WHERE lower(email) = %(email)s
               AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL AND expires_at > %(now)s)
)
ON CONFLICT (lower(email)) DO NOTHING
"""


class LoginBackend(AuthenticationBackend):
    """allauth's. The login of whoever asks came with the row of their browser, and is not read a second time."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        asking = now_asking.get()
        user = asking.device.user if asking is not None and asking.device is not None else None
        if user is None or user.pk != user_id:
            return cast(AbstractBaseUser | None, super().get_user(user_id))
        return user if self.user_can_authenticate(user) else None


@transaction.atomic
def login_of(*, email: str, now: dt.datetime) -> User | None:
    """The login of an address, made now if somebody here has that address. A stranger's: none.

    It is nobody's yet: only the right code, or the second factor after it, opens anything.
    """
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"email": email.lower(), "password": make_password(None), "now": now}
        cursor.execute(LOGIN_FOR_A_KNOWN_ADDRESS, facts)
    return with_address(email)


def with_address(email: str) -> User | None:
    return User.objects.filter(email__same=email.lower(), is_active=True).first()


def as_if_known() -> None:
    """Ask the database what it would be asked about a known address, so that a stranger's takes no less time."""
    User.objects.filter(pk=0).first()


def send_code(*, email: str, code: str, now: dt.datetime) -> None:
    """Put a login code into the outbox, sealed. Whether its address may have it is found out when it is sent."""
    messages.post(
        key=f"{PURPOSE}:{uuid.uuid4()}",
        purpose=PURPOSE,
        recipient_kind=Message.Recipient.ADDRESS,
        recipient=None,
        due_at=now,
        useful_until=now + dt.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
        sealed=seal(json.dumps({"email": email, "code": code})),
        now=now,
    )


@messages.composes(PURPOSE)
def compose_code(message: Message, now: dt.datetime) -> Letter:
    try:
        words = json.loads(unseal(message.sealed))
    except BrokenSeal as broken:
        raise Drop("It was sealed with a key that is no longer in use.") from broken
    if with_address(words["email"]) is None:
        raise Drop("Nobody here has this address.")
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    return messages.write(
        "login_code",
        {"code": words["code"], "minutes": minutes},
        to=words["email"],
        sender_name=sender_for(words["email"]),
    )


def sender_for(email: str) -> str:
    """The sender name of the one network that knows an address; somebody known to several sees none of them."""
    people = Person.objects.filter(email__same=email.lower())
    names = set(Network.objects.filter(people__in=people).values_list("sender_name", flat=True))
    return names.pop() if len(names) == 1 else ""


@transaction.atomic
def join_persons(*, user: User) -> int:
    """Give a login its persons: those of any network with the address it has just proven, and no login yet.

    Answers with how many there were.
    """
    people = Person.objects.filter(email__same=user.email.lower(), user=None)
    return people.update(user=user)


@transaction.atomic
def forget_unused_logins(*, now: dt.datetime) -> int:
    """Forget logins that somebody asked a code for and never used: after a day, if they are nobody's.

    Staff, and logins that are somebody or have a second factor, stay. Answers with how many were forgotten.
    """
    unused = User.objects.filter(last_login=None, is_staff=False, created_at__lt=now - UNUSED_FOR)
    _, forgotten = unused.filter(persons=None, authenticator=None).delete()
    return forgotten.get(User._meta.label, 0)


class LoginAdapter(DefaultAccountAdapter):
    """What allauth asks us while it logs somebody in: no sign-up, no second factor yet, letters by the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code in our letter. Look at the newest letter, or ask for another code.",
        "too_many_login_attempts": "That was a lot of tries. Wait a few minutes, then ask for a new code.",
        "rate_limited": "That was a lot of tries. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        # The second factor is asked for where lists of people begin, not at the door.
        return ["allauth.account.stages.LoginByCodeStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix not in ("account/email/login_code", "account/email/unknown_account"):
            raise ValueError(f"We write no letter {template_prefix}.")
        code = context.get("code") or self.generate_login_code()
        send_code(email=email, code=code, now=timezone.now())

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **facts: Any) -> HttpResponse:
        if isinstance(user, User):
            join_persons(user=user)
        answer: HttpResponse = super().post_login(request, user, **facts)
        return answer

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        # Our pages say themselves what has happened; only what went wrong is left to say.
        if message:
            super().add_message(request, level, message=message, extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        # Before there is a second factor there is nothing to ask for again.
        return is_ready(self.request.user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not is_ready(user):
            return []
        pages = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
        return [{"id": page, "description": "Show it is you", "url": reverse(page)} for page in pages]
