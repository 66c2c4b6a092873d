"""Tricks at the door: planted cookies, swapped codes and stages, forms from other sites, and ways to other sites."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import second_factor, sending
from members.models import Device
from tests import factories
from tests.phone_locks import LOG_IN, SHOW, asked_on, asked_to_log_in, send, set_up
from tests.phones import SECRET, code_of

ASK, ENTER, LOG_OUT = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/logout/"
DESK, CODE, DEVICES = "/accounts/second-factor/", "/accounts/second-factor/code/", "/accounts/devices/"
REPORT, TONIGHT = "/reports/attendance/", "/tonight/"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%09/evil.example",
    "\t//evil.example",
    "//testserver@evil.example/",
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]


def ask(browser, email, **more):
    """Ask for a code, and read it in the letter."""
    browser.post(ASK, {"email": email, **more})
    sending.send_due(clock=timezone.now)
    assert mail.outbox[-1].to == [email]
    return re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body).group()


def is_logged_in(browser):
    return "_auth_user_id" in browser.session


def is_ours(address):
    """As a browser reads it: what stands before a path is another site, and backslashes are slashes to it."""
    read = re.sub(r"[\t\r\n]", "", address).replace("\\", "/").strip()
    return read.startswith("/") and not read.startswith("//")


# -- A cookie planted in somebody's browser


def test_a_cookie_planted_before_login_is_worth_nothing_after(facilitator):
    planter = Client()
    ask(planter, factories.PersonFactory().email)
    victim = Client()
    victim.cookies["session"] = planter.cookies["session"].value
    victim.post(LOG_OUT)
    planter_again = Client()
    ask(planter_again, factories.PersonFactory().email)
    victim.cookies["session"] = key = planter_again.cookies["session"].value

    victim.post(LOG_OUT, {"next": ASK})
    code = ask(victim, facilitator.email)
    victim.post(ENTER, {"code": code})

    assert is_logged_in(victim)
    assert victim.cookies["session"].value != key
    planter_again.cookies["session"] = key
    assert not is_logged_in(planter_again)
    assert not Device.objects.filter(pk=key).exists()


def test_what_a_browser_showed_for_one_login_opens_nothing_for_the_next(coordinator, manager, browse):
    browser = browse(coordinator)
    second_factor.give(user=coordinator.user, secret=SECRET)
    browser.post(CODE, {"code": code_of()})
    assert browser.get(REPORT).status_code == 200
    browser.post(LOG_OUT)

    browser.post(ENTER, {"code": ask(browser, manager.email)})

    assert browser.session["_auth_user_id"] == str(manager.user_id)
    assert browser.get(REPORT).status_code == 302


# -- Codes and stages swapped


def test_a_code_for_one_address_logs_in_no_other(facilitator, volunteer):
    browser = Client()
    mine = ask(browser, facilitator.email)
    browser.post(LOG_OUT, {"next": ASK})
    ask(browser, volunteer.email)

    browser.post(ENTER, {"code": mine})

    assert not is_logged_in(browser)


def test_an_address_sent_along_with_the_code_changes_nobody(facilitator, volunteer):
    browser = Client()
    code = ask(browser, facilitator.email)

    browser.post(
        f"{ENTER}?email={volunteer.email}", {"code": code, "email": volunteer.email, "user": volunteer.user_id}
    )

    assert browser.session["_auth_user_id"] == str(facilitator.user_id)


def test_a_stage_begun_by_one_is_not_finished_by_another(facilitator, volunteer):
    """Two browsers halfway in; each one's code is typed into the other."""
    mine, theirs = Client(), Client()
    my_code, their_code = ask(mine, facilitator.email), ask(theirs, volunteer.email)

    mine.post(ENTER, {"code": their_code})
    theirs.post(ENTER, {"code": my_code})

    assert not is_logged_in(mine)
    assert not is_logged_in(theirs)


def test_an_answer_to_the_question_at_the_door_is_none_to_the_next(coordinator, browse):
    """A passkey that was asked to log in, and whose answer is taken elsewhere instead."""
    lock = set_up(browse(coordinator))
    stranger = Client()
    answer = lock.show(asked_to_log_in(stranger))

    assert send(stranger, SHOW, answer).status_code == 302
    assert not is_logged_in(stranger)
    again = browse(coordinator)
    asked_on(again, CODE)
    send(again, SHOW, answer)
    assert again.get(REPORT).status_code == 302


# -- Forms from other sites


@pytest.mark.parametrize("page", [ASK, ENTER, LOG_IN, LOG_OUT])
def test_no_other_site_logs_anybody_in_or_out(page, facilitator):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(page, {"email": facilitator.email, "code": "0000-0000"}, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert not mail.outbox


@pytest.mark.parametrize("page", [CODE, SHOW, DEVICES, f"{DESK}replace/", f"{DESK}paper-codes/new/", LOG_OUT])
def test_no_other_site_changes_a_login(page, coordinator):
    second_factor.give(user=coordinator.user, secret=SECRET)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(coordinator.user)

    answer = browser.post(page, {"code": code_of(), "end": "others"}, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert is_logged_in(browser)
    assert browser.get(REPORT).status_code == 302


# -- Ways to other sites


@pytest.mark.parametrize("there", ELSEWHERE)
def test_logging_in_leads_to_no_other_site(there, facilitator):
    browser = Client()
    code = ask(browser, facilitator.email, next=there)

    answer = browser.post(ENTER, {"code": code, "next": there})

    assert is_logged_in(browser)
    assert is_ours(answer["Location"]), answer["Location"]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_neither_the_second_factor_nor_logging_out_leads_to_another_site(there, coordinator, browse):
    second_factor.give(user=coordinator.user, secret=SECRET)
    browser = browse(coordinator)
    browser.get(DESK, {"next": there})
    shown, desk = browser.post(CODE, {"code": code_of(), "next": there}), browser.get(DESK)
    led_back, left = browser.get(SHOW, {"next": there}), browser.post(LOG_OUT, {"next": there})

    assert [answer.status_code for answer in (shown, led_back, left)] == [302] * 3
    assert desk.status_code in (200, 302), "itself, or on to where it was asked to lead"
    ways = [answer["Location"] for answer in (shown, desk, led_back, left) if answer.status_code == 302]
    assert [way for way in ways if not is_ours(way)] == []


@pytest.mark.parametrize("there", ELSEWHERE)
def test_a_passkey_leads_to_no_other_site(there, coordinator, browse):
    lock = set_up(browse(coordinator))
    by_passkey, shown = Client(), browse(coordinator)

    answers = [
        send(by_passkey, LOG_IN, lock.show(asked_to_log_in(by_passkey)), next=there),
        send(shown, SHOW, lock.show(asked_on(shown, CODE)), next=there),
        send(Client(), LOG_IN, {}, next=there),
    ]

    assert is_logged_in(by_passkey)
    for answer in answers:
        assert is_ours(answer["Location"]), answer["Location"]


# -- Round the door


def test_a_password_opens_neither_the_admin_nor_anything_else(coordinator):
    """Somebody may have one from the command line. No page takes it."""
    type(coordinator.user).objects.create_superuser("root@example.org", password="correct horse")
    browser = Client()

    answer = browser.post("/admin/login/?next=/admin/", {"username": "root@example.org", "password": "correct horse"})
    assert answer.status_code == 404
    for page in ("/accounts/login/", ASK, ENTER):
        browser.post(page, {"login": "root@example.org", "email": "root@example.org", "password": "correct horse"})
    assert not is_logged_in(browser)
    assert browser.get("/admin/")["Location"].startswith("/accounts/login/code/?next=")
