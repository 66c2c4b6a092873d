"""Where groups meet: adding a venue, changing what is said of it, and who may rely on it while it is written about."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from groups.models import Venue
from members.models import Network
from peersupport.lib import crossing
from peersupport.lib.refusals import NotFound, Refused


class NameTaken(Refused):
    """There is a venue of that name in that town already. Choose another name."""


@transaction.atomic
def add(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Venue:
    """Add a venue. The same form sent twice adds one. Raises `NameTaken`."""
    return crossing.add(
        beside=network.venues.to_meet_at(),
        seen=seen,
        facts=facts,
        write=lambda: crossing.put(Venue(network=network), facts, NameTaken),
        taken=NameTaken,
    )


@transaction.atomic
def change(*, venue: Venue, seen: str, facts: Mapping[str, Any]) -> Venue:
    """Say something else of a venue. Raises `NameTaken`, `crossing.ChangedMeanwhile`."""
    return crossing.change(row=venue, seen=seen, facts=facts, taken=NameTaken)


def hold(venue: Venue) -> Venue:
    """The venue's row, taken for the caller's transaction, before any evening's. Gone or removed: `NotFound`."""
    held = Venue.objects.to_meet_at().select_for_update(of=("self",)).select_related("network").filter(pk=venue.pk)
    found = held.first()
    if found is None:
        raise NotFound
    return found


def rely_on(venues: Iterable[int | None]) -> None:
    """Until the caller's transaction ends, nobody shuts or removes these venues, given by number; before any evening's.

    Others may rely on them at the same time. Closures that are read after this are true.
    """
    wanted = sorted(number for number in set(venues) if number is not None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM groups_venue WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [wanted])
