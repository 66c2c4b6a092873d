"""The first organisation of an empty site, and each further one, and whoever begins it.

Only who installed the site has the link: it is printed where it was started. It begins one organisation and is no more.
"""

import datetime as dt

from django.db import connection, transaction
from django.urls import reverse

from members import helplines
from members.models import Network, Person, Reach, Responsibility
from peersupport.lib import links, slugs
from peersupport.lib.refusals import NotFound, Refused

# In the shape of every other token, so that no log and no other page learns this one either.
PURPOSE, THE_SITE = "start", "thefirstones"
# Two who begin at once wait for each other by this number; it means nothing else.
LOCK = 2_605_120


class BegunAlready(Refused):
    """This has begun already. Log in with your own address, or ask whoever began it to invite you."""


def is_empty() -> bool:
    """Whether there is no organisation yet."""
    return not Network.objects.exists()


def turn() -> int:
    """Which organisation of the site is the next to begin. A link is for that one."""
    return Network.objects.count() + 1


def link() -> str:
    """The full address at which the next organisation is begun."""
    token = links.sign(PURPOSE, THE_SITE, turn())
    return links.absolute(reverse("members:start", args=[token]))


def check(token: str) -> int:
    """Which organisation the link begins. Raises `NotFound` unless it is the next one."""
    _, number = links.read(PURPOSE, token)
    if number != turn():
        raise NotFound
    return number


@transaction.atomic
def begin(*, number: int, name: str, nation: str, known_as: str, email: str, now: dt.datetime) -> Network:
    """Begin an organisation, coordinated by whoever fills in the form. The same form sent twice begins one.

    Raises `BegunAlready`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    same = Network.objects.filter(name=name, people__email=email.lower()).first()
    if same is not None:
        return same
    if number != turn():
        raise BegunAlready
    network = Network(name=name, nation=nation)
    slugs.hold()
    network.slug = slugs.free(network, name)
    network.save()
    helplines.add_missing()
    person = Person.objects.create(network=network, known_as=known_as, reach=Reach.EMAIL, email=email.lower())
    Responsibility.objects.create(
        person=person, network=network, role=Responsibility.Role.COORDINATOR, from_on=network.today(now)
    )
    return network
