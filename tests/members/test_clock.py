"""The clock of a complaint: what it says, whom it tells, once each; and what became of our letters."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from members import clock, complaints, composing, sending
from members.messages import Drop
from members.models import Complaint, Message, Network, Person, Responsibility
from peersupport.home.tasks import tick
from tests import factories
from tests.letters import assert_discreet

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
CAME = dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)  # so it is due on Saturday 12 December
NINE = dt.timedelta(hours=-3)


@pytest.fixture
def complaint(network: Network) -> Complaint:
    return factories.ComplaintFactory(network=network, received_at=CAME)


def somebody(network: Network, role: str, **facts: Any) -> Person:
    person = factories.PersonFactory(network=network)
    begins = {"from_on": dt.date(2020, 1, 1), **facts}
    Responsibility.objects.create(person=person, network=network, role=role, **begins)
    return person


def told(now: dt.datetime) -> list[tuple[str, int]]:
    """Who is newly written to, and of what."""
    before = set(Message.objects.values_list("pk", flat=True))
    clock.plan(now=now)
    new = Message.objects.exclude(pk__in=before).order_by("pk")
    return [(letter.purpose.removeprefix("complaint-"), letter.recipient or 0) for letter in new]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "30 days left"),
        (11, "19 days left"),
        (29, "1 day left"),
        (30, "today is the last day"),
        (31, "1 day over"),
        (33, "3 days over"),
    ],
)
def test_it_says_in_words_how_long_there_is(complaint: Complaint, days: int, says: str) -> None:
    assert clock.in_words(complaint, CAME + days * DAY) == says


# -- Who is told, and when


def test_managers_are_told_when_it_comes_a_week_before_and_the_morning_after_each_once(
    network: Network, complaint: Complaint
) -> None:
    managers = {somebody(network, "manager").pk for _ in range(2)}
    somebody(network, "coordinator")
    somebody(network, "safeguarding")
    said = {}
    for hour in range(24 * 40):
        now = CAME + dt.timedelta(hours=hour)
        for stage, reader in told(now):
            said.setdefault((stage, now), set()).add(reader)

    assert said == {
        ("arrived", CAME): managers,
        ("due-soon", CAME + 23 * DAY + NINE): managers,
        ("over", CAME + 31 * DAY + NINE): managers,
    }


def test_nine_in_the_morning_is_wall_time(network: Network) -> None:
    reader = somebody(network, "manager").pk
    factories.ComplaintFactory(network=network, received_at=dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC))
    for stage, on in (("due-soon", 2), ("over", 10)):  # due on 9 April, when the clocks have gone forward
        nine = dt.datetime(2026, 4, on, 8, tzinfo=dt.UTC)
        assert told(nine - dt.timedelta(minutes=1)) == []
        assert told(nine) == [(stage, reader)]


def test_nobody_is_told_again_once_the_letters_rows_are_gone(network: Network, complaint: Complaint) -> None:
    somebody(network, "manager")
    assert told(CAME)
    assert told(CAME + 31 * DAY)
    Message.objects.all().delete()

    assert told(CAME + 39 * DAY) == []


@pytest.mark.parametrize("ends", ["answered", "taken back"])
def test_nobody_is_told_of_what_has_ended_and_what_waits_is_dropped(
    network: Network, complaint: Complaint, ends: str
) -> None:
    somebody(network, "manager")
    told(CAME)
    if ends == "answered":
        complaints.answer(complaint=complaint, outcome="Sorry.", now=CAME)
    else:
        complaints.withdraw(complaint=complaint, now=CAME)

    assert told(CAME + 24 * DAY) == []
    with pytest.raises(Drop):
        clock.compose(Message.objects.get(purpose="complaint-arrived"), CAME)


def test_without_a_manager_those_who_coordinate_the_whole_network_are_told(
    network: Network, complaint: Complaint
) -> None:
    whole = somebody(network, "coordinator")
    somebody(network, "coordinator", area=factories.AreaFactory(network=network))
    somebody(network, "manager", until_on=CAME.date() - DAY)
    somebody(network, "manager", area=factories.AreaFactory(network=network))
    somebody(factories.NetworkFactory(), "manager")

    assert told(CAME) == [("arrived", whole.pk)]


def test_who_begins_to_answer_later_is_told_how_it_stands_now(network: Network, complaint: Complaint) -> None:
    first = somebody(network, "manager")
    told(CAME)
    second = somebody(network, "manager", from_on=CAME.date() + 24 * DAY)

    assert sorted(told(CAME + 24 * DAY)) == sorted([("due-soon", first.pk), ("due-soon", second.pk)])


def test_who_does_not_answer_any_more_is_not_written_to(network: Network, complaint: Complaint) -> None:
    reader = somebody(network, "manager")
    told(CAME)
    Responsibility.objects.filter(person=reader).update(until_on=CAME.date() - DAY)

    with pytest.raises(Drop, match="not answer it any more"):
        clock.compose(Message.objects.get(), CAME)


def test_planning_costs_the_same_for_one_and_for_many(network: Network, django_assert_num_queries: Any) -> None:
    for _ in range(5):
        somebody(network, "manager")
    for count in (1, 20):
        factories.ComplaintFactory.create_batch(count, network=network, received_at=CAME)
        with django_assert_num_queries(2):
            clock.plan(now=CAME)

    assert Message.objects.count() == 5 * 21


# -- What became of our letters


def sent(now: dt.datetime) -> None:
    sending.send_due(clock=lambda: now)
    clock.look(now=now)


def test_it_is_acknowledged_when_the_letter_was_handed_over(network: Network, mail_server: Any) -> None:
    complaint = complaints.complain(network=network, words="Read out.", email="n@example.org", now=CAME)
    clock.look(now=CAME)
    complaint.refresh_from_db()
    assert complaint.acknowledged_at is None

    sent(CAME + DAY)

    complaint.refresh_from_db()
    assert mail_server.readers == ["n@example.org"]
    assert (complaint.acknowledged_at, complaint.undelivered_at) == (CAME + DAY, None)


def test_a_letter_that_is_refused_for_good_is_noted(network: Network, mail_server: Any) -> None:
    mail_server.answers["RCPT"] = "550 No such reader"
    complaint = complaints.complain(network=network, words="Read out.", email="n@example.org", now=CAME)

    sent(CAME)
    sent(CAME + DAY)

    complaint.refresh_from_db()
    assert (complaint.acknowledged_at, complaint.undelivered_at) == (None, CAME)


def test_once_it_is_answered_only_the_answer_is_written_of(network: Network, mail_server: Any) -> None:
    complaint = complaints.complain(network=network, words="Read out.", email="n@example.org", now=CAME)
    complaints.answer(complaint=complaint, outcome="Sorry.", now=CAME)

    sent(CAME)

    complaint.refresh_from_db()
    assert [letter.mail["Subject"] for letter in mail_server.delivered] == ["Our answer to your message"]
    assert complaint.acknowledged_at == CAME


def test_once_it_is_taken_back_nothing_is_written_to_anybody(network: Network, mail_server: Any) -> None:
    complaint = complaints.complain(network=network, words="Read out.", email="n@example.org", now=CAME)
    complaints.withdraw(complaint=complaint, now=CAME)
    Message.objects.update(state="waiting")

    sent(CAME)

    assert mail_server.readers == []


def test_the_tick_tells_them(network: Network, complaint: Complaint, mail_server: Any) -> None:
    reader = somebody(network, "manager")
    for _ in range(3):
        with time_machine.travel(CAME, tick=False):
            tick()

    assert mail_server.readers == [reader.email]


@pytest.mark.parametrize("days", [0, 24, 31])
def test_letters_are_discreet_and_say_nothing_of_what_was_written(network: Network, days: int) -> None:
    somebody(network, "manager")
    now = CAME + days * DAY
    said = {"words": "Megaphone.", "known_as": "Wagtail", "email": "wagtail@example.org"}
    for _ in range(2):
        latest = complaints.complain(network=network, now=CAME, **said)
    complaints.answer(complaint=latest, outcome="Trombone.", now=CAME)
    clock.plan(now=now)
    with time_machine.travel(now, tick=False):
        mails = composing.compose(list(Message.objects.all()), now)

    letters = [mail for mail in mails.values() if not isinstance(mail, Drop)]
    assert len(letters) == 3, "that it came, that it is answered, and to whoever is to answer the other"
    for mail in letters:
        assert_discreet(mail, also=["Megaphone", "Trombone", "Wagtail", network.name])
        assert "/complaints/" in mail.body
