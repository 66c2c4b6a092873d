"""Whoever looks after the site invites somebody to coordinate an organisation that nobody can coordinate."""

import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from members import login, sending, starting
from members.models import Change, Invitation, Message, Network, Person, Purpose, Responsibility
from members.models.wordings import current
from peersupport.lib.acting import through
from tests import factories
from tests.letters import assert_discreet
from tests.pages import words_of

pytestmark = pytest.mark.django_db

SLIP, NAN = "nam@example.org", "nan@example.org"
FACTS = {"name": "Tea and Talk", "nation": "SCT", "known_as": "Nan", "email": SLIP}
KETTLE = "keep-the-kettle-on"


@pytest.fixture
def carol(coordinator: Person) -> Person:
    """Coordinates all of the organisation, with no end in sight."""
    return coordinator


def invite(slug: str, email: str, **options: Any) -> str:
    """What the command says."""
    said = StringIO()
    call_command("coordinator", slug, email, stdout=said, **options)
    return said.getvalue()


def link_in(words: str) -> str:
    [link] = re.findall(r"https?://[^/\s]+(/invitations/\S+)", words)
    return str(link)


def letters() -> list[Any]:
    """All that have left by now."""
    sending.send_due(clock=timezone.now)
    return mail.outbox


def test_a_slip_in_the_address_at_the_start_is_put_right(now: dt.datetime) -> None:
    """From the wrong address to the settings, and to a list of people without it."""
    Client().post("/" + starting.link().split("/", 3)[3], FACTS)
    said = invite("tea-and-talk", "Nan@example.org", called="Nan")
    [letter] = letters()
    assert letter.to == [NAN]
    assert link_in(letter.body) == link_in(said)
    assert_discreet(letter, also=["Tea and Talk", "coordinator", "Coordinator"])

    assert "Tea and Talk asks if you would be: Coordinator" in words_of(Client().get(link_in(said)))
    yes = {"do": "accept", "yes_helping": current(Purpose.HELPING)}
    assert "Thank you" in words_of(Client().post(link_in(said), yes, follow=True))
    user = login.login_of(email=NAN, now=now)
    assert user is not None
    login.join_persons(user=user)
    desk = browser(user.pk)
    assert "Tea and Talk" in words_of(desk.get("/settings/"))

    wrong = Responsibility.objects.get(person__email=SLIP)
    there = f"/networks/tea-and-talk/responsibilities/{wrong.ref}/"
    assert there in desk.get("/networks/tea-and-talk/people/").content.decode()
    assert "Ended." in words_of(desk.post(f"{there}end/", follow=True))
    assert Responsibility.objects.get().person.email == NAN
    assert desk.get("/networks/tea-and-talk/change/").status_code == 200


def test_the_last_one_who_lost_their_mailbox_can_be_followed_by_another(carol: Person) -> None:
    said = invite(KETTLE, NAN)
    Client().post(link_in(said), {"do": "accept"})
    both = Responsibility.objects.filter(network__slug=KETTLE, role="coordinator", area=None, until_on=None)
    assert set(both.values_list("person__email", flat=True)) == {carol.email, NAN}


def test_asked_twice_it_is_one_letter_and_the_same_link(network: Network) -> None:
    assert invite(KETTLE, NAN) == invite(KETTLE, " NAN@example.org ")
    assert len(letters()) == Message.objects.count() == Invitation.objects.count() == 1


def test_they_are_called_as_the_organisation_knows_them_or_as_their_address_begins(network: Network) -> None:
    factories.PersonFactory(network=network, known_as="Ines", email="ines@example.org")
    for address in ("INES@example.org", NAN):
        invite(KETTLE, address)
    invite(KETTLE, "olu@example.org", called="Olu")
    assert list(Invitation.objects.order_by("pk").values_list("known_as", flat=True)) == ["Ines", "nan", "Olu"]


def test_whoever_ends_soon_or_coordinates_a_part_can_be_invited(network: Network, carol: Person) -> None:
    carol.responsibilities.update(until_on=dt.date(2126, 1, 1))
    invite(KETTLE, carol.email)
    in_part = factories.PersonFactory(network=network, email="in-part@example.org")
    area = factories.AreaFactory(network=network)
    in_part.responsibilities.create(network=network, area=area, role="coordinator", from_on=dt.date(2020, 1, 1))
    invite(KETTLE, in_part.email)
    assert Invitation.objects.count() == 2


def test_the_trail_says_through_what_it_was_done(network: Network) -> None:
    with through("manage.py coordinator"):
        invite(KETTLE, NAN)
    line = Change.objects.get(table="members_invitation")
    assert (line.what, line.row, line.login) == ("made", Invitation.objects.get().pk, None)
    assert line.through == "manage.py coordinator"


@pytest.mark.parametrize(
    ("slug", "email", "options", "says"),
    [
        ("keep-the-kettel-on", NAN, {}, "There is no organisation keep-the-kettel-on. There are: hug, keep-the-kettle"),
        (KETTLE, "nan", {}, "That does not look like an e-mail address."),
        (KETTLE, "", {}, "Write the address that the letter goes to."),
        (KETTLE, NAN, {"called": "N" * 61}, "Please use up to 60 letters."),
        (KETTLE, NAN, {"called": "<Nan>"}, "Please leave out < and >"),
        (KETTLE, "CAROL@example.org", {}, "They coordinate it already"),
        (KETTLE, "carol@example.org", {"called": "Somebody else"}, "They coordinate it already"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_invited(
    carol: Person, slug: str, email: str, options: dict[str, str], says: str
) -> None:
    factories.NetworkFactory(slug="hug")
    with pytest.raises(CommandError, match=says):
        invite(slug, email, **options)
    assert not Invitation.objects.exists()


def test_more_than_a_few_names_for_an_address_wait_until_tomorrow(network: Network) -> None:
    for name in ("Nan", "Nell", "Nora"):
        invite(KETTLE, NAN, called=name)
    with pytest.raises(CommandError, match="Several invitations went to this address today"):
        invite(KETTLE, NAN, called="Nuala")


def test_where_there_is_no_organisation_the_start_is_named() -> None:
    with pytest.raises(CommandError, match=r"There is no organisation yet\. The command start"):
        invite("tea-and-talk", NAN)
