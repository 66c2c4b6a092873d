"""The photo of a door: taken bare, refused with a sentence, and shown to whoever may know the address."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from bench.browsers import browser
from groups.models import DoorPhoto, SupportGroup, Venue
from members.models import Person
from peersupport.lib.pictures import Broken, Moving, NotAPicture, TooLarge
from sessions.models import GroupSession
from tests import factories
from tests.factories import picture
from tests.lib.test_pictures import HTML, bomb, saved
from tests.pages import assert_calm, assert_kept_nowhere, assert_safe, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

WORDS = "A blue door with a bell"
GROUP = "/groups/friday-circle/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def venue(group: SupportGroup) -> Venue:
    assert group.venue is not None
    return group.venue


@pytest.fixture
def path(venue: Venue) -> str:
    return f"/networks/keep-the-kettle-on/venues/{venue.ref}/door/"


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("door.jpg", content, "image/jpeg")


def send(client: Client, path: str, content: bytes | None, **facts: Any) -> Any:
    """What somebody sends who has just looked at the page."""
    seen = client.get(path).context["form"]["seen"].value()
    photo = {} if content is None else {"picture": file(content)}
    return client.post(path, {"alt": WORDS, "seen": seen, **photo, **facts}, follow=True)


def test_it_is_chosen_and_stands_beside_how_to_find_the_door(desk: Client, venue: Venue, path: str) -> None:
    assert_calm(desk.get(path))
    assert "<img" not in markup_of(Client().get(GROUP))
    page = send(desk, path, picture(size=(1800, 900)))

    assert "Saved." in words_of(page)
    assert_calm(page)
    door = DoorPhoto.objects.get()
    assert (door.venue, door.width, door.height, door.alt) == (venue, 1200, 600, WORDS)
    shown = f'<img class="door-photo" src="{GROUP}door.jpg" width="1200" height="600" alt="{WORDS}"'
    assert shown in markup_of(Client().get(GROUP))
    assert f'src="{path.removesuffix("/")}.jpg"' in markup_of(page)


def test_nothing_is_left_of_where_and_when_it_was_taken(desk: Client, path: str) -> None:
    facts = Image.Exif()
    facts.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (55.0, 57.0, 12.0)})
    facts[ExifTags.Base.Make] = "Kestrel-phone"
    sent = picture(size=(40, 30), exif=facts)
    assert b"Kestrel-phone" in sent
    send(desk, path, sent)

    kept = bytes(DoorPhoto.objects.get().content)
    assert b"Exif" not in kept
    assert b"Kestrel" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert Client().get(f"{GROUP}door.jpg").content == kept


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (bomb(20_000, 20_000), TooLarge),
        (HTML, NotAPicture),
        (saved("PNG", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")]), Moving),
        (saved("GIF"), NotAPicture),
        (picture(size=(400, 300))[:-300], Broken),
        (picture() + b"\0" * (8 * 1024 * 1024), TooLarge),
        (b"", NotAPicture),
    ],
    ids=["bomb", "page", "moving", "GIF", "half of one", "too large", "empty"],
)
def test_whatever_else_is_sent_is_refused_with_its_sentence_and_the_words_stay(
    desk: Client, path: str, sent: bytes, says: type[Exception]
) -> None:
    page = send(desk, path, sent)

    assert str(says()) in errors_of(page)
    assert f'value="{WORDS}"' in markup_of(page)
    assert_calm(page)
    assert not DoorPhoto.objects.exists()


def test_what_is_larger_than_any_picture_is_turned_away_with_a_page(desk: Client, path: str) -> None:
    page = desk.post(path, {"alt": WORDS, "picture": file(b"\0" * 10_000_000)})
    assert page.status_code == 413
    assert_calm(page)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"content": None}, "Choose a photo of the door."),
        ({"alt": " "}, "Say in a few words what the photo shows"),
        ({"alt": "x" * 161}, "up to 160 letters"),
        ({"alt": "<i>door</i>"}, "Please leave out < and >"),
    ],
    ids=["no photo", "no words", "too many words", "marks"],
)
def test_a_photo_needs_words_and_words_a_photo(desk: Client, path: str, sent: dict[str, Any], says: str) -> None:
    page = send(desk, path, **({"content": picture()} | sent))
    assert says in errors_of(page)
    assert not DoorPhoto.objects.exists()


def test_words_are_changed_without_sending_it_again_and_it_is_taken_away(desk: Client, path: str) -> None:
    send(desk, path, picture())
    send(desk, path, None, alt="A red door")
    assert DoorPhoto.objects.get().alt == "A red door"

    asked = desk.get(f"{path}remove/")
    assert "Take the photo away?" in words_of(asked)
    assert_calm(asked)
    assert "Taken away." in words_of(desk.post(f"{path}remove/", follow=True))
    assert "<img" not in markup_of(Client().get(GROUP))
    assert Client().get(f"{GROUP}door.jpg").status_code == 404


def test_nobody_writes_over_a_photo_they_have_not_seen(desk: Client, path: str) -> None:
    send(desk, path, picture())
    stale = desk.post(path, {"alt": WORDS, "seen": "", "picture": file(saved("PNG"))})

    assert stale.status_code == 409
    assert "Please choose the photo once more." in errors_of(stale)
    assert "Somebody else changed this while you had it open." in errors_of(stale)
    assert DoorPhoto.objects.get().width == 1
    again = {"alt": "Mine", "seen": stale.context["form"]["seen"].value(), "picture": file(saved("PNG"))}
    assert desk.post(path, again).status_code == 302
    assert DoorPhoto.objects.get().alt == "Mine"


def test_the_picture_is_kept_by_browsers_alone_and_asked_for_again_each_time(venue: Venue) -> None:
    door = factories.DoorPhotoFactory(venue=venue)
    answer = Client().get(f"{GROUP}door.jpg")

    assert (answer["Content-Type"], answer.content) == ("image/jpeg", bytes(door.content))
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert_safe(answer)
    same = Client().get(f"{GROUP}door.jpg", headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    DoorPhoto.objects.update(name="another.jpg")
    assert Client().get(f"{GROUP}door.jpg", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_to_somebody_with_a_login_it_is_kept_nowhere(desk: Client, venue: Venue, path: str) -> None:
    factories.DoorPhotoFactory(venue=venue)
    for address in (f"{GROUP}door.jpg", f"{path.removesuffix('/')}.jpg"):
        assert_kept_nowhere(desk.get(address))


def test_a_private_address_shows_no_door_to_anybody_but_where_it_is_set(
    desk: Client, group: SupportGroup, venue: Venue, session: GroupSession, path: str
) -> None:
    factories.DoorPhotoFactory(venue=venue)
    assert Client().get(f"/sessions/{session.ref}/door.jpg").status_code == 200
    group.address_is_private = True
    group.save()

    for client in (Client(), desk):
        for address in (f"{GROUP}door.jpg", f"/sessions/{session.ref}/door.jpg"):
            assert client.get(address).status_code == 404
        for page in (GROUP, f"/sessions/{session.ref}/"):
            assert "door.jpg" not in markup_of(client.get(page))
    assert desk.get(f"{path.removesuffix('/')}.jpg").status_code == 200


def test_an_evening_elsewhere_shows_the_door_there(group: SupportGroup, venue: Venue, session: GroupSession) -> None:
    factories.DoorPhotoFactory(venue=venue)
    there = factories.DoorPhotoFactory(content=picture(size=(2, 2)))
    session.venue = there.venue
    session.save()

    assert f'src="/sessions/{session.ref}/door.jpg"' in markup_of(Client().get(f"/sessions/{session.ref}/"))
    assert Client().get(f"/sessions/{session.ref}/door.jpg").content == bytes(there.content)
    assert Client().get(f"{GROUP}door.jpg").content != bytes(there.content)


@pytest.mark.parametrize("page", [GROUP, "/sessions/{ref}/"])
def test_the_photo_costs_a_page_no_question_and_no_bytes(venue: Venue, session: GroupSession, page: str) -> None:
    address = page.format(ref=session.ref)
    before = len(queries_of(Client(), address))
    factories.DoorPhotoFactory(venue=venue)
    asked = queries_of(Client(), address)

    assert len(asked) == before
    assert not any('"groups_doorphoto"."content"' in query for query in asked)
