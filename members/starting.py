"""The first organisation of an empty site, and each further one, whoever begins it, and the site's administrator.

Only who installed the site has the link: it is printed where it was started. It begins one organisation and is no more.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse

from members import helplines
from members.login import with_address
from members.models import Network, Person, Reach, Responsibility, User
from peersupport.lib import links, slugs
from peersupport.lib.refusals import NotFound, Refused

# In the shape of every other token, so that no log and no other page learns this one either.
PURPOSE, THE_SITE = "start", "thefirstones"
# Two who begin at once wait for each other by this number; it means nothing else.
LOCK = 2_605_120


class BegunAlready(Refused):
    """This has begun already. Log in with the address you gave. If it had a slip, ask whoever sent you the link."""


class NoAddress(Refused):
    """That is no e-mail address. Write it as they type it to log in: ada@my-charity.org.uk"""


class NoSuchAdministrator(Refused):
    """No administrator has that address."""


def is_empty() -> bool:
    """Whether there is no organisation yet."""
    return not Network.objects.exists()


def turn() -> int:
    """Which organisation of the site is the next to begin. A link is for that one."""
    latest: int | None = Network.objects.aggregate(latest=Max("pk"))["latest"]
    return (latest or 0) + 1


def link() -> str:
    """The full address at which the next organisation is begun."""
    token = links.sign(PURPOSE, THE_SITE, turn())
    return links.absolute(reverse("members:start", args=[token]))


def number_of(token: str) -> int:
    """Which organisation the link begins, or has begun. Raises `NotFound` for any other link."""
    _, number = links.read(PURPOSE, token)
    return number


def check(number: int) -> None:
    """That this organisation is the next to begin. Raises `BegunAlready`, and `NotFound` before its turn."""
    following = turn()
    if number < following:
        raise BegunAlready
    if number > following:
        raise NotFound


def the_same(name: str, email: str) -> Network:
    """What this form has begun already. Raises `BegunAlready` where it was another one."""
    begun = Responsibility.objects.filter(role=Responsibility.Role.COORDINATOR, area=None, person__email=email.lower())
    same = Network.objects.filter(name=name, pk__in=begun.values("network")).first()
    if same is None:
        raise BegunAlready
    return same


@transaction.atomic
def begin(*, number: int, name: str, nation: str, known_as: str, email: str, now: dt.datetime) -> Network:
    """Begin an organisation, coordinated by whoever fills in the form. The same form sent twice begins one.

    Raises `BegunAlready`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if number != turn():
        return the_same(name, email)
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


@transaction.atomic
def appoint_administrator(*, email: str) -> User:
    """The login of an address may open the admin; one is made where there is none. Said twice, it is so once.

    Raises `NoAddress`.
    """
    try:
        validate_email(email.strip())
    except ValidationError as wrong:
        raise NoAddress from wrong
    user = with_address(email.strip()) or User.objects.create_user(email)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    return user


@transaction.atomic
def release_administrator(*, email: str) -> None:
    """The login stays, and opens the admin no longer. Raises `NoSuchAdministrator`."""
    user = with_address(email.strip())
    if user is None or not user.is_staff:
        raise NoSuchAdministrator
    user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
