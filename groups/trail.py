"""Looks at what is private in a group: who looked, as what, and at whom."""

from collections.abc import Iterable

from groups.access import rights_of
from groups.models import SupportGroup
from members import trail
from members.access import Visitor


def looked(
    *, user: Visitor, what: str, group: SupportGroup, about: str, whom: Iterable[str], showed_needs: bool = False
) -> None:
    """Write down that a login is about to be shown names of a group. Not written is not shown: called before."""
    role, network = rights_of(user).role_in(group), group.network
    trail.looked(user=user, what=what, network=network, about=about, role=role, whom=whom, showed_needs=showed_needs)
