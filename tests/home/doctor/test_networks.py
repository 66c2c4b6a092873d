"""What an organisation lacks before people rely on it, and numbers that nobody has rung for a year."""

import datetime as dt
import re
from typing import Any

import pytest

from members.helplines import add_missing
from members.models import Helpline, Network, Person
from peersupport.home.doctor import networks
from tests import factories
from tests.home.doctor.conftest import Said

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(network: Network, coordinator: Person) -> Network:
    network.contact_email, network.contact_days = "hello@kettle.scot", "Tuesdays"
    network.save()
    return network


def test_one_that_has_all_it_needs(said: Said, ready: Network, now: dt.datetime) -> None:
    assert list(said(networks.set_up(now=now))) == ["good"]


def test_no_organisation_yet(said: Said, now: dt.datetime) -> None:
    assert list(said(networks.set_up(now=now))) == ["look here"]


def test_one_that_lacks_everything(said: Said, now: dt.datetime) -> None:
    factories.NetworkFactory(name="Kettle", reasons="none")
    coordinator, contact, reasons = said(networks.set_up(now=now))["not right"]

    assert re.search(r"Kettle has no coordinator\..* manage.py coordinator [\w-]+ THEIR-ADDRESS", coordinator)
    assert "no e-mail and no phone" in contact
    assert "Reminders and news" in reasons


def test_one_that_never_says_when_it_answers(said: Said, ready: Network, now: dt.datetime) -> None:
    Network.objects.update(contact_days="")
    assert "on which days" in said(networks.set_up(now=now))["look here"][0]


def test_a_coordinator_who_has_left(said: Said, ready: Network, coordinator: Person, now: dt.datetime) -> None:
    coordinator.responsibilities.update(until_on=now.date() - dt.timedelta(days=1))
    assert "has no coordinator" in said(networks.set_up(now=now))["not right"][0]


def test_coordinators_who_have_never_logged_in(
    said: Said, ready: Network, coordinator: Person, now: dt.datetime
) -> None:
    Person.objects.update(user=None)
    [finding] = said(networks.set_up(now=now))["look here"]
    assert "Nobody who coordinates Keep The Kettle On has logged in yet." in finding
    assert "manage.py coordinator keep-the-kettle-on THEIR-ADDRESS" in finding


def test_a_demonstration_among_people(said: Said, ready: Network, settings: Any, now: dt.datetime) -> None:
    Network.objects.update(is_demonstration=True)
    assert list(said(networks.set_up(now=now))) == ["good"]

    settings.PRODUCTION = True
    assert "nobody meets there" in said(networks.set_up(now=now))["not right"][0]


def test_nowhere_to_turn(said: Said, ready: Network, now: dt.datetime) -> None:
    Helpline.objects.create(name="Lifeline", nation="NIR", call="0808 808 8000", checked_on=now.date())
    assert "nothing of where to turn" in said(networks.helplines(now=now))["not right"][0]


def test_nowhere_to_turn_in_the_nation_of_an_area(said: Said, ready: Network, now: dt.datetime) -> None:
    Helpline.objects.create(name="Breathing Space", nation="SCT", call="0800 83 85 87", checked_on=now.date())
    assert list(said(networks.helplines(now=now))) == ["good"]
    factories.AreaFactory(network=ready, nation="ENG")
    assert "nothing of where to turn" in said(networks.helplines(now=now))["not right"][0]


def test_numbers_that_nobody_has_rung_for_a_year(said: Said, ready: Network, now: dt.datetime) -> None:
    add_missing()
    assert "Samaritans" in said(networks.helplines(now=now))["look here"][0]

    Helpline.objects.update(checked_on=now.date() - dt.timedelta(days=300))
    assert list(said(networks.helplines(now=now))) == ["good"]

    Helpline.objects.filter(call="999").update(checked_on=None)
    assert list(said(networks.helplines(now=now))) == ["good"], "nobody rings 999 to try it"

    Helpline.objects.filter(name="Shout").update(checked_on=now.date() - dt.timedelta(days=366))
    assert "in the last year: Shout." in said(networks.helplines(now=now))["look here"][0]
