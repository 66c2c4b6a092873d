"""The one way a file comes in: a picture, read with distrust and made anew.

What is kept is drawn by us from the dots alone. Nothing else of what was sent is left: no position, no camera, no
thumbnail, no comment, no name. Whatever calls itself something else than it is, is refused before it is decoded.
"""

import io
import secrets
import threading
import warnings
from dataclasses import dataclass
from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

from peersupport.lib.refusals import Refused

# What phones and cameras make.
FORMATS = ("JPEG", "PNG", "WEBP")
SEVERAL_IN_ONE = "MPO"  # a phone's JPEG with depth or more light in a second picture; the first counts
# A JPEG is made small while it is read, the others are held as they are.
MOST_DOTS = 50_000_000
MOST_DOTS_HELD = 12_000_000
LONGEST_SIDE = 1600
QUALITY = 82
SRGB = ImageCms.createProfile("sRGB")

# Pillow warns of a bomb, and goes on; here it stops. Its own limit stands before any decoder.
Image.MAX_IMAGE_PIXELS = MOST_DOTS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# One at a time in each process, so that a few large pictures at once are never a lot of memory.
one_at_a_time = threading.Lock()


class NotAPicture(Refused):
    """We can take a photo saved as JPEG, PNG or WebP, and this is none. Take a photo, or save it as JPEG."""


class TooLarge(Refused):
    """That picture is larger than we can take. Most phones offer a smaller size when you share one."""


class Moving(Refused):
    """That picture moves. Choose one that stands still."""


class Broken(Refused):
    """We could not read that picture to its end. Choose it again, or take another."""


@dataclass(frozen=True)
class Picture:
    """A JPEG drawn by us, upright, in sRGB: its bytes, its size in dots, and a random name to keep it under."""

    content: bytes
    width: int
    height: int
    name: str


def make_anew(file: IO[bytes], *, longest_side: int = LONGEST_SIDE) -> Picture:
    """Read a file somebody sent, and draw the picture in it anew, no side longer than `longest_side`.

    Its name and what it says its type is are not looked at. Raises `TooLarge`, `NotAPicture`, `Moving` or `Broken`.
    """
    sent = file.read(settings.LARGEST_PICTURE + 1)
    if len(sent) > settings.LARGEST_PICTURE:
        raise TooLarge
    with one_at_a_time, opened(sent) as picture:
        check(picture)
        try:
            drawn = draw(picture, longest_side)
        except Exception as trouble:  # a decoder of foreign bytes raises whatever it comes upon
            raise Broken from trouble
    content = io.BytesIO()
    drawn.save(content, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(content.getvalue(), *drawn.size, name=f"{secrets.token_hex(16)}.jpg")


def opened(sent: bytes) -> Image.Image:
    """Only what its first bytes say, of the formats we take. Nothing is decoded yet."""
    try:
        return Image.open(io.BytesIO(sent), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise TooLarge from trouble
    except Exception as trouble:  # the same
        raise NotAPicture from trouble


def check(picture: Image.Image) -> None:
    """What can be said before a dot is decoded."""
    if getattr(picture, "is_animated", False) and picture.format != SEVERAL_IN_ONE:
        raise Moving
    most = MOST_DOTS if picture.format in ("JPEG", SEVERAL_IN_ONE) else MOST_DOTS_HELD
    if picture.width * picture.height > most:
        raise TooLarge


def draw(picture: Image.Image, longest_side: int) -> Image.Image:
    """The dots alone, upright, small enough, on white where it was transparent."""
    picture.draft(None, (longest_side, longest_side))
    picture.load()
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "I;16N"):
        picture = picture.point(lambda value: value / 256, "L")  # sixteen bits a dot: the upper eight
    elif picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGBA")
    picture.thumbnail((longest_side, longest_side), reducing_gap=2)
    upright = ImageOps.exif_transpose(picture)
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(in_srgb(upright), mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return paper


def in_srgb(picture: Image.Image) -> Image.Image:
    """Its colours as every screen shows them; a profile that cannot be read is as good as none."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        flat = picture.convert("RGB") if picture.mode == "RGBA" else picture
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(flat, theirs, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        if changed is not None:
            return changed
    return picture.convert("RGB")


class PictureField(forms.Field):
    """One picture, already made anew: `cleaned_data` has a `Picture`, or None where none was needed and sent."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {"required": "Choose a picture."}  # noqa: RUF012 – as Django's fields say theirs

    def __init__(self, *, longest_side: int = LONGEST_SIDE, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest_side = longest_side

    def to_python(self, value: IO[bytes] | None) -> Picture | None:
        if value is None:
            return None
        try:
            return make_anew(value, longest_side=self.longest_side)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
