"""The branches or council areas of a network, and their parts: two levels at most."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from members import responsibilities
from members.models import Area, Network
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused

Step = Callable[[Area], None]
STEPS: list[Step] = []


class NameTaken(Refused):
    """There is an area of that name already. Choose another name."""


class TwoLevels(Refused):
    """An area can have parts, but a part cannot have parts of its own. Choose another area for it to be part of."""


class PartOfItself(Refused):
    """An area cannot be part of itself. Choose another, or none."""


class HasParts(Refused):
    """This area has parts. Move them to another area first, or remove them."""


class AnsweredFor(Refused):
    """Somebody answers for this area, or is invited to. Their page, under People, has a way to end that."""


class InUse(Refused):
    """A group or an organisation is in this area. Move those to another area first."""


def in_order(areas: Iterable[Area]) -> list[Area]:
    """Areas by name, as people count: "Branch 2" before "Branch 10"."""

    def parts(area: Area) -> list[tuple[int, str]]:
        return [
            (int(part or 0), "") if at % 2 else (0, part) for at, part in enumerate(re.split("([0-9]+)", area.name))
        ]

    return sorted(areas, key=parts)


@transaction.atomic
def add(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Area:
    """Add an area, or the part of one. The same form sent twice adds one. Raises `NameTaken`, `TwoLevels`."""
    return crossing.add(
        beside=network.areas.all(),
        seen=seen,
        facts=facts,
        write=lambda: write(Area(network=network), facts),
        taken=NameTaken,
    )


@transaction.atomic
def change(*, area: Area, seen: str, facts: Mapping[str, Any]) -> Area:
    """Call an area something else, or make it part of another.

    Raises `NameTaken`, `TwoLevels`, `PartOfItself`, `crossing.ChangedMeanwhile`.
    """
    return write(crossing.hold(row=area, seen=seen, facts=facts), facts)


def write(area: Area, facts: Mapping[str, Any]) -> Area:
    """Taking the area above it, so that nobody makes that a part meanwhile."""
    parent = facts["parent"]
    if parent is not None:
        if parent.pk == area.pk:
            raise PartOfItself
        above = Area.objects.select_for_update().get(pk=parent.pk)
        if above.parent_id is not None or (area.pk and area.parts.exists()):
            raise TwoLevels
    return crossing.put(area, facts, NameTaken)


def before_removing(step: Step) -> Step:
    """Say what of an area stays, somewhere else, when it goes. In the same transaction, with the area's row held."""
    STEPS.append(step)
    return step


@transaction.atomic
def remove(*, area: Area, now: dt.datetime) -> None:
    """Remove an area that nothing is in: no parts, no groups, no organisations, and nobody who answers for it now.

    Who once did, or said no to it, goes with it. Raises `HasParts`, `AnsweredFor`, `InUse`.
    """
    responsibilities.hold_network(area.network_id)  # so that nobody begins to answer for it meanwhile
    held = Area.objects.select_for_update().filter(pk=area.pk).first()
    if held is None:
        return
    if held.parts.exists():
        raise HasParts
    if held.responsibilities.exclude(until_on__lt=held.network.today(now)).exists():
        raise AnsweredFor
    if held.invitations.open(now).exists():
        raise AnsweredFor
    for step in STEPS:
        step(held)
    if any(rows.exists() for rows in left_behind_by(held)):
        raise InUse
    held.delete()


def left_behind_by(area: Area) -> Iterator[QuerySet[Any]]:
    """What is in an area: the rows of each table that would stay when it goes, and be in none."""
    for related in area._meta.related_objects:
        if related.on_delete is models.SET_NULL:
            yield related.related_model._base_manager.filter(**{related.field.name: area})
