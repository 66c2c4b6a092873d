"""How often one address may send a form: a whole hall may, a flood may not, and looking is never counted."""

import datetime as dt
import re
import threading
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory

from members.models import Person
from peersupport.home.tasks import tick
from peersupport.lib import limits
from sessions.models import GroupSession, Place
from tests.pages import assert_calm, words_of

ADDRESS = "203.0.113.7"


def ask(session: GroupSession, number: int, **headers: Any) -> Any:
    sent = {"known_as": f"Robin {number}", "reach": "email", "email": f"r{number}@example.org", "how_often": "once"}
    return Client(**headers).post(f"/sessions/{session.ref}/place/", sent)


@pytest.mark.django_db
def test_a5_forty_people_behind_one_address_keep_a_place_in_five_minutes(session: GroupSession) -> None:
    answers = {ask(session, number, REMOTE_ADDR=ADDRESS).status_code for number in range(40)}

    assert answers == {200}
    assert Place.objects.filter(session=session).count() == 40


@pytest.mark.django_db
def test_a_flood_is_asked_to_wait_and_writes_nothing(session: GroupSession, settings: Any) -> None:
    settings.FORMS_FROM_ONE_ADDRESS = 3
    for number in range(3):
        assert ask(session, number, REMOTE_ADDR=ADDRESS).status_code == 200
    turned_away = ask(session, 4, REMOTE_ADDR=ADDRESS)

    assert turned_away.status_code == 429
    assert_calm(turned_away)
    assert "Wait a few minutes" in words_of(turned_away)
    assert (Place.objects.count(), Person.objects.count()) == (3, 3)
    assert Client(REMOTE_ADDR=ADDRESS).get(f"/sessions/{session.ref}/place/").status_code == 200
    assert ask(session, 5, REMOTE_ADDR="203.0.113.8").status_code == 200, "others are not held up by it"
    with time_machine.travel(dt.datetime.now(dt.UTC) + limits.WINDOW + dt.timedelta(seconds=1), tick=True):
        assert ask(session, 6, REMOTE_ADDR=ADDRESS).status_code == 200


@pytest.mark.django_db
def test_a_reminder_is_counted_by_itself(session: GroupSession, settings: Any) -> None:
    settings.FORMS_FROM_ONE_ADDRESS = 1
    assert ask(session, 1, REMOTE_ADDR=ADDRESS).status_code == 200
    address = f"/sessions/{session.ref}/remind-me/"
    sent = {"known_as": "Robin", "email": "robin@example.org", "how_often": "once"}
    answers = [Client(REMOTE_ADDR=ADDRESS).post(address, sent).status_code for _ in range(2)]

    assert answers == [200, 429]


@pytest.mark.django_db
def test_a4_a_forged_header_changes_nothing(session: GroupSession, settings: Any) -> None:
    settings.FORMS_FROM_ONE_ADDRESS = 1
    answers = [
        ask(session, number, REMOTE_ADDR=ADDRESS, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").status_code
        for number in range(2)
    ]
    assert answers == [200, 429]


@pytest.mark.django_db
def test_a4_behind_a_proxy_the_address_it_names_counts_and_nothing_before_it(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.1, {ADDRESS}")
    assert limits.address_of(forged) == ADDRESS


def test_a_household_is_one_address_in_ipv6() -> None:
    here, there, elsewhere = (
        limits.address_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert here == there != elsewhere


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_exactly() -> None:
    counted, now = list[int](), dt.datetime.now(dt.UTC)

    def send() -> None:
        try:
            counted.extend(limits.count("place", ADDRESS, now) for _ in range(10))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counted) == list(range(1, 81))


@pytest.mark.django_db
def test_the_table_says_nothing_of_who_and_is_emptied(now: dt.datetime) -> None:
    limits.count("place", ADDRESS, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT one::text FROM form_counts one")
        [(row,)] = cursor.fetchall()
    assert ADDRESS not in row
    with time_machine.travel((now + dt.timedelta(hours=2)).replace(minute=23), tick=False):
        tick()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM form_counts")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_neither_does_the_table_of_tries_at_the_door(client: Client, now: dt.datetime) -> None:
    """allauth counts by address and by login, in keys that have them in clear."""
    client.post("/accounts/login/code/", {"email": "robin@example.org"}, REMOTE_ADDR=ADDRESS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, one::text FROM tries one")
        rows = cursor.fetchall()
        assert len(rows) >= 3, "by address, by login, and by login from here"
        assert not [row for key, row in rows if not re.fullmatch("[0-9a-f]{64}", key) or ADDRESS in row]
        assert sha256(b"robin@example.org").hexdigest() not in str(rows), "a digest without a key is soon guessed"
        with time_machine.travel((now + dt.timedelta(days=2)).replace(minute=23), tick=False):
            tick()
        cursor.execute("SELECT count(*) FROM tries WHERE expires < %s", [now + dt.timedelta(days=2)])
        assert cursor.fetchone() == (0,)
