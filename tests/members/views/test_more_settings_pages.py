"""Pages of settings: organisations, helplines, why something may be kept, and for how long."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from bench.browsers import browser
from members import helplines
from members.models import Helpline, Network, Organisation, Person, Purpose, User
from tests import factories
from tests.pages import as_shown, assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db

OF = "/networks/keep-the-kettle-on/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def test_organisations_are_added_changed_and_removed(desk: Client, network: Network) -> None:
    page = f"{OF}organisations/"
    assert "No organisations" in words_of(desk.get(page))
    area = factories.AreaFactory(network=network, name="North")
    added = desk.post(page, {"name": "The Pantry", "kind": "partner", "area": area.pk}, follow=True)
    assert "The Pantry Partner, North" in words_of(added)
    assert_calm(added)
    pantry = Organisation.objects.get()
    one = f"{page}{pantry.ref}/"
    desk.post(one, as_shown(desk, one) | {"name": "Pantry"})
    factories.PersonFactory(network=network, organisation=pantry)
    assert "stays known to you" in words_of(desk.get(f"{one}remove/"))
    desk.post(f"{one}remove/")
    assert not Organisation.objects.exists()
    assert Person.objects.filter(organisation=None).count() == 2


def test_one_organisation_of_a_name(desk: Client, network: Network) -> None:
    page, taken = f"{OF}organisations/", "There is an organisation of that name already."
    sent = as_shown(desk, page) | {"name": "The Bothy Trust", "kind": "funder"}
    for _ in range(2):
        assert "Added." in words_of(desk.post(page, sent, follow=True)), "pressed twice, it is answered as the first"
    for again in ({"kind": "partner"}, {"name": "the bothy trust"}, as_shown(desk, page)):
        assert taken in errors_of(desk.post(page, sent | again))
    pantry = factories.OrganisationFactory(network=network, name="The Pantry")
    one = f"{page}{pantry.ref}/"
    assert taken in errors_of(desk.post(one, as_shown(desk, one) | {"name": "THE BOTHY TRUST"}))
    assert network.organisations.count() == 2


def test_helplines_are_checked_added_changed_and_removed(desk: Client, network: Network) -> None:
    helplines.add_missing()
    page = f"{OF}helplines/"
    assert words_of(desk.get(page)).count("Nobody has checked it yet") == 4
    line = Helpline.objects.get(name="Samaritans")
    with time_machine.travel("2026-11-23 12:00+00:00", tick=False):
        warm = browser_of(desk)
        checked = warm.post(f"{page}{line.ref}/check/", follow=True)
        assert "Samaritans is checked today." in words_of(checked)
        assert "Checked on Monday 23 November" in words_of(checked)
        assert_calm(checked)

    sent = {"name": "The Hub", "call": "01620 000000", "hours": "Tuesdays 10am to noon"}
    assert "The Hub" in words_of(desk.post(page, sent, follow=True))
    own = network.helplines.get()
    one = f"{page}{own.ref}/"
    desk.post(one, as_shown(desk, one) | {"call": "01620 000001"})
    own.refresh_from_db()
    assert own.call == "01620 000001"
    assert_calm(desk.get(f"{one}remove/"))
    desk.post(f"{one}remove/")
    assert not network.helplines.exists()


def test_999_is_not_rung_to_try_it_and_has_no_button_that_says_so(desk: Client, network: Network) -> None:
    helplines.add_missing()
    line, page = Helpline.objects.get(call="999"), f"{OF}helplines/"
    assert "Emergency Call 999 Nobody rings this to try it Samaritans" in words_of(desk.get(page))
    assert f"{line.ref}/check/" not in markup_of(desk.get(page))

    answer = desk.post(f"{page}{line.ref}/check/", follow=True)
    assert "Nobody rings this number to try it. There is nothing to check." in words_of(answer)
    line.refresh_from_db()
    assert line.checked_on is None


def browser_of(client: Client) -> Client:
    """The same login, whose second factor is shown at the time it is now."""
    return browser(int(client.session["_auth_user_id"]))


def test_those_of_everyone_and_of_others_are_not_changed_here(desk: Client, network: Network) -> None:
    helplines.add_missing()
    for line in (Helpline.objects.get(name="Samaritans"), factories.HelplineFactory()):
        for path in (f"{OF}helplines/{line.ref}/", f"{OF}helplines/{line.ref}/remove/"):
            assert [desk.get(path).status_code, desk.post(path).status_code] == [404, 404]
    english = Helpline.objects.get(name="NHS 111", nation="ENG")
    assert desk.post(f"{OF}helplines/{english.ref}/check/").status_code == 404
    assert desk.get(f"{OF}helplines/{english.ref}/check/").status_code == 405


def test_whose_it_is_to_put_a_shared_line_right_is_said_and_staff_is_led_there(
    desk: Client, coordinator: Person, network: Network
) -> None:
    path, office = f"{OF}helplines/", "/admin/members/helpline/"
    helplines.add_missing()
    assert "Tell whoever looks after this site for you" in words_of(desk.get(path))
    assert office not in markup_of(desk.get(path))
    User.objects.filter(pk=coordinator.user_id).update(is_staff=True, is_superuser=True)
    assert f'href="{office}"' in markup_of(desk.get(path))
    assert desk.get(office).status_code == 200


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Tell people who answers."),
        ({"call": "", "text": ""}, "Say which number to ring, or which to text."),
        ({"call": "ring us"}, "Write the number with digits and spaces alone"),
        ({"text": "85258; DROP"}, "Write the number with digits and spaces alone"),
        ({"hours": "x" * 81}, "up to 80 letters"),
    ],
)
def test_a_line_that_needs_another_look(desk: Client, network: Network, sent: dict[str, Any], says: str) -> None:
    page = desk.post(f"{OF}helplines/", {"name": "The Hub", "call": "01620 000000"} | sent)
    assert says in errors_of(page)
    assert not network.helplines.exists()
    assert_calm(page)


def test_why_something_may_be_kept_is_recorded_and_said(desk: Client, network: Network) -> None:
    page = f"{OF}bases/"
    sent = as_shown(desk, page) | {"places": "consent-explicit"}
    assert_calm(desk.get(page))
    assert "Saved." in words_of(desk.post(page, sent, follow=True))
    assert network.bases.get(purpose="places").basis == "consent"
    crossed = desk.post(page, sent | {"places": "-"})
    assert crossed.status_code == 409
    assert "Somebody else changed this" in errors_of(crossed)
    again = sent | {"places": "-", "seen": crossed.context["form"]["seen"].value()}
    desk.post(page, again)
    assert network.bases.count() == len(Purpose) - 1
    assert "1 reason not recorded yet" in words_of(desk.get("/settings/"))


@pytest.mark.parametrize("sent", ["", "interests-support", "consent", "consent-explicit-none", "\x00"])
def test_a_reason_that_is_none_records_nothing(desk: Client, network: Network, sent: str) -> None:
    page = f"{OF}bases/"
    answer = desk.post(page, as_shown(desk, page) | {"places": sent})
    assert "Choose one from the list." in errors_of(answer)
    assert network.bases.get(purpose="places").basis == "interests"


def test_for_how_long_something_is_kept_is_set_within_reason(desk: Client, network: Network) -> None:
    page = f"{OF}keeping/"
    as_it_is = as_shown(desk, page)
    refused = desk.post(page, as_it_is | {"keeps_contact_months": "0", "keeps_trail_years": "eleven"})
    assert "Write a whole number from 1 to 72." in errors_of(refused)
    assert "Write a whole number from 1 to 10." in errors_of(refused)
    assert_calm(refused)
    desk.post(page, as_it_is | {"keeps_contact_months": "6"})
    network.refresh_from_db()
    assert network.keeps_contact_months == 6


def test_the_desk_says_what_is_missing_and_asks_as_much_for_many(desk: Client, network: Network) -> None:
    helplines.add_missing()
    page = desk.get("/settings/")
    for words in (
        network.name,
        "no areas",
        "4 lines to check",
        "Recorded for everything",
        "Names for 12 months",
    ):
        assert words in words_of(page)
    assert_calm(page)


def test_whoever_coordinates_nothing_has_no_desk(manager: Person, facilitator: Person, coordinator: Person) -> None:
    assert [browser(person.user_id).get("/settings/").status_code for person in (manager, facilitator)] == [404, 404]
    answer = Client().get("/settings/")
    assert answer["Location"].startswith("/accounts/login/code/")
    assert 'href="/settings/"' in browser(coordinator.user_id).get("/tonight/").content.decode()
    assert 'href="/settings/"' not in browser(manager.user_id).get("/tonight/").content.decode()
