"""Logging in with a code: for everyone who is known, and without a word to anyone else."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import login, sending
from members.models import Message, Person, User
from tests import factories
from tests.letters import assert_discreet

ASK, ENTER = "/accounts/login/code/", "/accounts/login/code/confirm/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


@pytest.fixture
def browser():
    return Client()


def deliver():
    """Send what is in the outbox; the letters that left now."""
    before = len(mail.outbox)
    sending.send_due(clock=timezone.now)
    return mail.outbox[before:]


def ask(browser, email, **more):
    return browser.post(ASK, {"email": email}, **more)


def code_for(browser, email):
    ask(browser, email)
    [letter] = deliver()
    assert letter.to == [email.lower()]
    return re.search(r"\b\d{4}-\d{4}\b", letter.body).group()


def is_logged_in(browser):
    return "_auth_user_id" in browser.session


# -- The way in


def test_a_code_by_e_mail_logs_somebody_in(browser, facilitator):
    code = code_for(browser, facilitator.email)

    answer = browser.post(ENTER, {"code": code})

    assert answer.status_code == 302
    assert browser.session["_auth_user_id"] == str(facilitator.user_id)


@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}\n"])
def test_a_code_may_be_typed_or_pasted_in_any_way(browser, facilitator, typed):
    code = code_for(browser, facilitator.email)

    browser.post(ENTER, {"code": typed.format(*code.split("-"))})

    assert is_logged_in(browser)


def test_the_first_right_code_makes_a_login_for_a_persons_address(browser, network):
    person = factories.PersonFactory(network=network, email="Robin@Example.org")
    assert not User.objects.exists()

    browser.post(ENTER, {"code": code_for(browser, "ROBIN@example.org")})

    person.refresh_from_db()
    assert is_logged_in(browser)
    assert person.user.email == "robin@example.org"
    assert not person.user.has_usable_password()


def test_the_first_right_code_makes_a_login_for_an_invitation(browser, network, now):
    network.invitations.create(
        email="ines@example.org", known_as="Ines", sent_at=now, expires_at=now + dt.timedelta(days=7)
    )

    browser.post(ENTER, {"code": code_for(browser, "ines@example.org")})

    assert is_logged_in(browser)


@pytest.mark.parametrize("over", ["revoked_at", "accepted_at", "expires_at"])
def test_an_invitation_that_is_over_makes_no_login(network, now, over):
    facts = {"expires_at": now + dt.timedelta(days=7), over: now}
    network.invitations.create(email="ines@example.org", known_as="Ines", sent_at=now, **facts)

    assert login.login_of(email="ines@example.org", now=now) is None


def test_logging_in_joins_the_persons_of_that_address_in_every_network(browser, facilitator):
    here, there, taken = (
        factories.PersonFactory(email=facilitator.email.upper()),
        factories.PersonFactory(email=facilitator.email),
        factories.PersonFactory(email=facilitator.email, user=factories.UserFactory()),
    )
    other = factories.PersonFactory()

    browser.post(ENTER, {"code": code_for(browser, facilitator.email)})

    mine = set(Person.objects.filter(user=facilitator.user_id))
    assert mine == {facilitator, here, there}
    assert Person.objects.get(pk=taken.pk).user_id == taken.user_id
    assert Person.objects.get(pk=other.pk).user_id is None


def test_it_goes_on_to_the_page_that_asked_and_to_no_other_site(browser, facilitator):
    for onward, there in (("/reports/attendance/", "/reports/attendance/"), ("https://example.org/", "/tonight/")):
        asked = browser.post(f"{ASK}?next={onward}", {"email": facilitator.email})
        [letter] = deliver()
        code = re.search(r"\b\d{4}-\d{4}\b", letter.body).group()
        answer = browser.post(asked["Location"], {"code": code})
        assert answer["Location"] == there
        browser.post("/accounts/logout/")


def test_a_fresh_session_begins_at_login(browser, facilitator):
    """A8: what a device held before is worth nothing after."""
    code = code_for(browser, facilitator.email)
    before = browser.session.session_key

    browser.post(ENTER, {"code": code})

    assert browser.session.session_key != before


def test_logging_out_ends_it_on_the_server(browser, facilitator):
    browser.post(ENTER, {"code": code_for(browser, facilitator.email)})
    key = browser.session.session_key

    assert browser.get("/accounts/logout/").status_code == 200
    assert is_logged_in(browser)
    browser.post("/accounts/logout/")

    browser.cookies["session"] = key
    assert not is_logged_in(browser)


# -- A code is used once, for a while, where it was asked for (A7)


def test_a_code_works_once(browser, facilitator):
    code = code_for(browser, facilitator.email)
    browser.post(ENTER, {"code": code})
    browser.post("/accounts/logout/")

    ask(browser, facilitator.email)
    browser.post(ENTER, {"code": code})

    assert not is_logged_in(browser)


def test_a_code_works_only_in_the_browser_that_asked(browser, facilitator):
    code, another = code_for(browser, facilitator.email), Client()
    ask(another, facilitator.email)

    another.post(ENTER, {"code": code})

    assert not is_logged_in(another)


def test_a_code_works_for_ten_minutes(browser, facilitator):
    code = code_for(browser, facilitator.email)

    with time_machine.travel(timezone.now() + dt.timedelta(seconds=601), tick=True):
        browser.post(ENTER, {"code": code})

    assert not is_logged_in(browser)


def test_three_wrong_codes_end_the_right_one(browser, facilitator):
    code = code_for(browser, facilitator.email)
    for _ in range(2):
        assert browser.post(ENTER, {"code": "0000-0000"}).status_code == 200
    assert browser.post(ENTER, {"code": "0000-0000"}).status_code == 302

    browser.post(ENTER, {"code": code})

    assert not is_logged_in(browser)


def test_one_can_start_again_with_another_address(browser, facilitator):
    ask(browser, "mistyped@example.org")
    browser.post("/accounts/logout/", {"next": ASK})

    assert browser.get(ASK).status_code == 200
    browser.post(ENTER, {"code": code_for(browser, facilitator.email)})
    assert is_logged_in(browser)


# -- The letter


def test_the_code_lies_sealed_in_the_outbox_and_is_wiped_when_it_has_left(browser, facilitator):
    ask(browser, facilitator.email)
    waiting = Message.objects.get()
    assert facilitator.email not in waiting.sealed

    [letter] = deliver()

    code = re.search(r"\d{4}-\d{4}", letter.body).group()
    for value in Message.objects.values().get().values():
        assert code not in str(value)
        assert facilitator.email not in str(value)
    assert Message.objects.get().sealed == ""


def test_a_code_that_is_late_is_not_sent(browser, facilitator):
    ask(browser, facilitator.email)

    sending.send_due(clock=lambda: timezone.now() + dt.timedelta(seconds=600))

    assert mail.outbox == []
    assert Message.objects.get().state == Message.State.EXPIRED


def test_r8_the_letter_is_discreet(browser, facilitator):
    facilitator.network.sender_name = "Friday"
    facilitator.network.save()
    ask(browser, facilitator.email)

    [letter] = deliver()

    assert_discreet(letter, also=[facilitator.network.name])
    assert letter.from_email.startswith("Friday <")


def test_who_wants_no_letters_can_still_log_in(browser, facilitator):
    Person.objects.update(wants_letters=False)

    browser.post(ENTER, {"code": code_for(browser, facilitator.email)})

    assert is_logged_in(browser)


# -- What else


def test_sign_up_is_closed(browser):
    assert browser.post("/accounts/signup/", {"email": "new@example.org"}).status_code == 200
    assert not User.objects.exists()


def test_the_login_page_is_the_one_that_sends_a_code(browser):
    assert browser.get("/accounts/login/?next=/tonight/")["Location"] == f"{ASK}?next=/tonight/"


def test_the_form_helps_a_phone_to_fill_in_the_code(browser, facilitator):
    ask(browser, facilitator.email)

    page = browser.get(ENTER).content.decode()

    [field] = re.findall(r'<input[^>]*name="code"[^>]*>', page)
    assert 'autocomplete="one-time-code"' in field
    assert 'inputmode="numeric"' in field
    assert "onpaste" not in page


# -- Logins nobody uses


def test_logins_nobody_ever_used_are_forgotten_after_a_day(now):
    old = now - dt.timedelta(hours=25)
    _unused, young, used, staff, somebodys = (factories.UserFactory() for _ in range(5))
    User.objects.exclude(pk=young.pk).update(created_at=old)
    User.objects.filter(pk=used.pk).update(last_login=old)
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    factories.PersonFactory(user=somebodys)

    assert login.forget_unused_logins(now=now) == 1
    assert set(User.objects.all()) == {young, used, staff, somebodys}
    assert login.forget_unused_logins(now=now) == 0


def test_no_address_is_nobodys_address(now):
    factories.PersonFactory(reach="phone", phone="07700900123", email="")

    assert login.login_of(email="", now=now) is None
