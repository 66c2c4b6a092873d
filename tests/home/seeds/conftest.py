"""The demonstration, made once for each file that looks at it: as a visitor sees it, or one of its logins."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.db import transaction

from bench.browsers import browser
from members.models import User
from peersupport.home import demo
from peersupport.home.context import Remembered
from peersupport.home.demo.people import Login
from tests.pages import assert_calm, words_of

# A Saturday.
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Europe/London"))
Read = Callable[..., str]


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        demo.build(now=NOW)
        yield
        transaction.set_rollback(True)
    Remembered.forget()
    caches["pages"].clear()


@pytest.fixture
def _django_db_helper(_made: None) -> Iterator[None]:
    """What pytest-django does for each test with a database, but inside the transaction that holds what was made."""
    with transaction.atomic(), time_machine.travel(NOW, tick=False):
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(_django_db_helper: None) -> Read:
    """The words of a page, for a visitor or one of the logins with its second factor shown."""

    def words(address: str, login: Login | None = None) -> str:
        user = User.objects.get(email=login.address).pk if login else None
        page = browser(user).get(address)
        assert page.status_code == 200, address
        assert_calm(page)
        return words_of(page)

    return words
