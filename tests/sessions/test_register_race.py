"""Several phones at once: real transactions, and controls that must lose somebody when the row is not locked."""

import datetime as dt
import json
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions import register
from sessions.models import GroupSession, Presence, Tap
from sessions.register import TapIn, taps
from tests import factories
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all of these at the same moment, each in a connection of its own. Answers and errors, in their order."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def one(number: int, act: Callable[[], object]) -> None:
        start.wait(timeout=30)
        try:
            answers[number] = act()
        except Exception as trouble:
            answers[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


def sends(session: GroupSession, by: Person, batch: Sequence[TapIn], seconds: int = 0) -> Callable[[], object]:
    now = half_past_seven(session) + dt.timedelta(seconds=seconds)
    return lambda: tap(session, by, *batch, now=now)


def without_the_lock(monkeypatch: pytest.MonkeyPatch, *, phones: int) -> None:
    """The row is read and not held, and all phones have read before any of them writes."""
    read, all_have_read = taps.heard_before, threading.Barrier(phones)

    def read_and_wait(*given: object) -> object:
        found = read(*given)  # type: ignore[arg-type]  # passed on as given
        all_have_read.wait(timeout=30)
        return found

    rows = type(GroupSession.objects.all())
    monkeypatch.setattr(rows, "locked", lambda self, session: self.select_related("group__network").get(pk=session.pk))
    monkeypatch.setattr(taps, "heard_before", read_and_wait)


def test_o2_the_same_batch_five_times_at_once_is_one_row_a_tap(session: GroupSession, facilitator: Person) -> None:
    phone = Device()
    batch = [*(phone.add(word=f"Wren {number}") for number in range(20)), *(phone.add() for _ in range(20))]

    answers = together(*[sends(session, facilitator, batch)] * 5)

    assert all(answer == [register.Receipt(one.id) for one in batch] for answer in answers), answers
    assert (Tap.objects.count(), session.presences.count(), Regular.objects.count()) == (40, 40, 20)


def test_o2_over_http_the_same_batch_five_times_at_once_is_answered_five_times_the_same(
    session: GroupSession, facilitator: Person
) -> None:
    assert facilitator.user is not None
    now, hour = timezone.now(), dt.timedelta(hours=1)
    GroupSession.objects.filter(pk=session.pk).update(starts_at=now - hour, ends_at=now + hour)
    taps = [
        {"id": str(uuid.uuid4()), "sequence": number, "action": "add", "word": f"W{number}"} for number in range(20)
    ]
    body = json.dumps({"device": str(uuid.uuid4()), "taps": taps})
    browsers = [Client() for _ in range(5)]
    for browser in browsers:
        browser.force_login(facilitator.user)

    def post(browser: Client) -> Callable[[], object]:
        address = f"/sessions/{session.ref}/register/taps/"
        return lambda: browser.post(address, body, content_type="application/json")

    answers: list[Any] = together(*(post(browser) for browser in browsers))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert {answer.content for answer in answers} == {answers[0].content}
    assert [one["says"] for one in answers[0].json()["taps"]] == [""] * 20
    assert (Tap.objects.count(), session.presences.count(), Regular.objects.count()) == (20, 20, 20)


def test_o2_control_without_the_lock_the_same_batch_collides(
    session: GroupSession, facilitator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_lock(monkeypatch, phones=5)
    phone = Device()
    batch = [phone.add() for _ in range(5)]

    answers = together(*[sends(session, facilitator, batch)] * 5)

    assert any(isinstance(answer, IntegrityError) for answer in answers), answers


def test_o3_ten_helpers_tapping_one_person_make_one_presence(session: GroupSession, facilitator: Person) -> None:
    heron = factories.RegularFactory(group=session.group, word="Heron")
    batches = [[device.add(regular=heron.ref), device.add(word="Wren")] for device in [Device() for _ in range(10)]]

    answers = together(*(sends(session, facilitator, batch) for batch in batches))

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert who_is_here(session) == ["Heron", "Wren"]
    assert Tap.objects.count() == 20


def undo_and_add(session: GroupSession, by: Person) -> list[Callable[[], object]]:
    """One helper undoes their tap of somebody, another taps the same person: to be done at the same moment."""
    heron = factories.RegularFactory(group=session.group, word="Heron")
    mine, theirs = Device(), Device()
    first = mine.add(regular=heron.ref)
    tap(session, by, first)
    return [sends(session, by, [mine.undo(first)], 1), sends(session, by, [theirs.add(regular=heron.ref)], 1)]


def test_o3_an_undo_never_loses_whom_another_helper_taps_at_the_same_moment(
    group: SupportGroup, facilitator: Person
) -> None:
    for week in range(5):
        Regular.objects.all().delete()
        evening = evening_of(group, on=dt.date(2026, 11, 6) + dt.timedelta(weeks=week))

        answers = together(*undo_and_add(evening, facilitator))

        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert who_is_here(evening) == ["Heron"]


def test_o3_control_without_the_lock_somebody_is_lost(
    session: GroupSession, facilitator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = undo_and_add(session, facilitator)
    without_the_lock(monkeypatch, phones=2)

    answers = together(*acts)

    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert who_is_here(session) == []


def test_two_evenings_of_a_group_may_bring_the_same_new_word_at_once(group: SupportGroup, facilitator: Person) -> None:
    evenings = [evening_of(group, on=dt.date(2026, 11, 20) + dt.timedelta(days=days)) for days in range(6)]
    words = [f"Wren {number}" for number in range(8)]
    batches = []
    for number, evening in enumerate(evenings):
        device = Device()
        batches.append((evening, [device.add(word=word) for word in (words if number % 2 else reversed(words))]))

    answers = together(*(sends(evening, facilitator, batch) for evening, batch in batches))

    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert Regular.objects.count() == 8
    assert Presence.objects.count() == 48


def test_locking_up_while_a_tap_arrives_ends_done_or_corrected_and_loses_nothing(
    session: GroupSession, facilitator: Person
) -> None:
    tap(session, facilitator, Device().add())

    def lock_up() -> object:
        facts = {"headcount": None, "agreement_was_read": False, "note": "", "now": half_past_seven(session)}
        return register.lock_up(session=session, by=facilitator.user, **facts)  # type: ignore[arg-type]  # a fixture's user

    answers = together(lock_up, sends(session, facilitator, [Device().add()]))

    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    session.refresh_from_db()
    assert (session.state, session.presences.count()) == ("held", 2)
    assert session.register_state in ("done", "corrected")
