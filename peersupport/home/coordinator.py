"""A way back for an organisation that nobody can coordinate: whoever looks after the site invites somebody to do so."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from groups import invitations
from groups.invitations import Offer
from members import responsibilities
from members.models import Invitation, Network, Responsibility
from peersupport.lib.fields import EmailLine, Line
from peersupport.lib.refusals import Refused

ADDRESS = EmailLine(nothing="Write the address that the letter goes to.")
NAME = Line(most=60, required=False)


class NoSuchOrganisation(Refused):
    """There is no organisation yet. The command start says where the first one begins."""


class NotAsWritten(Refused):
    """What was written is no address, or no name. The text says which."""


class CoordinatesAlready(Refused):
    """They coordinate it already: a code to that address logs them in. Is their second factor lost? Use anew."""


@transaction.atomic
def invite(*, slug: str, email: str, known_as: str, now: dt.datetime) -> Invitation:
    """Ask somebody by letter to coordinate all of an organisation. Nobody of it asks, so the letter names nobody.

    Without a name they are called as the organisation knows that address, or by what stands before its @.
    Raises `NoSuchOrganisation`, `NotAsWritten`, `CoordinatesAlready`, `invitations.TooManyToday`.
    """
    network = called(slug)
    try:
        email, known_as = ADDRESS.clean(email).lower(), NAME.clean(known_as)
    except ValidationError as wrong:
        raise NotAsWritten(wrong.messages[0]) from wrong
    responsibilities.hold_network(network.pk)
    if coordinates(network, email, now):
        raise CoordinatesAlready
    known = network.people.filter(email__same=email).order_by("pk").values_list("known_as", flat=True)
    known_as = known_as or known.first() or email.partition("@")[0][:60]
    offer = Offer(Responsibility.Role.COORDINATOR)
    return invitations.invite(network=network, by=None, email=email, known_as=known_as, offer=offer, now=now)


def called(slug: str) -> Network:
    """The organisation whose address ends so. Raises `NoSuchOrganisation`, naming those there are."""
    network = Network.objects.filter(slug=slug).first()
    if network is None:
        others = ", ".join(Network.objects.order_by("slug").values_list("slug", flat=True))
        raise NoSuchOrganisation(f"There is no organisation {slug}. There are: {others}." if others else "")
    return network


def coordinates(network: Network, email: str, now: dt.datetime) -> bool:
    """Whether somebody of that address coordinates all of it today, whatever they are called, and without an end."""
    for_all = Responsibility.objects.on(network.today(now)).filter(role=Responsibility.Role.COORDINATOR, area=None)
    return for_all.filter(network=network, until_on=None, person__email__same=email).exists()
