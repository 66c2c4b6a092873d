"""A yes: to which words, when and how. A version's words never change, and the table holds nothing that is half."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.db import IntegrityError

from members import consent
from members.consent import WordsChanged, Yes, YesNeeded
from members.models import Consent, Person, Purpose
from members.models.wordings import WORDINGS, current, words
from tests import factories

pytestmark = pytest.mark.django_db

# Whoever changes words that somebody may have said yes to is stopped here: add a version, and its fingerprint below.
FINGERPRINTS = {
    ("places", "1"): "f97a6ba96c428c01",
    ("letters", "1"): "5c2be1beeb17a559",
    ("needs", "1"): "d80f2d74216ef8d7",
    ("register", "1"): "96ec600bc1294655",
    ("helping", "1"): "a8b15af7cd4c58af",
}


@pytest.fixture
def person() -> Person:
    return factories.PersonFactory(network__name="Keep The Kettle On")


def facts(**changed: Any) -> dict[str, Any]:
    given_at = dt.datetime(2026, 11, 1, 19, tzinfo=dt.UTC)
    return {"purpose": "places", "wording_version": "1", "how": "form", "given_at": given_at, **changed}


def test_words_somebody_may_have_said_yes_to_never_change() -> None:
    found = {
        (purpose, version): hashlib.sha256(text.encode()).hexdigest()[:16]
        for purpose, versions in WORDINGS.items()
        for version, text in versions.items()
    }
    assert found == FINGERPRINTS


def test_they_are_plain_and_name_the_organisation_and_what_it_may_tell() -> None:
    assert set(WORDINGS) == set(Purpose.values)
    for purpose in WORDINGS:
        said = words(purpose, current(purpose), "Keep The Kettle On")
        assert said.startswith("Yes, Keep The Kettle On may keep ")
        assert "I know this can say something about my health." in said
        assert all(len(sentence.split()) <= 25 for sentence in said.split(". "))


def test_a_yes_is_kept_with_its_words_when_and_how(person: Person, now: dt.datetime) -> None:
    consent.give(person=person, yes=Yes({"places": "1"}, how="phone"), purposes=["places"], now=now)

    [kept] = Consent.objects.values("person", "purpose", "wording_version", "how", "given_at", "withdrawn_at")
    assert kept == {"person": person.pk, **facts(how="phone", given_at=now), "withdrawn_at": None}
    assert Consent.objects.get().words == words("places", "1", "Keep The Kettle On")


@pytest.mark.parametrize(
    ("to", "refusal"),
    [({}, YesNeeded), ({"letters": "1"}, YesNeeded), ({"places": ""}, YesNeeded), ({"places": "0"}, WordsChanged)],
)
def test_no_yes_or_one_to_other_words_is_refused(
    person: Person, now: dt.datetime, to: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        consent.give(person=person, yes=Yes(to), purposes=["places"], now=now)
    assert not Consent.objects.exists()


def test_said_again_the_first_stands_and_to_new_words_both_do(
    person: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = now + dt.timedelta(days=1)
    for at in (now, later):
        consent.give(person=person, yes=Yes({"places": "1"}), purposes=["places"], now=at)
    monkeypatch.setitem(WORDINGS, "places", {**WORDINGS["places"], "2": "Yes, {network} may."})
    with pytest.raises(WordsChanged):
        consent.give(person=person, yes=Yes({"places": "1"}), purposes=["places"], now=later)
    consent.give(person=person, yes=Yes({"places": "2"}), purposes=["places"], now=later)

    assert list(Consent.objects.order_by("pk").values_list("wording_version", "given_at")) == [("1", now), ("2", later)]


def test_who_wanted_no_letters_is_written_to_again_once_they_say_yes(person: Person, now: dt.datetime) -> None:
    person.wants_letters = False
    person.save()
    consent.give(person=person, yes=Yes(), purposes=[], now=now)
    person.refresh_from_db()
    assert not person.wants_letters

    consent.give(person=person, yes=Yes({"letters": "1"}), purposes=["letters"], now=now)

    person.refresh_from_db()
    assert person.wants_letters


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"wording_version": ""}, "consent_says_to_what_and_how"),
        ({"purpose": "cooking"}, "consent_says_to_what_and_how"),
        ({"purpose": ""}, "consent_says_to_what_and_how"),
        ({"how": ""}, "consent_says_to_what_and_how"),
        ({"withdrawn_at": dt.datetime(2026, 10, 1, tzinfo=dt.UTC)}, "consent_is_withdrawn_after_it_is_given"),
    ],
)
def test_p1_the_table_holds_no_half_of_a_yes(person: Person, changed: dict[str, Any], promise: str) -> None:
    with pytest.raises(IntegrityError, match=promise):
        Consent.objects.create(person=person, **facts(**changed))


def test_p1_the_table_holds_one_standing_yes_to_the_same_words(person: Person) -> None:
    Consent.objects.create(person=person, **facts(withdrawn_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC)))
    Consent.objects.create(person=person, **facts())
    with pytest.raises(IntegrityError, match="one_standing_consent_to_a_wording"):
        Consent.objects.create(person=person, **facts())
