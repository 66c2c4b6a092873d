"""Files that are sent: most forms take none, a view that takes a picture is sent one, and bombs go off outside."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from PIL import Image

from groups.models import SupportGroup
from members.models import Message, Person
from peersupport.lib.answers import takes_a_picture
from peersupport.lib.pictures import PictureField
from peersupport.urls import urlpatterns as ours
from sessions.models import GroupSession, Place
from tests.pages import assert_calm, assert_safe, words_of

pytestmark = pytest.mark.django_db
BOUNDARY = "x"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@takes_a_picture
def door(request: HttpRequest) -> HttpResponse:
    """As a view with a picture in its form is."""
    [sent] = request.FILES.values()
    picture = PictureField(longest_side=50).clean(sent)
    return HttpResponse(f"{picture.width} by {picture.height}")


urlpatterns = [path("door/", door), *ours]


def photo(size: int = 0) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(file, "JPEG")
    return SimpleUploadedFile("door.jpg", file.getvalue() + b"\0" * size, "image/jpeg")


def parts(many: int, disposition: str) -> bytes:
    return (
        b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition % number}\r\n\r\nx\r\n".encode()
            for number in range(many)
        )
        + f"--{BOUNDARY}--\r\n".encode()
    )


def is_nobody() -> bool:
    return not any(model.objects.exists() for model in (Place, Person, Message))


def test_a_file_sent_to_a_form_that_takes_none_is_left_where_it_is(
    session: GroupSession, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    address = f"/sessions/{session.ref}/place/"

    instead = Client().post(address, {"known_as": photo(), "reach": photo(), "asked_with": photo()})
    assert instead.status_code == 200
    assert "Tell us what to call you." in words_of(instead)
    assert is_nobody()

    beside = Client().post(address, {"known_as": "Heather", "reach": "no", "door": photo(500_000)})
    assert (beside.status_code, Place.objects.count()) == (302, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (parts(501, 'name="field-%d"'), 400),
        (parts(5000, 'name="field-%d"'), 400),
        (parts(6, 'name="file-%d"; filename="a.jpg"'), 400),
        (parts(5000, 'name="known_as"; filename="%d.jpg"'), 400),
        (parts(1, 'name="%d"' + "x" * 100_000), 400),
        (parts(1, 'name="%d"; filename*=utf-8' + "''%%ff" * 10_000), 400),
        (f"--{BOUNDARY}\r\n".encode() * 100_000, 400),
        (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=".encode(), 200),
        (f"--{BOUNDARY}\r\nContent-Transfer-Encoding: base64\r\n".encode() + b"A" * 900_000, 400),
        (parts(20_000, 'name="field-%d"'), 413),
    ],
    ids=lambda sent: f"{len(sent)} bytes" if isinstance(sent, bytes) else str(sent),
)
def test_a_form_of_thousands_of_parts_is_turned_away_with_a_page(
    session: GroupSession, sent: bytes, status: int
) -> None:
    answer = Client().post(f"/sessions/{session.ref}/place/", sent, content_type=MULTIPART)

    assert answer.status_code == status
    assert_calm(answer)
    assert_safe(answer)
    assert is_nobody()


@pytest.mark.parametrize(
    "boundary", ["", "boundary=", "boundary=" + "x" * 300, "boundary=\u00e9", 'boundary="a b\x00"']
)
def test_a_boundary_that_is_none_is_said_on_a_page(session: GroupSession, boundary: str) -> None:
    kind = f"multipart/form-data; {boundary}"
    answer = Client().post(f"/sessions/{session.ref}/place/", parts(1, 'name="a%d"'), content_type=kind)

    assert answer.status_code == 400
    assert_calm(answer)
    assert is_nobody()


def test_a_view_that_takes_a_picture_is_sent_one_and_no_larger(
    settings: Any, group: SupportGroup, tmp_path: Path
) -> None:
    settings.ROOT_URLCONF, settings.FILE_UPLOAD_TEMP_DIR = __name__, tmp_path
    largest = settings.LARGEST_PICTURE - 2000

    answer = Client().post("/door/", {"door": photo(largest)})
    assert answer.content == b"50 by 38"
    assert list(tmp_path.iterdir()) == [], "what came is never written down"

    assert Client().post("/door/", {"door": photo(largest + 2_000_000)}).status_code == 413
    for elsewhere in ("/theme/", "/nowhere/", "/door"):
        assert Client().post(elsewhere, {"door": photo(largest)}).status_code == 413
