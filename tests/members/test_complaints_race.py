"""The same complaint sent, answered or taken back twice at once: real transactions, and a control without the lock."""

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
from tests.at_once import SOON, AtOnce

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    """Whoever is first stands still once they have read the complaint."""
    race = AtOnce()
    monkeypatch.setattr(ComplaintQuerySet, "locked", race.after(ComplaintQuerySet.locked))
    return race


def read_without_lock(rows: ComplaintQuerySet, complaint: Complaint) -> Complaint:
    return rows.select_related("network").get(pk=complaint.pk)


def answered(complaint: Complaint, words: str, now: dt.datetime) -> Callable[[], object]:
    return lambda: complaints.answer(complaint=complaint, outcome=words, now=now)


def taken_back(complaint: Complaint, now: dt.datetime) -> Callable[[], object]:
    return lambda: complaints.withdraw(complaint=complaint, now=now)


def test_two_managers_answer_at_once_and_one_is_told(now: dt.datetime, race: AtOnce) -> None:
    complaint = factories.ComplaintFactory()

    race.run(answered(complaint, "A", now), answered(complaint, "B", now))

    assert race.waited
    [told] = race.trouble
    assert isinstance(told, AnsweredMeanwhile)
    complaint.refresh_from_db()
    assert complaint.outcome == "A"
    assert Message.objects.filter(purpose="complaint-answered").count() == 1


def test_the_control_without_the_lock_sends_two_letters_about_one_answer(
    now: dt.datetime, race: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = factories.ComplaintFactory()
    monkeypatch.setattr(ComplaintQuerySet, "locked", race.after(read_without_lock))

    race.run(answered(complaint, "A", now), answered(complaint, "B", now))

    assert not race.waited
    assert race.trouble == []
    assert Message.objects.filter(purpose="complaint-answered").count() == 2


@pytest.mark.parametrize("is_answered_first", [True, False])
def test_answered_and_taken_back_at_once_nothing_of_it_is_left(
    is_answered_first: bool, now: dt.datetime, race: AtOnce
) -> None:
    complaint = factories.ComplaintFactory()
    acts = answered(complaint, "Sorry.", now), taken_back(complaint, now)

    race.run(*(acts if is_answered_first else reversed(acts)))

    assert race.waited
    assert [type(trouble) for trouble in race.trouble] == ([] if is_answered_first else [TakenBack])
    complaint.refresh_from_db()
    assert complaint.is_forgotten
    assert not Message.objects.exclude(state="dropped").exists()


def test_one_form_sent_five_times_at_once_is_one_complaint(network: Network, now: dt.datetime) -> None:
    mark = uuid.uuid4()
    facts: dict[str, Any] = {"network": network, "words": "Read out.", "email": "n@example.org", "asked_with": mark}

    answers = side_by_side(*[lambda: complaints.complain(**facts, now=now)] * 5)

    assert {one.pk for one in answers if isinstance(one, Complaint)} == {Complaint.objects.get().pk}
    assert all(isinstance(one, Complaint) for one in answers), answers
    assert Message.objects.count() == 1
