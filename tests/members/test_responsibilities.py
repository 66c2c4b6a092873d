"""What somebody answers for: it begins once, ends at the next page, and a network keeps one who coordinates it."""

import datetime as dt
from typing import Any

import pytest

from groups.access import rights_of
from members import responsibilities
from members.models import Network, Person, Responsibility, User
from members.responsibilities import AnsweredForTwice, BeginsLater, DayIsOver, LastCoordinator
from peersupport.lib.crossing import mark_of_row
from tests import factories
from tests.at_once import AtOnce
from tests.conftest import somebody

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(network: Network, now: dt.datetime) -> dt.date:
    return network.today(now)


def of(person: Person) -> Responsibility:
    return Responsibility.objects.get(person=person)


def begin(person: Person, now: dt.datetime, role: str = "coordinator", **facts: Any) -> Responsibility:
    return responsibilities.begin(person=person, role=role, now=now, **{"area": None, **facts})


def last_day(held: Responsibility, day: dt.date | None, now: dt.datetime) -> Responsibility:
    seen = mark_of_row(held, ["until_on"])
    return responsibilities.change(responsibility=held, seen=seen, facts={"until_on": day}, now=now)


def answers_for(person: Person) -> list[str]:
    """What a request that is made now finds."""
    return [charge.role for charge in rights_of(User.objects.get(pk=person.user_id)).charges]


@pytest.mark.django_db
def test_it_begins_today_and_once_for_each_part(network: Network, now: dt.datetime, today: dt.date) -> None:
    person, north = factories.PersonFactory(network=network), factories.AreaFactory(network=network)
    for area in (None, None, north, north):
        assert begin(person, now, area=area).from_on == today
    assert set(person.responsibilities.values_list("area", flat=True)) == {None, north.pk}


@pytest.mark.django_db
def test_a_yes_to_what_was_about_to_end_lets_it_go_on(manager: Person, now: dt.datetime, today: dt.date) -> None:
    Responsibility.objects.update(until_on=today)
    begin(manager, now, "manager")
    assert of(manager).until_on is None


@pytest.mark.django_db
def test_ended_it_holds_no_more_at_the_next_page(manager: Person, now: dt.datetime, today: dt.date) -> None:
    assert answers_for(manager) == ["manager"]
    held = of(manager)
    for _ in range(2):
        responsibilities.end(responsibility=held, now=now)
    assert answers_for(manager) == []
    assert of(manager).until_on == today - DAY


@pytest.mark.django_db
def test_what_began_today_and_ends_today_never_was(manager: Person, now: dt.datetime, today: dt.date) -> None:
    Responsibility.objects.update(from_on=today)
    held = of(manager)
    for _ in range(2):
        responsibilities.end(responsibility=held, now=now)
    assert not Responsibility.objects.exists()


@pytest.mark.django_db
def test_a_last_day_is_today_or_later_and_after_it_begins(manager: Person, now: dt.datetime, today: dt.date) -> None:
    with pytest.raises(DayIsOver):
        last_day(of(manager), today - DAY, now)
    assert last_day(of(manager), today + DAY, now).until_on == today + DAY
    assert last_day(of(manager), None, now).until_on is None
    Responsibility.objects.update(from_on=today + 5 * DAY)
    with pytest.raises(BeginsLater):
        last_day(of(manager), today + DAY, now)


@pytest.mark.django_db
def test_without_an_end_it_is_answered_for_once(manager: Person, now: dt.datetime, today: dt.date) -> None:
    Responsibility.objects.update(until_on=today + DAY)
    manager.responsibilities.create(network=manager.network, role="manager", from_on=today + 9 * DAY)
    with pytest.raises(AnsweredForTwice):
        last_day(Responsibility.objects.get(until_on=today + DAY), None, now)


# -- The last who coordinates all of it


@pytest.mark.django_db
def test_the_last_coordinator_stays(coordinator: Person, manager: Person, now: dt.datetime, today: dt.date) -> None:
    of_an_area = somebody(coordinator.network, "Ayla")
    begin(of_an_area, now, area=factories.AreaFactory(network=coordinator.network))
    leaving = somebody(coordinator.network, "Lea")
    last_day(begin(leaving, now), today + 30 * DAY, now)
    begin(factories.PersonFactory(), now)  # of another network

    with pytest.raises(LastCoordinator):
        responsibilities.end(responsibility=of(coordinator), now=now)
    with pytest.raises(LastCoordinator):
        last_day(of(coordinator), today + DAY, now)
    assert of(coordinator).until_on is None
    responsibilities.end(responsibility=of(of_an_area), now=now)
    responsibilities.end(responsibility=of(leaving), now=now)


@pytest.mark.django_db
def test_with_another_named_first_they_may_go(coordinator: Person, now: dt.datetime) -> None:
    begin(somebody(coordinator.network, "Col"), now)
    responsibilities.end(responsibility=of(coordinator), now=now)
    assert answers_for(coordinator) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_two_who_remove_each_other_at_once_leave_one(
    coordinator: Person, now: dt.datetime, monkeypatch: Any, holds: bool
) -> None:
    """The control: where the network's coordinators are not held, both are gone and nobody can set anything."""
    other = somebody(coordinator.network, "Col")
    begin(other, now - DAY)
    Responsibility.objects.update(from_on=dt.date(2020, 1, 1))
    if not holds:
        monkeypatch.setattr(responsibilities, "hold_network", lambda network: None)
    race, checked = AtOnce(), responsibilities.check_others_remain
    monkeypatch.setattr(responsibilities, "check_others_remain", lambda *facts: (checked(*facts), race.stand_still()))
    race.run(
        lambda: responsibilities.end(responsibility=of(other), now=now),
        lambda: responsibilities.end(responsibility=of(coordinator), now=now),
    )

    assert race.waited == holds
    assert [type(trouble) for trouble in race.trouble] == ([LastCoordinator] if holds else [])
    left = Responsibility.objects.on(coordinator.network.today(now)).filter(role="coordinator")
    assert left.count() == (1 if holds else 0)
