"""Areas: one name each, two levels at most, and removed only while nothing is in them."""

import datetime as dt
from typing import Any

import pytest

from members import areas
from members.areas import AnsweredFor, HasParts, InUse, NameTaken, PartOfItself, TwoLevels
from members.models import Area, Network, Organisation, Person, Responsibility
from peersupport.lib import crossing
from peersupport.lib.crossing import mark_of_row, mark_of_those
from tests import factories
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db


def add(network: Network, name: str, parent: Area | None = None, seen: str | None = None) -> Area:
    seen = mark_of_those(network.areas.all()) if seen is None else seen
    return areas.add(network=network, seen=seen, facts={"name": name, "parent": parent})


def change(area: Area, **facts: object) -> Area:
    facts = {"name": area.name, "parent": area.parent} | facts
    return areas.change(area=area, seen=mark_of_row(area, facts), facts=facts)


def test_the_same_form_sent_twice_adds_one(network: Network) -> None:
    none_yet = mark_of_those([])
    north = add(network, "North", seen=none_yet)
    assert add(network, "North", seen=none_yet) == north
    assert add(network, "Coast", north).parent == north


def test_one_of_a_name_in_a_network(network: Network) -> None:
    north, _ = add(network, "North"), add(factories.NetworkFactory(), "North")
    with pytest.raises(NameTaken):
        add(network, "North", add(network, "South"))
    with pytest.raises(NameTaken):
        change(north, name="South")
    with pytest.raises(NameTaken):
        add(network, "North")


@pytest.mark.parametrize(("name", "alike"), [("Fife", "fife"), ("Fife", "FIFE"), ("Ångus", "ångus"), ("ΣΑΣ", "σασ")])
def test_capitals_make_no_other_name(network: Network, name: str, alike: str) -> None:
    none_yet = mark_of_those([])
    fife, north = add(network, name, seen=none_yet), add(network, "North")
    for seen in (none_yet, None):
        with pytest.raises(NameTaken):
            add(network, alike, seen=seen)
    with pytest.raises(NameTaken):
        change(north, name=alike)
    assert change(fife, name=alike).name == alike


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("second", "refused"), [("Fife", []), ("fife", [NameTaken])])
def test_at_the_same_moment_too(network: Network, monkeypatch: Any, second: str, refused: list[type]) -> None:
    both, none_yet = AtOnce(), mark_of_those([])
    monkeypatch.setattr(crossing, "put", both.after(crossing.put))
    both.run(lambda: add(network, "Fife", seen=none_yet), lambda: add(network, second, seen=none_yet))

    assert both.waited, "the first had not ended when the second wrote"
    assert [type(trouble) for trouble in both.trouble] == refused
    assert Area.objects.get().name == "Fife"


def test_two_levels_at_most(network: Network) -> None:
    north = add(network, "North")
    coast = add(network, "Coast", north)
    with pytest.raises(TwoLevels):
        add(network, "Harbour", coast)
    with pytest.raises(TwoLevels):
        change(north, parent=add(network, "South"))
    with pytest.raises(PartOfItself):
        change(north, parent=north)
    assert change(coast, parent=None).parent is None


def test_numbers_in_their_names_are_counted_as_people_count(network: Network) -> None:
    for name in ("Branch 10", "Branch 2", "Coast 1 east", "Coast", "2 Rivers"):
        add(network, name)
    names = [area.name for area in areas.in_order(network.areas.all())]
    assert names == ["2 Rivers", "Branch 2", "Branch 10", "Coast", "Coast 1 east"]


def test_removed_only_while_nothing_is_in_it(network: Network, coordinator: Person, now: dt.datetime) -> None:
    north = add(network, "North")
    coast = add(network, "Coast", north)
    with pytest.raises(HasParts):
        areas.remove(area=north, now=now)
    group = factories.SupportGroupFactory(network=network, area=coast)
    with pytest.raises(InUse):
        areas.remove(area=coast, now=now)
    group.delete()
    around = Organisation.objects.create(network=network, area=coast, name="Pantry")
    with pytest.raises(InUse):
        areas.remove(area=coast, now=now)
    around.delete()
    coordinator.responsibilities.update(area=coast)
    with pytest.raises(AnsweredFor):
        areas.remove(area=coast, now=now)
    coordinator.responsibilities.update(area=None)

    for area in (coast, north, north):
        areas.remove(area=area, now=now)
    assert not Area.objects.exists()


def test_whoever_is_invited_to_answer_for_it_keeps_it_until_they_say_no(network: Network, now: dt.datetime) -> None:
    north = add(network, "North")
    invitation = factories.InvitationFactory(network=network, area=north)
    with pytest.raises(AnsweredFor):
        areas.remove(area=north, now=now)
    invitation.declined_at = now
    invitation.save()
    areas.remove(area=north, now=now)
    assert not Area.objects.exists()


def test_who_once_answered_for_it_goes_with_it(network: Network, coordinator: Person, now: dt.datetime) -> None:
    north, today = add(network, "North"), network.today(now)
    once = Responsibility.objects.create(
        person=coordinator, network=network, area=north, role="coordinator", from_on=today, until_on=today
    )
    with pytest.raises(AnsweredFor):
        areas.remove(area=north, now=now)
    areas.remove(area=north, now=now + dt.timedelta(days=1))
    assert not Responsibility.objects.filter(pk=once.pk).exists()
    assert coordinator.responsibilities.exists()
