"""HUG (Action for Mental Health), row by row of what its own words say: row H1, and what is shown of H6 and H8."""

import pytest

from groups.models import SupportGroup
from peersupport.home.demo.hug import MEETS
from peersupport.home.demo.people import AILSA, STRUAN
from tests.home.seeds.conftest import Read

pytestmark = pytest.mark.django_db
NETWORK = "/networks/hug-action-for-mental-health/"


def test_h1_a_network_of_several_hundred_members_with_13_branches_that_have_no_names(read: Read) -> None:
    page = read(NETWORK)
    assert "several hundred members and 13 branches across the Highlands" in page
    assert "The branches have numbers, because we do not know their names." in page
    areas = read(f"{NETWORK}areas/", AILSA)
    for number in range(1, 14):
        assert f"Branch {number} " in areas
    assert "Branch 14" not in areas


def test_h1_some_branches_have_a_group_and_the_others_are_asked_for(read: Read) -> None:
    page = read(NETWORK)
    nothing_yet = page[page.index("There is nothing yet in:") :].split("Tell me")[0].split(": ")[1]
    meets = {f"Branch {number}" for number in MEETS}
    assert (
        set(nothing_yet.strip().replace(" Branch", ",Branch").split(","))
        == {f"Branch {number}" for number in range(1, 14)} - meets
    )
    for number in MEETS:
        assert f"HUG Branch {number} The Highlands Next: " in page
        assert "Just turn up. You do not need a place" in read(f"/groups/hug-branch-{number}/")
    assert "We write to you once" in read(f"{NETWORK}interest/?place=Branch+7")


def test_h1_whoever_coordinates_a_branch_sees_that_branch(read: Read) -> None:
    assert "HUG Branch 5" in read(f"{NETWORK}groups/", AILSA)
    page = read(f"{NETWORK}groups/", STRUAN)
    assert "HUG Branch 2" in page
    assert "HUG Branch 5" not in page


def test_h1_its_questions_are_asked_at_meetings_in_the_branches(read: Read) -> None:
    page = read("/groups/hug-round/")
    assert "112 people took part in the round about peer support" in page
    assert SupportGroup.objects.get(slug="hug-round").kind == "consultation"


def test_h6_those_who_support_others_have_a_place_to_talk_that_staff_alone_find(read: Read) -> None:
    page = read("/groups/hug-supporters/", AILSA)
    assert "what hearing their stories stirs up, and a professional to turn to" in page
    for address in (NETWORK, "/groups/", "/sessions/"):
        assert "For supporters" not in read(address)


def test_h8_a_group_says_what_the_bus_does_there_and_home(read: Read) -> None:
    assert "Many of us have no car, and there is hardly a bus." in read(NETWORK)
    for number, (*_, bus_there, bus_home) in MEETS.items():
        page = read(f"/groups/hug-branch-{number}/")
        assert f"Bus there For this demonstration: {bus_there}" in page
        assert f"Last bus home For this demonstration: {bus_home}" in page


def test_h8_there_is_an_evening_to_join_from_home_and_its_link_is_for_who_asks(read: Read) -> None:
    page = read("/groups/hug-online/")
    assert "For those who have no car and no bus: join from home" in page
    assert "Wednesday 25 November, 7pm Online" in page
    assert "online.demo.example" not in page
    assert "Wednesday 25 November, 7pm HUG online Online" in read("/")
