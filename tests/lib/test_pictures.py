"""A photo comes out upright, small and bare; everything else is refused with a sentence."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from peersupport.lib import pictures
from peersupport.lib.pictures import Broken, Moving, NotAPicture, PictureField, TooLarge
from peersupport.lib.refusals import Refused

RED, BLUE = (200, 30, 40), (20, 40, 190)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
MARK = b"Kestrel-was-here"
LARGEST = 8 * 1024 * 1024
# What a picture may be made of when we have drawn it: no APP1 (EXIF, XMP), APP2 (profiles), APP13, comment.
SEGMENTS = {"APP0", "DQT", "SOF2", "DHT", "SOS"}


def saved(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 30), colour: Any = RED, **facts: Any) -> bytes:
    """A picture with its left half in one colour and its right half in blue."""
    picture = Image.new(mode, size, colour)
    if mode == "RGB":
        picture.paste(BLUE, (size[0] // 2, 0, *size))
    file = io.BytesIO()
    picture.save(file, kind, **facts)
    return file.getvalue()


def anew(sent: bytes, **facts: Any) -> Image.Image:
    made = pictures.make_anew(io.BytesIO(sent), **facts)
    picture = Image.open(io.BytesIO(made.content))
    assert (picture.format, picture.size) == ("JPEG", (made.width, made.height))
    return picture


def is_like(found: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(found, wanted, strict=True))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG written by hand, whatever its chunks say."""
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def header(width: int, height: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)


def bomb(width: int, height: int) -> bytes:
    rows = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    body = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    return png(header(width, height), (b"IDAT", body), (b"IEND", b""))


def exif() -> Image.Exif:
    facts = Image.Exif()
    facts[ExifTags.Base.Make] = MARK.decode()
    facts[ExifTags.Base.Orientation] = 6
    facts.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (55.0, 57.0, 12.0), 29: MARK.decode()})
    return facts


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_as_a_jpeg_of_the_same_dots(kind: str) -> None:
    picture = anew(saved(kind))

    assert (picture.size, picture.mode) == ((40, 30), "RGB")
    assert is_like(picture.getpixel((5, 15)), RED)
    assert is_like(picture.getpixel((35, 15)), BLUE)


def test_nothing_of_what_was_said_about_it_is_left() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARK.decode())
    text.add_itxt("XML:com.adobe.xmp", MARK.decode())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = [
        saved("JPEG", exif=exif(), comment=MARK + HTML, icc_profile=profile, xmp=MARK, dpi=(301, 301)),
        saved("PNG", exif=exif(), pnginfo=text, icc_profile=profile),
        saved("WEBP", exif=exif(), xmp=MARK, icc_profile=profile),
    ]
    for one in sent:
        assert MARK in one
        made = pictures.make_anew(io.BytesIO(one)).content
        picture = Image.open(io.BytesIO(made))
        for word in (MARK, HTML[:20], b"Exif", b"GPS", b"xmp", b"icc", b"ICC_PROFILE", b"http"):
            assert word.lower() not in made.lower(), word
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert {segment for segment, _ in picture.applist} == {"APP0"}  # type: ignore[attr-defined]  # of a JPEG


def test_what_is_hung_on_its_end_is_cut_off() -> None:
    """One file that is a photo to one program, and an archive or a page to another."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.html", HTML)
    for tail in (archive.getvalue(), HTML, b"<?php echo 1; ?>"):
        made = pictures.make_anew(io.BytesIO(saved("JPEG") + tail)).content
        assert tail[:12] not in made
        assert not zipfile.is_zipfile(io.BytesIO(made))


def test_it_stands_upright_and_is_made_small() -> None:
    upright = anew(saved("JPEG", size=(400, 200), exif=exif()), longest_side=100)

    assert upright.size == (50, 100)
    assert is_like(upright.getpixel((25, 10)), RED)
    assert is_like(upright.getpixel((25, 90)), BLUE)
    assert anew(saved("PNG", size=(3000, 2000))).size == (1600, 1067)
    assert anew(saved("JPEG", size=(9000, 1))).size == (1600, 1)


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (saved("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), (254, 0, 0)),
        (saved("JPEG", mode="L", colour=128), (128, 128, 128)),
        (saved("PNG", mode="I;16", colour=0x8000), (128, 128, 128)),
        (saved("PNG", mode="1", colour=1), (255, 255, 255)),
        (saved("PNG", mode="LA", colour=(0, 128)), (127, 127, 127)),
        (saved("PNG", mode="RGBA", colour=(*RED, 0)), (255, 255, 255)),
        (saved("PNG", mode="P", colour=0, transparency=0), (255, 255, 255)),
        (saved("WEBP", mode="RGBA", colour=(*BLUE, 255), lossless=True), BLUE),
    ],
    ids=["four inks", "grey", "sixteen bits", "one bit", "grey half seen", "unseen", "unseen in a palette", "seen"],
)
def test_whatever_its_dots_are_made_of_it_looks_the_same(sent: bytes, wanted: tuple[int, int, int]) -> None:
    picture = anew(sent)

    assert picture.mode == "RGB"
    assert is_like(picture.getpixel((10, 10)), wanted)


def test_of_a_phones_picture_with_more_in_it_the_first_counts() -> None:
    second = Image.new("RGB", (40, 30), BLUE)
    sent = saved("MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(sent)).format == "MPO"

    assert is_like(anew(sent).getpixel((5, 15)), RED)


def test_a_profile_nobody_can_read_is_as_good_as_none() -> None:
    assert is_like(anew(saved("JPEG", icc_profile=b"\0" * 4000)).getpixel((5, 15)), RED)


def moving(kind: str) -> bytes:
    return saved(kind, save_all=True, append_images=[Image.new("RGB", (40, 30), BLUE)])


REFUSED: list[tuple[str, Callable[[], bytes], type[Refused]]] = [
    ("nothing", lambda: b"", NotAPicture),
    ("a page", lambda: HTML, NotAPicture),
    ("a drawing with a script", lambda: SVG, NotAPicture),
    ("a page that begins like a GIF", lambda: b"GIF89a/*" + HTML, NotAPicture),
    ("a GIF", lambda: saved("GIF"), NotAPicture),
    ("a TIFF", lambda: saved("TIFF"), NotAPicture),
    ("a BMP", lambda: saved("BMP"), NotAPicture),
    ("an icon", lambda: saved("ICO"), NotAPicture),
    (
        "a Photoshop file",
        lambda: b"8BPS\0\1" + b"\0" * 6 + b"\0\3\0\0\0\x10\0\0\0\x10\0\x08\0\3" + b"\0" * 900,
        NotAPicture,
    ),
    ("a page for printers", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NotAPicture),
    ("an archive", lambda: b"PK\x03\x04" + b"\0" * 60, NotAPicture),
    ("a beginning and no more", lambda: b"\xff\xd8\xff\xe0", NotAPicture),
    ("half a JPEG", lambda: saved("JPEG", size=(400, 300))[:-900], Broken),
    ("half a PNG", lambda: saved("PNG", size=(400, 300))[:-90], Broken),
    ("half a WebP", lambda: saved("WEBP", size=(400, 300), quality=100)[:-90], NotAPicture),
    ("dots that are junk", lambda: png(header(40, 30), (b"IDAT", b"junk"), (b"IEND", b"")), Broken),
    ("no dots at all", lambda: png(header(40, 30), (b"IEND", b"")), Broken),
    ("no size", lambda: png(header(0, 0), (b"IEND", b"")), NotAPicture),
    ("a PNG that moves", lambda: moving("PNG"), Moving),
    ("a WebP that moves", lambda: moving("WEBP"), Moving),
    ("twenty megabytes", lambda: saved("JPEG") + b"\0" * 20_000_000, TooLarge),
    ("fifty thousand dots each way", lambda: bomb(50_000, 50_000), TooLarge),
    ("a size that is a lie", lambda: png(header(2**31 - 1, 2**31 - 1), (b"IEND", b"")), TooLarge),
    ("a WebP with a lie", lambda: b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", TooLarge),
    ("more than is held whole", lambda: bomb(4001, 3000), TooLarge),
]


@pytest.mark.parametrize(("sent", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_none_is_refused_with_a_sentence_whatever_it_is_called(
    sent: Callable[[], bytes], why: type[Refused]
) -> None:
    with pytest.raises(why) as refused:
        pictures.make_anew(SimpleUploadedFile("door.jpg", sent(), content_type="image/jpeg"))
    assert len(str(refused.value).split()) <= 25


MEASURED = """
import io, re, sys
from pathlib import Path
from django.conf import settings
settings.configure(LARGEST_PICTURE=8 << 20)
from peersupport.lib import pictures
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
sent = sys.stdin.buffer.read()
before = peak()
try:
    print(pictures.make_anew(io.BytesIO(sent)).width, end=" ")
except pictures.Refused as refused:
    print(type(refused).__name__, end=" ")
print(peak() - before)
"""


@pytest.mark.parametrize(
    ("sent", "outcome", "megabytes"),
    [
        (lambda: bomb(50_000, 50_000), "TooLarge", 20),
        (lambda: saved("PNG", mode="RGBA", size=(4000, 3000), colour=(*RED, 9)), "1600", 220),
        (lambda: saved("JPEG", size=(8160, 6120), progressive=True), "1600", 220),
        (lambda: saved("WEBP", size=(4000, 3000)), "1600", 220),
    ],
    ids=["bomb", "largest PNG", "largest JPEG", "largest WebP"],
)
def test_memory_stays_within_bounds(sent: Callable[[], bytes], outcome: str, megabytes: int) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURED], input=sent(), capture_output=True, check=True)
    found, grown = done.stdout.decode().split()

    assert found == outcome
    assert int(grown) < megabytes


def test_its_name_is_ours_and_no_two_are_alike() -> None:
    names = {pictures.make_anew(SimpleUploadedFile("../../door.php", saved("PNG"))).name for _ in range(3)}

    assert len(names) == 3
    assert all(name.endswith(".jpg") and len(name) == 36 and name[:-4].isalnum() for name in names)


class DoorForm(forms.Form):
    door = PictureField(label="The door", longest_side=20)
    second = PictureField(required=False)


def test_a_form_has_it_ready_or_says_why_not() -> None:
    sent = SimpleUploadedFile("x.exe", saved("JPEG"), content_type="text/html")
    form = DoorForm({}, {"door": sent})
    assert form.is_multipart()
    assert 'accept="image/jpeg,image/png,image/webp"' in str(form["door"])
    assert form.is_valid()
    assert (form.cleaned_data["door"].width, form.cleaned_data["second"]) == (20, None)

    refused = DoorForm({"door": "only a word"}, {"second": SimpleUploadedFile("a.jpg", HTML)})
    assert refused.errors == {"door": ["Choose a picture."], "second": [str(NotAPicture())]}
