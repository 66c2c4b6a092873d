"""Inviting somebody to answer for something, to help at a group or to belong to it, and what begins with their yes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from groups import memberships
from groups.models import Membership, OfferedRole, SupportGroup
from members import consent, invitations, people, responsibilities
from members.access import Visitor
from members.consent import NOTHING_SAID, Yes
from members.invitations import LASTS, TakenBack
from members.login import join_persons
from members.models import Area, Invitation, Network, Person, Purpose, Reach, Responsibility, User
from members.people import Guest
from peersupport.lib.refusals import Refused

# To one address in a day, whatever for: so that nobody fills somebody's letter box with our letters.
MOST_A_DAY, A_DAY = 3, dt.timedelta(days=1)


class DoesSoAlready(Refused):
    """They do that here already. Have a look at the list: you can change it there."""


class FoundByAll(Refused):
    """Nobody is invited to come there: only where members alone find a group, somebody has to be one first."""


class FoundOtherwise(Refused):
    """This group is found in another way now, so this invitation holds no more. Nothing has begun."""


class TooManyToday(Refused):
    """Several invitations went to this address today. Ring them, or try again tomorrow."""


@dataclass(frozen=True)
class Offer:
    """What somebody is invited to: a responsibility for the network or an area, or a role in a group."""

    role: str
    area: Area | None = None
    group: SupportGroup | None = None


@transaction.atomic
def invite(
    *, network: Network, by: Person | None, email: str, known_as: str, offer: Offer, now: dt.datetime
) -> Invitation:
    """Ask somebody by letter, with two weeks to answer. The same asked twice is one letter.

    Raises `FoundByAll`, `memberships.GroupHasEnded`, `DoesSoAlready`, `TooManyToday`.
    """
    responsibilities.hold_network(network.pk)
    check_needs_it(offer)
    if offer.group is not None:
        memberships.check_goes_on(offer.group, network.today(now))
    to_them = network.invitations.filter(email=email.lower())
    same = to_them.filter(known_as__same=known_as)
    known = offering(same.open(now), offer).first()
    if known is not None:
        return known
    if holds_already(network, email, known_as, offer, now):
        raise DoesSoAlready
    if to_them.filter(sent_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooManyToday
    invitation = network.invitations.create(
        invited_by=by,
        email=email.lower(),
        known_as=known_as,
        role="" if offer.group else offer.role,
        area=offer.area,
        sent_at=now,
        expires_at=now + LASTS,
    )
    if offer.group is not None:
        OfferedRole.objects.create(invitation=invitation, group=offer.group, role=offer.role)
    invitations.send(invitation, now)
    return invitation


def check_needs_it(offer: Offer) -> None:
    """Whoever only comes needs no invitation, but to a group that its members alone find. Raises `FoundByAll`."""
    if offer.group is None or offer.role != Membership.Role.PARTICIPANT:
        return
    if not SupportGroup.objects.filter(pk=offer.group.pk, found_by=SupportGroup.FoundBy.MEMBERS).exists():
        raise FoundByAll


def offering(rows: QuerySet[Invitation], offer: Offer) -> QuerySet[Invitation]:
    """Those invitations that are to the same."""
    if offer.group is not None:
        return rows.filter(offered_role__group=offer.group, offered_role__role=offer.role)
    return rows.filter(role=offer.role, area=offer.area)


def holds_already(network: Network, email: str, known_as: str, offer: Offer, now: dt.datetime) -> bool:
    """Whether whoever has this address and name does that today, without an end and without stepping back."""
    of_them = {"person__email__same": email.lower(), "person__known_as__same": known_as, "role": offer.role}
    if offer.group is not None:
        helps = Membership.objects.on(network.today(now)).filter(group=offer.group, **of_them)
        return helps.filter(until_on=None, stepped_back_on=None).exists()
    answers = Responsibility.objects.on(network.today(now)).filter(network=network, area=offer.area, **of_them)
    return answers.filter(until_on=None).exists()


@transaction.atomic
def accept(*, invitation: Invitation, by: Visitor, now: dt.datetime, yes: Yes = NOTHING_SAID) -> Person:
    """Yes: what it offers begins today, for the network's person of this address and name. Said twice, it began once.

    Where the network needs a yes for that, it is kept. A login comes with the first right code that is sent to the
    address. Raises `TakenBack`, `Over`, `AnotherAddress`, and what `check_stands` and `consent.give` raise.
    """
    invitations.check_reader(invitation, by)
    guest = Guest(known_as=invitation.known_as, reach=Reach.EMAIL, email=invitation.email)
    person, _ = people.known(network=invitation.network, guest=guest)
    held = invitations.hold(invitation)
    if held.accepted_at is None:
        invitations.check_open(held, now)
        consent.give_where_asked(person=person, yes=yes, purpose=purpose_of(held), now=now)
        start(held, person, now)
        held.accepted_at, held.declined_at = now, None
        held.save(update_fields=("accepted_at", "declined_at"))
    if isinstance(by, User):
        join_persons(user=by)
    return person


def is_to_come(invitation: Invitation) -> bool:
    """Whether it asks somebody to belong to a group, and to do nothing there."""
    offered: OfferedRole | None = getattr(invitation, "offered_role", None)
    return offered is not None and offered.role == Membership.Role.PARTICIPANT


def purpose_of(invitation: Invitation) -> Purpose:
    """What the network will know them for, once they have said yes."""
    return Purpose.PLACES if is_to_come(invitation) else Purpose.HELPING


def check_stands(invitation: Invitation, now: dt.datetime) -> None:
    """That what it offers is still to be had: its group goes on, and whoever only comes needs to be asked there.

    Raises `memberships.GroupHasEnded`, `FoundOtherwise`.
    """
    offered: OfferedRole | None = getattr(invitation, "offered_role", None)
    if offered is None:
        return
    memberships.check_goes_on(offered.group, invitation.network.today(now))
    check_still_asked(offered)


def check_still_asked(offered: OfferedRole) -> None:
    """That whoever only comes needs to be asked there still. Raises `FoundOtherwise`."""
    try:
        check_needs_it(Offer(offered.role, group=offered.group))
    except FoundByAll as refused:
        raise FoundOtherwise from refused


def start(held: Invitation, person: Person, now: dt.datetime) -> None:
    if held.role:
        responsibilities.begin(person=person, role=held.role, area=held.area, now=now, invitation=held)
        return
    offered = OfferedRole.objects.select_related("group__network").filter(invitation=held).first()
    if offered is None:  # the group is gone
        raise TakenBack
    check_still_asked(offered)
    memberships.begin(person=person, group=offered.group, role=offered.role, now=now, invitation=held)
