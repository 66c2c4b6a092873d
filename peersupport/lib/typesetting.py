"""Sheets to print and to show, set by typst from templates of ours. What somebody typed is data to it, never source."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
import fontpkg_noto_sans_arabic
import fontpkg_open_sans
from django.conf import settings
from fontTools.ttLib import TTFont

from peersupport.lib.refusals import TooOften

# Ours first; then Greek, Cyrillic and Hebrew; then Arabic.
TYPEFACES = (fontpkg_atkinson_hyperlegible, fontpkg_open_sans, fontpkg_noto_sans_arabic)
FOLDERS = [str(Path(package.__file__).parent / "files") for package in TYPEFACES]
TYPESETTER = str(Path(__file__).with_name("typesetter.py"))
# A sheet takes a third of a second. One that takes so much longer is given up.
SECONDS = 20
WAIT_SECONDS = 10
# Not seen, but without them the letters beside them are joined otherwise.
JOINERS = {"\u200c", "\u200d"}
# One at a time in each process, so that who asks for many never takes every core.
one_at_a_time = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other sheet is being set in this process. Raises `TooOften` when that takes too long."""
    if not one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise TooOften
    try:
        yield
    finally:
        one_at_a_time.release()


def typeset(*, template: Path, inputs: dict[str, str], made_on: dt.date, dots: int | None = None) -> bytes:
    """A template's one page with `inputs`: a tagged PDF (PDF/UA-1), or a PNG of so many `dots` an inch.

    Goes inside `turn()`, where many may ask.
    The same inputs on the same day make the same bytes.
    """
    asked: dict[str, Any] = {
        "template": str(template),
        "root": str(settings.ROOT),
        "fonts": FOLDERS,
        "inputs": inputs,
        "dots": dots,
        "made_at": int(dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC).timestamp()),
        "seconds": SECONDS,
    }
    done = subprocess.run(  # noqa: S603 – our own program, no shell
        [sys.executable, "-P", TYPESETTER],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=True,
        env={"PATH": os.defpath},
    )
    return done.stdout


def printable(words: str) -> str:
    """What of `words` our letters can show, on one line. Marks that only steer other letters go too.

    A word of which only a comma or the like would be left goes with it.
    """
    normal = unicodedata.normalize("NFC", words)
    dropped = unprintable(normal)
    shown = {word: "".join(letter for letter in word if letter not in dropped) for word in normal.split()}
    return " ".join(shown[word] for word in normal.split() if shown[word] == word or any(map(str.isalnum, shown[word])))


def can_print(words: str) -> bool:
    """Whether our letters show all of `words` that is seen. For names, of which nothing may be left out."""
    return all(unicodedata.category(letter) == "Cf" and letter not in JOINERS for letter in unprintable(words))


def unprintable(words: str) -> set[str]:
    """The letters in `words` that no typeface of ours has."""
    used = set(unicodedata.normalize("NFC", words))
    return {letter for letter in used if not letter.isspace() and ord(letter) not in letters()}


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Every letter that a typeface of ours has, by number; without those that are only marks for machines."""
    found: set[int] = set()
    for path in (path for folder in FOLDERS for path in Path(folder).glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(number for number in found if unicodedata.category(chr(number)) not in ("Cc", "Cf", "Co", "Cn"))
