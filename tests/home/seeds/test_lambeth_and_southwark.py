"""Lambeth and Southwark Mind, row by row of what its own words say: rows L1 to L4."""

import pytest

from peersupport.home.demo.lambeth_and_southwark import GROUPS, PAUSED
from peersupport.home.demo.people import LENA
from tests.home.seeds.conftest import Read

pytestmark = pytest.mark.django_db
NETWORK = "/networks/lambeth-and-southwark-mind/"
REACH = "Phone 020 8167 2183 E-mail enquiries@demo.example Messages are answered on Tuesdays, Wednesdays and Thursdays."


def test_l1_groups_are_led_by_a_facilitator_with_lived_experience_and_are_for_18_and_over(read: Read) -> None:
    assert "Each group is led by a peer support facilitator with lived experience" in read(NETWORK)
    for slug in GROUPS:
        page = read(f"/groups/{slug}/")
        assert "For people 18 and over." in page
        assert "Led by a peer support facilitator who has lived experience of mental health." in page


def test_l1_whom_the_groups_are_for_and_how_people_help_each_other(read: Read) -> None:
    page = read(NETWORK)
    for said in (
        "they connect, share what they have lived through, and pass on what helps.",
        "The help is emotional, social or practical. Everyone helps everyone else, even if often they say very little.",
        "for people who are experiencing difficulties and are or have been in contact with mental health services",
    ):
        assert said in page


def test_l4_lived_experience_workers_are_with_two_teams_and_since_when(read: Read) -> None:
    page = read(NETWORK)
    assert "based in the North and South Assessment and Liaison Teams of South London and Maudsley (SLAM) NHS" in page
    assert "one to one and in groups. They started in March 2022." in page


def test_l2_one_address_and_one_phone_answered_on_three_days(read: Read) -> None:
    for address in (NETWORK, "/contact/", *(f"/groups/{slug}/" for slug in GROUPS)):
        assert REACH in read(address)
    assert "questions asked here reach nobody. The address is invented" in read(NETWORK)


def test_l3_four_groups_are_paused_and_say_why(read: Read) -> None:
    assert set(GROUPS.values()) == {"Hearing Voices Group", "Kindred Minds", "Peer Support Group", "Friends in Need"}
    assert PAUSED == "We are reviewing what is needed and looking for further funding."
    network = read(NETWORK)
    assert network.count(f"Paused for now. {PAUSED} No date yet.") == len(GROUPS)
    for slug, name in GROUPS.items():
        page = read(f"/groups/{slug}/")
        assert f"{name} For people 18 and over. Paused for now {PAUSED}" in page
        assert "Tell me when it starts again" in page
        assert name not in read("/sessions/")
    assert read(f"{NETWORK}groups/", LENA).count("Paused") == len(GROUPS)
