"""The people of the demonstration: some with a login, the others by a first name or a chosen word. All are invented.

Their addresses end in a domain that is reserved for examples, so no letter of theirs can ever reach anybody.
"""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from members import second_factor
from members.models import Area, Network, Person, Reach, Responsibility, User

DOMAIN = "demo.example"
# Base32, known to everyone who reads this: it guards nothing but invented rows.
SECRET = "DEMONSTRATIONNOBODYMEETSHERE2345"  # noqa: S105 – said aloud by `manage.py demo`
SECONDS_A_CODE = 30


@dataclass(frozen=True)
class Login:
    """Somebody to log in as. `secret` goes into an authenticator app; empty where no second factor is needed."""

    role: str
    known_as: str
    address: str
    secret: str = SECRET

    def code(self, now: dt.datetime) -> str:
        """The second factor's six digits at instant `now`."""
        return str(format_hotp_value(hotp_value(self.secret, int(now.timestamp()) // SECONDS_A_CODE)))


FIONA = Login("Facilitator, Keep The Heid", "Fiona", f"fiona.facilitator@{DOMAIN}")
VERA = Login("Volunteer, Keep The Heid", "Vera", f"vera.volunteer@{DOMAIN}")
ROWAN = Login("Participant, Keep The Heid", "Rowan", f"rowan.regular@{DOMAIN}", secret="")
CAROL = Login("Coordinator, Keep The Heid", "Carol", f"carol.coordinator@{DOMAIN}")
MINA = Login("Manager (totals only), Keep The Heid", "Mina", f"mina.manager@{DOMAIN}")
LENA = Login("Coordinator, Lambeth and Southwark Mind", "Lena", f"lena.coordinator@{DOMAIN}")
AILSA = Login("Coordinator, HUG (Action for Mental Health)", "Ailsa", f"ailsa.coordinator@{DOMAIN}")
STRUAN = Login("Coordinator of Branch 2, HUG (Action for Mental Health)", "Struan", f"struan.coordinator@{DOMAIN}")
NORA = Login("Coordinator, Community and voluntary networks", "Nora", f"nora.coordinator@{DOMAIN}")
ERIN = Login("Leader of an organisation, the same", "Erin", f"erin.leader@{DOMAIN}", secret="")
MERRYN = Login("Coordinator, Mental Health Foundation", "Merryn", f"merryn.coordinator@{DOMAIN}")
SASHA = Login("Staff of this site: /admin/ and /styleguide/", "Sasha", f"sasha.staff@{DOMAIN}")
MERRYN = Login("Coordinator, Mental Health Foundation", "Merryn", f"merryn.coordinator@{DOMAIN}")


def logins() -> tuple[Login, ...]:
    """Everyone to log in as, in the order to try them."""
    return FIONA, VERA, ROWAN, CAROL, MINA, LENA, AILSA, STRUAN, NORA, ERIN, MERRYN, SASHA


def make_login(login: Login) -> User:
    """A login, if it is not there yet, its address confirmed and its second factor set up."""
    user = User.objects.filter(email=login.address).first() or User.objects.create_user(login.address)
    EmailAddress.objects.get_or_create(user=user, email=login.address, defaults={"verified": True, "primary": True})
    if login.secret and not second_factor.is_ready(user):
        second_factor.give(user=user, secret=login.secret)
    return user


def make_staff() -> None:
    """Who looks after the site, and is nobody at any group."""
    User.objects.filter(pk=make_login(SASHA).pk).update(is_staff=True, is_superuser=True)


def with_login(network: Network, login: Login) -> Person:
    """A new person of the network with their login."""
    user = make_login(login)
    return Person.objects.create(
        network=network, user=user, known_as=login.known_as, reach=Reach.EMAIL, email=login.address
    )


def with_address(network: Network, known_as: str) -> Person:
    """A new person of the network whom letters could reach, if their domain were not reserved."""
    address = f"{known_as.lower()}@{DOMAIN}"
    return Person.objects.create(network=network, known_as=known_as, reach=Reach.EMAIL, email=address)


@dataclass(frozen=True)
class Cast:
    """Keep The Heid's people. Fiona and Isla facilitate; Vera came as anybody does, then began to volunteer; Bryony
    has stepped back for a while; the others just come."""

    fiona: Person
    isla: Person
    vera: Person
    bryony: Person
    rowan: Person
    hazel: Person
    linden: Person


def make_cast(network: Network) -> Cast:
    return Cast(
        fiona=with_login(network, FIONA),
        isla=with_address(network, "Isla"),
        vera=with_login(network, VERA),
        bryony=with_address(network, "Bryony"),
        rowan=with_login(network, ROWAN),
        hazel=with_address(network, "Hazel"),
        linden=with_address(network, "Linden"),
    )


def answer_for(network: Network, login: Login, role: str, from_on: dt.date, area: Area | None = None) -> None:
    """Give a new person of the network, with their login, a responsibility for all of it, or for an area."""
    facts = {"person": with_login(network, login), "role": role, "from_on": from_on, "area": area}
    Responsibility.objects.create(network=network, **facts)
