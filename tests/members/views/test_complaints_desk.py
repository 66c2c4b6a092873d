"""Reading and answering complaints, by whom it is for and nobody else."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.browsers import browser
from members import complaints
from members.models import Complaint, Look, Message, Person, Responsibility
from tests import factories
from tests.conftest import somebody
from tests.members.views.conftest import CAME, DESK, NOW, Browse, page_of
from tests.pages import assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(manager: Person) -> Client:
    return browser(manager.user_id)


def test_the_desk_shows_the_most_pressing_first_each_with_its_clock_in_words(
    desk: Client, complaint: Complaint
) -> None:
    late = factories.ComplaintFactory(network=complaint.network, received_at=CAME - dt.timedelta(days=22))
    done = factories.ComplaintFactory(network=complaint.network, received_at=CAME - dt.timedelta(days=90))
    complaints.answer(complaint=done, outcome="Sorry.", now=NOW)
    factories.ComplaintFactory(words="Of another network")

    page = desk.get(DESK)

    words = words_of(page)
    order = [
        "Answer by Friday 20 November, 3 days over",
        "Answer by Saturday 12 December, 19 days left",
        "Answered on Monday 23 November",
    ]
    assert sorted(order, key=words.index) == order
    assert [f"/complaints/{one.ref}/" for one in (late, complaint, done)] == re.findall(
        r'row-link" href="([^"]+)"', markup_of(page)
    )
    assert "My name" not in words
    assert_calm(page)


def test_an_empty_desk_is_said(desk: Client) -> None:
    assert "Nothing to answer" in words_of(desk.get(DESK))


def test_the_desk_asks_as_much_for_many_as_for_one(desk: Client, complaint: Complaint) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(DESK).status_code == 200
        return len(queries)

    complaints.answer(complaint=factories.ComplaintFactory(network=complaint.network), outcome="Sorry.", now=NOW)
    asked()  # the first use of what the second factor opened is written down, once in a minute
    before = asked()
    for _ in range(20):
        complaints.answer(complaint=factories.ComplaintFactory(network=complaint.network), outcome="Sorry.", now=NOW)
        factories.ComplaintFactory(network=complaint.network)

    assert asked() == before
    assert before <= 10


def test_a_manager_reads_and_answers(desk: Client, complaint: Complaint) -> None:
    page = desk.get(f"/complaints/{complaint.ref}/")
    for words in ("My name was read out.", "Nan, nan@example.org", "Answer by Saturday 12 December, 19 days left."):
        assert words in words_of(page)
    assert_calm(page)

    page = desk.post(f"/complaints/{complaint.ref}/", {"outcome": "We are sorry."}, follow=True)

    assert "They can read your answer now." in words_of(page)
    assert "We are sorry." in words_of(page)
    assert Message.objects.get(purpose="complaint-answered").recipient == complaint.pk
    assert_calm(page)


def test_an_answer_that_crossed_with_another_is_kept_in_the_form_and_can_be_sent_after_a_look(
    desk: Client, complaint: Complaint
) -> None:
    complaints.answer(complaint=complaint, outcome="The first.", now=NOW)
    address = f"/complaints/{complaint.ref}/"

    page = desk.post(address, {"outcome": "The second.", "instead_of": ""})

    assert page.status_code == 409
    assert "Somebody else has answered this meanwhile." in words_of(page)
    assert "The first." in words_of(page)
    assert "The second." in markup_of(page)
    seen = re.search(r'name="instead_of" value="(\w+)"', markup_of(page))
    assert seen is not None
    desk.post(address, {"outcome": "The second.", "instead_of": seen[1]})
    complaint.refresh_from_db()
    assert complaint.outcome == "The second."


def test_what_was_taken_back_meanwhile_is_said(desk: Client, complaint: Complaint) -> None:
    complaints.withdraw(complaint=complaint, now=NOW)

    page = desk.post(f"/complaints/{complaint.ref}/", {"outcome": "Sorry."})

    assert page.status_code == 409
    assert "has taken it back" in words_of(page)
    assert "<form" not in markup_of(page).split("<main")[1].split("</main")[0]
    assert_calm(page)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"outcome": ""}, "Write what came of it."),
        ({"outcome": "x" * 4001}, "up to 4,000 letters"),
        ({"outcome": "<i>"}, "Please leave out < and >"),
        ({"outcome": "\x00"}, "marks that cannot be seen"),
    ],
)
def test_an_answer_that_needs_another_look_is_not_sent(
    desk: Client, complaint: Complaint, sent: dict[str, str], says: str
) -> None:
    page = desk.post(f"/complaints/{complaint.ref}/", sent)

    assert says in errors_of(page)
    assert not Message.objects.exists()
    complaint.refresh_from_db()
    assert complaint.is_open


@pytest.mark.parametrize("seen", ["x" * 17, "\x00", "0123456789abcdef"])
def test_a_mark_of_an_answer_that_is_none_answers_nothing(desk: Client, complaint: Complaint, seen: str) -> None:
    page = desk.post(f"/complaints/{complaint.ref}/", {"outcome": "Sorry.", "instead_of": seen})

    complaint.refresh_from_db()
    assert page.status_code in (200, 409)
    assert complaint.is_open


def test_a_letter_that_could_not_be_delivered_is_said(desk: Client, complaint: Complaint) -> None:
    Complaint.objects.update(undelivered_at=NOW)

    for path in (DESK, f"/complaints/{complaint.ref}/"):
        assert "Our letter could not be delivered" in words_of(desk.get(path))


def test_reading_one_leaves_a_line_and_its_writer_sees_when(desk: Client, complaint: Complaint) -> None:
    assert "first read it" not in words_of(Client().get(page_of(complaint)))
    desk.get(DESK)
    assert not Look.objects.exists()
    desk.get(f"/complaints/{complaint.ref}/")

    look = Look.objects.get()
    assert (look.what, look.role, look.about, look.whom) == ("complaint", "manager", complaint.ref, [complaint.ref])
    assert "Somebody who answers it first read it on" in words_of(Client().get(page_of(complaint)))
    complaints.withdraw(complaint=complaint, now=NOW)
    desk.get(f"/complaints/{complaint.ref}/")
    assert Look.objects.count() == 1, "there was nothing left to read"


def test_the_way_there_is_shown_to_who_answers_and_to_nobody_else(
    desk: Client, coordinator: Person, facilitator: Person, browse: Browse
) -> None:
    assert 'href="/complaints/"' in markup_of(desk.get("/tonight/"))
    for person in (coordinator, facilitator, None):
        assert 'href="/complaints/"' not in markup_of(browse(person).get("/"))
    Responsibility.objects.filter(role="manager").delete()
    assert 'href="/complaints/"' in markup_of(browse(coordinator).get("/tonight/"))


def test_a_coordinator_answers_only_while_the_network_has_no_manager(
    complaint: Complaint, manager: Person, coordinator: Person
) -> None:
    client, address = browser(coordinator.user_id), f"/complaints/{complaint.ref}/"
    assert [client.get(path).status_code for path in (DESK, address)] == [404, 404]
    assert client.post(address, {"outcome": "Nothing to it."}).status_code == 404

    Responsibility.objects.filter(person=manager).update(until_on=NOW.date() - dt.timedelta(days=1))
    assert [client.get(path).status_code for path in (DESK, address)] == [200, 200]


def test_who_manages_or_coordinates_an_area_answers_nothing(complaint: Complaint) -> None:
    area = factories.AreaFactory(network=complaint.network)
    for role in ("manager", "coordinator"):
        person = somebody(complaint.network, role)
        Responsibility.objects.create(
            person=person, network=complaint.network, area=area, role=role, from_on=dt.date(2020, 1, 1)
        )
        client = browser(person.user_id)
        assert [client.get(path).status_code for path in (DESK, f"/complaints/{complaint.ref}/")] == [404, 404]


def test_a_code_alone_opens_neither(complaint: Complaint, manager: Person, browse: Browse) -> None:
    for path in (DESK, f"/complaints/{complaint.ref}/"):
        assert browse(manager).get(path)["Location"].startswith("/accounts/second-factor/")
    answer = browse(manager).post(f"/complaints/{complaint.ref}/", {"outcome": "Sorry."})
    assert answer["Location"].startswith("/accounts/second-factor/")
    complaint.refresh_from_db()
    assert complaint.is_open
