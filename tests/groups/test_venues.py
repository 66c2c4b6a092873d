"""Venues: one of a name in a town, each fact known or said to be unknown."""

import pytest

from groups import venues
from groups.models import Venue
from groups.venues import NameTaken
from members.models import Network
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row, mark_of_those
from peersupport.lib.refusals import NotFound
from tests import factories

pytestmark = pytest.mark.django_db


def add(network: Network, name: str = "Town House", town: str = "Haddington", seen: str = "", **facts: str) -> Venue:
    return venues.add(network=network, seen=seen, facts={"name": name, "town": town} | facts)


def change(venue: Venue, **facts: str) -> Venue:
    facts = {"name": venue.name, "town": venue.town} | facts
    return venues.change(venue=venue, seen=mark_of_row(venue, facts), facts=facts)


def test_the_same_form_sent_twice_adds_one(network: Network) -> None:
    none_yet = mark_of_those([])
    assert add(network, parking="no", seen=none_yet) == add(network, parking="no", seen=none_yet)
    venue = Venue.objects.get()
    assert venue.step_free == ""
    with pytest.raises(NameTaken):
        add(network, parking="no", seen=mark_of_those([venue]))


def test_one_of_a_name_in_a_town_of_a_network(network: Network) -> None:
    library = add(network, "Library")
    for other in (add(network), add(network, town="Tranent"), add(factories.NetworkFactory())):
        assert other.name == "Town House"
    with pytest.raises(NameTaken):
        add(network, parking="yes")
    with pytest.raises(NameTaken):
        change(library, name="Town House")
    assert change(library, town="Tranent").town == "Tranent"


def test_nobody_writes_over_what_they_have_not_seen(network: Network) -> None:
    venue = add(network)
    Venue.objects.update(name="Library")
    with pytest.raises(ChangedMeanwhile):
        change(venue, name="Corn Exchange")


def test_the_name_of_one_that_was_removed_is_free_and_it_is_held_no_more(network: Network) -> None:
    old = add(network)
    Venue.objects.update(left_on="2026-11-01")
    assert add(network) != old
    with pytest.raises(NotFound):
        venues.hold(old)
