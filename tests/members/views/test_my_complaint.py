"""What stands behind the link that whoever complained was given."""

import datetime as dt

import pytest
from django.test import Client

from members import complaints
from members.models import Complaint
from peersupport.lib import links
from tests import factories
from tests.members.views.conftest import NOW, page_of
from tests.pages import assert_calm, assert_safe, markup_of, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db


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
