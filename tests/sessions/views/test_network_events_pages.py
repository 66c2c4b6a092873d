"""Network events: name and organisation are asked for and shown among those who come, and a colleague comes along."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from groups.models import SupportGroup
from members.models import Consent, Message, Network, Person
from sessions import letters
from sessions.models import EveryWeek, GroupSession, Place
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.events import comer, event
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
SHOWN = "The others who are coming see your name and organisation"


@pytest.fixture
def workshop(network: Network) -> GroupSession:
    return event(network)


def form(**changed: Any) -> dict[str, Any]:
    sent = {"known_as": "Ann", "organisation": "The Pantry", "reach": "email", "email": "ann@example.org"}
    return {**sent, "phone": "", "needs": "", "asked_with": str(uuid.uuid4()), **changed}


def ask(session: GroupSession, who: str = "", **changed: Any) -> Any:
    return Client().post(f"/sessions/{session.ref}/place/{who}", form(**changed))


def written() -> tuple[int, int, int]:
    return Place.objects.count(), Person.objects.count(), Message.objects.count()


def my_place(place: Place) -> Any:
    return Client().get(f"/places/{letters.token(place)}/")


# -- Asking


def test_it_asks_for_name_and_organisation_and_says_first_who_sees_them(workshop: GroupSession) -> None:
    page = Client().get(f"/sessions/{workshop.ref}/place/")

    fields = page.context["form"].fields
    assert [name for name in ("known_as", "organisation") if fields[name].required] == ["known_as", "organisation"]
    assert "how_often" not in fields
    before, _, after = words_of(page).partition("Your organisation")
    assert SHOWN in before
    assert SHOWN in after
    assert "something about your health" not in words_of(page)
    assert_calm(page)


def test_a_place_keeps_the_organisation_and_the_page_says_so_once(workshop: GroupSession) -> None:
    page = ask(workshop, needs="A chair")

    place = Place.objects.get()
    assert (place.organisation, place.person.known_as, place.person.organisation) == ("The Pantry", "Ann", None)
    assert "We’ve kept you a place." in words_of(page)


@pytest.mark.parametrize(
    ("organisation", "says"),
    [
        ("", "Tell us which organisation you come from."),
        ("   ", "Tell us which organisation you come from."),
        ("o" * 121, "Please use up to 120 letters."),
        ("<b>Pantry</b>", "Please leave out < and >"),
        ("The\nPantry", "Please write it on one line"),
        ("The\x00Pantry", "marks that cannot be seen"),
        ("!!!", "Please use at least one letter."),
    ],
    ids=["nothing", "blanks", "too long", "markup", "two lines", "a hidden mark", "no letters"],
)
def test_an_organisation_nobody_could_read_is_asked_for_again_and_nothing_is_written(
    workshop: GroupSession, organisation: str, says: str
) -> None:
    page = ask(workshop, organisation=organisation)

    assert says in errors_of(page)
    assert written() == (0, 0, 0)
    assert_calm(page)


@pytest.mark.parametrize(("who", "whose"), [("", "your"), ("?for=colleague", "their")])
def test_without_the_name_for_the_certificate_it_asks_for_that_name(
    workshop: GroupSession, who: str, whose: str
) -> None:
    page = ask(workshop, who, known_as=" ")

    assert f"Tell us {whose} name, as it is to stand on the certificate." in errors_of(page)
    assert "Any word will do" not in errors_of(page)
    assert_calm(page)


def test_each_date_is_asked_for_by_itself_whatever_a_form_says(workshop: GroupSession) -> None:
    ask(workshop, how_often="every_week")

    assert Place.objects.count() == 1
    assert not EveryWeek.objects.exists()


def test_other_groups_ask_for_no_organisation_and_keep_none(session: GroupSession) -> None:
    page = Client().get(f"/sessions/{session.ref}/place/")
    ask(session, "?for=colleague", how_often="once")

    assert "organisation" not in page.context["form"].fields
    assert SHOWN not in words_of(page)
    assert Place.objects.get().organisation == ""


def test_asking_again_tells_nothing_that_was_stored_and_changes_none_of_it(workshop: GroupSession) -> None:
    ask(workshop)
    page = ask(workshop, organisation="Youth Club")

    assert Place.objects.get().organisation == "The Pantry"
    assert "Pantry" not in markup_of(page)


# -- A colleague


def test_after_asking_a_colleague_is_one_form_away_with_the_same_organisation(workshop: GroupSession) -> None:
    page = ask(workshop)

    assert "Is a colleague coming too?" in words_of(page)
    assert page.context["next_form"]["organisation"].value() == "The Pantry"
    assert page.context["next_form"]["known_as"].value() is None
    assert 'action="?for=colleague"' in markup_of(page)
    assert_calm(page)


def test_a_colleague_has_a_place_and_a_letter_of_their_own(workshop: GroupSession) -> None:
    ask(workshop)
    page = ask(workshop, "?for=colleague", known_as="Bo", email="bo@example.org")

    assert "We’ve kept your colleague a place." in words_of(page)
    assert "We have written to them." in words_of(page)
    assert "Is another colleague coming too?" in words_of(page)
    assert "/places/" not in markup_of(page)
    assert set(Place.objects.values_list("person__known_as", "organisation")) == {
        ("Ann", "The Pantry"),
        ("Bo", "The Pantry"),
    }
    assert Message.objects.filter(purpose="place").count() == 2
    assert_calm(page)


def test_the_form_for_a_colleague_speaks_of_them_and_the_browser_fills_in_nobody(workshop: GroupSession) -> None:
    page = Client().get(f"/sessions/{workshop.ref}/place/?for=colleague")

    assert "Ask your colleague first." in words_of(page)
    assert "The others who are coming see their name and organisation" in words_of(page)
    assert "Their organisation" in words_of(page)
    assert "Their name As it is to stand on the certificate" in words_of(page)
    assert set(re.findall(r'autocomplete="([^"]+)"', markup_of(page).split("<main")[1])) == {"off"}


def test_the_yes_of_a_colleague_is_kept_as_said_through_a_colleague() -> None:
    workshop = event(factories.NetworkFactory(reasons="ask"))
    page = ask(workshop, yes_places="1")
    assert "yes_places" in page.context["next_form"].fields
    assert page.context["next_form"].HOW == "colleague"
    ask(workshop, "?for=colleague", known_as="Bo", email="bo@example.org", yes_places="1")
    assert set(Consent.objects.values_list("person__known_as", "how")) == {("Ann", "form"), ("Bo", "colleague")}


def test_when_the_room_is_full_the_colleague_waits_in_turn(network: Network) -> None:
    full = event(network, capacity=0)
    page = ask(full, "?for=colleague")

    assert "Your colleague is on the waiting list." in words_of(page)
    assert Place.objects.get().state == "waiting"


def test_a_colleague_without_an_address_is_known_by_the_page_of_the_place(workshop: GroupSession) -> None:
    answer = ask(workshop, "?for=colleague", reach="no", email="")

    assert answer.status_code == 302
    assert "Who is coming from where" not in words_of(Client().get(answer["Location"]))


def test_a_colleague_to_be_rung_is_said_so(workshop: GroupSession) -> None:
    page = ask(workshop, "?for=colleague", reach="phone", email="", phone="01620 821122")

    assert "Somebody rings or texts them if something changes." in words_of(page)


def test_the_same_form_for_a_colleague_sent_twice_is_one_place(workshop: GroupSession) -> None:
    mark = str(uuid.uuid4())
    for _ in range(2):
        ask(workshop, "?for=colleague", asked_with=mark)

    assert (Place.objects.count(), Message.objects.count()) == (1, 1)


def test_for_anything_else_than_a_colleague_it_is_ones_own_form(workshop: GroupSession) -> None:
    page = Client().get(f"/sessions/{workshop.ref}/place/?for=%00nobody")

    assert "Keep me a place" in words_of(page)


def test_who_leads_it_is_asked_for_the_organisation_of_somebody_who_phones(
    workshop: GroupSession, browse: Browse
) -> None:
    leader = factories.PersonFactory(network=workshop.group.network, user=factories.UserFactory())
    factories.MembershipFactory(group=workshop.group, person=leader, role="facilitator")
    browser, page = browse(leader), f"/sessions/{workshop.ref}/place/for-somebody/"

    assert "The others who are coming see their name and organisation" in words_of(browser.get(page))
    assert "Tell us which organisation they come from." in errors_of(browser.post(page, form(organisation="")))
    browser.post(page, form())
    assert Place.objects.get().organisation == "The Pantry"


# -- Who is coming


def test_ones_own_place_shows_who_is_coming_from_where(workshop: GroupSession) -> None:
    ann = comer(workshop, "Ann")
    alone = words_of(my_place(ann))
    comer(workshop, "Bo", "Youth Club")
    comer(workshop, "Cy", "Arts Shed", state="waiting")
    page = my_place(ann)

    assert "Nobody else so far." in alone
    assert "Who is coming from where Youth Club Bo They see you too: Ann, The Pantry." in words_of(page)
    assert "Arts Shed" not in markup_of(page)
    assert "no-store" in page["Cache-Control"]
    assert_calm(page)


def test_a_place_at_any_other_evening_shows_nobody(session: GroupSession) -> None:
    place = comer(session, "Ann")
    comer(session, "BoKestrel", "Youth Club")

    assert "Kestrel" not in markup_of(my_place(place))
    assert "colleague" not in markup_of(my_place(place))


def test_many_who_come_ask_no_more_of_the_database_than_one(workshop: GroupSession) -> None:
    ann = comer(workshop, "Ann")
    comer(workshop, "Bo")
    few = len(queries_of(Client(), f"/places/{letters.token(ann)}/"))
    for number in range(12):
        comer(workshop, f"Cy {number}", f"Club {number % 3}")

    assert len(queries_of(Client(), f"/places/{letters.token(ann)}/")) == few


def test_nobody_else_reads_it_logged_in_or_not(workshop: GroupSession, browse: Browse) -> None:
    comer(workshop, "AnnKestrel", "PantryKestrel")
    people = [factories.PersonFactory(network=workshop.group.network, user=factories.UserFactory()) for _ in range(3)]
    for person, role in zip(people, ("participant", "helper", "facilitator"), strict=True):
        factories.MembershipFactory(group=workshop.group, person=person, role=role)
    for page in (f"/sessions/{workshop.ref}/", f"/sessions/{workshop.ref}/place/", f"/groups/{workshop.group.slug}/"):
        for person in (None, *people):
            assert "Kestrel" not in markup_of(browse(person).get(page))


def test_logged_in_ones_own_place_is_a_link_on_the_page_of_the_event(workshop: GroupSession, browse: Browse) -> None:
    ann = comer(workshop, "Ann")
    Person.objects.filter(pk=ann.person_id).update(user=factories.UserFactory())
    ann.person.refresh_from_db()
    another = factories.PersonFactory(network=workshop.group.network, user=factories.UserFactory())
    page, link = f"/sessions/{workshop.ref}/", f'href="/places/{letters.token(ann)}/"'

    assert link in markup_of(browse(ann.person).get(page))
    for person in (another, None):
        assert "/places/" not in markup_of(browse(person).get(page))
    Place.objects.update(state="given_back", given_back_at=workshop.starts_at)
    assert "/places/" not in markup_of(browse(ann.person).get(page))


def test_a_group_that_is_for_organisations_no_more_shows_nobody_any_more(workshop: GroupSession) -> None:
    ann = comer(workshop, "Ann")
    comer(workshop, "Bo")
    SupportGroup.objects.update(kind="support")

    assert "Bo" not in words_of(my_place(ann))
