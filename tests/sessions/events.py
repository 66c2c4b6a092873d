"""A network event and those who come to it, on behalf of organisations."""

from typing import Any

from groups.models import SupportGroup
from members.models import Network
from sessions.models import GroupSession, Place
from tests import factories


def learning(network: Network, **facts: Any) -> SupportGroup:
    return factories.SupportGroupFactory(
        network=network, **{"kind": "event", "slug": "workshops", "name": "Learning workshops", **facts}
    )


def event(network: Network, **facts: Any) -> GroupSession:
    """A workshop a week ahead, unless `on` says otherwise."""
    return factories.GroupSessionFactory(group=learning(network), **facts)


def comer(session: GroupSession, name: str, organisation: str = "The Pantry", **facts: Any) -> Place:
    """Somebody with a place at it, who gave their organisation and an address."""
    person = factories.PersonFactory(network=session.group.network, known_as=name)
    return factories.PlaceFactory(session=session, **{"person": person, "organisation": organisation, **facts})
