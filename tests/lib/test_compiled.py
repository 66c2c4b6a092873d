"""A queryset that is written once answers as the same queryset written anew, whatever is asked and by how many."""

import datetime as dt
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from groups.models import SupportGroup
from members.models import Network
from peersupport.lib.compiled import Compiled, Given, moment
from sessions.models import GroupSession
from tests import factories

A_DAY = dt.timedelta(days=1)


@pytest.fixture
def groups(db: None) -> list[SupportGroup]:
    return [factories.SupportGroupFactory(name=name, place=place) for name, place in PLACES]


PLACES = [("One", "Tranent"), ("Two", "Tranent"), ("Three", "O'Neill's \"50 %s\" Row"), ("Four", "Dunbar\\")]


@Compiled
def at_place() -> QuerySet[SupportGroup]:
    found = SupportGroup.objects.filter(place=Given("place")).select_related("network")
    return found.annotate(evenings=Count("sessions")).order_by("pk")


@Compiled
def of_some() -> QuerySet[SupportGroup]:
    return SupportGroup.objects.filter(Q(pk__among=Given("some")) | Q(place=Given("place"))).order_by("pk")


@Compiled
def names() -> QuerySet[SupportGroup, tuple[str, str]]:
    return SupportGroup.objects.filter(network__among=Given("networks")).order_by("pk").values_list("name", "place")[:3]


@pytest.mark.parametrize("place", ["Tranent", "O'Neill's \"50 %s\" Row", "Dunbar\\", "Nowhere", ""])
def test_what_it_is_asked_is_answered_as_if_it_were_written_anew(groups: list[SupportGroup], place: str) -> None:
    found = at_place.ask(place=place)
    assert [one.name for one in found] == [name for name, where in PLACES if where == place]
    for one in found:
        assert one.evenings == 0
        with CaptureQueriesContext(connection) as asked:
            assert one.network.name
        assert not asked, "its network came with it"
    assert at_place.first(place=place) == (found[0] if found else None)


@pytest.mark.parametrize("chosen", [[], [0], [1, 3], [0, 1, 2, 3]])
def test_a_list_says_which_and_an_empty_one_says_none(groups: list[SupportGroup], chosen: list[int]) -> None:
    some = [groups[index].pk for index in chosen]
    assert of_some.ask(some=some, place="Nowhere") == [groups[index] for index in chosen]
    assert of_some.ask(some=some, place="Tranent")[:2] == groups[:2]


def test_rows_come_as_the_queryset_has_them(groups: list[SupportGroup]) -> None:
    assert names.ask(networks=[groups[0].network_id, groups[2].network_id])[0] == PLACES[0]
    assert names.ask(networks=list(Network.objects.values_list("pk", flat=True))) == PLACES[:3]
    assert names.ask(networks=[]) == []


def test_instants_can_be_counted_with(groups: list[SupportGroup]) -> None:
    ahead = Compiled(lambda: GroupSession.objects.upcoming(moment("now")).filter(group=Given("group")))
    first = factories.GroupSessionFactory(group=groups[0])
    second = factories.GroupSessionFactory(group=groups[0], on=first.on + 7 * A_DAY)
    for now, found in ((first.starts_at - A_DAY, [first, second]), (first.ends_at, [second]), (second.ends_at, [])):
        assert ahead.ask(now=now, group=groups[0].pk) == found
        assert list(groups[0].sessions.upcoming(now)) == found


def test_it_is_written_once_and_asked_in_one_query(groups: list[SupportGroup]) -> None:
    built = Counter[str]()

    def rows() -> QuerySet[SupportGroup]:
        built["it"] += 1
        return SupportGroup.objects.filter(place=Given("place"))

    written = Compiled(rows)
    with CaptureQueriesContext(connection) as asked:
        for place in ("Tranent", "Dunbar\\", "Tranent"):
            assert {one.place for one in written.ask(place=place)} == {place}
    assert (built["it"], len(asked)) == (1, 3)


def test_a_value_that_is_not_said_is_an_error(groups: list[SupportGroup]) -> None:
    at_place.ask(place="Tranent")
    with pytest.raises(KeyError):
        at_place.ask()


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_are_each_answered_what_they_asked() -> None:
    written = Compiled(lambda: SupportGroup.objects.filter(place=Given("place")).order_by("pk"))
    made = {f"Town {number}": factories.SupportGroupFactory(place=f"Town {number}").pk for number in range(6)}

    def keep_asking(place: str) -> set[int]:
        try:
            return {one.pk for _ in range(100) for one in written.ask(place=place)}
        finally:
            connection.close()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that they meet half way
    try:
        with ThreadPoolExecutor(len(made)) as pool:
            answers = dict(zip(made, pool.map(keep_asking, made), strict=True))
    finally:
        sys.setswitchinterval(before)
    assert answers == {place: {pk} for place, pk in made.items()}
