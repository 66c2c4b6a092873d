"""Tonight's lists, at the ends of their ranges, in any time zone, and for several who ask in turn."""

import datetime as dt

import pytest

from groups.models import SupportGroup
from members.models import Area, Network, Person, Responsibility, User
from sessions import tonight as verbs
from sessions.models import GroupSession
from tests import factories
from tests.conftest import somebody
from tests.sessions.tapping import evening_of

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 27)
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EARLY, LATE = (dt.time(0, 5), dt.time(0, 55)), (dt.time(22, 5), dt.time(23, 55))


def login(person: Person) -> User:
    """As a new request has it: what it may do is read anew."""
    assert person.user is not None
    return User.objects.get(pk=person.user.pk)


def shown(person: Person) -> set[GroupSession]:
    found = verbs.tonight(user=login(person), now=NOW)
    evenings = [*found.today, *found.this_week, *found.not_recorded, *found.lately]
    return {evening.session for evening in evenings}


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("hours", [EARLY, LATE])
def test_the_first_and_the_last_day_are_shown_whole_and_no_other_wherever_a_group_meets(
    zone: str, hours: tuple[dt.time, dt.time]
) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(time_zone=zone))
    facilitator = somebody(group.network, "Fiona")
    factories.MembershipFactory(group=group, person=facilitator, role="facilitator")

    def evening(days: int, **facts: object) -> GroupSession:
        starts, ends = hours
        return evening_of(group, on=TODAY + days * DAY, starts_local=starts, ends_local=ends, **facts)

    done = {"state": "held", "register_state": "done", "register_done_at": NOW, "headcount": 3}
    ahead, behind = [evening(0), evening(7)], [evening(-56), evening(-14, **done)]
    evening(8), evening(-57), evening(-15, **done)

    assert shown(facilitator) == {*ahead, *behind}


@pytest.fixture
def north(network: Network) -> Area:
    return factories.AreaFactory(network=network)


def coordinator_of(network: Network, area: Area | None = None) -> Person:
    person = factories.PersonFactory(network=network, user=factories.UserFactory())
    Responsibility.objects.create(
        person=person, network=network, area=area, role="coordinator", from_on=dt.date(2020, 1, 1)
    )
    return person


def test_who_coordinates_the_same_shares_a_query_and_nobody_is_answered_what_another_asked(
    network: Network, north: Area
) -> None:
    other = factories.NetworkFactory()
    part = factories.AreaFactory(network=network, parent=north)
    groups = [
        factories.SupportGroupFactory(network=network),
        factories.SupportGroupFactory(network=network, area=north),
        factories.SupportGroupFactory(network=network, area=part),
        factories.SupportGroupFactory(network=other),
    ]
    whole, northern, of_a_part, elsewhere = (evening_of(group) for group in groups)
    verbs.ahead.cache_clear()

    of_all, too, of_north, of_other = (
        coordinator_of(network),
        coordinator_of(network),
        coordinator_of(network, north),
        coordinator_of(other),
    )
    for _ in range(2):
        assert shown(of_all) == shown(too) == {whole, northern, of_a_part}
        assert shown(of_north) == {northern, of_a_part}
        assert shown(of_other) == {elsewhere}
    assert verbs.ahead.cache_info().currsize == 3


def test_an_area_that_becomes_part_of_another_is_seen_at_the_next_look(network: Network, north: Area) -> None:
    south = factories.AreaFactory(network=network)
    evening = evening_of(factories.SupportGroupFactory(network=network, area=south))
    in_north = coordinator_of(network, north)
    assert shown(in_north) == set()
    Area.objects.filter(pk=south.pk).update(parent=north)
    assert shown(in_north) == {evening}


def test_a_helper_of_no_group_any_more_is_shown_nothing(group: SupportGroup, volunteer: Person) -> None:
    evening = evening_of(group)
    assert shown(volunteer) == {evening}
    group.memberships.update(until_on=TODAY - 40 * DAY)
    assert shown(volunteer) == set()
