"""Looks at what is private in a group or an organisation: who looked, as what, and at whom."""

from collections.abc import Iterable

from groups.access import rights_of
from groups.models import SupportGroup
from members import trail
from members.access import Visitor
from members.models import Look, Network, Responsibility


def looked(
    *, user: Visitor, what: str, group: SupportGroup, about: str, whom: Iterable[str], showed_needs: bool = False
) -> None:
    """Write down that a login is about to be shown names of a group. Not written is not shown: called before."""
    role, network = rights_of(user).role_in(group), group.network
    trail.looked(user=user, what=what, network=network, about=about, role=role, whom=whom, showed_needs=showed_needs)


def looked_who_does_what(*, user: Visitor, network: Network, whom: Iterable[str]) -> None:
    """The same of those who help or answer for something in an organisation: its coordinators see them."""
    role = Responsibility.Role.COORDINATOR
    trail.looked(user=user, what=Look.What.PEOPLE, network=network, about=network.ref, role=role, whom=whom)
