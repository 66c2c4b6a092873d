"""Where somebody is logged in: listed, ended at once, and ended by itself after a while."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import devices
from members.devices import in_words
from members.login import LoginBackend
from members.models import Device
from tests.pages import words_of

HERE, TONIGHT = "/accounts/devices/", "/tonight/"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"

pytestmark = pytest.mark.django_db


def logged_in(person, agent=PHONE):
    """A browser of somebody's, after its first page."""
    client = Client(HTTP_USER_AGENT=agent)
    client.force_login(person.user)
    Device.objects.filter(pk=client.session.session_key).update(kind=in_words(agent))
    return client


def is_in(client):
    answer = client.get(TONIGHT)
    assert answer.status_code == 200 or answer["Location"].startswith("/accounts/login/code/?next=")
    return answer.status_code == 200


def row(client):
    return Device.objects.get(pk=client.session.session_key)


def after(**time):
    return time_machine.travel(timezone.now() + dt.timedelta(**time), tick=False)


# -- Listed and ended


def test_each_browser_is_listed_in_its_holders_words_and_this_one_is_marked(facilitator):
    phone, _laptop = logged_in(facilitator), logged_in(facilitator, LAPTOP)

    page = words_of(phone.get(HERE))

    assert "Chrome on an Android device – this one" in page
    assert "Firefox on a Linux computer Last used" in page
    assert phone.session.session_key not in page


def test_one_that_is_ended_is_asked_to_log_in_by_its_next_request(facilitator):
    phone, laptop, hall = (logged_in(facilitator) for _ in range(3))

    answer = phone.post(HERE, {"end": row(laptop).ref})

    assert answer["Location"] == HERE
    assert [is_in(client) for client in (phone, laptop, hall)] == [True, False, True]
    phone.post(HERE, {"end": "asked-twice"})
    assert is_in(phone)


def test_all_others_are_ended_and_this_one_stays(facilitator):
    phone, laptop, hall = (logged_in(facilitator) for _ in range(3))

    phone.post(HERE, {"end": "others"})

    assert [is_in(client) for client in (phone, laptop, hall)] == [True, False, False]


def test_nobody_elses_is_listed_or_ended(facilitator, volunteer):
    mine, theirs = logged_in(facilitator), logged_in(volunteer, LAPTOP)

    assert "Firefox" not in words_of(mine.get(HERE))
    mine.post(HERE, {"end": row(theirs).ref})
    mine.post(HERE, {"end": "others"})

    assert is_in(theirs)


def test_a_login_that_is_gone_is_logged_in_nowhere(facilitator):
    phone = logged_in(facilitator)
    facilitator.user.delete()

    assert not is_in(phone)
    assert not Device.objects.exists()


# -- What is kept of a browser


def test_a_device_knows_whose_it_is_and_nothing_of_where(facilitator):
    """Privacy: no address, no version, nothing a browser says of itself, but words of ours."""
    client = Client(HTTP_USER_AGENT=f"{PHONE} <script>", REMOTE_ADDR="203.0.113.9")
    client.force_login(facilitator.user)
    with after(hours=2):
        assert is_in(client)

    [values] = Device.objects.values()
    assert values["user_id"] == facilitator.user_id
    assert values["kind"] == "Chrome on an Android device"
    assert "203.0.113" not in str(values) + str(client.session.items())
    assert "Pixel" not in str(values)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on an Android device"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/125.0 Safari/537.36 Edg/125.0", "Edge on a Windows computer"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:126.0) Gecko/20100101 Firefox/126.0", "Firefox on a Mac"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_what_its_holder_would_call_it(agent, words):
    assert in_words(agent) == words


def test_what_a_strangers_browser_holds_goes_after_a_day(client):
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})

    held = Device.objects.get()
    assert held.user_id is None
    assert held.kind == ""
    assert held.expire_date - timezone.now() <= dt.timedelta(days=1)


# -- It ends by itself


def test_a_login_ends_after_two_weeks_without_use(facilitator):
    phone, drawer = logged_in(facilitator), logged_in(facilitator, LAPTOP)

    with after(days=7, hours=1):
        assert is_in(phone)
    with after(days=14, minutes=1):
        assert is_in(phone)
        assert not is_in(drawer)
        assert "Firefox" not in words_of(phone.get(HERE))


def test_from_friday_to_friday_a_phone_stays_logged_in_and_after_a_month_it_asks(facilitator):
    phone = logged_in(facilitator)

    for week in (1, 2, 3, 4):
        with after(days=7 * week):
            assert is_in(phone)
    with after(days=30, minutes=1):
        assert not is_in(phone)


def test_no_use_of_any_kind_makes_a_month_longer(facilitator):
    """A session that is written anew, under its old key or another, is still the same login."""
    phone = logged_in(facilitator)
    for days in (10, 20, 29):
        with after(days=days):
            session = phone.session
            session["anything"] = days
            session.save()
    with after(days=29, hours=23):
        assert is_in(phone)
    with after(days=30, minutes=1):
        assert not is_in(phone)


def test_looking_at_a_page_writes_a_row_once_an_hour_at_most(facilitator):
    phone = logged_in(facilitator)

    def written():
        with CaptureQueriesContext(connection) as queries:
            assert is_in(phone)
        return [query["sql"] for query in queries if re.search(r"(^|; )(UPDATE|INSERT|DELETE)", query["sql"])]

    assert written() == []
    with after(minutes=61):
        [update] = written()
        assert update.startswith('UPDATE "members_device"')
        assert written() == []


def test_a_use_that_comes_too_late_brings_no_ended_login_back(facilitator):
    phone, laptop = logged_in(facilitator), logged_in(facilitator, LAPTOP)
    held = laptop.session
    held.load()
    phone.post(HERE, {"end": "others"})

    with after(hours=2):
        devices.in_use(device=held.device, kind="Firefox", now=timezone.now())

    assert not is_in(laptop)


def test_logging_in_anew_is_a_new_login_on_the_same_browser(facilitator):
    phone = logged_in(facilitator)
    with after(days=29):
        phone.force_login(facilitator.user)
    with after(days=40):
        assert is_in(phone)


def test_somebody_else_on_the_same_browser_takes_nothing_over(facilitator, volunteer):
    phone = logged_in(facilitator)
    before = row(phone).ref

    phone.force_login(volunteer.user)

    assert row(phone).user_id == volunteer.user_id
    assert not Device.objects.filter(ref=before).exists()


def test_a_closed_login_is_logged_in_nowhere(facilitator):
    phone = logged_in(facilitator)
    type(facilitator.user).objects.filter(pk=facilitator.user_id).update(is_active=False)

    assert not is_in(phone)


def test_a_login_of_an_older_version_is_still_one(regular):
    client = logged_in(regular)
    session = client.session
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    assert is_in(client)


def test_a_login_is_found_without_a_browser_too_unless_it_is_closed(regular, volunteer):
    backend = LoginBackend()
    assert backend.get_user(regular.user.pk) == regular.user
    type(regular.user).objects.filter(pk=volunteer.user.pk).update(is_active=False)
    assert backend.get_user(volunteer.user.pk) is None
    assert backend.get_user(0) is None
