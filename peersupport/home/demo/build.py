"""Making the demonstration: each organisation once, whole or not at all, and never over what is already there."""

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from members import helplines
from members.models import Network
from peersupport.home.demo import ahead, complaints, keep_the_heid, lambeth_and_southwark, past
from peersupport.home.demo.stories import stories
from peersupport.lib.refusals import Refused
from sessions import retention

SLUGS = (keep_the_heid.SLUG, lambeth_and_southwark.SLUG)
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
    said.append(already(keep_the_heid.SLUG) or make_keep_the_heid(now))
    said.append(already(lambeth_and_southwark.SLUG) or make_lambeth_and_southwark(now))
    return said


def is_loaded() -> bool:
    """Whether both organisations of the demonstration are there, under this or another address. One query."""
    found: int = networks(*SLUGS).filter(is_demonstration=True).count()
    return found == len(SLUGS)


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


def make_keep_the_heid(now: dt.datetime) -> str:
    circles, cast = keep_the_heid.make(now)
    evenings = sum(past.tell(story, now) for story in stories(circles, cast))
    ahead.arrange(circles, cast, now)
    complaints.complain_twice(circles.haddington.network, now)
    # It tells of more than a year, so some of it is over its time already, and no page shall begin with being late.
    retention.keep_no_longer(now=now)
    return f"Keep The Heid was made: three groups that meet, one planned, and {evenings} evenings that are over."


def make_lambeth_and_southwark(now: dt.datetime) -> str:
    network = lambeth_and_southwark.make(now)
    return f"{network.name} was made: four groups, all paused."


def say_lines(added: int) -> str:
    if not added:
        return "The helplines are already here, and were left as they are."
    return f"{added} helplines were added. Nobody has checked them yet: do so before real people rely on them."
