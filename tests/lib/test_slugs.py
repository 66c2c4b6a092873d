"""The words at the end of public addresses: an old one leads on, and is never given to another.

That holds for every page below it: looked at, it leads on; what is sent to it arrives; it tells a stranger nothing.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from bench.browsers import browser
from groups.access import group_for, group_to_set
from groups.models import Agreement, DoorPhoto, SupportGroup
from members.access import network_for, network_to_set
from members.models import Complaint, FormerSlug, Network, Person
from peersupport.lib import slugs
from tests import factories
from tests.house.test_addresses import addresses
from tests.pages import as_shown, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db

GROUP, NETWORK = "/groups/friday-circle/", "/networks/keep-the-kettle-on/"
GROUP_TODAY, NETWORK_TODAY = "/groups/tea-on-tuesday/", "/networks/the-kettle/"
BELOW = ("/groups/<slug>/", "/networks/<slug>/")
FOR_EVERYBODY = (
    *(f"{GROUP}{page}" for page in ("", "agreement/", "interest/", "door.jpg")),
    *(f"{GROUP}poster/{name}" for name in ("poster-a4.pdf", "poster-a5.pdf", "slips.pdf", "poster.png")),
    *(f"{NETWORK}{page}" for page in ("", "complain/", "interest/", "privacy/", "purposes/")),
)


def move(row: Network | SupportGroup, slug: str) -> None:
    slugs.move(row, slug)
    row.save()


def rename(group: SupportGroup) -> None:
    move(group, "tea-on-tuesday")
    move(group.network, "the-kettle")


def today(address: str) -> str:
    return address.replace(GROUP, GROUP_TODAY).replace(NETWORK, NETWORK_TODAY)


def asked(client: Client, address: str) -> tuple[HttpResponse, int]:
    """What an address answers, and how many queries it asks for that."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer, len(queries)


def test_an_old_one_leads_on_and_can_be_taken_back(network: Network) -> None:
    move(network, "the-kettle")
    assert Client().get("/networks/keep-the-kettle-on/")["Location"] == "/networks/the-kettle/"

    move(network, "keep-the-kettle-on")
    assert Client().get("/networks/keep-the-kettle-on/").status_code == 200
    assert Client().get("/networks/the-kettle/")["Location"] == "/networks/keep-the-kettle-on/"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["the-kettle"]


def test_one_that_another_has_or_had_is_refused(network: Network) -> None:
    other = factories.NetworkFactory(slug="tea-and-talk")
    move(other, "talk-and-tea")
    for slug in ("talk-and-tea", "tea-and-talk"):
        with pytest.raises(slugs.SlugTaken):
            slugs.move(network, slug)
    assert network.slug == "keep-the-kettle-on"


def test_a_free_one_is_made_of_the_name(network: Network) -> None:
    factories.NetworkFactory(slug="keep-the-kettle-on-2")
    assert slugs.free(Network(), "Keep the kettle on!") == "keep-the-kettle-on-3"
    assert slugs.free(Network(), "Čaj & Ćaskanje") == "caj-caskanje"
    assert slugs.free(Network(), "茶") == "group"
    assert len(slugs.free(Network(), "long " * 40)) <= slugs.LONGEST


@pytest.mark.parametrize("address", FOR_EVERYBODY)
def test_pages_and_files_for_everybody_lead_on_with_what_was_asked(group: SupportGroup, address: str) -> None:
    rename(group)
    answer = Client().get(f"{address}?place=Tranent&after=a%26b")
    assert (answer.status_code, answer["Location"]) == (302, f"{today(address)}?place=Tranent&after=a%26b")
    assert Client().head(address)["Location"] == today(address)
    assert Client().get(address.replace("friday", "Friday").replace("kettle", "KETTLE"))["Location"] == today(address)


def test_every_page_of_a_coordinator_leads_on(coordinator: Person, group: SupportGroup) -> None:
    every = [address for address in addresses(get_resolver().url_patterns) if address.startswith(BELOW)]
    assert {"/networks/<slug>/areas/<ref>/", "/groups/<slug>/runs/", "/networks/<slug>/people/"} <= {*every}
    rename(group)
    desk = browser(coordinator.user_id)

    for address in every:
        old = address.replace(BELOW[0], GROUP).replace(BELOW[1], NETWORK).replace("<", "").replace(">", "")
        answer = desk.get(f"{old}?n=1")
        led_on = (answer.status_code, answer.headers.get("Location")) == (302, f"{today(old)}?n=1")
        assert led_on or answer.status_code == 405, f"{address}: {answer.status_code}"
        if answer.status_code == 405:
            assert desk.post(old)["Location"] == today(old), address


def test_a_networks_form_opened_before_is_saved_with_what_was_typed(coordinator: Person, group: SupportGroup) -> None:
    desk = browser(coordinator.user_id)
    typed = as_shown(desk, f"{NETWORK}helplines/") | {"name": "Somebody who listens", "call": "0131 123 4567"}
    rename(group)
    page = desk.post(f"{NETWORK}helplines/", typed, follow=True)

    assert [(line.name, line.call) for line in group.network.helplines.all()] == [
        ("Somebody who listens", "0131 123 4567")
    ]
    assert page.redirect_chain == [(f"{NETWORK_TODAY}helplines/", 307), (f"{NETWORK_TODAY}helplines/", 302)]
    assert "Somebody who listens" in words_of(page)


def test_a_groups_form_opened_before_is_saved_and_one_to_look_at_again_keeps_what_was_typed(
    facilitator: Person, group: SupportGroup
) -> None:
    lead, form = browser(facilitator.user_id), f"{GROUP}agreement/new/"
    typed = as_shown(lead, form) | {"text": "We put the chairs away together."}
    rename(group)

    again = lead.post(form, typed | {"begins_on": ""}, follow=True)
    assert again.context["form"]["text"].value() == "We put the chairs away together."
    assert not Agreement.objects.exists()
    lead.post(form, typed, follow=True)
    assert Agreement.objects.get().text == "We put the chairs away together."


def test_a_photo_chosen_before_arrives_with_its_words(coordinator: Person, group: SupportGroup) -> None:
    assert group.venue is not None
    desk, form = browser(coordinator.user_id), f"{NETWORK}venues/{group.venue.ref}/door/"
    photo = SimpleUploadedFile("door.jpg", factories.picture(), "image/jpeg")
    typed = as_shown(desk, form) | {"alt": "A blue door", "picture": photo}
    rename(group)

    sent = desk.post(form, typed)
    assert (sent.status_code, sent["Location"]) == (307, today(form))
    photo.seek(0)  # a browser reads it again
    desk.post(sent["Location"], typed)
    assert DoorPhoto.objects.get().alt == "A blue door"


def test_a_strangers_form_arrives_too(group: SupportGroup) -> None:
    typed = as_shown(Client(), f"{NETWORK}complain/") | {"words": "The door was shut."}
    rename(group)
    Client().post(f"{NETWORK}complain/", typed, follow=True)
    assert Complaint.objects.get().network == group.network


@pytest.mark.parametrize("page", ["", "agreement/", "door.jpg", "poster/poster-a4.pdf"])
def test_of_a_group_that_is_hidden_it_tells_a_stranger_nothing(group: SupportGroup, page: str) -> None:
    rename(group)
    SupportGroup.objects.update(found_by="staff")
    (old, old_asks), (now, now_asks), (never, never_asks) = (
        asked(Client(), f"{slug}{page}") for slug in (GROUP, GROUP_TODAY, "/groups/there-is-none/")
    )
    assert old.status_code == now.status_code == never.status_code == 404
    assert old_asks == now_asks == never_asks
    assert same_but_for_the_address(old) == same_but_for_the_address(now) == same_but_for_the_address(never)


@pytest.mark.parametrize("page", ["change/", "timetable/", "runs/", "agreement/new/"])
def test_who_has_no_part_in_a_group_is_told_nothing_of_its_pages(
    manager: Person, group: SupportGroup, page: str
) -> None:
    rename(group)
    assert_same_as_what_never_was(manager, [GROUP, GROUP_TODAY, "/groups/there-is-none/"], page)


@pytest.mark.parametrize("page", ["change/", "areas/", "people/", "groups/"])
def test_who_coordinates_another_organisation_is_told_nothing(
    coordinator: Person, group: SupportGroup, page: str
) -> None:
    rename(group)
    coordinator.responsibilities.update(network=factories.NetworkFactory())
    assert_same_as_what_never_was(coordinator, [NETWORK, NETWORK_TODAY, "/networks/there-is-none/"], page)


def assert_same_as_what_never_was(person: Person, below: list[str], page: str) -> None:
    client = browser(person.user_id)
    client.get("/tonight/")  # the first request after the second factor writes once
    answers = [asked(client, f"{slug}{page}") for slug in below]
    assert [answer.status_code for answer, _ in answers] == [404, 404, 404]
    assert len({queries for _, queries in answers}) == 1
    assert len({same_but_for_the_address(answer) for answer, _ in answers}) == 1
    assert {client.post(f"{slug}{page}").status_code for slug in below} in ({404}, {405})


def test_todays_slug_asks_for_no_former_one(coordinator: Person, group: SupportGroup) -> None:
    rename(group)
    login = coordinator.user
    assert login is not None
    for find, queries in (
        (lambda: network_for("the-kettle"), 1),
        (lambda: network_to_set(login, "the-kettle"), 1),
        (lambda: group_for(AnonymousUser(), "tea-on-tuesday"), 1),
        (lambda: group_to_set(login, "tea-on-tuesday"), 2),  # what one may do is read first
    ):
        with CaptureQueriesContext(connection) as asked_for:
            find()
        assert len(asked_for) == queries
        assert not [query for query in asked_for if "formerslug" in query["sql"]]
