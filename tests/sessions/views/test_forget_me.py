"""Forget me: by the link in a letter or logged in, asked once, done at once, and said plainly what we cannot reach."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Regular
from members.models import Network, Person
from sessions import letters
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]


@pytest.fixture
def place(session: GroupSession) -> Place:
    return factories.PlaceFactory(session=session)


def test_the_page_of_a_place_leads_there_and_looking_changes_nothing(place: Place) -> None:
    address = f"/places/{letters.token(place)}/"
    assert f'href="{address}forget-me/"' in Client().get(address).content.decode()

    page = Client().get(f"{address}forget-me/")
    assert_calm(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    for words in ("You need not say why", "What we cannot reach", "Paper", "Files that", "cannot be undone"):
        assert words in words_of(page)
    assert Person.objects.filter(pk=place.person_id).exists()


def test_one_button_forgets_and_the_link_opens_nothing_any_more(place: Place) -> None:
    address = f"/places/{letters.token(place)}/"
    done = Client().post(f"{address}forget-me/")

    assert "It is done" in words_of(done)
    assert not Person.objects.filter(pk=place.person_id).exists()
    assert Client().get(address).status_code == 404
    assert Client().post(f"{address}forget-me/").status_code == 404


@pytest.mark.parametrize("weekly", [False, True])
def test_the_page_of_a_reminder_does_so_too(session: GroupSession, weekly: bool, now: Any) -> None:
    person = factories.PersonFactory(network=session.group.network)
    wish = (
        EveryWeek.objects.create(group=session.group, person=person, wants="reminder", asked_at=now)
        if weekly
        else Reminder.objects.create(session=session, person=person, asked_at=now)
    )
    address = f"/reminders/{letters.token(wish)}/"
    assert f'href="{address}forget-me/"' in Client().get(address).content.decode()
    Client().post(f"{address}forget-me/")

    assert not Person.objects.filter(pk=person.pk).exists()


def test_a_letter_that_was_passed_on_forgets_nobody_with_a_login(facilitator: Person, session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session, person=facilitator)
    address = f"/places/{letters.token(place)}/forget-me/"
    page = Client().get(address)
    assert "Log in first" in words_of(page)
    assert "<button" not in page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]

    assert Client().post(address).status_code == 409
    assert Person.objects.filter(pk=facilitator.pk).exists()


def test_looking_by_a_link_sets_no_cookie(place: Place) -> None:
    assert not Client().get(f"/places/{letters.token(place)}/forget-me/").cookies


def test_a_link_of_another_purpose_forgets_nobody(place: Place) -> None:
    assert Client().post(f"/reminders/{letters.token(place)}/forget-me/").status_code == 404
    assert Person.objects.filter(pk=place.person_id).exists()


def test_whoever_is_logged_in_sees_who_knows_them_and_is_forgotten_by_one(regular: Person, browse: Browse) -> None:
    elsewhere = factories.PersonFactory(user=regular.user, known_as="Reggie", email=regular.email)
    page = browse(regular).get("/me/")
    for words in (regular.network.name, "Reg,", elsewhere.network.name, "Reggie"):
        assert words in words_of(page)

    asked = browse(regular).get(f"/me/{regular.ref}/forget/")
    assert "unless another organisation knows you by it" in words_of(asked)
    assert "It is done" in words_of(browse(regular).post(f"/me/{regular.ref}/forget/"))

    assert list(Person.objects.filter(user=regular.user)) == [elsewhere]
    assert regular.network.name not in words_of(browse(elsewhere).get("/me/"))


def test_nobody_is_forgotten_by_somebody_else(regular: Person, volunteer: Person, browse: Browse) -> None:
    assert browse(volunteer).post(f"/me/{regular.ref}/forget/").status_code == 404
    assert Client().post(f"/me/{regular.ref}/forget/").status_code == 302
    assert Person.objects.filter(pk=regular.pk).exists()


def test_who_answers_for_something_is_asked_to_hand_it_on_first(coordinator: Person, browse: Browse) -> None:
    page = browse(coordinator).post(f"/me/{coordinator.ref}/forget/")

    assert page.status_code == 409
    assert "Hand that on first" in words_of(page)
    assert Person.objects.filter(pk=coordinator.pk).exists()


def test_markup_in_a_name_stays_words(network: Network, session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session, person__known_as="<b>Bo</b>", person__network=network)
    page = Client().get(f"/places/{letters.token(place)}/forget-me/")
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page.content.decode()


# -- A word that a group knows somebody by


@pytest.fixture
def leads(facilitator: Person) -> Client:
    """A facilitator who has shown the second factor: words are names."""
    return browser(facilitator.user_id)


def test_a_facilitator_forgets_a_word_after_being_asked_once(session: GroupSession, leads: Client) -> None:
    heron = factories.RegularFactory(group=session.group, word="Heron <i>")
    session.presences.create(tap=uuid.uuid4(), regular=heron)
    page = leads.get(f"/groups/{session.group.slug}/regulars/")
    assert "Heron <i> Last here" in words_of(page)
    address = f"/groups/{session.group.slug}/regulars/{heron.ref}/forget/"
    assert "cannot be undone" in words_of(leads.get(address))
    assert Regular.objects.filter(pk=heron.pk).exists()

    done = leads.post(address, follow=True)

    assert "Forgotten." in words_of(done)
    assert "Heron" not in words_of(done)
    assert leads.post(address).status_code == 404
    assert session.presences.get().forgotten_as == "person"


def test_a_word_of_another_group_is_not_there(session: GroupSession, leads: Client) -> None:
    theirs = factories.RegularFactory()
    address = f"/groups/{session.group.slug}/regulars/{theirs.ref}/forget/"
    assert leads.post(address).status_code == 404
    assert Regular.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_words_asks_as_little_for_many(rows: int, session: GroupSession, leads: Client) -> None:
    for number in range(rows):
        factories.RegularFactory(group=session.group, word=f"Word {number}")
    path = f"/groups/{session.group.slug}/regulars/"
    leads.get(path)  # the first use of what the second factor opened is written down, once in a minute
    assert len(queries_of(leads, path)) == 5
