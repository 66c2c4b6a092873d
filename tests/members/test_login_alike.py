"""Known and unknown addresses look alike: the same pages, the same rows, the same questions, the same time (A1, A2)."""

import datetime as dt
import math
import re
import time

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import sending
from members.models import Message, User
from tests import factories

ASK, ENTER = "/accounts/login/code/", "/accounts/login/code/confirm/"
WRONG = "0000-0000"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


def ask(browser, email):
    return browser.post(ASK, {"email": email})


def seen(answer):
    """A page, less what differs from one request to the next."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location"), page


def conversation(email):
    """Every page, and every question to the database, from asking to giving up."""
    browser, pages, questions = Client(), [], []
    steps = [
        lambda: ask(browser, email),
        lambda: browser.get(ASK),
        lambda: browser.get(ENTER),
        *[lambda: browser.post(ENTER, {"code": WRONG})] * 3,
        lambda: browser.get(ENTER),
        lambda: browser.get(ASK),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as asked:
            pages.append(str(seen(step())).replace(email, ""))
        questions.append([re.sub(r"'[^']*'|s\d+_x\d+|\b\d+\b", "?", query["sql"])[:60] for query in asked])
    return pages, questions


def a_login(email):
    factories.UserFactory(email=email)


def a_person_without_a_login(email):
    factories.PersonFactory(email=email)


def an_invitation(email):
    now = timezone.now()
    facts = {"known_as": "Ines", "sent_at": now, "expires_at": now + dt.timedelta(days=7)}
    factories.NetworkFactory().invitations.create(email=email, **facts)


@pytest.mark.parametrize("known", [a_login, a_person_without_a_login, an_invitation])
def test_a1_known_and_unknown_addresses_are_answered_alike(known):
    known("known@example.org")
    conversation("first@example.org")  # so that nothing is read for the first time

    known_pages, known_questions = conversation("known@example.org")
    unknown_pages, unknown_questions = conversation("nobody@example.org")

    assert known_pages == unknown_pages
    assert known_questions == unknown_questions


def test_a1_the_two_letters_in_the_outbox_cannot_be_told_apart():
    a_login("known@example.org")
    for email in ("known@example.org", "nobod@example.org"):
        ask(Client(), email)

    known, unknown = Message.objects.order_by("pk")
    for field in ("purpose", "about", "recipient_kind", "recipient", "state", "reason"):
        assert getattr(known, field) == getattr(unknown, field)
    assert len(known.sealed) == len(unknown.sealed)


def test_a2_unknown_addresses_are_sent_nothing_and_make_no_login():
    for number in range(50):
        ask(Client(), f"nobody-{number}@example.org")
    assert Message.objects.filter(state=Message.State.WAITING).count() == 50

    sending.send_due(clock=timezone.now)

    assert mail.outbox == []
    assert set(Message.objects.values_list("state", "sealed")) == {(Message.State.DROPPED, "")}
    assert not User.objects.exists()


def test_a_closed_login_is_answered_like_a_stranger():
    factories.UserFactory(email="closed@example.org", is_active=False)

    ask(Client(), "closed@example.org")
    sending.send_due(clock=timezone.now)

    assert mail.outbox == []


def test_a3_an_address_gets_only_so_many_letters_whoever_asks():
    a_login("known@example.org")

    answers = [ask(Client(), "known@example.org").status_code for _ in range(8)]

    assert answers == [302] * 5 + [200] * 3
    assert Message.objects.count() == 5


@pytest.mark.long
def test_a1_no_clock_tells_known_from_unknown(settings):
    """Two hundred tries; Mann and Whitney's test. Chance alone fails one run in a hundred, so three may be had."""
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "100000/m/key"}
    for number in range(100):
        a_login(f"known-{number}@example.org")
    for number in range(1000):
        a_login(f"other-{number}@example.org")

    assert any(chance_that_they_differ_by_nothing() > 0.01 for _ in range(3))


def chance_that_they_differ_by_nothing():
    ask(Client(), "first@example.org")
    known, unknown = [], []
    for number in range(100):
        for times, name in ((known, "known"), (unknown, "nobod")):
            browser = Client()
            before = time.perf_counter()
            ask(browser, f"{name}-{number}@example.org")
            times.append(time.perf_counter() - before)
    ranks = sorted([(seconds, 0) for seconds in known] + [(seconds, 1) for seconds in unknown])
    u = sum(rank for rank, (_, group) in enumerate(ranks, 1) if group == 0) - 100 * 101 / 2
    z = (u - 5000) / math.sqrt(100 * 100 * 201 / 12)
    return math.erfc(abs(z) / math.sqrt(2))
