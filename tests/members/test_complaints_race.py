"""The same complaint sent, answered or taken back twice at once: real transactions, and a control without the lock."""

import contextlib
import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from members import complaints
from members.complaints import AnsweredMeanwhile, TakenBack
from members.models import Complaint, Message, Network
from members.models.complaint import ComplaintQuerySet
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 10


def side_by_side(*acts: Callable[[], object]) -> list[object]:
    """Begin all at the same moment, each in a connection of its own. Returns answers and errors, in their order."""
    found: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def one(number: int) -> None:
        try:
            start.wait(SOON)
            found[number] = acts[number]()
        except Exception as trouble:
            found[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    return found


def both_have_read(monkeypatch: Any, read: Callable[..., Complaint]) -> None:
    """Let each wait a moment after reading, so that the other can read too, if nothing holds it."""
    met = threading.Barrier(2)

    def read_and_wait(rows: ComplaintQuerySet, complaint: Complaint) -> Complaint:
        held = read(rows, complaint)
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait(1)
        return held

    monkeypatch.setattr(ComplaintQuerySet, "locked", read_and_wait)


def read_without_lock(rows: ComplaintQuerySet, complaint: Complaint) -> Complaint:
    return rows.select_related("network").get(pk=complaint.pk)


def two_answers(complaint: Complaint, now: dt.datetime) -> list[object]:
    return side_by_side(
        *(lambda words=words: complaints.answer(complaint=complaint, outcome=words, now=now) for words in ("A", "B"))
    )


def test_two_managers_answer_at_once_and_one_is_told(now: dt.datetime, monkeypatch: Any) -> None:
    complaint = factories.ComplaintFactory()
    both_have_read(monkeypatch, ComplaintQuerySet.locked)

    answers = two_answers(complaint, now)

    assert sorted(type(one).__name__ for one in answers) == ["AnsweredMeanwhile", "Complaint"]
    [stands] = [one for one in answers if isinstance(one, Complaint)]
    complaint.refresh_from_db()
    assert complaint.outcome == stands.outcome
    assert Message.objects.filter(purpose="complaint-answered").count() == 1


def test_the_control_without_the_lock_sends_two_letters_about_one_answer(now: dt.datetime, monkeypatch: Any) -> None:
    complaint = factories.ComplaintFactory()
    both_have_read(monkeypatch, read_without_lock)

    answers = two_answers(complaint, now)

    assert not any(isinstance(one, AnsweredMeanwhile) for one in answers)
    assert Message.objects.filter(purpose="complaint-answered").count() == 2


def test_answered_and_taken_back_at_once_nothing_of_it_is_left(now: dt.datetime, monkeypatch: Any) -> None:
    complaint = factories.ComplaintFactory()
    both_have_read(monkeypatch, ComplaintQuerySet.locked)

    answer, _ = side_by_side(
        lambda: complaints.answer(complaint=complaint, outcome="Sorry.", now=now),
        lambda: complaints.withdraw(complaint=complaint, now=now),
    )

    complaint.refresh_from_db()
    assert isinstance(answer, Complaint | TakenBack)
    assert complaint.is_forgotten
    assert not Message.objects.exclude(state="dropped").exists()


def test_one_form_sent_five_times_at_once_is_one_complaint(network: Network, now: dt.datetime) -> None:
    mark = uuid.uuid4()
    facts: dict[str, Any] = {"network": network, "words": "Read out.", "email": "n@example.org", "asked_with": mark}

    answers = side_by_side(*[lambda: complaints.complain(**facts, now=now)] * 5)

    assert {one.pk for one in answers if isinstance(one, Complaint)} == {Complaint.objects.get().pk}
    assert all(isinstance(one, Complaint) for one in answers), answers
    assert Message.objects.count() == 1
