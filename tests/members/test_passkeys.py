"""Passkeys: they open what an app's code opens, log in too, and answer to nobody but their holder on our site."""

import datetime as dt
import json

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from members import second_factor
from tests.pages import words_of
from tests.phone_locks import (
    ASKS_TO_SHOW,
    DESK,
    LOG_IN,
    MAKE,
    SHOW,
    Lock,
    asked_on,
    asked_to_log_in,
    send,
    set_up,
)
from tests.phones import SECRET, code_of

REPORT, TONIGHT = "/reports/attendance/", "/tonight/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]


def opens(client, page=REPORT):
    return client.get(page).status_code == 200


def one(client):
    """The address of the page of a login's only passkey."""
    [address] = {part.split('"')[0] for part in client.get(DESK).content.decode().split(f"{DESK}passkeys/")[1:]} - {
        "new/"
    }
    return f"{DESK}passkeys/{address}"


# -- Setting it up


def test_who_has_none_may_choose_and_a_passkey_opens_what_needs_it(coordinator, browse):
    client = browse(coordinator)
    choice = client.get(f"{DESK}?next={REPORT}")
    assert MAKE in choice.content.decode()
    assert f"{DESK}set-up/" in choice.content.decode()

    set_up(client)

    assert "Your paper codes" in client.get(f"{DESK}paper-codes/").content.decode()
    assert client.get(DESK)["Location"] == REPORT
    assert opens(client)


def test_its_name_is_ones_own_or_ours(holder):
    client, _ = holder
    set_up(client)

    assert [row.wrap().name for row in Authenticator.objects.filter(type="webauthn").order_by("pk")] == [
        "My phone",
        "Passkey 2",
    ]
    page = words_of(client.get(DESK))
    assert "My phone" in page
    assert "Passkey 2" in page


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"challenge": b"x" * 32}, {"site": "evil.example"}, {"without_lock": True}],
)
def test_one_that_is_made_wrongly_is_answered_with_what_to_do(coordinator, browse, wrong):
    client = browse(coordinator)

    answer = send(client, MAKE, Lock().make(asked_on(client, MAKE), **wrong))

    assert answer.status_code == 200
    assert "The passkey was not set up. Press the button once more." in words_of(answer)
    assert not Authenticator.objects.exists()


def test_another_needs_the_first_shown_lately(holder):
    client, _ = holder
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6), tick=False):
        assert opens(client)
        assert client.get(MAKE)["Location"].startswith(ASKS_TO_SHOW)


# -- Showing it


def test_shown_it_opens_exactly_what_an_apps_code_opens(holder, coordinator, browse):
    _, lock = holder
    second_factor.give(user=coordinator.user, secret=SECRET)
    by_code, by_passkey, by_neither = (browse(coordinator) for _ in range(3))
    by_code.post(ASKS_TO_SHOW, {"code": code_of()})

    answer = send(by_passkey, SHOW, lock.show(asked_on(by_passkey, ASKS_TO_SHOW)), next=REPORT)

    assert answer["Location"] == REPORT
    for page in (REPORT, DESK, f"{DESK}paper-codes/", TONIGHT, MAKE):
        assert by_passkey.get(page).status_code == by_code.get(page).status_code == 200, page
    assert not opens(by_neither)


def test_unused_it_closes_after_half_an_hour_like_a_code(holder):
    client, _ = holder
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=29), tick=False) as clock:
        assert opens(client)
        clock.shift(dt.timedelta(minutes=31))
        assert not opens(client)


def test_in_use_it_closes_after_twelve_hours_like_a_code(holder):
    client, _ = holder
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(12 * 3 - 1):
            clock.shift(dt.timedelta(minutes=20))
            assert opens(client)
        clock.shift(dt.timedelta(minutes=20, seconds=1))
        assert not opens(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://sub.localhost"},
        {"origin": "http://localhost:1"},
        {"challenge": b"x" * 32},
        {"site": "evil.example"},
        {"without_lock": True},
    ],
)
def test_one_that_is_shown_wrongly_opens_nothing_and_says_what_to_do(holder, coordinator, browse, wrong):
    _, lock = holder
    client = browse(coordinator)

    answer = send(client, SHOW, lock.show(asked_on(client, ASKS_TO_SHOW), **wrong), next=REPORT)

    assert answer["Location"] == f"{ASKS_TO_SHOW}?next=%2Freports%2Fattendance%2F"
    assert "That passkey did not open this." in words_of(client.get(answer["Location"]))
    assert not opens(client)


def test_an_answer_works_once_and_on_the_browser_that_asked(holder, coordinator, browse):
    _, lock = holder
    here, elsewhere = browse(coordinator), browse(coordinator)
    answer = lock.show(asked_on(here, ASKS_TO_SHOW))
    asked_on(elsewhere, ASKS_TO_SHOW)

    send(elsewhere, SHOW, answer)
    send(here, SHOW, answer)
    second_factor_again = browse(coordinator)
    send(second_factor_again, SHOW, answer)

    assert [opens(client) for client in (here, elsewhere, second_factor_again)] == [True, False, False]
    here.post("/accounts/logout/")
    here.force_login(coordinator.user)
    asked_on(here, ASKS_TO_SHOW)
    send(here, SHOW, answer)
    assert not opens(here)


def test_one_persons_passkey_shows_nothing_of_another(holder, manager, browse):
    _, lock = holder
    client = browse(manager)
    theirs = set_up(client)
    another = browse(manager)

    send(another, SHOW, lock.show(asked_on(another, ASKS_TO_SHOW), holder=theirs.holder))

    assert not opens(another)


# -- Naming it, and taking it away


def test_it_is_renamed(holder):
    client, _ = holder

    assert client.post(one(client), {"name": "The blue key"})["Location"] == DESK

    assert "The blue key" in words_of(client.get(DESK))
    assert "Say what you call it." in words_of(client.post(one(client), {"name": " "}))


def test_taken_away_it_opens_nothing_and_all_others_are_logged_out(holder, coordinator, browse):
    client, lock = holder
    elsewhere = browse(coordinator)
    assert "the only one you have" in words_of(client.get(one(client)))

    client.post(one(client), {"do": "remove"})

    assert not opens(elsewhere, TONIGHT)
    assert opens(client, TONIGHT)
    assert not opens(client)
    assert not Authenticator.objects.exists()
    stranger = Client()
    send(stranger, LOG_IN, lock.show(asked_to_log_in(stranger)))
    assert "_auth_user_id" not in stranger.session


def test_with_another_way_left_this_device_stays_open(holder, coordinator):
    client, _ = holder
    second_factor.give(user=coordinator.user, secret=SECRET)
    assert "the only one you have" not in words_of(client.get(one(client)))

    client.post(one(client), {"do": "remove"})

    assert opens(client)
    assert Authenticator.objects.filter(type="recovery_codes").exists()


def test_too_many_tries_are_asked_to_wait(holder, coordinator, browse):
    _, lock = holder
    client = browse(coordinator)
    for _ in range(10):
        send(client, SHOW, lock.show(asked_on(client, ASKS_TO_SHOW), challenge=b"x" * 32))

    send(client, SHOW, lock.show(asked_on(client, ASKS_TO_SHOW)))

    assert not opens(client)


def test_nobody_elses_is_there(holder, manager, browse):
    client, _ = holder
    theirs = browse(manager)
    set_up(theirs)

    for answer in (
        theirs.get(one(client)),
        theirs.post(one(client), {"do": "remove"}),
        theirs.get(f"{DESK}passkeys/x/"),
    ):
        assert answer.status_code == 404
    assert opens(client)


def test_what_is_kept_of_it_is_of_no_use_to_a_thief(holder, coordinator):
    """A public key and a public name: nothing of a face or a finger, no secret, no maker of the phone."""
    kept = json.dumps(Authenticator.objects.get(type="webauthn").data)

    assert coordinator.email not in kept
    assert "private" not in kept
