"""Several workers, and workers that are lost: each letter is in the hands of one, and none is forgotten."""

import datetime as dt
import threading
from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection
from django.utils import timezone

from members import claims, composing, sending
from members.models import Message
from peersupport.lib.post_office import opened
from tests import factories
from tests.sink import HANG_UP

State = Message.State


@pytest.fixture
def lease(settings):
    settings.LEASE_SECONDS = 60
    return dt.timedelta(seconds=61)


# -- Several at once


def post_many(count):
    person = factories.PersonFactory()
    now = timezone.now()
    facts = {"purpose": "plain", "recipient_kind": "person", "recipient": person.pk, "due_at": now}
    Message.objects.bulk_create([Message(key=f"letter {number}", **facts) for number in range(count)])


def send_together(workers):
    """Have several workers send at the same moment, each over its own connections. Returns what went wrong."""
    at_once, mistakes = threading.Barrier(workers), []

    def work():
        try:
            at_once.wait(10)
            while sending.send_due(clock=timezone.now):
                pass
        except Exception as mistake:
            mistakes.append(mistake)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return mistakes


@pytest.mark.django_db(transaction=True)
def test_r4_five_workers_at_once_send_each_letter_once(plain_letters, mail_server):
    post_many(200)

    assert send_together(5) == []

    assert Counter(letter.mail["Subject"] for letter in mail_server.delivered) == {
        f"letter {number}": 1 for number in range(200)
    }
    assert not Message.objects.exclude(state=State.SENT).exists()
    assert mail_server.connections > 1


@pytest.fixture
def unlocked(monkeypatch):
    """The claim without its lock: three workers read the same letters before any of them writes that it has them."""
    all_have_read = threading.Barrier(3)

    def read_and_wait(letters):
        found = list(letters)
        with suppress(threading.BrokenBarrierError):
            all_have_read.wait(5 if found else 0)
        return found

    monkeypatch.setattr(claims, "lock", read_and_wait)


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_lease_the_same_letters_go_again_and_again(plain_letters, mail_server, monkeypatch, unlocked):
    """The control: it must go wrong here, or the test above could not fail."""
    anybodys = claims.TAKEN_AND_BEGUN.replace("AND state = 'sending' AND lease_until = %(lease)s", "")
    assert anybodys != claims.TAKEN_AND_BEGUN
    monkeypatch.setattr(claims, "TAKEN_AND_BEGUN", anybodys)
    post_many(40)

    mistakes = send_together(3)

    # Those who write on the same letters may also wait for each other in a ring, until the database ends one of them.
    assert all("deadlock detected" in str(mistake) for mistake in mistakes)
    assert mistakes or len(mail_server.delivered) > 40


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_lease_still_tells_whose_a_letter_is(plain_letters, mail_server, unlocked):
    """Of those that believe to have claimed a letter, the one whose lease stands in its row sends it."""
    post_many(40)

    assert send_together(3) == []

    assert len(mail_server.delivered) == 40


# -- Lost workers


@pytest.mark.django_db
def test_letters_a_lost_worker_never_began_are_sent_when_its_lease_is_over(posted, send, now, mail_server, lease):
    posted()
    claims.claim(now=now, limit=10)

    send()
    assert mail_server.readers == []

    send(lease)
    letter = Message.objects.get()
    assert (letter.state, letter.unknown_outcomes) == (State.SENT, 0)
    assert len(mail_server.delivered) == 1


def lose_a_worker_in_mid_letter(now):
    [letter] = claims.claim(now=now, limit=10)
    assert claims.note(begun=letter, now=now)
    return letter


@pytest.mark.django_db
def test_a_letter_a_lost_worker_had_begun_is_tried_once_more_under_the_same_id(posted, send, now, mail_server, lease):
    mail_id = posted().mail_id
    with opened() as office:
        letter = lose_a_worker_in_mid_letter(now)
        office.hand_over(composing.compose([letter], now)[letter.pk])

    send(lease)

    letter = Message.objects.get()
    assert (letter.state, letter.unknown_outcomes) == (State.SENT, 1)
    first, again = mail_server.delivered
    assert first.message_id == again.message_id
    assert str(mail_id) in first.message_id


@pytest.mark.django_db
def test_a_letter_lost_in_mid_air_twice_is_left_alone(posted, send, now, mail_server, lease):
    posted(sealed="words")
    lose_a_worker_in_mid_letter(now)
    claims.tidy(now=now + lease)
    lose_a_worker_in_mid_letter(now + lease)

    send(2 * lease)

    letter = Message.objects.get()
    assert (letter.state, letter.reason) == (State.REFUSED, claims.NOT_KNOWN)
    assert letter.sealed == ""
    assert mail_server.readers == []


@pytest.mark.django_db
def test_a_begun_letter_is_not_tried_again_when_it_is_of_no_use_any_more(posted, send, now, mail_server, lease):
    posted(useful_until=now + lease)
    lose_a_worker_in_mid_letter(now)

    send(lease)

    assert Message.objects.get().reason == claims.NOT_KNOWN
    assert mail_server.readers == []


@pytest.mark.django_db
def test_a_worker_that_was_slow_does_not_send_what_another_has_taken(posted, now, mail_server, lease):
    posted()
    [slow] = claims.claim(now=now, limit=10)
    claims.tidy(now=now + lease)
    [quick] = claims.claim(now=now + lease, limit=10)

    assert not claims.note(begun=slow, now=now + lease)
    assert claims.note(begun=quick, now=now + lease)


@pytest.mark.django_db
def test_a_slow_workers_delivery_still_counts(posted, now, mail_server, lease):
    """It was taken by the mail server, so whoever has it in hand by now must not send it again."""
    posted()
    [slow] = claims.claim(now=now, limit=10)

    with opened() as office:
        claims.note(begun=slow, now=now)
        office.hand_over(composing.compose([slow], now)[slow.pk])
        claims.tidy(now=now + lease)
        [quick] = claims.claim(now=now + lease, limit=10)
        claims.note(taken=slow, now=now + lease)

    assert Message.objects.get().state == State.SENT
    assert not claims.note(begun=quick, now=now + lease)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [HANG_UP, f"taken, then {HANG_UP}"])
def test_a_letter_whose_answer_never_came_is_tried_once_more_and_no_more(posted, send, now, mail_server, answer):
    posted()
    mail_server.answers["DATA"] = answer

    for later in (0, 1, 30):
        send(dt.timedelta(minutes=later))

    letter = Message.objects.get()
    assert (letter.state, letter.unknown_outcomes, letter.tries) == (State.REFUSED, 1, 2)
    assert len({delivered.message_id for delivered in mail_server.delivered}) <= 1
