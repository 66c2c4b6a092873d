"""The photo of a venue's door: one for each, drawn by us, and what it shows in words."""

from dataclasses import fields
from typing import Any

from django.db import transaction

from groups import venues
from groups.models import DoorPhoto, Venue
from peersupport.lib.crossing import ChangedMeanwhile, mark_of
from peersupport.lib.pictures import Picture
from peersupport.lib.refusals import Refused


class NoPhoto(Refused):
    """Choose a photo of the door first."""


def mark(door: DoorPhoto | None) -> str:
    """What tells one state of a venue's photo from another; of none it is nothing."""
    return mark_of([door.name, door.alt]) if door else ""


@transaction.atomic
def show(*, venue: Venue, picture: Picture | None, alt: str, seen: str) -> DoorPhoto:
    """Show this picture of a venue's door instead of what was `seen`, a mark. None: the same one in other words.

    Sent twice, it is shown once. Raises `NoPhoto`, `ChangedMeanwhile`.
    """
    venue = venues.hold(venue)
    there = door_of(venue)
    if there is None and picture is None:
        raise NoPhoto
    if there is not None and there.alt == alt and is_the_same(there, picture):
        return there
    if mark(there) != seen:
        raise ChangedMeanwhile
    facts: dict[str, Any] = {"alt": alt}
    if picture is not None:
        facts |= {field.name: getattr(picture, field.name) for field in fields(picture)}
    door, _ = DoorPhoto.objects.update_or_create(venue=venue, defaults=facts)
    return door


def is_the_same(door: DoorPhoto, picture: Picture | None) -> bool:
    """Whether it is the picture that is shown already. Drawn from the same file, it is the same to the last byte."""
    return picture is None or bytes(door.content) == picture.content


@transaction.atomic
def take_away(*, venue: Venue) -> None:
    """Show no photo of a venue's door. Taken away twice, it is gone."""
    DoorPhoto.objects.filter(venue=venues.hold(venue)).delete()


def door_of(venue: Venue) -> DoorPhoto | None:
    """The photo of a venue's door, if it has one. Its bytes are read only when they are asked for."""
    return DoorPhoto.objects.filter(venue=venue).defer("content").first()
