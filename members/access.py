"""What a login answers for in its networks: the first half of who may do what. `groups.access` reads both halves."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.utils import timezone

from members.models import Complaint, Network, Person, Responsibility
from peersupport.lib import links, slugs
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
    NETWORK_COORDINATOR = "coordinator of the network"
    SAFEGUARDING = "safeguarding lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


def answers(for_all: Answer, **besides: Answer) -> dict[str, Answer]:
    """One answer for everybody, and others for some standings, by their names in the code.

    Whoever coordinates all of a network may what its areas' coordinators may, unless it is said otherwise.
    """
    if "coordinator" in besides:
        besides.setdefault("network_coordinator", besides["coordinator"])
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


def staff(user: Visitor) -> Visitor:
    """The login, if it looks after the site. To anybody else, what is for staff is not there."""
    if not getattr(user, "is_staff", False):
        raise NotFound
    return user


def persons_of(user: Visitor) -> list[Person]:
    """The persons a login is, one or more in each network that knows its address."""
    return list(Person.objects.of(user).select_related("network").prefetch_related("consents").order_by("pk"))


def person_of(user: Visitor, ref: str) -> Person:
    """One of the persons a login is. Anybody else is answered like what does not exist."""
    found = Person.objects.of(user).select_related("network").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def responsibility_of(user: Visitor, person: str, ref: str) -> Responsibility:
    """What a login answers for itself, as far as it has not ended. Anybody else's is like what does not exist."""
    mine = Responsibility.objects.filter(person__user=logged_in(user).pk, person__ref=person, ref=ref)
    not_over = mine.exclude(until_on__lt=timezone.localdate()).select_related("network", "area")
    found: Responsibility | None = not_over.first()
    if found is None:
        raise NotFound
    return found


def network_for(slug: str) -> Network:
    """A network with a public page. Networks are no secret; which people they know is."""
    return slugs.find(Network.objects.all(), slug)


def network_to_set(user: Visitor, slug: str, *, in_part: bool = False) -> Network:
    """A network to change the settings of: for who coordinates all of it; `in_part`, one of its areas is enough.

    To anybody else it is not there: which settings there are is nobody's to know.
    """
    given = Responsibility.objects.on(timezone.localdate()).filter(person__user_id=logged_in(user).pk)
    charges = given.filter(role=Responsibility.Role.COORDINATOR)
    if not in_part:
        charges = charges.filter(area=None)
    return slugs.find(Network.objects.filter(pk__in=charges.values("network")), slug)


def networks_to_set(user: Visitor) -> dict[int, bool]:
    """The networks somebody coordinates, by number: whether all of it, or areas alone. None: not found."""
    given = Responsibility.objects.on(timezone.localdate()).filter(person__user_id=logged_in(user).pk)
    found = dict[int, bool]()
    for network, area in given.filter(role=Responsibility.Role.COORDINATOR).values_list("network", "area"):
        found[network] = found.get(network, False) or area is None
    if not found:
        raise NotFound
    return found


R = TypeVar("R", bound=Model)


def one_of(rows: QuerySet[R], ref: str) -> R:
    """The row of a ref among those somebody may set. Anybody else's is answered like what does not exist."""
    row = rows.filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


def networks_to_answer_for(user: Visitor) -> list[Network]:
    """The networks whose complaints a login answers: `ResponsibilityQuerySet.for_complaints`. None: not found."""
    given = Responsibility.objects.for_complaints(timezone.localdate()).filter(person__user_id=logged_in(user).pk)
    found = list(Network.objects.filter(pk__in=given.values("network")))
    if not found:
        raise NotFound
    return found


def may_answer_complaints(charge: Charge, without_manager: Collection[int]) -> bool:
    """The same rule for a charge already read, given the networks that have no manager today."""
    if charge.area_id is not None:
        return False
    stands_in = charge.role == Responsibility.Role.COORDINATOR and charge.network_id in without_manager
    return stands_in or charge.role == Responsibility.Role.MANAGER


def complaint_among(networks: Iterable[Network], ref: str) -> Complaint:
    """A complaint to one of these networks. Anybody else's is answered like what does not exist."""
    complaint = Complaint.objects.select_related("network").filter(network__in=networks, ref=ref).first()
    if complaint is None:
        raise NotFound
    return complaint


def complaint_of(token: str) -> Complaint:
    """The complaint a signed link opens. A link from before its version was raised opens nothing."""
    ref, version = links.read("complaint", token)
    complaint = Complaint.objects.select_related("network").filter(ref=ref, link_version=version).first()
    if complaint is None:
        raise NotFound
    return complaint


OPENS, ONWARD, LOG_IN, NOTHING = Answer.OPENS, Answer.ONWARD, Answer.LOG_IN, Answer.NOTHING
FOR_LOGINS = answers(OPENS, anonymous=LOG_IN)
# Private facts: what people are called, what a complaint says and what came of it, and how to reach who wrote it.
NAMES, COMPLAINTS, COMPLAINANTS = "names", "complaints", "how to reach who complained"
TO_ANSWER = answers(NOTHING, anonymous=LOG_IN, manager=OPENS)
ONWARD_FOR_LOGINS = answers(ONWARD, anonymous=LOG_IN)
# What is set for a whole network, and what whoever coordinates a part of it may set too.
SET = answers(NOTHING, anonymous=LOG_IN, network_coordinator=OPENS)
ONE_OR_ALL = ("", "<ref>/", "<ref>/remove/")
SET_IN_PART = answers(NOTHING, anonymous=LOG_IN, coordinator=OPENS)
declare(
    Row(f"/networks/<slug>/{page}", BOTH, SET, second_factor=True)
    for page in (
        *("change/", "keeping/", "bases/"),
        *(f"{word}/{which}" for word in ("areas", "organisations", "helplines") for which in ONE_OR_ALL),
    )
)
declare([Row("/networks/<slug>/helplines/<ref>/check/", DO, SET, second_factor=True)])
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
        # Everybody sees where they are logged in themselves.
        Row("/accounts/devices/", BOTH, FOR_LOGINS),
        Row("/accounts/second-factor/", BOTH, FOR_LOGINS),
        Row("/accounts/second-factor/code/", BOTH, FOR_LOGINS),
        # With one set up, there is nothing to set up; and changing it asks for it again.
        Row("/accounts/second-factor/set-up/", BOTH, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/replace/", BOTH, ONWARD_FOR_LOGINS),
        # A passkey is asked for on other pages, and answers here; changing one asks for the second factor again.
        Row("/accounts/login/passkey/", BOTH, answers(ONWARD, anonymous=LOG_IN)),
        Row("/accounts/second-factor/passkey/", BOTH, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/passkeys/new/", BOTH, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/passkeys/<passkey>/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        Row("/accounts/second-factor/paper-codes/", LOOK, ONWARD_FOR_LOGINS),
        Row("/accounts/second-factor/paper-codes/new/", BOTH, ONWARD_FOR_LOGINS),
        # Everybody sees themselves there, and nobody else.
        Row("/me/", LOOK, FOR_LOGINS),
        Row("/me/<person>/consent/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/everything/", LOOK, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/everything.json", LOOK, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/letters/", DO, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/forget/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        # A complaint: anybody sends one, whoever holds its link follows it, the network's managers answer it.
        Row("/networks/<slug>/complain/", BOTH, answers(OPENS)),
        Row("/complaints/<token>/", LOOK, answers(OPENS), shows=dict.fromkeys(Standing, frozenset({COMPLAINTS}))),
        Row("/complaints/<token>/", DO, answers(ONWARD)),
        Row("/complaints/", LOOK, TO_ANSWER, second_factor=True),
        Row(
            "/complaints/<ref>/",
            BOTH,
            TO_ANSWER,
            shows={Standing.MANAGER: frozenset({COMPLAINTS, COMPLAINANTS})},
            second_factor=True,
            notes_looks=True,
        ),
        # An organisation is begun by the link of whoever installed the site, and by nothing else.
        Row("/start/<token>/", BOTH, answers(NOTHING)),
        # Letters of a local run are files; anywhere else there is no such page.
        Row("/mailbox/", LOOK, answers(NOTHING)),
        Row("/mailbox/<name>/", LOOK, answers(NOTHING)),
    ]
)
