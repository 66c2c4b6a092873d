"""Getting to know somebody: which Person of a network a form speaks of, and never more than it said."""

import unicodedata
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from members.models import Network, Person, Reach
from members.models.person import PersonQuerySet


@dataclass(frozen=True)
class Guest:
    """What somebody wrote of themselves: a name to be called by, and one way to reach them or none."""

    known_as: str
    reach: str = Reach.NO
    email: str = ""
    phone: str = ""


def known(*, network: Network, guest: Guest) -> tuple[Person, bool]:
    """The network's Person of this address and name, or a new one; and whether they are new.

    What is stored is neither shown nor changed. Without an address there is nothing to know somebody again by:
    always a new Person, of one session alone. Whoever is found is held until the transaction ends, so that they are
    not forgotten meanwhile; that row is taken before any evening's.
    """
    if guest.reach == Reach.NO:
        return Person.objects.create(network=network, known_as=guest.known_as), True
    found = find(network, guest).first()
    if found is not None:
        return found, False
    person = Person(network=network, known_as=guest.known_as, reach=guest.reach)
    person.email = guest.email.lower() if guest.reach == Reach.EMAIL else ""
    person.phone = digits(guest.phone) if guest.reach == Reach.PHONE else ""
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        # Somebody asked at this very moment with the same address and name: one of the two wrote the row.
        return find(network, guest).get(), False
    return person, True


def find(network: Network, guest: Guest) -> PersonQuerySet:
    """Those of this address and name: one or none, as the database promises. In its words, so that an index answers."""
    held = Person.objects.select_for_update(no_key=True)
    named = held.filter(network=network, known_as__same=guest.known_as)
    if guest.reach == Reach.EMAIL:
        return named.exclude(email="").filter(email__same=guest.email.lower())
    return named.filter(email="", phone=digits(guest.phone)).exclude(phone="")


def choose_words(*, person: Person, plain: bool) -> None:
    """At their own wish letters to somebody name the group and say what it is, or as little as possible again."""
    Person.objects.filter(pk=person.pk).update(wants_plain_words=plain)
    person.wants_plain_words = plain


def digits(phone: str) -> str:
    """A number as it is dialled, so that "01620 82 11 22" and "01620821122" are one."""
    plus = "+" if phone.strip().startswith("+") else ""
    return plus + "".join(str(unicodedata.digit(char)) for char in phone if char.isdecimal())
