"""The words a group knows people by: joined to whoever would like to be known by name, by who leads the group."""

from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Regular, SupportGroup
from members.models import Consent, Look, Person
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, errors_of, markup_of, words_of
from tests.sessions.history import FRIDAY, held, known_by_a_word, person, walk_in
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

LIST = "/groups/friday-circle/regulars/"


@pytest.fixture
def heron(group: SupportGroup) -> Regular:
    return known_by_a_word(group, word="Heron")


@pytest.fixture
def desk(facilitator: Person) -> Client:
    return browser(facilitator.user_id)


def page_of(word: Regular, do: str = "join") -> str:
    return f"{LIST}{word.ref}/{do}/"


def sent(**facts: str) -> dict[str, str]:
    return {"person": "", "known_as": "Fran", "reach": "email", "email": "fran@example.org", "phone": ""} | facts


def test_somebody_the_group_knows_is_chosen_and_told_apart_again(
    desk: Client, heron: Regular, group: SupportGroup
) -> None:
    robin = person(group, known_as="Robin")
    held(group, FRIDAY, heron, robin)
    page = desk.get(page_of(heron))
    assert "Robin, last here Friday 2 October" in words_of(page)
    assert "@" not in words_of(page), "no addresses"
    assert "No list anywhere shows who asked and did not come." in words_of(page)
    assert_calm(page)
    assert_kept_nowhere(page)
    assert {heron.ref, robin.ref} <= set(Look.objects.get().whom)

    done = desk.post(page_of(heron), sent(person=robin.ref, known_as="", email=""), follow=True)
    said = words_of(done)
    assert "they count once. They were marked twice at 1 of them, and count once now." in said
    assert "Heron Last here Friday 2 October Known by name as Robin since" in said
    assert_calm(done)

    asked = desk.get(page_of(heron, "tell-apart"))
    assert "Is “Heron” somebody else?" in words_of(asked)
    assert_calm(asked)
    assert "The word stands for itself again" in words_of(desk.post(page_of(heron, "tell-apart"), follow=True))
    heron.refresh_from_db()
    assert heron.person is None


def test_the_groups_own_page_leads_there_whoever_leads_it_and_nobody_else(
    desk: Client, coordinator: Person, volunteer: Person, regular: Person
) -> None:
    way, page = f'href="{LIST}"', "/groups/friday-circle/"
    leaders, others = (
        (desk, browser(coordinator.user_id)),
        (Client(), *map(browser, (volunteer.user_id, regular.user_id))),
    )
    assert [way in markup_of(one.get(page)) for one in (*leaders, *others)] == [True, True, False, False, False]


def test_somebody_new_by_a_name_and_one_way_to_reach_them(desk: Client, heron: Regular) -> None:
    assert desk.get(page_of(heron)).context["form"]["known_as"].value() == "Heron"
    desk.post(page_of(heron), sent(reach="phone", email="", phone="01620 82 11 22"))
    heron.refresh_from_db()
    assert heron.person is not None
    assert (heron.person.known_as, heron.person.phone, heron.person.email) == ("Fran", "01620821122", "")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"email": ""}, "Tell us where to write to, or choose another way."),
        ({"reach": "phone"}, "Tell us the number to ring, with at least seven digits"),
        ({"reach": "no"}, "Choose one of these two."),
        ({"known_as": ""}, "Tell us what to call them. Any word will do."),
        ({"person": "0" * 12}, "Choose one from the list."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    facts: dict[str, str], says: str, desk: Client, heron: Regular
) -> None:
    page = desk.post(page_of(heron), sent(**facts))
    assert says in errors_of(page)
    assert_calm(page)
    heron.refresh_from_db()
    assert heron.person is None
    assert not Person.objects.filter(known_as="Fran").exists()


def test_nobody_of_another_group_or_of_one_evening_can_be_chosen(
    desk: Client, heron: Regular, group: SupportGroup
) -> None:
    near = factories.SupportGroupFactory(network=group.network)
    others = [person(near, known_as="Otter"), walk_in(group), factories.PersonFactory()]
    held(near, FRIDAY, others[0])
    held(group, FRIDAY, others[1])
    for one in others:
        assert "Choose one from the list." in errors_of(desk.post(page_of(heron), sent(person=one.ref)))


def test_a_word_that_is_somebodys_already_says_so(desk: Client, heron: Regular, group: SupportGroup) -> None:
    Regular.objects.update(person=person(group))
    assert "This word is somebody’s already." in errors_of(desk.post(page_of(heron), sent()))


@pytest.mark.parametrize("is_joined", [True, False])
def test_of_a_person_only_the_word_is_forgotten_and_the_page_says_so(
    is_joined: bool, desk: Client, heron: Regular, group: SupportGroup
) -> None:
    robin = person(group, known_as="Robin")
    Regular.objects.update(person=robin if is_joined else None)
    heron.refresh_from_db()
    session = held(group, FRIDAY, heron)
    page = desk.get(page_of(heron, "forget"))
    promised = "Only the word goes. Their evenings stay theirs, under Robin." in words_of(page)
    assert promised == is_joined
    assert ("who it was in every register" in words_of(page)) != is_joined
    assert_calm(page)
    done = words_of(desk.post(page_of(heron, "forget"), follow=True))
    assert ("The word is gone. Their evenings stay under their name." in done) == is_joined
    assert ("Forgotten. Registers keep that somebody was there, without whom." in done) != is_joined
    assert session.presences.get().person == (robin if is_joined else None)
    assert not Regular.objects.exists()


def test_where_a_yes_is_needed_they_have_said_it_face_to_face() -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"), slug="friday-circle")
    factories.MembershipFactory(
        group=group, person=factories.PersonFactory(network=group.network, user=factories.UserFactory()), role="helper"
    )
    lead = factories.PersonFactory(network=group.network, user=factories.UserFactory())
    factories.MembershipFactory(group=group, person=lead, role="facilitator")
    heron, desk = known_by_a_word(group), browser(lead.user_id)
    assert "I have read them this, and they agree" in words_of(desk.get(page_of(heron)))
    assert "Without their yes we keep the word and nothing else." in errors_of(desk.post(page_of(heron), sent()))
    desk.post(page_of(heron), sent(yes_register="1"))
    kept = Consent.objects.get()
    assert (kept.person.known_as, kept.how) == ("Fran", "spoken")


@pytest.mark.parametrize("do", ["join", "tell-apart"])
def test_it_is_for_who_leads_the_group(
    do: str, heron: Regular, volunteer: Person, stranger: Person, desk: Client
) -> None:
    for somebody, status in ((volunteer, 403), (stranger, 404)):
        client = browser(somebody.user_id)
        assert client.get(page_of(heron, do)).status_code == client.post(page_of(heron, do)).status_code == status
    elsewhere: Any = factories.RegularFactory()
    assert desk.get(page_of(elsewhere, do)).status_code == 404


def test_it_asks_as_much_of_the_database_however_many_the_group_knows(
    desk: Client, heron: Regular, group: SupportGroup
) -> None:
    desk.get(page_of(heron))

    def asked(week: int) -> int:
        held(group, FRIDAY.replace(day=week), *(person(group) for _ in range(5)))
        return len(queries_of(desk, page_of(heron)))

    assert asked(9) == asked(16)
