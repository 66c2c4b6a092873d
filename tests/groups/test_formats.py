"""Plans of evenings: one name each, written whole, and removed only while nothing to come goes by them."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from groups import formats
from groups.formats import USUAL, InUse, NameTaken
from groups.models import Format, FormatJob, Stage, SupportGroup
from members.models import Network
from peersupport.lib import crossing
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row, mark_of_those
from sessions.models import GroupSession, Series
from tests import factories
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db

TEA = formats.part("break", "Tea", "", 20)
TALK = formats.part("sharing", "What is going on", "Say as much as you like.", None)


def add(network: Network, name: str = "Fridays", seen: str = "", **facts: Any) -> Format:
    return formats.add(
        network=network, seen=seen, facts={"name": name, "plan": [TEA, TALK], "needs": {"tea": 2}, **facts}
    )


def seen(plan: Format) -> str:
    return mark_of_row(plan, ["name", "plan", "needs"])


def change(row: Format, mark: str = "", **facts: Any) -> Format:
    facts = {"name": row.name, "plan": row.plan, "needs": row.needs, **facts}
    return formats.change(format=row, seen=mark or seen(row), facts=facts, now=dt.datetime.now(dt.UTC))


def remove(plan: Format, now: dt.datetime) -> None:
    formats.remove(format=plan, now=now)


def test_the_same_form_sent_twice_adds_one(network: Network) -> None:
    none_yet = mark_of_those([])
    assert add(network, seen=none_yet) == add(network, seen=none_yet)
    plan = Format.objects.get()
    with pytest.raises(NameTaken):
        add(network, seen=mark_of_those([plan]))
    assert (plan.plan, plan.needs) == ([TEA, TALK], {"tea": 2})
    assert (Stage.objects.count(), FormatJob.objects.count()) == (2, 1)


def test_one_of_a_name_in_a_network(network: Network) -> None:
    plan, _ = add(network), add(factories.NetworkFactory())
    with pytest.raises(NameTaken):
        add(network, plan=[TEA])
    with pytest.raises(NameTaken):
        change(add(network, "Mondays"), name="Fridays", plan=[TEA])
    assert plan.plan == [TEA, TALK]
    assert Format.objects.get(name="Mondays").plan == [TEA, TALK]


def test_its_parts_and_jobs_are_written_whole(network: Network) -> None:
    plan = add(network)
    change(plan, name="Saturdays", plan=[TALK, TEA, TALK], needs={"facilitator": 2, "buddy": 1})
    plan = Format.objects.get()
    assert (plan.name, plan.plan, plan.needs) == ("Saturdays", [TALK, TEA, TALK], {"facilitator": 2, "buddy": 1})
    assert list(plan.stages.values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("theirs", [{"plan": [TALK, TEA]}, {"needs": {"tea": 3}}, {"name": "Theirs"}])
def test_nobody_writes_over_parts_or_jobs_they_have_not_seen(network: Network, theirs: dict[str, Any]) -> None:
    plan = add(network)
    mark = seen(plan)
    change(plan, **theirs)
    with pytest.raises(ChangedMeanwhile):
        change(plan, mark, plan=[TEA])
    facts = {"name": "Fridays", "plan": [TEA, TALK], "needs": {"tea": 2}, **theirs}
    assert change(plan, mark, **facts) == plan, "the same twice is once"


def test_a_plan_that_something_goes_by_stays(network: Network, now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=network)
    with pytest.raises(InUse):
        remove(group.format, now)
    SupportGroup.objects.update(format=None)

    series = series_of(group)
    with pytest.raises(InUse):
        remove(series.format, now)
    series.delete()

    session = factories.GroupSessionFactory(group=group)
    with pytest.raises(InUse):
        remove(session.format, now)
    session.refresh_from_db()
    assert session.plan is None, "what was refused left nothing"

    for _ in range(2):
        remove(group.format, session.starts_at)
    assert not Format.objects.exists()


def test_a_plan_that_only_the_past_went_by_goes(network: Network, now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=network)
    plan, day = group.format, dt.timedelta(days=1)
    series = series_of(group, last_on=now.date() - 2 * day)
    past = factories.GroupSessionFactory(group=group, on=now.date() - 2 * day)
    SupportGroup.objects.update(format=None)

    remove(plan, now)

    assert not Format.objects.exists()
    assert Series.objects.get(pk=series.pk).format is None
    past = GroupSession.objects.get(pk=past.pk)
    assert (past.format, past.plan, past.jobs_needed) == (None, [], {})


def series_of(group: SupportGroup, **facts: Any) -> Series:
    usual = {"rule": "FREQ=WEEKLY;BYDAY=FR", "first_on": "2020-01-03", "starts_local": "19:00", "ends_local": "21:00"}
    return Series.objects.create(group=group, format=group.format, **usual, **facts)


def test_the_usual_evening_is_two_hours_and_can_be_added_as_it_is(network: Network) -> None:
    plan = formats.add(network=network, seen="", facts=USUAL)
    assert [stage["kind"] for stage in plan.plan] == [
        "agreement", "meditation", "sharing", "break", "sharing", "closing",
    ]  # fmt: skip
    assert sum(stage["minutes"] for stage in plan.plan) == 120
    assert plan.needs == USUAL["needs"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_of_two_who_change_the_parts_at_the_same_moment_one_is_asked_to_look(
    network: Network, holds: bool, monkeypatch: Any
) -> None:
    """The control: without taking the row, the second writes over the first, unseen."""
    plan = add(network)
    mark, both = seen(plan), AtOnce()
    put = crossing.put

    def slowly(*args: Any) -> Any:
        both.stand_still()
        return put(*args)

    monkeypatch.setattr(crossing, "put", slowly)
    if not holds:
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **how: rows)
    both.run(lambda: change(plan, mark, plan=[TEA]), lambda: change(plan, mark, plan=[TALK]))

    assert [type(one) for one in both.trouble] == [ChangedMeanwhile] * holds
    assert Format.objects.get().plan == [TEA]


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_the_same_moment_adds_one(network: Network, monkeypatch: Any) -> None:
    both, write = AtOnce(), formats.write

    def slowly(*args: Any) -> Any:
        written = write(*args)
        both.stand_still()
        return written

    monkeypatch.setattr(formats, "write", slowly)
    none_yet = mark_of_those([])
    both.run(lambda: add(network, seen=none_yet), lambda: add(network, seen=none_yet))

    assert both.trouble == []
    assert both.waited
    with transaction.atomic():
        assert Format.objects.get().plan == [TEA, TALK]
