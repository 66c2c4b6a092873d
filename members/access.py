"""What a login answers for in its networks: the first half of who may do what. `groups.access` reads both halves."""

from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from members.models import Person
from peersupport.lib.matrix import BOTH, DO, LOOK, Answer, Row, declare
from peersupport.lib.refusals import LoginNeeded, NotFound

Visitor = AbstractBaseUser | AnonymousUser


class Standing(StrEnum):
    """How somebody stands to a group and its evenings: the columns of the matrix."""

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"
    PARTICIPANT = "participant"
    HELPER = "helper"
    VOLUNTEER = "volunteer"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    SAFEGUARDING = "safeguarding lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


def answers(for_all: Answer, **besides: Answer) -> dict[str, Answer]:
    """One answer for everybody, and others for some standings, by their names in the code."""
    return {standing: besides.get(standing.name.lower(), for_all) for standing in Standing}


class Charge(NamedTuple):
    """One responsibility as access asks about it: a whole network, or one area with its parts."""

    role: str
    network_id: int
    area_id: int | None
    person_id: int


def logged_in(user: Visitor) -> Visitor:
    """The login, or `LoginNeeded`: said before anything is looked up, so it tells nothing about what exists."""
    if not user.is_authenticated:
        raise LoginNeeded
    return user


def persons_of(user: Visitor) -> list[Person]:
    """The persons a login is, one or more in each network that knows its address."""
    return list(Person.objects.of(user).select_related("network").order_by("pk"))


def person_of(user: Visitor, ref: str) -> Person:
    """One of the persons a login is. Anybody else is answered like what does not exist."""
    found = Person.objects.of(user).select_related("network").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


OPENS, ONWARD, LOG_IN, NOTHING = Answer.OPENS, Answer.ONWARD, Answer.LOG_IN, Answer.NOTHING
FOR_LOGINS = answers(OPENS, anonymous=LOG_IN)
ONWARD_FOR_LOGINS = answers(ONWARD, anonymous=LOG_IN)
# Logging in and out is the same for everybody; whoever is logged in needs no code.
declare(
    [
        Row("/accounts/login/", BOTH, answers(LOG_IN)),
        Row("/accounts/login/code/", BOTH, answers(ONWARD, anonymous=OPENS)),
        Row("/accounts/login/code/confirm/", BOTH, answers(ONWARD, anonymous=LOG_IN)),
        Row("/accounts/logout/", LOOK, answers(OPENS, anonymous=ONWARD)),
        Row("/accounts/logout/", DO, answers(ONWARD)),
        Row("/accounts/signup/", BOTH, answers(OPENS)),
        Row("/accounts/inactive/", BOTH, answers(OPENS)),
        Row("/accounts/second-factor/", BOTH, FOR_LOGINS),
        Row("/accounts/second-factor/code/", BOTH, FOR_LOGINS),
        # With one set up, there is nothing to set up; and changing it asks for it again.
        Row("/accounts/second-factor/set-up/", BOTH, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/replace/", BOTH, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/paper-codes/", LOOK, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/paper-codes/new/", BOTH, ONWARD_FOR_LOGINS),
        # Everybody sees themselves there, and nobody else.
        Row("/me/", LOOK, FOR_LOGINS),
        Row("/me/<person>/everything/", LOOK, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/everything.json", LOOK, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/forget/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        # Letters of a local run are files; anywhere else there is no such page.
        Row("/mailbox/", LOOK, answers(NOTHING)),
        Row("/mailbox/<name>/", LOOK, answers(NOTHING)),
    ]
)
