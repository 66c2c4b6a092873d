"""Logging in by passkey: for its holder, without an address, and calm about whatever else is sent."""

import pytest
from django.test import Client

from members.models import Device
from tests.pages import assert_calm, words_of
from tests.phone_locks import ASKS_TO_LOG_IN, LOG_IN, MAKE, SHOW, asked_to_log_in, send, set_up

REPORT, TONIGHT = "/reports/attendance/", "/tonight/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]


def opens(client, page=REPORT):
    return client.get(page).status_code == 200


def test_it_logs_its_holder_in_and_is_both_factors(holder, coordinator):
    _, lock = holder
    client = Client()

    answer = send(client, LOG_IN, lock.show(asked_to_log_in(client)), next=REPORT)

    assert answer["Location"] == REPORT
    assert client.session["_auth_user_id"] == str(coordinator.user_id)
    assert opens(client)


def test_a_fresh_session_begins_and_leads_to_no_other_site(holder):
    _, lock = holder
    client = Client()
    asked = asked_to_log_in(client)
    before = client.session.session_key

    answer = send(client, LOG_IN, lock.show(asked), next="https://evil.example/")

    assert answer["Location"] == TONIGHT
    assert client.session.session_key != before
    assert not Device.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"challenge": b"x" * 32}, {"without_lock": True}, {"site": "x"}]
)
def test_one_that_logs_in_wrongly_opens_nothing_and_says_what_to_do(holder, wrong):
    _, lock = holder
    client = Client()

    answer = send(client, LOG_IN, lock.show(asked_to_log_in(client), **wrong), next=REPORT)

    assert answer["Location"] == f"{ASKS_TO_LOG_IN}?next=%2Freports%2Fattendance%2F"
    assert "let us send you a code" in words_of(client.get(answer["Location"]))
    assert "_auth_user_id" not in client.session


def test_it_logs_nobody_else_in(holder, manager, browse):
    """Its own key, and another's name on it."""
    _, lock = holder
    theirs = set_up(browse(manager))
    client = Client()

    send(client, LOG_IN, lock.show(asked_to_log_in(client), holder=theirs.holder))

    assert "_auth_user_id" not in client.session


def test_a_closed_or_deleted_login_is_not_logged_in(holder, coordinator):
    _, lock = holder
    type(coordinator.user).objects.update(is_active=False)
    closed = Client()
    send(closed, LOG_IN, lock.show(asked_to_log_in(closed)))
    coordinator.user.delete()
    deleted = Client()
    send(deleted, LOG_IN, lock.show(asked_to_log_in(deleted)))

    assert "_auth_user_id" not in closed.session
    assert "_auth_user_id" not in deleted.session


@pytest.mark.parametrize("page", [LOG_IN, SHOW, MAKE])
@pytest.mark.parametrize(
    "sent",
    [
        *("", "{", "[]", "null", "7", '"x"', "{}", '{"id": "x", "rawId": 1, "response": []}'),
        pytest.param("9" * 5000, id="a number nobody reads"),
        pytest.param("[" * 100_000, id="brackets"),
    ],
)
def test_anything_may_be_sent_and_nothing_breaks(coordinator, browse, page, sent):
    client = Client() if page == LOG_IN else browse(coordinator)
    if page == SHOW:
        set_up(client)
    asked_to_log_in(client) if page == LOG_IN else client.get(MAKE)

    answer = client.post(page, {"credential": sent}, follow=True)

    assert answer.status_code == 200
    assert "passkey" in words_of(answer)
    assert_calm(answer)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("junk", [None, "", "x", "====", "\x00", 7, [], {}])
def test_no_part_of_an_answer_breaks_anything(holder, part, junk):
    _, lock = holder
    client = Client()
    answer = lock.show(asked_to_log_in(client))
    answer["response"][part] = junk

    assert send(client, LOG_IN, answer).status_code == 302
    assert "_auth_user_id" not in client.session
