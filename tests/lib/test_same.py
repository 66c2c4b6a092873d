"""Words are the same when the database says so, of both sides, and are found by the index that says so too."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from groups.models import Regular, SupportGroup
from members import people
from members.login import with_address
from members.models import Network, Person
from members.people import Guest
from peersupport.lib.compiled import Compiled, Given
from tests import factories
from tests.same import ALIKE

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


@Compiled
def of_the_word():
    return Regular.objects.filter(word__same=Given("word"))


@pytest.mark.parametrize(("stored", "said"), ALIKE)
def test_what_is_stored_is_found_as_the_constraint_has_it(group: SupportGroup, stored: str, said: str) -> None:
    regular = factories.RegularFactory(group=group, word=stored)
    factories.PersonFactory(known_as=said)
    assert Regular.objects.get(word__same=said) == regular
    assert group.regulars.exclude(word__same=said).count() == 0
    assert SupportGroup.objects.get(regulars__word__same=said) == group
    of_that_name = Person.objects.filter(known_as__same=OuterRef("word"))
    assert Regular.objects.get(Exists(of_that_name)) == regular
    assert of_the_word.ask(word=said) == [regular]


def test_other_words_and_marks_of_a_pattern_are_not_the_same(group: SupportGroup) -> None:
    factories.RegularFactory(group=group, word="Ann")
    for other in ("Anne", "An", "", "A%", "An_", "Ann\\", "'"):
        assert not Regular.objects.filter(word__same=other).exists()


@pytest.mark.parametrize(
    "guest",
    [Guest("Nikos", "email", email="nikos@example.org"), Guest("Nikos", "phone", phone="01632 960 183")],
    ids=["email", "phone"],
)
def test_somebody_is_looked_up_by_an_index(network: Network, guest: Guest) -> None:
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        people.find(network, guest).first()
        # One of our own in its place, so that we may count it: what is known of the real one is of other tests' rows.
        cursor.execute("CREATE TEMPORARY TABLE members_person (LIKE members_person INCLUDING ALL) ON COMMIT DROP")
        Person.objects.bulk_create(
            Person(network=network, known_as=f"Wren {number}", reach="email", email=f"wren-{number}@example.org")
            for number in range(400)
        )
        cursor.execute("ANALYZE members_person")
        cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
        plan = [line.strip() for (line,) in cursor.fetchall()]
    by_index = [line for line in plan if line.startswith("Index Cond")]
    assert any("lower((known_as)::text)" in line for line in by_index), plan


def test_two_addresses_are_not_one_by_a_letter_that_the_database_folds(network: Network) -> None:
    """Whoever asks for a code at an address that only looks like somebody's is not taken for them."""
    user = factories.UserFactory(email="ilker@example.org")
    person = factories.PersonFactory(network=network, known_as="Ilker", email=user.email)
    assert with_address("ILKER@example.org") == user
    assert with_address("İlker@example.org") is None
    other = people.known(network=network, guest=Guest("Ilker", "email", email="İlker@example.org"))
    assert other[0] != person
    assert people.known(network=network, guest=Guest("ilker", "email", email="İLKER@example.org")) == (other[0], False)


def test_nothing_of_ours_is_looked_for_in_another_way() -> None:
    ours = [file for app in ("members", "groups", "sessions", "peersupport") for file in files_of(app)]
    assert [file for file in ours if re.search(r"__iexact\b[=\"]", file.read_text())] == []


def files_of(app: str) -> list[Path]:
    return sorted((ROOT / app).rglob("*.py"))
