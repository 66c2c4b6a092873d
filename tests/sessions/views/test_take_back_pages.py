"""Take back my yes: from one's own page or a letter's link in two taps; first what happens, then it is done."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Basis, Consent, Person
from members.models.wordings import words
from sessions import letters
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
TAKE_BACK = "Take back my yes"


def says_yes(person: Person, now: Any, *purposes: str, how: str = "form") -> None:
    for purpose in purposes or ("places",):
        Consent.objects.create(person=person, purpose=purpose, wording_version="1", how=how, given_at=now)


@pytest.fixture
def place(session: GroupSession, now: Any) -> Place:
    Basis.objects.update(basis="consent", condition="explicit")
    place = factories.PlaceFactory(session=session)
    says_yes(place.person, now)
    return place


def test_p2_by_the_link_in_a_letter_it_is_two_taps(place: Place) -> None:
    address = f"/places/{letters.token(place)}/"
    assert f'href="{address}consent/">{TAKE_BACK}' in markup_of(Client().get(address))

    page = Client().get(f"{address}consent/")
    assert_calm(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    for said in (
        "You need not say why",
        "Keeping you a place",
        "What goes now",
        "So we forget you",
        "cannot be undone",
    ):
        assert said in words_of(page)
    assert Consent.objects.standing().exists()

    done = Client().post(f"{address}consent/")
    assert "We have forgotten you" in words_of(done)
    assert_calm(done)
    assert not Person.objects.filter(pk=place.person_id).exists()
    for again in (Client().get(f"{address}consent/"), Client().post(f"{address}consent/"), Client().get(address)):
        assert again.status_code == 404


@pytest.mark.parametrize("weekly", [False, True])
def test_p2_so_it_is_from_a_reminder(session: GroupSession, now: Any, weekly: bool) -> None:
    person = factories.PersonFactory(network=session.group.network)
    says_yes(person, now, "letters")
    wish = (
        EveryWeek.objects.create(group=session.group, person=person, wants="reminder", asked_at=now)
        if weekly
        else Reminder.objects.create(session=session, person=person, asked_at=now)
    )
    address = f"/reminders/{letters.token(wish)}/"
    assert f'href="{address}consent/">{TAKE_BACK}' in markup_of(Client().get(address))
    Client().post(f"{address}consent/")

    assert not Person.objects.filter(pk=person.pk).exists()


def test_p2_logged_in_everybody_sees_what_they_said_yes_to_and_takes_it_back(
    session: GroupSession, regular: Person, browse: Browse, now: Any
) -> None:
    says_yes(regular, now, "places")
    says_yes(regular, now, "letters", how="phone")
    says_yes(regular, now, "needs", how="colleague")
    network = regular.network.name
    elsewhere = factories.PersonFactory(user=regular.user, known_as="Reggie", email=regular.email)
    page, day = browse(regular).get("/me/"), timezone.localtime(now)
    for purpose, how in (("places", ""), ("letters", ", by phone"), ("needs", ", through a colleague")):
        assert f"{day.day} {day:%B %Y}{how}: “{words(purpose, '1', network)}”" in words_of(page)
    assert markup_of(page).count(TAKE_BACK) == 1, "the other network was told no yes"

    address = f"/me/{regular.ref}/consent/"
    asked = browse(regular).get(address)
    assert_calm(asked)
    assert "unless another organisation knows you by it" in words_of(asked)
    assert "We have forgotten you" in words_of(browse(regular).post(address))
    assert list(Person.objects.filter(user=regular.user)) == [elsewhere]
    assert browse(elsewhere).get(address).status_code == 404


def test_who_helps_is_told_what_stays_before_and_after(volunteer: Person, browse: Browse, now: Any) -> None:
    says_yes(volunteer, now)
    address = f"/me/{volunteer.ref}/consent/"
    before, after = browse(volunteer).get(address), browse(volunteer).post(address)

    for page in (before, after):
        assert "What stays, because others rely on you You help at a group here." in words_of(page)
        assert "we forget those too, within the hour" in words_of(page)
        assert_calm(page)
    assert "So we forget you" not in words_of(before)
    assert Person.objects.filter(pk=volunteer.pk).exists()
    again = browse(volunteer).get(address)
    assert "There is no yes of yours here to take back." in words_of(again)
    assert "<form" not in markup_of(again).split("<main", 1)[1].split("</main>", 1)[0]
    assert TAKE_BACK not in words_of(browse(volunteer).get("/me/"))
    assert browse(volunteer).post(address).status_code == 200, "asked twice, it is done once"


def test_a_letter_that_was_passed_on_takes_nothing_back_for_who_has_a_login(
    facilitator: Person, session: GroupSession, now: Any
) -> None:
    says_yes(facilitator, now)
    place = factories.PlaceFactory(session=session, person=facilitator)
    address = f"/places/{letters.token(place)}/consent/"
    page = Client().get(address)
    assert "Log in first" in words_of(page)
    for said in ("You help", "What you said yes to"):
        assert said not in words_of(page), "whoever holds the letter is not told"

    assert Client().post(address).status_code == 409
    assert Consent.objects.standing().exists()


def test_who_never_said_yes_is_shown_no_link_and_loses_nothing_by_asking(session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session)
    address = f"/places/{letters.token(place)}/"
    assert TAKE_BACK not in words_of(Client().get(address))

    asked = Client().post(f"{address}consent/")

    assert asked.status_code == 409
    assert "There is no yes of yours here to take back." in words_of(asked)
    assert Place.objects.get() == place


def test_nobody_takes_back_for_somebody_else(regular: Person, volunteer: Person, browse: Browse, now: Any) -> None:
    says_yes(regular, now)
    assert browse(volunteer).post(f"/me/{regular.ref}/consent/").status_code == 404
    assert Client().post(f"/me/{regular.ref}/consent/").status_code == 302
    assert Consent.objects.standing().exists()


def test_a_link_of_another_purpose_takes_nothing_back(place: Place) -> None:
    assert Client().post(f"/reminders/{letters.token(place)}/consent/").status_code == 404
    assert Consent.objects.standing().exists()


@pytest.mark.parametrize("networks", [1, 6])
def test_ones_own_page_asks_as_little_for_many_networks(
    regular: Person, browse: Browse, now: Any, networks: int
) -> None:
    says_yes(regular, now)
    for _ in range(networks - 1):
        says_yes(factories.PersonFactory(user=regular.user), now, "places", "letters")
    assert len(queries_of(browse(regular), "/me/")) == 8
