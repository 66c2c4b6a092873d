"""How long the second factor is good for: half an hour without use, twelve hours at most, on each device by itself."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import second_factor
from tests.phones import SECRET, code_of

REPORT, TONIGHT = "/reports/attendance/", "/tonight/"
DESK, CODE = "/accounts/second-factor/", "/accounts/second-factor/code/"
IN_USE = 'UPDATE "members_device" SET "second_factor_used_at"'

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


@pytest.fixture
def clock():
    """Noon, when the phone has just shown a new code; it moves on when told."""
    with time_machine.travel(timezone.now().replace(hour=12, minute=0, second=0, microsecond=0), tick=False) as clock:
        yield clock


@pytest.fixture
def desk(coordinator, browse, clock):
    """A coordinator's browser, second factor shown at noon."""
    second_factor.give(user=coordinator.user, secret=SECRET)
    client = browse(coordinator)
    client.post(CODE, {"code": code_of()})
    return client


def later(clock, **time):
    clock.shift(dt.timedelta(**time))


def is_open(client, page=REPORT):
    answer = client.get(page)
    assert answer.status_code == 200 or answer["Location"].startswith(f"{DESK}?next=")
    return answer.status_code == 200


def test_it_closes_after_half_an_hour_without_use(desk, clock):
    assert is_open(desk)
    later(clock, minutes=29)
    assert is_open(desk)
    later(clock, minutes=29)
    assert is_open(desk)
    later(clock, minutes=31)
    assert not is_open(desk)
    assert is_open(desk, TONIGHT)


def test_shown_and_never_used_it_closes_too(desk, clock):
    later(clock, minutes=31)
    assert not is_open(desk)


def test_what_a_code_alone_opens_keeps_nothing_open(desk, clock):
    for _ in range(4):
        later(clock, minutes=10)
        assert is_open(desk, TONIGHT)
    assert not is_open(desk)


def test_it_closes_after_twelve_hours_however_much_it_is_used(desk, clock):
    for _ in range(12 * 3 - 1):
        later(clock, minutes=20)
        assert is_open(desk)
    later(clock, minutes=20, seconds=1)
    assert not is_open(desk)


def test_asked_for_again_one_comes_back_to_the_page(desk, clock):
    later(clock, minutes=31)

    answer = desk.get(f"{REPORT}?begins=2026-10-01&ends=2026-10-31", follow=True)
    assert "Show it is you" in answer.content.decode()
    answer = desk.post(answer.request["PATH_INFO"] + "?next=" + DESK, {"code": code_of()}, follow=True)

    assert answer.request["PATH_INFO"] == REPORT
    assert answer.request["QUERY_STRING"] == "begins=2026-10-01&ends=2026-10-31"
    assert answer.status_code == 200


def test_use_on_one_device_keeps_no_other_open(desk, coordinator, browse, clock):
    later(clock, minutes=1)
    elsewhere = browse(coordinator)
    elsewhere.post(CODE, {"code": code_of()})
    for _ in range(2):
        later(clock, minutes=20)
        assert is_open(desk)
    assert not is_open(elsewhere)


def test_use_is_written_down_once_a_minute_at_most(desk, clock):
    def written():
        with CaptureQueriesContext(connection) as queries:
            assert is_open(desk)
        return [query["sql"] for query in queries if IN_USE in query["sql"]]

    assert len(written()) == 1
    assert written() == []
    later(clock, seconds=61)
    assert len(written()) == 1


def test_a_refused_page_is_no_use(desk, clock):
    later(clock, minutes=31)
    for _ in range(3):
        assert not is_open(desk)
    later(clock, minutes=1)
    desk.post(CODE, {"code": code_of()})
    assert is_open(desk)
