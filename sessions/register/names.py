"""Whom a tap may name: people this group has had to do with, its regulars, or someone new by one word."""

import re
import uuid
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, Protocol

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from groups.models import Membership, Regular
from members.models import Person
from sessions.models import EveryWeek, GroupSession, Job, Place, Presence, Reminder

LONGEST_WORD = 40
# An address or a telephone number is not a word to be known by.
LOOKS_LIKE_CONTACT = re.compile(r"@|(\d[\s-]*){7}")

NO_NAMES = "This group counts people without names. Tap +1 instead."
NOT_KNOWN = "We do not know that person in this group. Add them as someone new, by one word."
NO_WORD = "Write one word to know them by, or tap +1."
LONG_WORD = f"That is a long word. {LONGEST_WORD} letters are enough."
NO_CONTACT = "A first name or a nickname is enough. Please leave out addresses and numbers."


class Naming(Protocol):
    """What a tap says of whom it adds: a ref, a word, or neither."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def person(self) -> str: ...
    @property
    def regular(self) -> str: ...
    @property
    def word(self) -> str: ...


class Known(NamedTuple):
    """Somebody a tap may name. `regular_id` is None for people; a regular who became a person has both numbers."""

    ref: str
    word: str
    person_id: int | None
    regular_id: int | None


def people_named(session: GroupSession, taps: Iterable[Naming]) -> list[Known]:
    """Those a batch names whom this group knows, in one query; where it holds a word, all the group's regulars."""
    taps = list(taps)
    people = {one.person for one in taps if one.person}
    regulars = {one.regular for one in taps if one.regular}
    by_word = any(one.word for one in taps)
    if not (people or regulars or by_word):
        return []
    group = session.group
    mine = Regular.objects.filter(group=group)
    mine = mine if by_word else mine.filter(ref__in=regulars)
    persons = Person.objects.filter(known_to(group.pk), network=group.network_id, ref__in=people)
    no_number = Value(None, output_field=models.BigIntegerField())
    rows = persons.values_list("ref", Value(""), "pk", no_number)
    return [Known(*row) for row in rows.union(mine.values_list("ref", "word", "person_id", "pk"), all=True)]


def known_to(group_id: int) -> Q:
    """Persons who ever had to do with a group, as a filter: who came, asked, helps or belongs."""
    return seen_by(group_id) | tied_by(
        Place.objects.filter(session__group=group_id),
        Job.objects.filter(session__group=group_id),
        Reminder.objects.filter(session__group=group_id),
        EveryWeek.objects.filter(group=group_id),
    )


def seen_by(group_id: int) -> Q:
    """Of those, who came, belongs or has a word there; not who asked and did not come."""
    return tied_by(
        Presence.objects.filter(session__group=group_id),
        Membership.objects.filter(group=group_id),
        Regular.objects.filter(group=group_id),
    )


def tied_by(*ties: models.QuerySet) -> Q:
    return reduce(or_, (Q(Exists(rows.filter(person=OuterRef("pk")))) for rows in ties))


def why_not(one: Naming, session: GroupSession, known: Sequence[Known]) -> str:
    """Why somebody cannot be added as a tap names them, in a sentence; empty when they can."""
    if not (one.person or one.regular or one.word):
        return ""
    if not session.group.uses_names:
        return NO_NAMES
    if one.person or one.regular:
        return "" if found(one, known) else NOT_KNOWN
    word = tidy(one.word)
    if not word:
        return NO_WORD
    if len(word) > LONGEST_WORD:
        return LONG_WORD
    return NO_CONTACT if LOOKS_LIKE_CONTACT.search(word) else ""


def found(one: Naming, known: Iterable[Known]) -> Known | None:
    """Whom a tap names. A person's ref is never taken for a regular's; a word is found in capitals or without."""
    if one.person:
        return next((row for row in known if row.regular_id is None and row.ref == one.person), None)
    regulars = [row for row in known if row.regular_id is not None]
    if one.regular:
        return next((row for row in regulars if row.ref == one.regular), None)
    wanted = tidy(one.word).casefold()
    return next((row for row in regulars if wanted and row.word.casefold() == wanted), None)


def with_new_words(session: GroupSession, taps: Iterable[Naming], known: list[Known]) -> list[Known]:
    """Make a regular of each word that nobody in the group has yet. Answers all who are known now, by those words."""
    words: dict[str, str] = {}
    for one in taps:
        if one.word and not (one.person or one.regular) and found(one, known) is None:
            words.setdefault(tidy(one.word).casefold(), tidy(one.word))
    if not words:
        return known
    # Another evening of the group may be adding the same word this moment: whoever is first makes it for both. And a
    # word that is new to us may be one that somebody has, to the database, which knows words as `same` does.
    made = [Regular(group=session.group, word=words[key], since_on=session.on) for key in sorted(words)]
    Regular.objects.bulk_create(made, ignore_conflicts=True)
    mine = Regular.objects.filter(group=session.group)
    whose = [mine.filter(word__same=word).values_list("ref", Value(word), "person_id", "pk") for word in words.values()]
    return known + [Known(*row) for row in whose[0].union(*whose[1:], all=True)]


def forget_unused(session: GroupSession, regulars: set[int]) -> None:
    """A word that this evening brought, and that turned out to be a mistake, is not kept."""
    if regulars:
        Regular.objects.filter(pk__in=regulars, since_on=session.on, person=None, presences=None).delete()


def tidy(word: str) -> str:
    return " ".join(word.split())
