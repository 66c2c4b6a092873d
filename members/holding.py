"""Everything we hold about somebody, for themselves: each app says what its tables hold of them, and nobody else's.

A section is signed up with `@holds`, and speaks for one or more models. A model that holds nobody says so with
`holds_nobody`; one that is left out on purpose says why with `leaves_out`, in words for whoever reads their page. A
model that no one speaks for fails `tests/home/test_holding.py`, which asks `unspoken` below.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from django.db.models import Model

from members.models import Person, User

MANY = 12


class Chapter(StrEnum):
    """The order in which it is read."""

    YOU = "You"
    LOGIN = "Your login"
    GROUPS = "Your groups"
    EVENINGS = "Your evenings"
    LETTERS = "Letters to you"
    LOOKS = "Who did what with it"


@dataclass(frozen=True)
class Held:
    """One thing we hold: what it is, when it began or was, and what we know of it: words, numbers, yes or no, dates."""

    what: str
    at: dt.date | dt.datetime | None = None
    words: Mapping[str, object] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, object]:
        """Its facts without those that are not there."""
        return {name: value for name, value in self.words.items() if value is not None and value != ""}

    @property
    def year(self) -> int | None:
        return self.at.year if self.at else None


Tell = Callable[[Person, dt.datetime], Iterable[Held]]


@dataclass(frozen=True)
class Section:
    """What is held of one kind, in people's words, and how it is read. `tell` asks a fixed number of questions."""

    title: str
    chapter: Chapter
    models: tuple[type[Model], ...]
    tell: Tell


@dataclass(frozen=True)
class Told:
    """A section as it is for one person, newest first."""

    title: str
    chapter: Chapter
    rows: tuple[Held, ...]

    @property
    def years(self) -> list[tuple[int | None, list[Held]]]:
        """Its rows by year, where they are many."""
        if len(self.rows) < MANY:
            return [(None, list(self.rows))]
        return [(year, list(rows)) for year, rows in groupby(self.rows, key=lambda row: row.year)]


SECTIONS: list[Section] = []
# What is left out, as people read it, and the models that are meant. What holds nobody is of no interest to them.
LEFT_OUT: dict[str, tuple[type[Model], ...]] = {}
NOBODYS: dict[str, tuple[type[Model], ...]] = {}


def holds(title: str, *models: type[Model], chapter: Chapter) -> Callable[[Tell], Tell]:
    """Sign up a section: `tell(person, now)` answers with what these models hold of a person and of nobody else."""

    def remember(tell: Tell) -> Tell:
        SECTIONS.append(Section(title, chapter, models, tell))
        return tell

    return remember


def leaves_out(sentence: str, *models: type[Model]) -> None:
    """Say what is not told, and why, in a sentence for the person whose page it is."""
    LEFT_OUT[sentence] = models


def holds_nobody(reason: str, *models: type[Model]) -> None:
    """Say that nothing in these models is about a person. One that leads to a person cannot be among them."""
    NOBODYS[reason] = models


def everything(*, person: Person, now: dt.datetime) -> list[Told]:
    """All that is held about a person, section by section; also those in which there is nothing."""
    order = list(Chapter)
    sections = sorted(SECTIONS, key=lambda section: order.index(section.chapter))
    return [Told(one.title, one.chapter, newest_first(one.tell(person, now))) for one in sections]


def newest_first(rows: Iterable[Held]) -> tuple[Held, ...]:
    """A date is as late as the end of its day; what has no time stands last."""

    def when(row: Held) -> tuple[dt.date, float]:
        if isinstance(row.at, dt.datetime):
            return row.at.date(), row.at.timestamp()
        return row.at or dt.date.min, float("inf")

    return tuple(sorted(rows, key=when, reverse=True))


# -- That nothing is missing


def unspoken(models: Iterable[type[Model]]) -> list[str]:
    """The models nobody speaks for, and those said to hold nobody that lead to somebody: what to do about each."""
    told = {model for section in SECTIONS for model in section.models}
    told |= {model for models_ in LEFT_OUT.values() for model in models_}
    nobodys = {model for models_ in NOBODYS.values() for model in models_}
    return [
        sentence.format(name=model._meta.label, app=model.__module__.split(".")[0], path=path)
        for model in models
        for path in [path_to_somebody(model)]
        for sentence in [
            NOT_NOBODYS if model in nobodys and path else "" if model in told | nobodys else LEADS if path else SILENT
        ]
        if sentence
    ]


LEADS = (
    "{name} holds somebody ({path}), and nobody speaks for it. In {app}/held.py, write a section for it: "
    "@holds('Its title', {name}, chapter=…). Or leaves_out('Why people are not told', {name})."
)
SILENT = (
    "{name} has not said whether it holds somebody. In {app}/held.py, write a section for it: @holds('Its title', "
    "{name}, chapter=…). Or, if nothing in it is about a person, holds_nobody('What it holds', {name})."
)
NOT_NOBODYS = "{name} is said to hold nobody, and holds somebody ({path}). Use @holds or leaves_out for it."


def path_to_somebody(model: type[Model]) -> str:
    """How one gets from a model to a person or a login by its keys, such as `Tap.regular → Regular.person`; or ""."""
    seen, ways = {model}, [(model, "")]
    for here, path in ways:
        if here in (Person, User):
            return path or here.__name__
        for key in here._meta.concrete_fields:
            there = key.related_model
            if isinstance(there, type) and there not in seen:
                seen.add(there)
                ways.append((there, f"{path} → {here.__name__}.{key.name}".removeprefix(" → ")))
    return ""
