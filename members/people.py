"""Getting to know somebody: which Person of a network a form speaks of, and never more than it said."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from members.models import Network, Person, Reach


@dataclass(frozen=True)
class Guest:
    """What somebody wrote of themselves: a name to be called by, and one way to reach them or none."""

    known_as: str
    reach: str = Reach.NO
    email: str = ""
    phone: str = ""


def known(*, network: Network, guest: Guest) -> Person:
    """The network's Person of this address and name, or a new one. What is stored is neither shown nor changed.

    Without an address there is nothing to know somebody again by: always a new Person, of one session alone.
    """
    found = find(network, guest)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Person.objects.create(
                network=network,
                known_as=guest.known_as,
                reach=guest.reach,
                email=guest.email.lower() if guest.reach == Reach.EMAIL else "",
                phone=digits(guest.phone) if guest.reach == Reach.PHONE else "",
            )
    except IntegrityError:  # somebody asked at the same moment with the same address and name
        met = find(network, guest)
        if met is None:
            raise
        return met


def find(network: Network, guest: Guest) -> Person | None:
    people = Person.objects.filter(network=network, known_as__iexact=guest.known_as)
    if guest.reach == Reach.EMAIL:
        return people.filter(email__iexact=guest.email).first()
    if guest.reach == Reach.PHONE:
        return people.filter(email="", phone=digits(guest.phone)).first()
    return None


def digits(phone: str) -> str:
    """A number as it is dialled, so that "01620 82 11 22" and "01620821122" are one."""
    plus = "+" if phone.strip().startswith("+") else ""
    return plus + "".join(char for char in phone if char.isdigit())
