"""Two people with the same form open: nobody writes over what they have not seen, and nothing typed is lost."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from members.forms.areas import AreaForm
from members.models import Area, Network
from peersupport.lib import crossing
from peersupport.lib.refusals import NotFound, Refused
from tests import factories

NAMES = ("name", "parent")


class Taken(Refused):
    """Taken."""


def change(area: Area, seen: str, **facts: Any) -> Area:
    with transaction.atomic():
        return crossing.change(row=area, seen=seen, facts={"name": area.name, "parent": None} | facts, taken=Taken)


@pytest.fixture
def area(network: Network) -> Area:
    return factories.AreaFactory(network=network, name="North")


def test_a_mark_is_of_the_values_and_of_nothing_else() -> None:
    marks = {crossing.mark_of(values) for values in (["a", "b"], ["b", "a"], ["ab"], ["a", None], ["a", ""], [])}
    assert len(marks) == 6
    assert all(len(mark) == 16 for mark in marks)
    assert crossing.mark_of(["a", 1]) == crossing.mark_of(("a", 1))


@pytest.mark.django_db
def test_what_was_seen_may_be_written_over_and_nothing_else(area: Area) -> None:
    seen = crossing.mark_of_row(area, NAMES)
    change(area, seen, name="The north")
    for mark in (seen, "", "0123456789abcdef"):
        with pytest.raises(crossing.ChangedMeanwhile):
            change(area, mark, name="Up there")
    assert Area.objects.get().name == "The north"


@pytest.mark.django_db
def test_the_same_twice_is_once(area: Area) -> None:
    seen = crossing.mark_of_row(area, NAMES)
    for _ in range(2):
        assert change(area, seen, name="The north").name == "The north"


@pytest.mark.django_db
def test_what_is_gone_is_not_there(area: Area) -> None:
    Area.objects.all().delete()
    with pytest.raises(NotFound):
        change(area, crossing.mark_of_row(area, NAMES))


@pytest.mark.django_db
def test_what_only_one_may_have_is_refused_in_the_words_of_the_verb(area: Area) -> None:
    factories.AreaFactory(network=area.network, name="South")
    with pytest.raises(Taken):
        change(area, crossing.mark_of_row(area, NAMES), name="South")
    assert set(Area.objects.values_list("name", flat=True)) == {"North", "South"}


@pytest.mark.django_db
def test_what_was_typed_stays_beside_what_somebody_else_wrote_and_can_be_sent_again(area: Area) -> None:
    shown = AreaForm(network=area.network, row=area)
    sent = {"name": "Mine", "parent": "", "seen": shown["seen"].value()}
    Area.objects.update(name="Theirs")

    def form(mark: str) -> AreaForm:
        data = QueryDict(mutable=True)
        data.update({**sent, "seen": mark})
        return AreaForm(data, network=area.network, row=Area.objects.get())

    first = form(sent["seen"])
    assert first.is_valid()
    assert first.tries(lambda seen, facts: change(area, seen, **facts)) is None
    assert (first.crossed, first.status, first["name"].value()) == (True, 409, "Mine")
    assert first.errors["name"] == ["It says now: Theirs"]

    again = form(str(first["seen"].value()))
    assert again.is_valid()
    assert again.tries(lambda seen, facts: change(area, seen, **facts)).name == "Mine"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_of_two_at_the_same_moment_one_is_asked_to_look(area: Area, holds: bool, monkeypatch: Any) -> None:
    """The control: without taking the row, the second writes over the first, unseen."""
    if not holds:
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **how: rows)
    both_have_read, outcomes, put = threading.Barrier(2), [], crossing.put
    seen = crossing.mark_of_row(area, NAMES)

    def meet(*args: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(1 if holds else 10)
        return put(*args)

    def act(name: str) -> None:
        try:
            outcomes.append(change(area, seen, name=name).name)
        except crossing.ChangedMeanwhile:
            outcomes.append("asked to look")
        finally:
            connection.close()

    monkeypatch.setattr(crossing, "put", meet)
    threads = [threading.Thread(target=act, args=(name,)) for name in ("One", "Other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ("asked to look" in outcomes) == holds
