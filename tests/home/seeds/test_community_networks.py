"""Community and voluntary peer support networks: its rows, as somebody sees them on the pages."""

import re
from typing import Any

import pytest
from django.test import Client

from groups.models import Stage, SupportGroup
from members.models import Area, Network, User
from sessions import letters
from sessions.models import GroupSession, Place
from tests.home.seeds.conftest import NOW
from tests.pages import assert_calm, markup_of, words_of

pytestmark = pytest.mark.django_db

HERE = "/networks/community-and-voluntary-networks/"
NUMBERS = (1, 2, 3, 4)


def theirs(**facts: Any) -> list[GroupSession]:
    found = GroupSession.objects.filter(group__network__slug="community-and-voluntary-networks", **facts)
    return list(found.order_by("starts_at"))


def place_of_erin(session: GroupSession) -> str:
    return letters.token(Place.objects.get(session=session, person__known_as="Erin"))


def test_n1_one_body_has_a_network_in_each_of_four_council_areas() -> None:
    page = Client().get(HERE)

    assert set(Area.objects.filter(network=Network.objects.get(nation="NIR")).values_list("name", flat=True)) == {
        f"Area {number}" for number in NUMBERS
    }
    for number in NUMBERS:
        assert f"Peer support network, Area {number}" in words_of(page)
    assert "There is a network in each of four council areas" in words_of(page)
    assert "This is a demonstration." in words_of(page)
    assert_calm(page)


def test_n1_events_and_learning_workshops_are_for_leaders_of_organisations() -> None:
    for slug in (*(f"peer-support-network-{number}" for number in NUMBERS), "learning-workshops"):
        page = words_of(Client().get(f"/groups/{slug}/"))
        assert "Leaders of community and voluntary organisations" in page
        assert "Please ask for a place" in page
        assert "10am" in page
    assert "learning-workshops" in markup_of(Client().get("/groups/?kind=event"))


def test_n1_members_raise_what_they_need() -> None:
    assert "Members say what they need" in words_of(Client().get(HERE))
    assert "What we need" in words_of(Client().get("/groups/peer-support-network-1/"))


def test_n1_a_place_is_for_a_name_and_an_organisation_and_who_comes_from_where_is_shared() -> None:
    ahead = theirs(starts_at__gt=NOW, group__slug="learning-workshops")[0]
    form = words_of(Client().get(f"/sessions/{ahead.ref}/place/"))
    mine = words_of(Client().get(f"/places/{place_of_erin(ahead)}/"))

    assert "Your organisation" in form
    assert "The others who are coming see your name and organisation" in form
    assert re.search(r"Arts Shed Dara Demonstration Minibus Una Demonstration Pantry Conn", mine)


def test_n1_who_was_at_the_workshop_that_is_over_has_a_certificate(browse: Any) -> None:
    [over] = theirs(ends_at__lte=NOW)
    erin = User.objects.get(email="erin.leader@demo.example").persons.get()
    page = browse(erin).get(f"/sessions/{over.ref}/")
    link = re.findall(r'href="(/places/[^"]+)"', markup_of(page))

    assert (over.state, over.headcount, over.presences.count()) == ("held", 6, 6)
    assert link == [f"/places/{place_of_erin(over)}/"]
    assert "Open my certificate" in words_of(Client().get(link[0]))
    assert Client().get(f"{link[0]}certificate.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("number", NUMBERS)
def test_n2_self_care_is_part_of_every_event(number: int) -> None:
    for slug in (f"peer-support-network-{number}", "learning-workshops"):
        assert "Looking after ourselves" in words_of(Client().get(f"/groups/{slug}/"))
        assert "ook after ourselves" in SupportGroup.objects.get(slug=slug).about
    for session in theirs():
        assert session.format is not None
        kinds = [one["kind"] for one in session.plan] if session.plan else session.format.stages.values_list("kind")
        assert str(Stage.Kind.SELF_CARE) in str(list(kinds))


def test_n2_every_day_ahead_shows_it_on_the_ribbon() -> None:
    ahead = theirs(starts_at__gt=NOW)

    assert len(ahead) == 5
    for session in ahead:
        assert "Looking after ourselves" in words_of(Client().get(f"/sessions/{session.ref}/"))
