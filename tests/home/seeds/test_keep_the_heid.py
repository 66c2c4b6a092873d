"""Keep The Heid, row by row of what its own words say: rows K1 to K5."""

import re

import pytest

from groups.models import SupportGroup
from members.models import Person
from peersupport.home.demo.people import CAROL, FIONA, VERA
from tests.home.seeds.conftest import Read

pytestmark = pytest.mark.django_db
NETWORK = "/networks/keep-the-heid/"
HADDINGTON, BERWICK = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-north-berwick/"
PARTS = (
    "Our agreement",
    "A short meditation",
    "What is going on",
    "Tea and cake",
    "What is going well",
    "Closing meditation",
)


def in_this_order(words: tuple[str, ...], page: str) -> bool:
    return re.search(".*".join(map(re.escape, words)), page) is not None


def test_k1_groups_start_at_seven_in_haddington_and_tranent_51_weeks_a_year(read: Read) -> None:
    page = read(NETWORK)
    assert "East Lothian" in page
    assert "51 weeks of the year" in page
    for town, day in (("Haddington", "Friday 27 November, 7pm"), ("Tranent", "Tuesday 24 November, 7pm")):
        facts = (f"Keep The Heid {town}", "16 and over", f"Next: {day}", "Just turn up")
        assert in_this_order(facts, page)
        assert in_this_order((*day.split(", "), f"Keep The Heid {town}"), read(f"/sessions/?place={town}"))
    evenings = read(HADDINGTON)
    assert "Somebody who comes speaks of Fridays." in evenings
    assert "Friday 25 December, 7pm Demonstration hall, Haddington Cancelled: Our one week off" in evenings


def test_k2_an_evening_goes_as_they_say_it_does_with_minutes_that_are_marked_as_invented(read: Read) -> None:
    page = read(HADDINGTON)
    expect = page[page.index("What to expect") :]
    assert in_this_order(PARTS, expect)
    assert "how long each part takes, are invented" in page
    formats = read(f"{NETWORK}formats/", CAROL)
    assert "minutes are for this demonstration" in formats


def test_k3_the_agreement_is_shared_each_evening_and_kept_in_versions(read: Read) -> None:
    assert "The group agreement, shared at the start of each evening" in read(HADDINGTON)
    page = read(f"{HADDINGTON}agreement/")
    assert "In use since 22 May 2026. Shared at the start of each evening." in page
    assert "Version 1" not in page
    assert in_this_order(
        ("This is version 2.", "Version 1, from 21 November 2025"), read(f"{HADDINGTON}agreement/", FIONA)
    )
    group = SupportGroup.objects.get(slug="keep-the-heid-haddington")
    shared = group.sessions.filter(state="held").order_by("on").values_list("agreement_read__version", flat=True)
    assert list(dict.fromkeys(shared)) == [1, 2]


def test_k4_who_comes_may_volunteer_then_take_on_more_and_may_step_back(read: Read) -> None:
    page = read(f"{NETWORK}people/", CAROL)
    for what in ("Vera Volunteer", "Isla Facilitator", "Bryony Volunteer, stepping back for a while"):
        assert what in page
    vera = Person.objects.get(known_as="Vera")
    own = read(f"/me/{vera.ref}/everything/", VERA)
    for role in ("Volunteer", "Participant"):
        assert f"{role} of Keep The Heid Tranent" in own
    isla = Person.objects.get(known_as="Isla").memberships.filter(group__place="Tranent").order_by("from_on")
    assert [one.role for one in isla] == ["participant", "volunteer", "facilitator"]
    assert "Whoever comes is encouraged to get involved, and may volunteer" in read(NETWORK)


def test_k5_a_group_is_planned_midlothian_hoped_for_and_asked_for_from_fife_and_the_borders(read: Read) -> None:
    page = read(NETWORK)
    assert "Not started yet. It has no dates so far." in page
    assert "we hope to get going in Midlothian. People in Fife and the Borders have asked for us" in page
    assert "There is nothing yet in: Fife Midlothian The Borders" in page
    assert "Tell me when it starts" in read(BERWICK)
    assert "Tell me when something starts near me" in read(f"{NETWORK}interest/?place=Fife")
    waiting = read(f"{NETWORK}interests/", CAROL)
    assert "Fife 6 The Borders fewer than 5" in waiting
    assert "Keep The Heid North Berwick fewer than 5" in waiting
