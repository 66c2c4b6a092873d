"""What a group has agreed: one version after another, none of them changed, and nobody's written over unseen."""

import datetime as dt
from typing import Any

import pytest

from groups import agreements
from groups.agreements import BeforeTheLast, InThePast
from groups.models import Agreement, SupportGroup
from members.models import Person
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row
from sessions.models import GroupSession
from sessions.register.lockup import agreement_of
from tests.at_once import AtOnce

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TODAY, DAY = NOW.date(), dt.timedelta(days=1)
NAMES = ("text", "is_major", "begins_on", "review_on")


def write(
    group: SupportGroup, text: str, begins_on: dt.date = TODAY, seen: str | None = None, **facts: Any
) -> Agreement:
    facts = {"text": text, "is_major": False, "begins_on": begins_on, "review_on": None, **facts}
    latest = agreements.latest_of(group)
    if seen is None:
        seen = mark_of_row(latest, NAMES) if latest else ""
    return agreements.write(group=group, facts=facts, now=NOW, seen=seen)


def test_each_is_a_version_of_its_own_and_none_is_changed(group: SupportGroup) -> None:
    first = write(group, "Tea first.", TODAY - 400 * DAY, is_major=True)
    write(group, "Tea last.", TODAY + DAY, review_on=TODAY + 90 * DAY)

    rows = list(Agreement.objects.order_by("version").values_list("version", "text", "is_major", "begins_on"))
    assert rows == [(1, "Tea first.", True, first.begins_on), (2, "Tea last.", False, TODAY + DAY)]


def test_the_one_in_use_is_the_last_that_has_begun(group: SupportGroup) -> None:
    first, second = write(group, "One"), write(group, "Two", TODAY + 7 * DAY)
    in_use = [group.agreements.begun_by(TODAY + days * DAY).first() for days in (-1, 0, 6, 7, 99)]
    assert in_use == [None, first, first, second, second]


def test_the_same_form_sent_twice_is_one_version(group: SupportGroup) -> None:
    assert write(group, "One", seen="") == write(group, "One", seen="")
    mark = mark_of_row(group.agreements.get(), NAMES)
    assert write(group, "Two", seen=mark) == write(group, "Two", seen=mark)
    assert Agreement.objects.count() == 2


def test_looked_at_again_and_left_as_it_is_it_is_a_version_too(group: SupportGroup) -> None:
    write(group, "One", review_on=TODAY)
    assert write(group, "One", review_on=TODAY + 365 * DAY).version == 2


def test_nobody_writes_a_version_over_one_they_have_not_seen(group: SupportGroup) -> None:
    write(group, "Mine", seen="")
    with pytest.raises(ChangedMeanwhile):
        write(group, "Yours", seen="")
    mark = mark_of_row(group.agreements.get(), NAMES)
    write(group, "Mine again", seen=mark)
    with pytest.raises(ChangedMeanwhile):
        write(group, "Yours", seen=mark)
    assert Agreement.objects.count() == 2


def test_only_the_first_begins_on_a_day_that_is_over(group: SupportGroup) -> None:
    write(group, "One", TODAY - 700 * DAY)
    with pytest.raises(InThePast):
        write(group, "Two", TODAY - DAY)
    assert write(group, "Two").version == 2


def test_none_begins_before_the_one_it_follows(group: SupportGroup) -> None:
    write(group, "One")
    write(group, "Two", TODAY + 7 * DAY)
    with pytest.raises(BeforeTheLast, match="begins on Friday 27 November"):
        write(group, "Three", TODAY + 6 * DAY)
    third = write(group, "Three", TODAY + 7 * DAY)
    assert group.agreements.begun_by(TODAY + 7 * DAY).first() == third


def test_an_evening_keeps_the_version_that_was_read(session: GroupSession, facilitator: Person) -> None:
    first = write(session.group, "One", session.on - 7 * DAY)
    assert agreement_of(session) == first.pk
    Agreement.objects.create(group=session.group, version=2, text="Two", begins_on=session.on + DAY)
    assert agreement_of(session) == first.pk


@pytest.mark.parametrize(("review_on", "due"), [(None, False), (TODAY + DAY, False), (TODAY, True)])
def test_it_is_due_when_its_day_has_come(review_on: dt.date | None, due: bool) -> None:
    assert Agreement(review_on=review_on).is_due(TODAY) == due


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_of_two_at_the_same_moment_one_is_asked_to_look(group: SupportGroup, holds: bool, monkeypatch: Any) -> None:
    """The control: without taking the group, both write the same version, and the database refuses one."""
    both, latest_of = AtOnce(), agreements.latest_of

    def slowly(group: SupportGroup) -> Any:
        found = latest_of(group)
        both.stand_still()
        return found

    def act(text: str) -> None:
        facts = {"text": text, "is_major": True, "begins_on": TODAY, "review_on": None}
        agreements.write(group=group, facts=facts, now=NOW)

    monkeypatch.setattr(agreements, "latest_of", slowly)
    if not holds:
        monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **how: rows)
    both.run(lambda: act("Mine"), lambda: act("Yours"))

    assert [type(one).__name__ for one in both.trouble] == ["ChangedMeanwhile" if holds else "IntegrityError"]
    assert Agreement.objects.get().text == ("Mine" if holds else "Yours")
