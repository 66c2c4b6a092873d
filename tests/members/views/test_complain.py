"""Complaining without a login."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from members import complaints
from members.models import Change, Complaint, FormerSlug, Message, Network, Person, Responsibility
from tests import factories
from tests.conftest import somebody
from tests.members.views.conftest import FORM, NOW, Browse, page_of
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db


def send(client: Client, **facts: Any) -> Any:
    return client.post(FORM, {"words": "My name was read out.", **facts}, follow=True)


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
