"""What a restored backup still knows is forgotten again, as it was before."""

import datetime as dt
import re
from importlib import import_module
from pathlib import Path

import pytest

from groups.models import Regular, SupportGroup
from members import complaints, consent
from members.forgetting import KINDS, UnknownKind, forget, forget_again
from members.models import Consent, Person, Responsibility, Tombstone
from tests import factories

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
LONG_AGO = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)


def stone(kind: str, row: int) -> Tombstone:
    return Tombstone(kind=kind, row=row, forgotten_at=LONG_AGO)


def test_people_and_words_are_forgotten_again_and_others_are_not(group: SupportGroup, now: dt.datetime) -> None:
    gone, stays = factories.PersonFactory(network=group.network), factories.PersonFactory(network=group.network)
    word, other = factories.RegularFactory(group=group), factories.RegularFactory(group=group)

    stones = [stone("person", gone.pk), stone("regular", word.pk), stone("person", stays.pk + 100)]
    assert forget_again(tombstones=stones, now=now) == 2

    assert list(Person.objects.all()) == [stays]
    assert list(Regular.objects.all()) == [other]
    assert set(Tombstone.objects.values_list("forgotten_at", flat=True)) == {LONG_AGO}


def test_a_word_that_became_theirs_after_the_backup_is_forgotten_again(group: SupportGroup, now: dt.datetime) -> None:
    word = factories.RegularFactory(group=group, person=factories.PersonFactory(network=group.network))
    forget(person=word.person, now=now)
    factories.RegularFactory(group=group, pk=word.pk)
    assert forget_again(tombstones=list(Tombstone.objects.all()), now=now) == 1
    assert not Regular.objects.exists()


def test_done_twice_it_is_done(group: SupportGroup, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=group.network)
    for known in (1, 0):
        assert forget_again(tombstones=[stone("person", person.pk)], now=now) == known
    assert Tombstone.objects.count() == 1


def test_the_backups_own_tombstones_count_too(group: SupportGroup, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=group.network)
    stone("person", person.pk).save()
    assert forget_again(tombstones=[], now=now) == 1


def test_whoever_answers_for_something_in_the_backup_is_forgotten_all_the_same(
    coordinator: Person, now: dt.datetime
) -> None:
    assert forget_again(tombstones=[stone("person", coordinator.pk)], now=now) == 1
    assert not Responsibility.objects.exists()


def test_a_kind_that_is_not_known_stops_it(group: SupportGroup, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=group.network)
    with pytest.raises(UnknownKind):
        forget_again(tombstones=[stone("person", person.pk), stone("dream", 1)], now=now)
    assert Person.objects.exists()
    assert not Tombstone.objects.exists()


def test_what_a_complaint_said_is_forgotten_again_and_its_dates_stay(group: SupportGroup, now: dt.datetime) -> None:
    complaint = complaints.complain(network=group.network, words="You told my brother", now=now)
    for known in (1, 0):
        assert forget_again(tombstones=[stone("complaint", complaint.pk)], now=now) == known
    complaint.refresh_from_db()
    assert (complaint.words, complaint.received_at) == ("", now)


def test_a_yes_that_was_taken_back_is_taken_back_again(coordinator: Person, now: dt.datetime) -> None:
    gave = {"person": coordinator, "wording_version": "1", "how": "form", "given_at": now}
    ones = [Consent.objects.create(purpose=purpose, **gave) for purpose in ("places", "letters")]
    stones = [stone("consent", one.pk) for one in ones]

    assert forget_again(tombstones=stones, now=now) == 2

    assert set(Consent.objects.values_list("pk", "withdrawn_at")) == {(one.pk, now) for one in ones}
    coordinator.refresh_from_db()
    assert not coordinator.wants_letters
    assert forget_again(tombstones=stones, now=now) == 0


def test_a_yes_that_is_given_after_one_was_taken_back_stands(coordinator: Person, now: dt.datetime) -> None:
    gave = {"person": coordinator, "purpose": "places", "wording_version": "1", "how": "form", "given_at": now}
    first = Consent.objects.create(**gave)
    consent.take_back(person=coordinator, now=now, is_logged_in=True)
    again = Consent.objects.create(**gave)

    assert forget_again(tombstones=list(Tombstone.objects.all()), now=now) == 0

    assert Tombstone.objects.get().row == first.pk
    assert list(Consent.objects.standing()) == [again]


def test_every_kind_of_tombstone_that_is_made_anywhere_is_known() -> None:
    made = set()
    for app in ("members", "groups", "sessions"):
        for path in (ROOT / app).rglob("*.py"):
            names = re.findall(
                r"Tombstone(?:\.objects\.(?:get_or_)?create)?\(\s*kind=(\w+)", path.read_text(encoding="utf-8")
            )
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            made |= {getattr(import_module(module), name) for name in names}
    assert made == KINDS.keys()
    assert len(made) >= 4
