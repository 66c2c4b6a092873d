"""The first organisation of an empty site, and whoever begins it.

Only who installed the site has the link: it is printed where it was started. With the first organisation it is no more.
"""

import datetime as dt

from django.db import connection, transaction
from django.urls import reverse

from members import helplines
from members.models import Network, Person, Reach, Responsibility
from peersupport.lib import links, slugs
from peersupport.lib.refusals import NotFound, Refused

# In the shape of every other token, so that no log and no other page learns this one either.
PURPOSE, THE_SITE, VERSION = "start", "thefirstones", 1
# Two who begin at once wait for each other by this number; it means nothing else.
LOCK = 2_605_120


class BegunAlready(Refused):
    """This site has begun already. Log in with your own address, or ask whoever began it to invite you."""


def is_empty() -> bool:
    """Whether there is no organisation yet."""
    return not Network.objects.exists()


def link() -> str:
    """The full address at which an empty site is begun."""
    token = links.sign(PURPOSE, THE_SITE, VERSION)
    return links.absolute(reverse("members:start", args=[token]))


def check(token: str) -> None:
    """Raises `NotFound` unless it is that link's, and the site is empty."""
    links.read(PURPOSE, token)
    if not is_empty():
        raise NotFound


@transaction.atomic
def begin(*, name: str, nation: str, known_as: str, email: str, now: dt.datetime) -> Network:
    """Begin the first organisation, coordinated by whoever fills in the form. The same form sent twice begins one.

    Raises `BegunAlready`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    same = Network.objects.filter(name=name, people__email=email.lower()).first()
    if same is not None:
        return same
    if not is_empty():
        raise BegunAlready
    network = Network(name=name, nation=nation)
    network.slug = slugs.free(network, name)
    network.save()
    helplines.add_missing()
    person = Person.objects.create(network=network, known_as=known_as, reach=Reach.EMAIL, email=email.lower())
    Responsibility.objects.create(
        person=person, network=network, role=Responsibility.Role.COORDINATOR, from_on=network.today(now)
    )
    return network
