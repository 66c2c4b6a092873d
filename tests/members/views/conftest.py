"""A complaint that came on a Thursday in November, seen on the Monday after next."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from members import complaints
from members.models import Complaint, Network, Person
from tests import factories

FORM = "/networks/keep-the-kettle-on/complain/"
DESK = "/complaints/"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CAME = dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)
Browse = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def complaint(network: Network) -> Complaint:
    return factories.ComplaintFactory(network=network, received_at=CAME, known_as="Nan", email="nan@example.org")


def page_of(complaint: Complaint) -> str:
    return f"/complaints/{complaints.token(complaint)}/"
