"""The outbox: written once, with its cause, rung for at commit, taken back while it can be."""

import datetime as dt
import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction

from members import messages
from members.models import Message
from tests import factories

WAITING = Message.State.WAITING


def test_a_letter_is_written_once_for_each_key(posted, now):
    first = posted("reminder:1")
    again = posted("reminder:1", due_at=now + dt.timedelta(hours=1))

    assert again.pk == first.pk
    assert Message.objects.get().due_at == now


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_letter(now, plain_letters):
    person, at_once, found = factories.PersonFactory(), threading.Barrier(8), []

    def post():
        try:
            at_once.wait(10)
            messages.post(
                key="same", purpose="plain", recipient_kind="person", recipient=person.pk, due_at=now, now=now
            )
            found.append("posted")
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["posted"] * 8
    assert Message.objects.get().key == "same"


def test_a_letter_whose_cause_is_undone_was_never_written(posted):
    with suppress(RuntimeError), transaction.atomic():
        posted()
        raise RuntimeError

    assert not Message.objects.exists()


# -- The bell


def test_many_letters_ring_once_when_they_are_committed(posted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls, transaction.atomic():
        for number in range(5):
            with transaction.atomic():
                posted(f"letter {number}")

    assert calls == [messages.BELL.press]


def test_a_letter_for_later_does_not_ring(posted, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls:
        posted(due_at=now + dt.timedelta(minutes=1))

    assert calls == []


def test_a_letter_that_was_undone_does_not_ring_and_the_next_one_does(posted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls, transaction.atomic():
        with suppress(RuntimeError), transaction.atomic():
            posted("undone")
            raise RuntimeError
        posted("kept")

    assert calls == [messages.BELL.press]


# -- Taking back, and moving


def test_dropping_takes_back_what_has_not_left_and_says_why(posted):
    posted("dropped", sealed="words")

    assert messages.drop(letters=Message.objects.all(), reason="The evening is cancelled.") == 1

    letter = Message.objects.get()
    assert (letter.state, letter.reason) == (Message.State.DROPPED, "The evening is cancelled.")
    assert letter.sealed == ""


def test_dropping_takes_back_what_a_worker_holds_but_has_not_begun(posted, now):
    letter = posted()
    Message.objects.filter(pk=letter.pk).update(state=Message.State.SENDING, lease_until=now)

    assert messages.drop(letters=Message.objects.all(), reason="Cancelled.") == 1


@pytest.mark.parametrize("state", ["sent", "refused", "expired", "dropped"])
def test_dropping_does_not_touch_what_is_over(posted, now, state):
    letter = posted()
    Message.objects.filter(pk=letter.pk).update(state=state, sent_at=now, reason="As it was.")

    assert messages.drop(letters=Message.objects.all(), reason="Cancelled.") == 0
    assert Message.objects.get().reason == "As it was."


def test_dropping_does_not_touch_what_the_mail_server_is_being_given(posted, now):
    letter = posted()
    Message.objects.filter(pk=letter.pk).update(state=Message.State.SENDING, lease_until=now, started_at=now)

    assert messages.drop(letters=Message.objects.all(), reason="Cancelled.") == 0


def test_r9_a_moved_letter_waits_for_its_new_time(posted, now, django_capture_on_commit_callbacks):
    later = now + dt.timedelta(hours=1)
    posted()
    with django_capture_on_commit_callbacks() as calls:
        moved = messages.move(letters=Message.objects.all(), due_at=later, useful_until=later, now=now)

    letter = Message.objects.get()
    assert moved == 1
    assert (letter.state, letter.due_at, letter.useful_until) == (WAITING, later, later)
    assert calls == []


def test_a_letter_that_left_is_not_moved(posted, now):
    letter = posted()
    Message.objects.filter(pk=letter.pk).update(state=Message.State.SENT, sent_at=now)

    assert messages.move(letters=Message.objects.all(), due_at=now + dt.timedelta(hours=1), now=now) == 0


# -- Who composes


def test_a_purpose_has_one_composer(plain_letters):
    with pytest.raises(ValueError, match="Two composers"):
        messages.composes("plain")(lambda message, now: messages.Letter(subject="", text=""))
    assert messages.composer_of("plain") is not None


def test_one_composer_may_write_for_several_purposes_and_many_letters_at_once(monkeypatch, now):
    monkeypatch.setattr(messages, "COMPOSERS", {})

    @messages.composes("one")
    @messages.composes("two")
    def compose(message, now):
        if message.key == "no":
            raise messages.Drop("No.")
        return messages.Letter(subject=message.key, text="")

    letters = [Message(key="yes"), Message(key="no"), Message(key="yes")]
    for purpose in ("one", "two"):
        answers = list(messages.composer_of(purpose)(letters, now))
        assert [letter for letter, _ in answers] == letters
        assert [type(words) for _, words in answers] == [messages.Letter, messages.Drop, messages.Letter]
    assert messages.composer_of("three") is None
