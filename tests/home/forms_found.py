"""The forms that stand on a page, as a browser knows them, and filled in as somebody in good faith would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# What somebody writes into a field of this type, or of this name.
WRITTEN = {
    "email": "robin@example.org",
    "tel": "07700 900123",
    "date": "2026-12-11",
    "time": "19:00",
    "number": "12",
    "text": "Robin",
    "textarea": "See you there",
    "postcode": "EH41 3XX",
    "reason": "The hall is shut that week.",
    "last_on": "2027-02-26",
}
Pairs = list[tuple[str, str]]


@dataclass
class Field:
    """One name in a form, what it holds already, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    def filled(self) -> Iterator[tuple[str, str]]:
        if self.kind == "checkbox":
            yield from [(self.name, self.value)] if self.value else []
        elif self.choices:
            yield self.name, self.value or next(filter(None, self.choices), "")
        else:
            yield self.name, self.value or ("" if self.kind == "hidden" else WRITTEN.get(self.name, WRITTEN[self.kind]))


@dataclass
class Form:
    """Where it is sent and how, its fields, and the buttons it can be sent with: none is one way, too."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: Pairs = field(default_factory=list)

    def names(self) -> list[str]:
        return list(dict.fromkeys([*self.fields, *(name for name, _ in self.buttons)]))

    def filled(self, button: int = 0) -> Pairs:
        """Every field as somebody would fill it, and the button they press."""
        pairs = [pair for one in self.fields.values() for pair in one.filled()]
        return [*pairs, *self.buttons[button : button + 1]]


class Reader(HTMLParser):
    """Collects the forms of a page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.is_open = False
        self.choosing: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
            self.is_open = True
        elif (self.is_open and "name" in said) or tag == "option":
            self.note(tag, said, self.forms[-1])

    def note(self, tag: str, said: dict[str, str], form: Form) -> None:
        kind, name, value = said.get("type", "text"), said.get("name", ""), said.get("value", "")
        if tag == "option" and self.choosing is not None:
            self.choosing.choices.append(value)
            self.choosing.value = value if "selected" in said else self.choosing.value
        elif tag == "select":
            self.choosing = form.fields.setdefault(name, Field(name, "select"))
        elif tag == "textarea":
            form.fields[name] = Field(name, "textarea")
        elif tag == "button" or kind == "submit":
            form.buttons.append((name, value))
        elif tag == "input" and kind in ("radio", "checkbox"):
            one = form.fields.setdefault(name, Field(name, kind))
            one.choices.append(value or "on")
            one.value = (value or "on") if "checked" in said else one.value
        elif tag == "input":
            known = kind if kind in WRITTEN or kind == "hidden" else "text"
            form.fields[name] = Field(name, known, value)

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "form"
        self.choosing = None if tag == "select" else self.choosing


def read(response: Any) -> Reader:
    """What stands on a page; nothing on what is none."""
    reader = Reader()
    if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
        reader.feed(response.content.decode())
    return reader
