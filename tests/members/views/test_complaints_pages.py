"""Complaining without a login, following it by its link, and answering it at the desk."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.browsers import browser
from members import complaints
from members.models import Change, Complaint, FormerSlug, Look, Message, Network, Person, Responsibility
from peersupport.lib import links
from tests import factories
from tests.conftest import somebody
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db

FORM = "/networks/keep-the-kettle-on/complain/"
DESK = "/complaints/"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CAME = dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)
Browse = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def complaint(network: Network) -> Complaint:
    return factories.ComplaintFactory(network=network, received_at=CAME, known_as="Nan", email="nan@example.org")


@pytest.fixture
def desk(manager: Person) -> Client:
    return browser(manager.user_id)


def send(client: Client, **facts: Any) -> Any:
    return client.post(FORM, {"words": "My name was read out.", **facts}, follow=True)


def page_of(complaint: Complaint) -> str:
    return f"/complaints/{complaints.token(complaint)}/"


# -- The form


def test_the_form_says_who_reads_it_how_long_it_is_kept_and_where_else_to_turn(client: Client, manager: Person) -> None:
    page = client.get(FORM)

    for words in (
        "The managers of Keep The Kettle On read it, and nobody else here.",
        "It goes 12 months after our answer.",
        "We answer within 30 days",
        "0303 123 1113",
    ):
        assert words in words_of(page)
    assert_calm(page)
    assert_safe(page)


def test_it_says_so_when_coordinators_or_nobody_would_read_it(client: Client, network: Network) -> None:
    assert "Nobody looks after these messages just now." in words_of(client.get(FORM))
    person = somebody(network, "Carol")
    Responsibility.objects.create(person=person, network=network, role="coordinator", from_on=dt.date(2020, 1, 1))

    assert "has no manager just now. The people who coordinate all of it read yours." in words_of(client.get(FORM))


def test_every_page_leads_to_it(client: Client, group: Any) -> None:
    for path in ("/contact/", "/privacy/", "/networks/keep-the-kettle-on/"):
        assert f'href="{FORM}"' in markup_of(client.get(path)), path
    assert '<a href="/contact/">Make a complaint</a>' in markup_of(client.get("/"))


def test_without_an_address_one_is_shown_its_page_and_told_to_save_it(client: Client, network: Network) -> None:
    page = send(client)

    complaint = Complaint.objects.get()
    assert page.request["PATH_INFO"] == page_of(complaint)
    assert "We answer by Wednesday 23 December" in words_of(page)
    assert "Save its address" in words_of(page)
    assert complaint.acknowledged_at == NOW
    assert_calm(page)


def test_with_an_address_one_is_told_of_the_letter_and_shown_no_link(client: Client, network: Network) -> None:
    page = send(client, email="nan@example.org", known_as="Nan")

    assert "We answer by Wednesday 23 December" in words_of(page)
    assert complaints.token(Complaint.objects.get()) not in markup_of(page)
    assert Message.objects.get().purpose == "complaint-received"
    assert_calm(page)


def test_who_is_logged_in_complains_as_nobody(browse: Browse, manager: Person, regular: Person) -> None:
    client = browse(regular)
    send(client)
    client.post(page_of(Complaint.objects.get()), {"do": "take-back"})

    lines = Change.objects.filter(table="members_complaint").order_by("pk")
    assert [(line.what, line.login, line.through) for line in lines] == [
        ("made", None, "members:complain"),
        ("changed", None, "members:my-complaint"),
    ]


def test_sent_twice_it_is_one_and_the_answer_is_the_same(client: Client, network: Network) -> None:
    form = markup_of(client.get(FORM))
    mark = re.search(r'name="asked_with" value="([^"]+)"', form)
    assert mark is not None

    first, again = (send(client, asked_with=mark[1]) for _ in range(2))

    assert Complaint.objects.count() == 1
    assert first.request["PATH_INFO"] == again.request["PATH_INFO"]


BAD = [
    ({"words": ""}, "Tell us what is not right."),
    ({"words": " \r\n "}, "Tell us what is not right."),
    ({"words": "x" * 4001}, "Please say it in up to 4,000 letters."),
    ({"words": "<b>loud</b>"}, "Please leave out < and >"),
    ({"words": "turned \u202e round"}, "Please leave out < and >"),
    ({"words": "nul \x00"}, "Please leave out marks that cannot be seen."),
    ({"known_as": "x" * 61}, "Please use up to 60 letters."),
    ({"known_as": "two\nlines"}, "Please write it on one line"),
    ({"known_as": "nul\x00"}, "Please leave out marks that cannot be seen."),
    ({"email": "no address"}, "That does not look like an e-mail address."),
    ({"email": f"{'x' * 250}@example.org"}, "longer than an e-mail address can be"),
    ({"email": "a\x00@example.org"}, "e-mail address"),
]


@pytest.mark.parametrize(("sent", "says"), BAD)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    client: Client, network: Network, sent: dict[str, str], says: str
) -> None:
    page = send(client, **sent)

    assert says in errors_of(page)
    assert not Complaint.objects.exists()
    assert not Message.objects.exists()
    assert_calm(page)


def test_a_full_page_with_new_lines_is_kept_whole(client: Client, network: Network) -> None:
    send(client, words="\r\n".join(["x" * 99] * 40))

    assert len(Complaint.objects.get().words) == 40 * 99 + 39


def test_a_mark_that_is_none_is_no_reason_to_turn_anybody_away(client: Client, network: Network) -> None:
    for _ in range(2):
        send(client, asked_with="no mark")

    assert Complaint.objects.count() == 2


def test_more_in_a_day_than_anybody_sends_is_answered_with_what_to_do(client: Client, network: Network) -> None:
    for _ in range(complaints.MOST_A_DAY):
        factories.ComplaintFactory(network=network, email="nan@example.org")

    page = send(client, email="nan@example.org")

    assert page.status_code == 409
    assert "Send this one without an address, or tell us another way." in words_of(page)
    assert "My name was read out." in markup_of(page)


def test_a_flood_is_asked_to_wait(client: Client, network: Network, settings: Any) -> None:
    settings.FORMS_FROM_ONE_ADDRESS = 1
    assert [send(client).status_code for _ in range(2)] == [200, 429]
    assert Complaint.objects.count() == 1


def test_a_form_without_its_token_writes_nothing(network: Network) -> None:
    assert Client(enforce_csrf_checks=True).post(FORM, {"words": "Read out."}).status_code == 403
    assert not Complaint.objects.exists()


def test_an_old_address_of_the_network_leads_on(client: Client, network: Network) -> None:
    FormerSlug.objects.create(slug="the-kettle", network=network)

    assert client.get("/networks/the-kettle/complain/")["Location"] == FORM
    assert client.get("/networks/no-kettle/complain/").status_code == 404


# -- Behind the link


def test_the_page_shows_what_was_written_and_not_the_address(complaint: Complaint) -> None:
    page = Client().get(page_of(complaint))

    for words in ("My name was read out.", "Nan", "We answer by Saturday 12 December", "0303 123 1113"):
        assert words in words_of(page)
    assert "nan@example.org" not in markup_of(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert page.cookies.keys() == set()
    assert_calm(page)
    assert_safe(page)


def test_the_answer_stands_there(complaint: Complaint) -> None:
    complaints.answer(complaint=complaint, outcome="We are sorry.\n\nIt will not happen again.", now=NOW)

    page = Client().get(page_of(complaint))
    assert "Our answer Monday 23 November, noon We are sorry. It will not happen again." in words_of(page)
    assert_calm(page)


def test_looking_changes_nothing(complaint: Complaint) -> None:
    before = Complaint.objects.values().get()
    for method in ("get", "head", "options"):
        getattr(Client(), method)(page_of(complaint) + "?do=take-back")
    Client().post(page_of(complaint), {"do": "something else"})

    assert Complaint.objects.values().get() == before


def test_taken_back_by_one_tap_without_a_cookie_it_is_gone(complaint: Complaint) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        page = client.post(page_of(complaint), {"do": "take-back"}, headers={"Origin": "null"}, follow=True)

    assert "You took it back" in words_of(page)
    assert "My name was read out." not in markup_of(page)
    complaint.refresh_from_db()
    assert complaint.withdrawn_at == NOW
    assert_calm(page)


def test_after_its_time_the_page_says_that_it_is_gone(complaint: Complaint) -> None:
    complaints.answer(complaint=complaint, outcome="Sorry.", now=NOW)
    complaints.keep_no_longer(now=NOW + dt.timedelta(days=366))

    assert "What you wrote is gone Only the dates stay." in words_of(Client().get(page_of(complaint)))


def test_a_link_that_is_forged_revoked_or_of_another_purpose_opens_nothing(complaint: Complaint) -> None:
    good = complaints.token(complaint)
    Complaint.objects.update(link_version=2)
    tokens = [good, good[:-1], good.replace(".1.", ".2."), links.sign("place", complaint.ref, 2)]
    tokens.append(links.sign("complaint", factories.PersonFactory().ref, 1))
    nothing = same_but_for_the_address(Client().get("/complaints/0.1.x/"))

    for token in tokens:
        for answer in (Client().get(f"/complaints/{token}/"), Client().post(f"/complaints/{token}/")):
            assert answer.status_code == 404
        assert same_but_for_the_address(Client().get(f"/complaints/{token}/")) == nothing
    assert links.sign("complaint", complaint.ref, 2) == complaints.token(Complaint.objects.get())


# -- The desk


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


# -- Who may


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
