"""A certificate is opened by the link of the place that somebody had who was there, and by nothing else."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Network, Person
from sessions import letters
from sessions.models import GroupSession, Place
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, assert_safe, same_but_for_the_address, words_of
from tests.sessions.events import comer, event
from tests.sessions.history import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(network: Network) -> GroupSession:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    facts = {"state": "held", "register_state": "done", "register_done_at": timezone.now()}
    return event(network, on=yesterday, **facts)


@pytest.fixture
def ann(workshop: GroupSession) -> Place:
    place = comer(workshop, "Ann")
    mark(workshop, place.person)
    return place


def address(place: Place) -> str:
    return f"/places/{letters.token(place)}/certificate.pdf"


def get(place: Place) -> Any:
    return Client().get(address(place))


def test_the_page_of_the_place_leads_to_it_and_it_is_a_file_kept_nowhere(ann: Place, workshop: GroupSession) -> None:
    page = Client().get(f"/places/{letters.token(ann)}/")
    file = get(ann)

    assert "You were there" in words_of(page)
    assert f'href="{address(ann)}"' in page.content.decode()
    assert "Who is coming" not in words_of(page)
    assert_calm(page)
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"] == f'inline; filename="certificate-{workshop.on}.pdf"'
    assert_safe(file)
    assert_kept_nowhere(file)


@pytest.mark.parametrize("name", ["李明", "李 Wei"], ids=["none of it", "half of it"])
def test_whose_name_we_cannot_print_is_told_kindly_whom_to_ask_and_is_given_no_file(
    workshop: GroupSession, name: str
) -> None:
    Network.objects.update(contact_email="hello@example.org")
    place = comer(workshop, name)
    mark(workshop, place.person)

    page = Client().get(f"/places/{letters.token(place)}/")

    for part in ("You were there", "Our letters cannot print all of your name,", "hello@example.org"):
        assert part in words_of(page)
    assert "certificate.pdf" not in page.content.decode()
    assert_calm(page)
    assert get(place).status_code == 404


def test_whoever_was_not_there_finds_nothing_and_is_not_told_why(ann: Place, workshop: GroupSession) -> None:
    bo = comer(workshop, "Bo")

    page = Client().get(f"/places/{letters.token(bo)}/")
    assert "It is over You are welcome another time." in words_of(page)
    assert "certificate" not in page.content.decode()
    answers = [get(bo), Client().get("/places/000000000000.1.forged/certificate.pdf")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert same_but_for_the_address(answers[0]) == same_but_for_the_address(answers[1])


def test_a_link_from_before_its_version_was_raised_opens_none(ann: Place) -> None:
    before = address(ann)
    Place.objects.update(link_version=2)

    assert Client().get(before).status_code == 404


def test_when_the_register_is_opened_again_there_is_none_until_it_is_done(ann: Place) -> None:
    GroupSession.objects.update(state="planned", register_state="open", register_done_at=None)

    assert get(ann).status_code == 404


def test_a_place_at_any_other_evening_has_none(session: GroupSession) -> None:
    place = comer(session, "Ann")
    mark(session, place.person)
    GroupSession.objects.update(state="held", register_state="done", register_done_at=timezone.now())

    assert get(place).status_code == 404


def test_it_is_for_looking_at_only(ann: Place) -> None:
    assert Client().post(address(ann)).status_code == 405
    assert Client().head(address(ann)).status_code == 200


def test_forgotten_there_is_none(ann: Place) -> None:
    link = address(ann)
    Person.objects.filter(pk=ann.person_id).delete()

    assert Client().get(link).status_code == 404


def test_one_address_has_so_many_made_and_then_is_asked_to_wait(ann: Place, settings: Any) -> None:
    settings.SHEETS_FOR_ONE_ADDRESS = 1

    assert [get(ann).status_code for _ in range(2)] == [200, 429]


def test_colleagues_have_one_each(ann: Place, workshop: GroupSession) -> None:
    bo = factories.PlaceFactory(session=workshop, organisation="The Pantry")
    mark(workshop, bo.person)

    assert get(ann).content != get(bo).content
