"""What a login answers for in its networks: the first half of who may do what. `groups.access` reads both halves."""

from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from members.models import Person
from peersupport.lib.refusals import LoginNeeded

Visitor = AbstractBaseUser | AnonymousUser


class Charge(NamedTuple):
    """One responsibility as access asks about it: a whole network, or one area with its parts."""

    role: str
    network_id: int
    area_id: int | None
    person_id: int


def logged_in(user: Visitor) -> Visitor:
    """The login, or `LoginNeeded`: said before anything is looked up, so it tells nothing about what exists."""
    if not user.is_authenticated:
        raise LoginNeeded
    return user


def persons_of(user: Visitor) -> list[Person]:
    """The persons a login is, one or more in each network that knows its address."""
    return list(Person.objects.of(user).select_related("network").order_by("pk"))
