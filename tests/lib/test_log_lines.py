"""A log line keeps where and what kind of mistake it was, and none of its words."""

import logging
import sys
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.lib import links
from peersupport.lib.log_lines import Lines, WithoutLinks
from tests import factories


def written(message: str, args: Any = (), *, mistake: BaseException | None = None) -> str:
    facts = (type(mistake), mistake, mistake.__traceback__) if mistake else None
    record = logging.LogRecord("peersupport", logging.ERROR, __file__, 1, message, args, facts)
    assert WithoutLinks().filter(record)
    return Lines("{levelname} {name}: {message}", style="{").format(record)


def made(call: Any) -> BaseException:
    try:
        call()
    except Exception:
        mistake = sys.exc_info()[1]
        assert mistake is not None
        return mistake
    raise AssertionError("It made no mistake.")


def test_a_key_of_a_signed_link_is_left_out() -> None:
    token = links.sign("place", "0123456789ab", 1)
    assert written("Not Found: /places/%s/", (token,)) == "ERROR peersupport: Not Found: /places/(link)/"


def test_the_words_of_a_mistake_and_of_what_it_came_of_are_left_out() -> None:
    def trip() -> None:
        try:
            int("Kestrel")
        except ValueError as reason:
            raise LookupError("kestrel@example.org") from reason

    text = written("It failed", mistake=made(trip))
    assert "builtins.ValueError, its words left out" in text
    assert "builtins.LookupError, its words left out" in text
    assert "in trip" in text
    assert "estrel" not in text


@pytest.mark.django_db
def test_a_refused_row_is_named_by_its_constraint_and_not_shown() -> None:
    person = factories.PersonFactory(known_as="Kestrel", email="kestrel@example.org")

    def twice() -> None:
        with transaction.atomic():
            factories.PersonFactory(network=person.network, known_as="Kestrel", email="kestrel@example.org")

    mistake = made(twice)
    assert isinstance(mistake, IntegrityError)
    assert "kestrel@example.org" in str(mistake)
    text = written("The step %s could not be done.", ("letters",), mistake=mistake)
    assert "psycopg2.errors.UniqueViolation (23505, one_person_of_an_address_and_name)" in text
    assert "estrel" not in text
    assert connection.is_usable()


def test_what_a_task_failed_of_is_named_without_its_words() -> None:
    facts = {"name": "home.tick", "id": "abc", "exc": "ValueError('Kestrel')", "traceback": "… Kestrel …"}
    text = written("Task %(name)s failed: %(exc)s %(traceback)s", (facts,), mistake=made(lambda: int("Kestrel")))
    assert "Task home.tick failed: builtins.ValueError" in text
    assert "Kestrel" not in text
