"""Pages of settings: what an organisation says of itself, and its areas."""

import pytest
from django.test import Client

from bench.browsers import browser
from members.models import Area, Network, Person
from tests import factories
from tests.pages import as_shown, assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db

ABOUT = "/networks/keep-the-kettle-on/change/"
AREAS = "/networks/keep-the-kettle-on/areas/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def test_what_everybody_reads_is_changed_and_the_old_address_leads_on(desk: Client, network: Network) -> None:
    sent = as_shown(desk, ABOUT) | {"name": "Kettle", "slug": "Kettle", "contact_days": "Tuesdays"}
    page = desk.post(ABOUT, sent, follow=True)

    network.refresh_from_db()
    assert (network.name, network.slug, network.contact_days, network.discreet) == (
        "Kettle",
        "kettle",
        "Tuesdays",
        True,
    )
    assert "Saved." in words_of(page)
    assert_calm(page)
    assert Client().get("/networks/keep-the-kettle-on/")["Location"] == "/networks/kettle/"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Tell people what the organisation is called."),
        ({"name": "x" * 121}, "up to 120 letters"),
        ({"name": "two\nlines"}, "Please write it on one line"),
        ({"about": "<b>loud</b>"}, "Please leave out < and >"),
        ({"slug": ""}, "Choose the end of its address"),
        ({"slug": "tea & talk"}, "Use letters without accents"),
        ({"slug": "x" * 61}, "Please use up to 60 letters."),
        ({"slug": "taken"}, "That address is another’s, or was once"),
        ({"nation": "FRA"}, "Choose one from the list."),
        ({"contact_email": "no address"}, "does not look like an e-mail address"),
        ({"sender_name": " "}, "Choose a word that letters are from"),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, network: Network, sent: dict[str, str], says: str
) -> None:
    factories.NetworkFactory(slug="taken")
    before = Network.objects.filter(pk=network.pk).values().get()
    page = desk.post(ABOUT, as_shown(desk, ABOUT) | sent)

    assert says in errors_of(page)
    assert Network.objects.filter(pk=network.pk).values().get() == before
    assert_calm(page)


def test_what_crossed_with_somebody_elses_change_is_said_and_kept(desk: Client, network: Network) -> None:
    sent = as_shown(desk, ABOUT) | {"name": "Mine"}
    Network.objects.filter(pk=network.pk).update(name="Theirs")
    page = desk.post(ABOUT, sent)

    assert page.status_code == 409
    assert "It says now: Theirs" in words_of(page)
    assert 'value="Mine"' in markup_of(page)
    sent["seen"] = page.context["form"]["seen"].value()
    desk.post(ABOUT, sent)
    network.refresh_from_db()
    assert network.name == "Mine"


def test_nothing_but_what_the_form_asks_can_be_written(desk: Client, network: Network) -> None:
    desk.post(
        ABOUT, as_shown(desk, ABOUT) | {"is_demonstration": "on", "keeps_trail_years": "1", "ref": "x", "id": "9"}
    )
    network.refresh_from_db()
    assert (network.is_demonstration, network.keeps_trail_years) == (False, 6)


def test_areas_are_added_changed_and_removed(desk: Client, network: Network) -> None:
    assert "No areas" in words_of(desk.get(AREAS))
    desk.post(AREAS, {"name": "North", "parent": ""})
    north = Area.objects.get()
    page = desk.post(AREAS, {"name": "Coast", "parent": north.pk}, follow=True)
    assert "Coast Part of North" in words_of(page)
    assert_calm(page)

    coast = Area.objects.get(name="Coast")
    desk.post(f"{AREAS}{coast.ref}/", as_shown(desk, f"{AREAS}{coast.ref}/") | {"name": "Shore"})
    asked = desk.get(f"{AREAS}{coast.ref}/remove/")
    assert "Remove Shore?" in words_of(asked)
    assert_calm(asked)
    refused = desk.post(f"{AREAS}{north.ref}/remove/", follow=True)
    assert "This area has parts." in words_of(refused)
    desk.post(f"{AREAS}{coast.ref}/remove/")
    assert list(Area.objects.values_list("name", flat=True)) == ["North"]


def test_an_area_is_added_once_and_its_name_is_told_to_be_taken(desk: Client, network: Network) -> None:
    sent, taken = as_shown(desk, AREAS) | {"name": "Fife"}, "There is an area of that name already."
    for _ in range(2):
        assert "Added." in words_of(desk.post(AREAS, sent, follow=True)), "pressed twice, it is answered as the first"
    for name in ("Fife", "fife"):
        page = desk.post(AREAS, as_shown(desk, AREAS) | {"name": name})
        assert taken in errors_of(page)
        assert_calm(page)
    assert taken in errors_of(desk.post(AREAS, sent | {"name": "FIFE"}))
    assert network.areas.get().name == "Fife"


def test_an_area_may_be_in_another_nation(desk: Client, network: Network) -> None:
    page = desk.post(AREAS, {"name": "Berwick", "parent": "", "nation": "ENG"}, follow=True)
    assert "Berwick England" in words_of(page)
    berwick = f"{AREAS}{Area.objects.get().ref}/"
    desk.post(berwick, as_shown(desk, berwick) | {"name": "Berwick-upon-Tweed"})
    assert (Area.objects.get().name, Area.objects.get().nation) == ("Berwick-upon-Tweed", "ENG")
    desk.post(berwick, as_shown(desk, berwick) | {"nation": ""})
    assert Area.objects.get().nation == ""
    assert "Choose one from the list." in errors_of(desk.post(berwick, as_shown(desk, berwick) | {"nation": "FRA"}))


def test_another_networks_areas_are_not_there(desk: Client, network: Network) -> None:
    foreign = factories.AreaFactory(name="Abroad")
    assert desk.post(AREAS, {"name": "North", "parent": foreign.pk}).status_code == 200
    assert not network.areas.exists()
    for path in (f"{AREAS}{foreign.ref}/", f"{AREAS}{foreign.ref}/remove/"):
        assert [desk.get(path).status_code, desk.post(path).status_code] == [404, 404]
    assert Area.objects.get().name == "Abroad"


def test_who_coordinates_an_area_alone_sets_nothing_for_all(network: Network, coordinator: Person) -> None:
    coordinator.responsibilities.update(area=factories.AreaFactory(network=network))
    assert [browser(coordinator.user_id).get(path).status_code for path in (ABOUT, AREAS)] == [404, 404]
