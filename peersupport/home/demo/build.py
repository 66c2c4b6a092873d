"""Making the demonstration: each organisation once, whole or not at all, and never over what is already there."""

import datetime as dt
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from members import helplines
from members.models import Network
from peersupport.home.demo import (
    community_networks,
    hug,
    keep_the_heid,
    lambeth_and_southwark,
    mental_health_foundation,
    people,
)
from peersupport.lib.refusals import Refused


class Organisation(Protocol):
    """A module of the demonstration: one organisation, made whole, and what to say when it is."""

    SLUG: str

    def make(self, now: dt.datetime) -> str: ...


ORGANISATIONS: tuple[Organisation, ...] = (
    keep_the_heid,
    lambeth_and_southwark,
    hug,
    community_networks,
    mental_health_foundation,
)
# Two runs at once wait for each other by this number; it means nothing else.
LOCK = 2_605_119


class NotInProduction(Refused):
    """The demonstration is not made where people really meet. Run it on a computer of your own."""


@transaction.atomic
def build(*, now: dt.datetime) -> list[str]:
    """Make what is missing of the demonstration, relative to `now`. Returns what was done, in sentences.

    Asked again it changes nothing, whatever anybody has done with it meanwhile. Raises `NotInProduction`.
    """
    if settings.PRODUCTION:
        raise NotInProduction
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    said = [say_lines(helplines.add_missing())]
    people.make_staff()
    return said + [already(one.SLUG) or one.make(now) for one in ORGANISATIONS]


def is_loaded() -> bool:
    """Whether all organisations of the demonstration are there, under this or another address. One query."""
    slugs = [one.SLUG for one in ORGANISATIONS]
    found: int = networks(*slugs).filter(is_demonstration=True).count()
    return found == len(slugs)


def networks(*slugs: str) -> QuerySet[Network]:
    """The networks that have, or once had, these addresses."""
    return Network.objects.filter(Q(slug__in=slugs) | Q(former_slugs__slug__in=slugs)).distinct()


def already(slug: str) -> str:
    """What to say of an organisation that is there; nothing when it is not."""
    network = networks(slug).first()
    if network is None:
        return ""
    if network.is_demonstration:
        return f"{network.name} is already here, and was left as it is."
    return f"{network.name} is here and is no demonstration, so nothing was added to it."


def say_lines(added: int) -> str:
    if not added:
        return "The helplines are already here, and were left as they are."
    check = "Nobody has checked them yet: do so before real people rely on them, all but 999."
    return f"{added} helplines were added. {check}"
