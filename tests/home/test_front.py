"""The front page, the pages every visitor may need, and the switch between light and dark."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Network
from peersupport.home.context import Remembered
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, words_of

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = ("/privacy/", "/forgetting/", "/accessibility/", "/contact/", "/about/")


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def test_the_front_page_says_what_is_on_in_the_next_seven_days_and_no_later(
    client: Client, group: SupportGroup
) -> None:
    soon = factories.GroupSessionFactory(group=group, on=day(2))
    late = factories.GroupSessionFactory(group=group, on=day(20))

    page = client.get("/")

    assert f"/sessions/{soon.ref}/" in markup_of(page)
    assert f"/sessions/{late.ref}/" not in markup_of(page)
    assert 'href="/groups/?place=Haddington"' in markup_of(page)
    assert_calm(page)
    assert_safe(page)


def test_an_empty_week_is_said_and_leads_on(client: Client, group: SupportGroup) -> None:
    factories.GroupSessionFactory(group=group, on=day(20))

    page = client.get("/")

    assert "Nothing is on in the next seven days" in words_of(page)
    assert 'href="/sessions/"' in markup_of(page).split("<main")[1]


def test_an_empty_house_still_has_a_front_page(client: Client) -> None:
    for path in ("/", "/groups/", "/sessions/", *FOR_EVERYBODY):
        page = client.get(path)
        assert page.status_code == 200
        assert_calm(page)


@pytest.mark.parametrize(("places", "behind_a_tap"), [(12, False), (13, True)])
def test_many_places_are_behind_a_tap_so_that_what_is_on_is_seen_first(
    client: Client, network: Network, places: int, behind_a_tap: bool
) -> None:
    for number in range(places):
        factories.SupportGroupFactory(network=network, place=f"Town {number}")
    main = markup_of(client.get("/")).split("<main", 1)[1]
    assert ("<details>" in main) is behind_a_tap
    assert (f"Or choose one of {places} places" in main) is behind_a_tap
    assert main.count("/groups/?place=Town") == places


def test_a_place_with_strange_letters_is_a_link_that_works(client: Client, network: Network) -> None:
    factories.SupportGroupFactory(network=network, place="Fife & “Forth”/North?", name="Estuary")

    link = markup_of(client.get("/")).split('href="/groups/?place=')[1].split('"')[0]

    assert "Estuary" in words_of(client.get(f"/groups/?place={link}"))


def test_looking_at_public_pages_sets_no_cookie(client: Client, session: object) -> None:
    for path in ("/", "/groups/", "/groups/friday-circle/", "/sessions/", *FOR_EVERYBODY, "/nowhere/"):
        assert client.get(path).cookies.keys() == set(), path


@pytest.mark.parametrize("path", ["/", "/groups/friday-circle/", "/sessions/", "/nowhere/", "/accounts/login/code/"])
def test_every_page_leads_to_those_that_everybody_expects(client: Client, session: object, path: str) -> None:
    foot = markup_of(client.get(path)).split("<footer")[1]
    for there in FOR_EVERYBODY:
        assert f'<a href="{there}">' in foot


def test_organisations_say_how_to_reach_them(client: Client, group: SupportGroup) -> None:
    Network.objects.update(contact_email="hello@example.org", contact_phone="020 8167 2183", contact_days="Tuesdays")
    factories.NetworkFactory(name="Without a public group")

    page = client.get("/contact/")

    for link in ('href="mailto:hello@example.org"', 'href="tel:02081672183"'):
        assert link in markup_of(page)
    assert "Messages are answered on Tuesdays." in words_of(page)
    assert "Without a public group has not written down an address or a number yet." in words_of(page)


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", None), ("<b>", None)])
def test_light_and_dark_are_remembered_in_the_browser(client: Client, chosen: str, kept: str | None) -> None:
    answer = client.post("/theme/", {"theme": chosen, "next": "/groups/?place=Tranent"})

    assert (answer.status_code, answer["Location"]) == (302, "/groups/?place=Tranent")
    page = markup_of(client.get("/"))
    assert ('data-bs-theme="' in page) is (kept is not None)
    assert kept is None or f'data-bs-theme="{kept}"' in page


@pytest.mark.parametrize(
    "back",
    [
        "",
        "foo",
        "home:front",
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\x00",
    ],
)
def test_the_switch_leads_to_no_other_site_and_never_breaks(client: Client, back: str) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": back})

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_switch_adds_no_header_of_somebody_elses(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "/\r\nX-Evil: yes"})

    assert "X-Evil" not in answer.headers
    assert "\n" not in answer["Location"]


def test_the_switch_needs_no_token_because_it_harms_nobody(group: SupportGroup) -> None:
    browser = Client(enforce_csrf_checks=True)

    assert browser.post("/theme/", {"theme": "dark", "next": "/"}, headers={"Origin": "null"}).status_code == 302


def test_a_demonstration_says_so_on_every_page_and_asks_not_to_be_found(client: Client, network: Network) -> None:
    Network.objects.update(is_demonstration=True)

    for path in ("/", "/groups/", "/nowhere/"):
        page = markup_of(client.get(path))
        assert "Demonstration: nobody meets here" in page
        assert '<meta name="robots" content="noindex">' in page


def test_where_to_turn_says_at_every_minute_who_answers_now(client: Client, network: Network, as_served: None) -> None:
    factories.HelplineFactory(name="Kettle line", hours="Mondays until noon", open_minutes=[[600, 720]])
    for clock, says in (("11:58:59", "Open now"), ("11:59:59", "Open now"), ("12:00:00", "Closed now")):
        with time_machine.travel(dt.datetime.fromisoformat(f"2026-11-23T{clock}+00:00"), tick=False):
            page = markup_of(client.get("/privacy/"))
            assert f'<span class="screen-only">{says}. </span>Mondays until noon.' in page, "paper does not say it"

    Remembered.forget()
    factories.HelplineFactory(name="Another line")
    assert "Another line" in markup_of(client.get("/privacy/"))
