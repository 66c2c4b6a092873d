"""Areas: one name each, two levels at most, and removed only while nothing is in them."""

import datetime as dt

import pytest

from members import areas
from members.areas import AnsweredFor, HasParts, InUse, NameTaken, PartOfItself, TwoLevels
from members.models import Area, Network, Organisation, Person, Responsibility
from peersupport.lib.crossing import mark_of_row
from tests import factories

pytestmark = pytest.mark.django_db


def add(network: Network, name: str, parent: Area | None = None) -> Area:
    return areas.add(network=network, facts={"name": name, "parent": parent})


def change(area: Area, **facts: object) -> Area:
    facts = {"name": area.name, "parent": area.parent} | facts
    return areas.change(area=area, seen=mark_of_row(area, facts), facts=facts)


def test_added_twice_alike_it_is_one(network: Network) -> None:
    assert add(network, "North") == add(network, "North")
    assert add(network, "Coast", add(network, "North")).parent == Area.objects.get(name="North")


def test_one_of_a_name_in_a_network(network: Network) -> None:
    north, _ = add(network, "North"), add(factories.NetworkFactory(), "North")
    with pytest.raises(NameTaken):
        add(network, "North", add(network, "South"))
    with pytest.raises(NameTaken):
        change(north, name="South")


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
