"""A complaint: taken in once, answered once, taken back, and forgotten; its dates stay."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from members import complaints
from members.complaints import AnsweredMeanwhile, TakenBack, TooManyToday
from members.forgetting import forget
from members.models import Complaint, Message, Network, Tombstone
from peersupport.home.tasks import tick
from sessions import retention
from tests import factories

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
WORD = "Nightjar"
ADDRESS = "nightjar@example.org"


def complain(network: Network, now: dt.datetime, **facts: Any) -> Complaint:
    return complaints.complain(network=network, now=now, **{"words": f"{WORD} was read out.", **facts})


def answered(complaint: Complaint, now: dt.datetime, outcome: str = f"Sorry, {WORD}.") -> Complaint:
    return complaints.answer(complaint=complaint, outcome=outcome, now=now)


def whatever_is_kept(word: str) -> list[str]:
    """Every table in which a word stands, whatever the table is for."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" one WHERE one::text ILIKE %s', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return found


# -- Taken in


def test_it_is_due_thirty_days_after_the_day_it_came_on_the_networks_calendar(network: Network) -> None:
    late_in_summer = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight of the second in Edinburgh

    complaint = complain(network, late_in_summer)

    assert complaint.due_on == dt.date(2026, 8, 1)
    assert complaint.days_left(late_in_summer) == 30


def test_without_an_address_it_is_acknowledged_by_the_page_and_no_letter_is_written(
    network: Network, now: dt.datetime
) -> None:
    complaint = complain(network, now)

    assert complaint.acknowledged_at == now
    assert not Message.objects.exists()


def test_with_an_address_a_letter_acknowledges_it(network: Network, now: dt.datetime) -> None:
    complaint = complain(network, now, email="Nightjar@Example.org")

    assert complaint.email == ADDRESS
    assert complaint.acknowledged_at is None
    letter = Message.objects.get()
    assert (letter.purpose, letter.recipient_kind, letter.recipient) == (
        "complaint-received",
        "complaint",
        complaint.pk,
    )


def test_nothing_is_kept_of_the_visitor_but_what_they_wrote(network: Network, now: dt.datetime) -> None:
    complaint = complain(network, now, known_as="Nan", email=ADDRESS)

    kept = Complaint.objects.filter(pk=complaint.pk).values().get()
    ours = {"id", "ref", "network_id", "received_at", "due_on", "link_version"}
    assert {name: value for name, value in kept.items() if value not in (None, "") and name not in ours} == {
        "known_as": "Nan",
        "email": ADDRESS,
        "words": f"{WORD} was read out.",
    }


def test_the_same_form_sent_twice_is_one_complaint(network: Network, now: dt.datetime) -> None:
    mark = uuid.uuid4()
    first, again = (complain(network, now, email=ADDRESS, asked_with=mark) for _ in range(2))

    assert (first.pk, Message.objects.count()) == (again.pk, 1)


def test_a_form_sent_again_with_other_words_is_another(network: Network, now: dt.datetime) -> None:
    mark = uuid.uuid4()
    for words in ("Read out.", "Read out, twice."):
        complain(network, now, words=words, asked_with=mark)

    assert Complaint.objects.count() == 2


def test_one_address_gets_only_so_many_letters_a_day(network: Network, now: dt.datetime) -> None:
    for hour in range(complaints.MOST_A_DAY):
        complain(network, now + dt.timedelta(hours=hour), email=ADDRESS)

    with pytest.raises(TooManyToday, match="without an address"):
        complain(network, now + dt.timedelta(hours=23), email=ADDRESS.upper())
    complain(network, now + dt.timedelta(hours=23))
    complain(network, now + DAY, email=ADDRESS)
    complain(factories.NetworkFactory(), now, email=ADDRESS)


# -- Answered


def test_it_is_answered_once_however_often_the_button_is_pressed(network: Network, now: dt.datetime) -> None:
    complaint = complain(network, now, email=ADDRESS)
    for later in range(2):
        answered(complaint, now + later * DAY)

    complaint.refresh_from_db()
    assert complaint.answered_at == now
    assert Message.objects.filter(purpose="complaint-answered").count() == 1


def test_nobody_overwrites_an_answer_they_have_not_seen(network: Network, now: dt.datetime) -> None:
    complaint = answered(complain(network, now), now, "We are sorry.")

    with pytest.raises(AnsweredMeanwhile):
        answered(complaint, now, "There is nothing to it.")
    complaint.refresh_from_db()
    assert complaint.outcome == "We are sorry."


def test_who_has_seen_an_answer_puts_it_right_and_another_letter_goes(network: Network, now: dt.datetime) -> None:
    complaint = answered(complain(network, now, email=ADDRESS), now)

    complaints.answer(
        complaint=complaint, outcome="It was on Tuesday.", instead_of=complaints.mark_of(complaint), now=now + DAY
    )

    complaint.refresh_from_db()
    assert (complaint.outcome, complaint.answered_at) == ("It was on Tuesday.", now)
    assert Message.objects.filter(purpose="complaint-answered").count() == 2


def test_what_was_taken_back_cannot_be_answered(network: Network, now: dt.datetime) -> None:
    complaint = complain(network, now)
    complaints.withdraw(complaint=complaint, now=now)

    with pytest.raises(TakenBack):
        answered(complaint, now)


# -- Gone


def test_taken_back_everything_goes_but_its_dates(network: Network, now: dt.datetime) -> None:
    complaint = complain(network, now, known_as=WORD, email=ADDRESS, asked_with=uuid.uuid4())
    answered(complaint, now)
    assert whatever_is_kept(WORD) == ["members_complaint"]

    complaints.withdraw(complaint=complaint, now=now + DAY)
    complaints.withdraw(complaint=complaint, now=now + 2 * DAY)

    assert whatever_is_kept(WORD) == []
    complaint.refresh_from_db()
    assert (complaint.received_at, complaint.answered_at, complaint.withdrawn_at) == (now, now, now + DAY)
    assert complaint.due_on == network.today(now) + 30 * DAY
    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}
    assert Tombstone.objects.filter(kind="complaint", row=complaint.pk).count() == 1


def test_forgetting_somebody_takes_what_they_complained_of_from_that_address_in_that_network(
    network: Network, now: dt.datetime
) -> None:
    person = factories.PersonFactory(network=network, known_as="Robin", email=ADDRESS.title())
    theirs = [complain(network, now, email=ADDRESS), answered(complain(network, now, email=ADDRESS), now)]
    others = [complain(network, now), complain(factories.NetworkFactory(), now, email=ADDRESS)]

    forget(person=person, now=now)

    assert set(Complaint.objects.exclude(forgotten_at=None)) == set(theirs)
    assert set(Complaint.objects.exclude(words="")) == set(others)


def test_somebody_without_an_address_takes_nobodys_complaint_along(network: Network, now: dt.datetime) -> None:
    complain(network, now)
    forget(person=factories.PersonFactory(network=network, reach="no", email=""), now=now)

    assert Complaint.objects.open().count() == 1


def test_whoever_waits_for_an_answer_is_not_forgotten_meanwhile(network: Network, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=network, email=ADDRESS)
    type(person).objects.filter(pk=person.pk).update(created_at=now - 800 * DAY)
    complaint = complain(network, now, email=ADDRESS)

    assert retention.keep_no_longer(now=now) == 0
    answered(complaint, now)
    assert retention.keep_no_longer(now=now) == 1


def test_what_an_answered_one_said_goes_a_year_later_by_the_tick(network: Network) -> None:
    came = dt.datetime(2026, 1, 10, 12, tzinfo=dt.UTC)
    done, waiting = answered(complain(network, came), came + 9 * DAY), complain(network, came)
    for at, words in ((19, f"{WORD} was read out."), (20, "")):
        with time_machine.travel(dt.datetime(2027, 1, at, 11, 23, tzinfo=dt.UTC), tick=False):
            tick()
        done.refresh_from_db()
        assert done.words == words
    waiting.refresh_from_db()

    assert (done.answered_at, done.outcome, done.withdrawn_at) == (came + 9 * DAY, "", None)
    assert waiting.is_open


def test_each_network_says_how_long(network: Network, now: dt.datetime) -> None:
    Network.objects.filter(pk=network.pk).update(keeps_complaint_months=1)
    ours, theirs = (answered(complain(one, now), now) for one in (network, factories.NetworkFactory()))

    assert complaints.keep_no_longer(now=now + 32 * DAY) == 1
    assert complaints.keep_no_longer(now=now + 32 * DAY) == 0
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.is_forgotten, theirs.is_forgotten) == (True, False)


# -- What the database promises


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        ({"words": ""}, "complaint_has_words_until_forgotten"),
        ({"forgotten_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "complaint_has_words_until_forgotten"),
        (
            {"forgotten_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "words": "", "known_as": ""},
            "forgotten_complaint_says_nothing",
        ),
        ({"withdrawn_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "withdrawn_is_forgotten"),
        ({"answered_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "answered_complaint_has_an_outcome"),
        ({"outcome": "Sorry."}, "outcome_has_a_time"),
    ],
)
def test_the_database_keeps_its_promises(facts: dict[str, Any], promise: str) -> None:
    complaint = factories.ComplaintFactory()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**facts)
