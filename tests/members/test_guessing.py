"""Guessing: ten thousand tries against one login open nothing, and it is the guesser who waits."""

import datetime as dt
import itertools
import re

import pytest
import time_machine
from allauth.core.context import request_context
from allauth.mfa.signals import authentication_failed
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from members import second_factor, sending
from members.forms.login import AskForCodeForm, SecondFactorForm
from members.models import Message
from tests import factories
from tests.pages import words_of
from tests.phone_locks import LOG_IN, asked_to_log_in, send, set_up
from tests.phones import SECRET, code_of

ASK, ENTER, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/second-factor/code/"
REPORT, TONIGHT = "/reports/attendance/", "/tonight/"
GUESSER, HOLDER = "203.0.113.66", "198.51.100.7"
TRIES, MANY = 150, 10_000

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


@pytest.fixture
def clock():
    """Noon; a try takes a second."""
    with time_machine.travel(timezone.now().replace(hour=12, minute=0, second=0, microsecond=0), tick=False) as clock:
        yield clock


@pytest.fixture
def keeper(coordinator, clock):
    second_factor.give(user=coordinator.user, secret=SECRET)
    return coordinator


def forged():
    """A guesser's headers: each request says it comes from somewhere else; all come from one address."""
    for number in itertools.count():
        yield {"REMOTE_ADDR": GUESSER, "HTTP_X_FORWARDED_FOR": f"10.0.{number // 256}.{number % 256}"}


def as_if_from(headers):
    return request_context(RequestFactory().post(CODE, **headers))


def wrong(number):
    """A guess, and never the right one."""
    guess = f"{number:06}"
    return guess if guess != code_of() else "999999"


@pytest.fixture
def quick_counts(settings):
    """Tries counted in memory: the same counting, for ten thousand of them."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    settings.CACHES = {**settings.CACHES, "default": memory}


@pytest.fixture
def looked_at():
    """One for each guess that was compared with the right code; others were turned away before."""
    found = []
    authentication_failed.connect(lambda **_: found.append(1), weak=False, dispatch_uid="guessing")
    yield found
    authentication_failed.disconnect(dispatch_uid="guessing")


def is_logged_in(browser):
    return "_auth_user_id" in browser.session


def test_guessing_login_codes_opens_nothing_and_its_holder_still_gets_theirs(keeper, clock):
    headers, guesser, asked = forged(), Client(), 0
    for number in range(TRIES):
        if guesser.post(ENTER, {"code": f"{number:08}"}, **next(headers)).status_code == 302:
            guesser.post(ASK, {"email": keeper.email}, **next(headers))
            asked += 1
        clock.shift(1)

    assert asked > 10
    assert not is_logged_in(guesser)
    assert Message.objects.filter(purpose="login-code").count() == 10

    holder = Client(REMOTE_ADDR=HOLDER)
    holder.post(ASK, {"email": keeper.email})
    sending.send_due(clock=timezone.now)
    code = re.search(r"\b\d{4}-\d{4}\b", mail.outbox[-1].body).group()
    holder.post(ENTER, {"code": code})
    assert is_logged_in(holder)


def test_guessing_the_second_factor_opens_nothing_however_right_a_late_guess_is(keeper, browse, clock):
    """The worst case: the guesser reads the holder's e-mail, and is logged in."""
    holder, guesser, headers = browse(keeper), browse(keeper), forged()
    holder.post(CODE, {"code": code_of()}, REMOTE_ADDR=HOLDER)
    clock.shift(60)

    for number in range(TRIES):
        guesser.post(CODE, {"code": wrong(number)}, **next(headers))
        clock.shift(1)
    guesser.post(CODE, {"code": code_of()}, **next(headers))

    assert guesser.get(REPORT).status_code == 302
    assert holder.get(REPORT, REMOTE_ADDR=HOLDER).status_code == 200, "what was open stays open"


@pytest.mark.long
@pytest.mark.usefixtures("quick_counts")
def test_of_ten_thousand_second_factors_in_three_hours_a_hundred_are_looked_at(keeper, clock, looked_at):
    """At the form, without pages around it: a try a second, each from an address of its own."""
    headers = forged()
    for number in range(MANY):
        with as_if_from(next(headers)):
            assert not SecondFactorForm(user=keeper.user, data={"code": wrong(number)}).is_valid()
        clock.shift(1)

    assert len(looked_at) == 100


@pytest.mark.long
@pytest.mark.usefixtures("quick_counts")
def test_of_ten_thousand_wishes_for_a_code_in_three_hours_thirty_are_letters(keeper, clock):
    """Three guesses each: ninety in three hours, of a hundred million codes."""
    headers, heard = forged(), 0
    for _ in range(MANY):
        with as_if_from(next(headers)):
            heard += AskForCodeForm(data={"email": keeper.email}).is_valid()
        clock.shift(1)

    assert heard == 30


def test_while_others_guess_a_passkey_opens_all_and_a_code_does_after_five_minutes(keeper, browse, clock):
    holder, guesser, headers = browse(keeper), browse(keeper), forged()
    holder.post(CODE, {"code": code_of()}, REMOTE_ADDR=HOLDER)
    lock = set_up(holder)
    clock.shift(60)
    for number in range(15):
        guesser.post(CODE, {"code": f"{number:06}"}, **next(headers))

    with_a_code, with_a_passkey = browse(keeper), Client(REMOTE_ADDR=HOLDER)
    answer = with_a_code.post(CODE, {"code": code_of()}, REMOTE_ADDR=HOLDER)
    assert "Wait a few minutes" in words_of(answer)
    send(with_a_passkey, LOG_IN, lock.show(asked_to_log_in(with_a_passkey)))
    assert with_a_passkey.get(REPORT).status_code == 200

    with_a_passkey.post("/accounts/devices/", {"end": "others"})
    assert guesser.get(TONIGHT).status_code == 302
    clock.shift(301)
    with_a_code.force_login(keeper.user)
    with_a_code.post(CODE, {"code": code_of()}, REMOTE_ADDR=HOLDER)
    assert with_a_code.get(REPORT).status_code == 200


def test_behind_a_proxy_the_true_address_is_counted(keeper, settings):
    """One proxy is trusted: what it adds at the end of the header is true, and what stands before it is not."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        Client().post(ASK, {"email": keeper.email}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, {GUESSER}").status_code
        for number in range(7)
    ]
    assert answers == [302] * 5 + [200] * 2
    ours = Client().post(ASK, {"email": keeper.email}, HTTP_X_FORWARDED_FOR=f"10.0.0.1, {HOLDER}")
    assert ours.status_code == 302


def test_forty_people_in_one_hall_log_in_within_a_minute(network, clock):
    people = [factories.PersonFactory(network=network) for _ in range(40)]
    browsers = [Client(REMOTE_ADDR=HOLDER) for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        browser.post(ASK, {"email": person.email})
        clock.shift(dt.timedelta(seconds=1))
    sending.send_due(clock=timezone.now)
    codes = {letter.to[0]: re.search(r"\b\d{4}-\d{4}\b", letter.body).group() for letter in mail.outbox}
    for browser, person in zip(browsers, people, strict=True):
        browser.post(ENTER, {"code": codes[person.email]})

    assert all(is_logged_in(browser) for browser in browsers)
