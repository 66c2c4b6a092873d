"""Asking for a place at a course, and one's own page of it: all dates at once, given back in part or whole."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Person
from sessions import letters, ringing
from sessions.models import GroupSession, Place
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, words_of
from tests.sessions.at_a_course import ask, course, place_of, standing
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
# Of the form, and of one's own page.
QUESTIONS = [7, 5]


@pytest.fixture
def dates(group: SupportGroup) -> list[GroupSession]:
    return course(group)


def form(**changed: Any) -> dict[str, Any]:
    return {"known_as": "Robin", "reach": "email", "email": "robin@example.org", "needs": "", **changed}


def spoken(on: dt.date) -> str:
    return f"{on:%A} {on.day} {on:%B}"


def mine(session: GroupSession, name: str) -> str:
    return f"/places/{letters.token(place_of(session, name))}/"


def test_the_form_says_that_one_place_is_for_all_dates_and_asks_nothing_about_every_week(
    client: Client, dates: list[GroupSession]
) -> None:
    page = client.get(f"/sessions/{dates[0].ref}/place/")
    assert "One place is for all dates" in words_of(page)
    assert all(spoken(one.on) in words_of(page) for one in dates)
    assert "how_often" not in page.context["form"].fields
    assert_calm(page)
    assert_safe(page)
    for address in (f"/sessions/{dates[0].ref}/", "/groups/friday-circle/"):
        assert "One place is for all dates." in words_of(client.get(address))


def test_sent_it_keeps_all_and_the_page_says_which(client: Client, dates: list[GroupSession]) -> None:
    page = client.post(f"/sessions/{dates[1].ref}/place/", form(how_often="every_week"))

    assert "We’ve kept you a place." in words_of(page)
    assert all(spoken(one.on) in words_of(page) for one in dates)
    assert standing(dates) == [{"Robin": "coming"}] * 2
    assert not SupportGroup.objects.get().every_week.exists()


def test_a_course_of_one_day_says_nothing_of_several(client: Client, group: SupportGroup) -> None:
    (day,) = course(group, days=1)
    ask(day, "Robin")
    for address in (f"/sessions/{day.ref}/place/", f"/sessions/{day.ref}/"):
        assert "all dates" not in words_of(client.get(address))
    assert "All your dates" not in words_of(client.get(mine(day, "Robin")))


def test_a_full_course_offers_to_wait_and_says_so_wherever_it_is_read(
    client: Client, dates: list[GroupSession]
) -> None:
    for name in ("Wren", "Heron"):
        ask(dates[0], name)
    for address in (f"/sessions/{dates[1].ref}/", "/groups/friday-circle/", f"/sessions/{dates[1].ref}/place/"):
        assert "Wait for a place" in words_of(client.get(address))
    page = client.post(f"/sessions/{dates[1].ref}/place/", form())
    assert "You are on the waiting list. If a place comes free for all dates, we ask you" in words_of(page)
    assert standing(dates)[0]["Robin"] == standing(dates)[1]["Robin"] == "waiting"


def test_my_page_shows_all_dates_and_gives_back_one_or_all(client: Client, dates: list[GroupSession]) -> None:
    ask(dates[0], "Robin")
    page = client.get(mine(dates[0], "Robin"))
    assert "All your dates of this course" in words_of(page)
    assert mine(dates[1], "Robin") in markup_of(page)
    assert_calm(page)

    one = client.post(mine(dates[0], "Robin"), {"do": "give-back"}, follow=True)
    assert "Thank you. Your place is free for someone else." in words_of(one)
    assert standing(dates) == [{}, {"Robin": "coming"}]

    ask(dates[0], "Robin")
    all_of_it = client.post(mine(dates[1], "Robin"), {"do": "give-back-all"}, follow=True)
    assert "All dates are free for someone else." in words_of(all_of_it)
    assert standing(dates) == [{}, {}]


def test_an_offer_is_taken_with_one_tap_for_all_dates(client: Client, dates: list[GroupSession]) -> None:
    for name in ("Wren", "Heron", "Robin"):
        ask(dates[0], name)
    client.post(mine(dates[0], "Wren"), {"do": "give-back-all"})
    assert "A place is free for you." in words_of(client.get(mine(dates[1], "Robin")))
    page = client.post(mine(dates[1], "Robin"), {"do": "accept"}, follow=True)
    assert "The place is yours." in words_of(page)
    assert standing(dates) == [{"Heron": "coming", "Robin": "coming"}] * 2


def test_of_one_evening_all_dates_cannot_be_given_back(client: Client, session: GroupSession) -> None:
    place = Place.objects.create(
        session=session, person=session.group.network.people.create(known_as="Wren"), state="coming",
        asked_at=timezone.now(),
    )  # fmt: skip
    page = client.post(f"/places/{letters.token(place)}/", {"do": "give-back-all"}, follow=True)
    assert "That button is from an older page." in words_of(page)
    assert Place.objects.live().exists()


def test_a_facilitator_keeps_one_for_somebody_who_phones(
    browse: Browse, facilitator: Person, dates: list[GroupSession]
) -> None:
    lead = browse(facilitator)
    address = f"/sessions/{dates[0].ref}/place/for-somebody/"
    assert "One place is for all dates" in words_of(lead.get(address))
    assert "Tell us the number" in errors_of(lead.post(address, form(reach="phone", phone="1")))
    lead.post(address, form(known_as="Dock", reach="phone", phone="01632 960 183"))
    assert standing(dates) == [{"Dock": "coming"}] * 2
    assert not ringing.to_ring(dates[0]).exists()


def test_begun_or_cancelled_the_form_says_so(client: Client, dates: list[GroupSession]) -> None:
    GroupSession.objects.filter(pk=dates[0].pk).update(state="cancelled")
    page = client.post(f"/sessions/{dates[0].ref}/place/", form())
    assert page.status_code == 409
    assert "This evening is cancelled." in words_of(page)
    assert not Place.objects.exists()


@pytest.mark.parametrize("days", [2, 6])
def test_pages_ask_as_many_questions_however_many_dates_and_people_there_are(
    client: Client, group: SupportGroup, days: int
) -> None:
    dates = course(group, days=days, capacity=50)
    for name in ("Wren", "Heron", "Siskin", "Linnet")[: days - 1]:
        ask(dates[0], name)
    asked = [len(queries_of(client, page)) for page in (f"/sessions/{dates[0].ref}/place/", mine(dates[0], "Wren"))]
    assert asked == QUESTIONS
