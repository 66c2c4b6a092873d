"""Turns letters in hand into mail: to where their readers can be reached now, in the words of who owns the purpose."""

import datetime as dt
import traceback
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from members.messages import Drop, Letter, ManyComposer, composer_of
from members.models import Complaint, Invitation, Message, Person, Reach, User
from peersupport.lib.mailing import envelope

NO_ADDRESS = "The reader wants no letters now, or has no address."


class Mistake(Exception):  # noqa: N818 – said as a sentence
    """A letter that cannot be composed, through no fault of its reader. The text says where, and quotes nothing."""


Mail = EmailMultiAlternatives | Drop | Mistake


def compose(letters: Collection[Message], now: dt.datetime) -> dict[int, Mail]:
    """Each letter as mail, or why not, as things stand now. By the letters' numbers."""
    found: dict[int, Mail] = {}
    by_purpose: dict[str, list[Message]] = defaultdict(list)
    for letter in letters:
        by_purpose[letter.purpose].append(letter)
    addresses = addresses_of(letters, now)
    for purpose, of_one_kind in by_purpose.items():
        for letter, words in words_of(purpose, of_one_kind, now):
            found[letter.pk] = mail_of(letter, words, addresses)
    return found


def mail_of(letter: Message, words: Letter | Drop | Mistake, addresses: dict[tuple[str, int], str]) -> Mail:
    if not isinstance(words, Letter):
        return words
    # Where only the composer knows the address, it is in the words.
    known_here = letter.recipient_kind in KINDS
    to = addresses.get((letter.recipient_kind, letter.recipient or 0), "") if known_here else words.to
    return envelope(replace(words, to=to), letter.mail_id) if to else Drop(NO_ADDRESS)


def words_of(
    purpose: str, letters: list[Message], now: dt.datetime
) -> Iterator[tuple[Message, Letter | Drop | Mistake]]:
    """What the purpose's composer says of each letter. One that cannot be composed keeps no other back."""
    composer = composer_of(purpose)
    if composer is None:
        yield from ((letter, Mistake("nobody composes this purpose")) for letter in letters)
        return
    try:
        yield from every_one(composer, letters, now)
    except Exception as mistake:
        if len(letters) == 1:
            yield letters[0], Mistake(where(mistake))
        else:
            for letter in letters:
                yield from words_of(purpose, [letter], now)


def every_one(composer: ManyComposer, letters: list[Message], now: dt.datetime) -> Iterable[Any]:
    answers = list(composer(letters, now))
    if {letter.pk for letter, _ in answers} != {letter.pk for letter in letters}:
        raise LookupError("A composer has left a letter out.")
    return answers


def readers(kind: str, now: dt.datetime) -> QuerySet[Any]:
    """Who may be written to at this moment, of those whose address we look up ourselves."""
    if kind == Message.Recipient.PERSON:
        return Person.objects.filter(reach=Reach.EMAIL, wants_letters=True)
    if kind == Message.Recipient.USER:
        return User.objects.filter(is_active=True)
    if kind == Message.Recipient.COMPLAINT:
        return Complaint.objects.exclude(email="")
    return Invitation.objects.open(now)


KINDS = (
    Message.Recipient.PERSON,
    Message.Recipient.USER,
    Message.Recipient.INVITATION,
    Message.Recipient.COMPLAINT,
)


def addresses_of(letters: Collection[Message], now: dt.datetime) -> dict[tuple[str, int], str]:
    """The addresses of all readers, one question for each kind of reader."""
    found = {}
    for kind in KINDS:
        keys = {letter.recipient for letter in letters if letter.recipient_kind == kind}
        if keys:
            for key, address in readers(kind, now).filter(pk__in=keys).values_list("pk", "email"):
                found[str(kind), int(key)] = str(address)
    return found


def where(mistake: Exception) -> str:
    """The kind of a mistake and the line it was made in, without its words: those may hold a name."""
    frame = traceback.extract_tb(mistake.__traceback__)[-1]
    return f"{type(mistake).__name__} at {frame.name}, line {frame.lineno}"
