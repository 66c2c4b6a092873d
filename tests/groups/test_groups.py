"""Groups: added once however often the form is sent, and changed with their old addresses leading on."""

import datetime as dt
import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from groups import groups
from groups.models import SupportGroup
from members.models import Network
from peersupport.lib import slugs
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row
from tests import factories

NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
FACTS: dict[str, Any] = {"name": "Tea and talk", "place": "Tranent", "kind": "listening", "ages_from": 16}


@pytest.mark.django_db
def test_added_with_a_few_facts_the_rest_is_usual_and_it_is_planned(network: Network) -> None:
    group = groups.add(network=network, facts=FACTS)

    assert (group.slug, group.place_policy, group.noun) == ("tea-and-talk", "turn_up", "evening")
    assert (group.capacity, group.uses_names, group.uses_notes) == (None, True, False)
    assert not group.runs.exists()
    assert groups.add(network=network, facts=FACTS) == group


@pytest.mark.parametrize(
    ("kind", "noun"),
    [("support", "evening"), ("course", "workshop"), ("event", "meeting"), ("supervision", "meeting")],
)
@pytest.mark.django_db
def test_what_it_is_called_when_it_meets_goes_by_its_kind_and_can_be_changed(
    network: Network, kind: str, noun: str
) -> None:
    group = groups.add(network=network, facts=FACTS | {"kind": kind})

    assert group.noun == noun
    assert change(group, noun="evening").noun == "evening"


@pytest.mark.django_db
def test_another_of_the_same_name_has_an_address_of_its_own(network: Network) -> None:
    first = groups.add(network=network, facts=FACTS)
    other = groups.add(network=network, facts={**FACTS, "place": "Haddington"})
    abroad = groups.add(network=factories.NetworkFactory(), facts=FACTS)

    assert [one.slug for one in (first, other, abroad)] == ["tea-and-talk", "tea-and-talk-2", "tea-and-talk-3"]


@pytest.mark.django_db
def test_an_address_that_existed_before_is_given_to_nobody_else(network: Network, group: SupportGroup) -> None:
    change(group, slug="the-kettle")
    assert groups.add(network=network, facts={**FACTS, "name": "Friday circle"}).slug == "friday-circle-2"

    other = factories.SupportGroupFactory(network=network)
    with pytest.raises(slugs.SlugTaken):
        change(other, slug="friday-circle")
    assert change(group, slug="friday-circle").slug == "friday-circle"


@pytest.mark.django_db
def test_zero_is_zero_and_empty_is_no_limit(group: SupportGroup) -> None:
    assert change(group, capacity=0).capacity == 0
    assert change(group, capacity=None).capacity is None


@pytest.mark.django_db
def test_details_are_confirmed_when_somebody_says_so_and_not_before(group: SupportGroup) -> None:
    assert change(group, name="Circle").details_confirmed_on is None
    today = dt.date(2026, 11, 27)
    assert change(group, confirmed_on=today, name="Circle").details_confirmed_on == today


@pytest.mark.django_db
def test_what_was_not_seen_is_not_written_over(group: SupportGroup) -> None:
    seen = mark_of_row(group, ("name", "slug"))
    SupportGroup.objects.update(name="Theirs")
    with pytest.raises(ChangedMeanwhile):
        groups.change(group=group, seen=seen, facts={"name": "Mine", "slug": group.slug}, now=NOW)


def change(group: SupportGroup, confirmed_on: dt.date | None = None, **facts: Any) -> SupportGroup:
    group.refresh_from_db()
    facts = {"slug": group.slug} | facts
    seen = mark_of_row(group, facts)
    return groups.change(group=group, seen=seen, facts=facts, confirmed_on=confirmed_on, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_the_same_form_sent_twice_at_once_adds_one(network: Network, holds: bool, monkeypatch: Any) -> None:
    """The control: without holding slugs, both find nothing, and both want the same address."""
    if not holds:
        monkeypatch.setattr(slugs, "hold", lambda: None)
    both_have_looked, trouble, free = threading.Barrier(2), list[Exception](), slugs.free

    def meet(*args: Any) -> str:
        found = free(*args)
        with suppress(threading.BrokenBarrierError):
            both_have_looked.wait(1 if holds else 10)
        return found

    def act() -> None:
        try:
            groups.add(network=network, facts=FACTS)
        except Exception as one:
            trouble.append(one)
        finally:
            connection.close()

    monkeypatch.setattr(slugs, "free", meet)
    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert bool(trouble) == (not holds)
    assert SupportGroup.objects.count() == 1
