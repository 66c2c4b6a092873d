"""The matrix, walked: every address, every way, everybody, towards every group, compared with its row.

Then the answers are searched for private words: only those a row names may stand in it, and only of its own group.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.core.cache import caches
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from bench.browsers import browser
from members.access import COMPLAINANTS, COMPLAINTS, Standing
from members.models import User
from peersupport.home.context import Remembered
from peersupport.home.who_sees_what import as_page, joined
from peersupport.lib.matrix import Row
from sessions.access import NAMES, NEEDS, NUMBERS, TEAM
from tests.home.town import CONTACT, NOW, OWN, Town, build
from tests.home.walking import ask, walk, with_a_code_alone

pytestmark = pytest.mark.django_db

WAYS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
# What is the same for everybody is read once, as on a site that is served, and not for each of many thousand answers.
AS_SERVED: dict[str, Any] = {"KEEPS_LETTERS_AS_FILES": False, "SITE_FACTS_SECONDS": 3600}
# The wing of configuration has walls of its own: `tests/home/test_office_walk.py`.
ADMIN = "/admin/"


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Built once for all that walk through it, since none of them leaves anything behind."""
    with django_db_blocker.unblock(), override_settings(**AS_SERVED), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield build()
        transaction.set_rollback(True)
    Remembered.forget()
    caches["pages"].clear()


@pytest.fixture
def _django_db_helper(town: Town) -> Iterator[None]:
    """What pytest-django does for each test with a database, but inside the transaction that holds the town."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def name(row: Row) -> str:
    return f"{row.address} {row.about} {row.methods[0]}"


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        elif isinstance(entry, URLPattern) and not here.startswith(ADMIN):
            yield HOLE.sub(r"<\1>", here)


def test_every_address_has_its_rows() -> None:
    ours = set(addresses(get_resolver()))
    assert {"/", "/sessions/<ref>/register/", "/accounts/login/"} <= ours
    assert ours == {row.address.split("?")[0] for row in joined()}


def test_the_page_says_what_the_matrix_says() -> None:
    page = site.ROOT / "docs" / "who-sees-what.md"
    assert page.read_text(encoding="utf-8") == as_page(), "Run `manage.py who_sees_what`."


@pytest.mark.parametrize("row", joined(), ids=name)
def test_everybody_is_answered_as_the_matrix_says(row: Row, town: Town, browsers: dict[Standing, Client]) -> None:
    wrong = walk(row, town, browsers)
    assert not wrong, "\n".join(wrong)


def test_wherever_a_login_is_shown_names_needs_or_complaints_the_trail_keeps_that_it_looked() -> None:
    for row in joined():
        facts = frozenset[str]().union(*row.shows.values())
        is_of_others = "<token>" not in row.address and bool(facts & {NAMES, NEEDS, COMPLAINTS})
        assert row.notes_looks == is_of_others, row.address


@pytest.mark.parametrize("row", joined(), ids=name)
def test_no_other_way_opens_anything(row: Row, town: Town) -> None:
    declared = {way for other in joined() if other.address == row.address for way in other.methods}
    path, client = town.at(OWN, row.about).path(row.address), browser(town.cast[Standing.COORDINATOR])
    for way in set(WAYS) - declared:
        assert ask(client, way, path).status_code in (302, 403, 404, 405), way


@pytest.mark.parametrize("row", [row for row in joined() if row.second_factor], ids=name)
def test_a_code_alone_is_asked_for_the_second_factor(row: Row, town: Town) -> None:
    assert with_a_code_alone(row, town) == []


def test_a_code_alone_opens_tonight_and_its_register_and_nothing_with_a_contact_detail(town: Town) -> None:
    contact = [word for _, fact, word in town.private_words() if fact in (CONTACT, COMPLAINANTS, NUMBERS)]
    assert contact
    for standing, login in town.cast.items():
        client = Client()
        client.force_login(User.objects.get(pk=login))
        for row in joined():
            if "GET" in row.methods:
                text = ask(client, "GET", town.at(OWN, row.about).path(row.address)).content.decode(errors="replace")
                assert not [word for word in contact if word in text], f"{standing}: {row.address}"
        if standing in TEAM:
            for address in ("/tonight/", "/sessions/<ref>/register/"):
                assert ask(client, "GET", town.at(OWN, "").path(address)).status_code == 200
