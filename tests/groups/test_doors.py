"""The photo of a door: one for each venue, said in words, and nobody writes over one they have not seen."""

import io

import pytest
from django.db import IntegrityError

from groups import doors
from groups.doors import NoPhoto
from groups.models import DoorPhoto, Venue
from peersupport.lib import pictures
from peersupport.lib.crossing import ChangedMeanwhile
from peersupport.lib.pictures import Picture
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "A blue door with a bell"


@pytest.fixture
def venue() -> Venue:
    return factories.VenueFactory()


def photo(colour: str = "teal") -> Picture:
    return pictures.make_anew(io.BytesIO(factories.picture(size=(8, 6), colour=colour)))


def show(venue: Venue, picture: Picture | None = None, alt: str = WORDS, seen: DoorPhoto | None = None) -> DoorPhoto:
    return doors.show(venue=venue, picture=picture, alt=alt, seen=doors.mark(seen))


def test_sent_twice_it_is_shown_once(venue: Venue) -> None:
    shown = [show(venue, photo()) for _ in range(2)]

    assert shown[0].name == shown[1].name
    door = DoorPhoto.objects.get()
    assert (bytes(door.content), door.width, door.height, door.alt) == (photo().content, 8, 6, WORDS)


def test_another_one_takes_its_place_and_words_can_change_alone(venue: Venue) -> None:
    first = show(venue, photo())
    second = show(venue, photo("red"), seen=first)
    assert second.name != first.name

    said = show(venue, alt="A red door", seen=second)
    assert (said.name, said.alt, bytes(DoorPhoto.objects.get().content)) == (
        second.name,
        "A red door",
        photo("red").content,
    )


def test_nobody_writes_over_what_they_have_not_seen(venue: Venue) -> None:
    first = show(venue, photo())
    for seen in (None, DoorPhoto(name=first.name, alt="Other words")):
        with pytest.raises(ChangedMeanwhile):
            show(venue, photo("red"), seen=seen)
    doors.take_away(venue=venue)
    with pytest.raises(ChangedMeanwhile):
        show(venue, photo("red"), seen=first)
    assert not DoorPhoto.objects.exists()


def test_words_without_a_photo_are_refused_and_a_photo_without_words_cannot_be(venue: Venue) -> None:
    with pytest.raises(NoPhoto):
        show(venue)
    with pytest.raises(IntegrityError, match="door_photo_is_said_in_words"):
        factories.DoorPhotoFactory(venue=venue, alt="")


def test_taken_away_twice_it_is_gone(venue: Venue) -> None:
    show(venue, photo())
    for _ in range(2):
        doors.take_away(venue=venue)
    assert doors.door_of(venue) is None
