"""The files there are of a poster. Each is made once for what it says, kept for a while, and given to all who ask."""

import json
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches

from peersupport.lib import typesetting
from sessions.posters.words import Poster

TEMPLATES = settings.ROOT / "templates" / "groups" / "posters"
# Besides the templates, what shows on a sheet.
COLOURS = settings.ROOT / "static" / "css" / "tokens.css"
KEPT_SECONDS = 24 * 3600
# A picture has as many dots as its template's page has points.
POINTS_AN_INCH = 72
# Not words: drawings, and addresses for machines.
DRAWN = {"icon", "qr", "link"}


@dataclass(frozen=True)
class Sheet:
    """One file: its name, the template it is set from and in which form, and what it is for."""

    name: str
    template: str
    form: str
    label: str
    says: str

    @property
    def is_picture(self) -> bool:
        return self.name.endswith(".png")


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("poster-a4.pdf", "poster.typ", "a4", "Poster, A4", "For notice boards and windows."),
        Sheet("poster-a5.pdf", "poster.typ", "a5", "Poster, A5", "Half the size, for small boards and doors."),
        Sheet(
            "slips.pdf",
            "slips.typ",
            "slips",
            "Slips to take home",
            "Up to eight on one A4 page, to cut out.",
        ),
        Sheet("poster.png", "poster.typ", "picture", "Picture", "For messages and social media."),
    )
}


def facts_of(poster: Poster) -> dict[str, Any]:
    """What the templates are given: the poster's words, as far as there are letters for them."""
    shown: Poster = only_printable(poster)
    where = asdict(shown.where) | {"name": shown.where.name}
    made_on = f"{shown.made_on.day} {shown.made_on:%B %Y}"
    return asdict(shown) | {"title": shown.heading, "where": where, "words": shown.words, "made_on": made_on}


def only_printable(said: Any) -> Any:
    """The same with all its words as far as there are letters for them. Of a list, what has none goes."""
    if isinstance(said, str):
        return typesetting.printable(said)
    if isinstance(said, list):
        return [shown for shown in map(only_printable, said) if shown != ""]
    if is_dataclass(said) and not isinstance(said, type):
        names = [one.name for one in fields(said) if one.name not in DRAWN]
        return replace(said, **{name: only_printable(getattr(said, name)) for name in names})
    return said


def lost(poster: Poster) -> list[str]:
    """What somebody typed that no letters of ours can show, and that the sheets leave out."""
    return sorted(set(typesetting.unprintable(json.dumps(asdict(poster), default=str, ensure_ascii=False))))


def digest(poster: Poster, sheet: Sheet) -> str:
    """Changes when anything the sheet says, or the way it is made, changes."""
    said = json.dumps([sheet.name, facts_of(poster), made_with()], sort_keys=True)
    return sha256(said.encode()).hexdigest()


@cache
def made_with() -> str:
    known = sha256()
    for path in (*sorted(TEMPLATES.glob("*.typ")), COLOURS):
        known.update(path.read_bytes())
    return known.hexdigest()


def kept(key: str) -> bytes | None:
    """The sheet with this digest, if it was made lately."""
    found: bytes | None = caches["sheets"].get(key)
    return found


def make(poster: Poster, sheet: Sheet) -> bytes:
    """Make the sheet and keep it. Whoever asks for it meanwhile waits for this one. Raises `TooOften` after a while."""
    key = digest(poster, sheet)
    with typesetting.turn():
        content = kept(key)
        if content is None:
            facts = json.dumps(facts_of(poster))
            content = typesetting.typeset(
                template=TEMPLATES / sheet.template,
                inputs={"facts": facts, "form": sheet.form},
                made_on=poster.made_on,
                dots=POINTS_AN_INCH if sheet.is_picture else None,
            )
            caches["sheets"].set(key, content, KEPT_SECONDS)
        return content
