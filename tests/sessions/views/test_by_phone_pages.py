"""Somebody known by phone alone is forgotten at their wish, by who leads a group they had to do with."""

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Membership, SupportGroup
from members.models import Person, Tombstone
from sessions.models import GroupSession, Place
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/groups/friday-circle/by-phone/"
THEIRS = {"known_as": "campion", "phone": "01620 82 11 22"}
NOBODY = "We know nobody here by that name and number."


def caller(session: GroupSession, **facts: object) -> Person:
    ways = {"known_as": "Campion", "reach": "phone", "email": "", "phone": "01620821122"}
    person = factories.PersonFactory(**{"network": session.group.network, **ways, **facts})
    factories.PlaceFactory(session=session, person=person)
    return person


@pytest.fixture
def campion(session: GroupSession) -> Person:
    return caller(session)


@pytest.fixture
def desk(facilitator: Person) -> Client:
    return browser(facilitator.user_id)


def test_told_their_name_and_number_the_page_forgets_them_and_it_shows_nobody(desk: Client, campion: Person) -> None:
    assert f'href="{PAGE}"' in markup_of(desk.get("/groups/friday-circle/regulars/"))
    page = desk.get(PAGE)
    assert "Campion" not in words_of(page)
    assert_calm(page)
    assert_kept_nowhere(page)

    done = desk.post(PAGE, THEIRS, follow=True)
    assert "Forgotten. Registers keep that somebody was there, without whom." in words_of(done)
    assert not Person.objects.filter(pk=campion.pk).exists()
    assert not Place.objects.exists()
    assert Tombstone.objects.filter(row=campion.pk).exists()
    assert NOBODY in words_of(desk.post(PAGE, THEIRS)), "asked twice they are forgotten, and it happens once"
    assert Tombstone.objects.count() == 1


@pytest.mark.parametrize("uses_names", [True, False])
def test_a_group_that_ticks_no_names_leads_there_too(
    desk: Client, group: SupportGroup, campion: Person, uses_names: bool
) -> None:
    """A place is kept with a name and a number all the same, and how to be forgotten is promised to everybody."""
    SupportGroup.objects.update(uses_names=uses_names)
    page = "/groups/friday-circle/timetable/"
    for step in ("/groups/friday-circle/regulars/", PAGE):
        assert f'href="{step}"' in markup_of(desk.get(page))
        page = step
    says = words_of(desk.get("/groups/friday-circle/regulars/"))
    assert ("The register adds somebody new by one word." in says) == uses_names
    desk.post(PAGE, THEIRS)
    assert not Person.objects.filter(pk=campion.pk).exists()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"known_as": "Somebody else"}, NOBODY),
        ({"phone": "01620 82 11 23"}, NOBODY),
        ({"phone": "none"}, NOBODY),
        ({"known_as": ""}, "Write the name they gave."),
        ({"phone": ""}, "Write the number they gave."),
        ({"known_as": "<b>"}, "Please leave out < and >"),
        ({"phone": "\x00"}, "marks that cannot be seen"),
    ],
)
def test_a_name_and_a_number_that_do_not_fit_forget_nobody(
    desk: Client, campion: Person, facts: dict[str, str], says: str
) -> None:
    page = desk.post(PAGE, THEIRS | facts)
    assert says in errors_of(page)
    assert_calm(page)
    assert Person.objects.filter(pk=campion.pk).exists()


@pytest.mark.parametrize("why", ["address", "login", "other group", "other network", "no number"])
def test_whoever_can_do_it_themselves_or_is_of_no_evening_here_is_left_alone(
    desk: Client, session: GroupSession, group: SupportGroup, why: str
) -> None:
    elsewhere = factories.SupportGroupFactory(**({"network": group.network} if why == "other group" else {}))
    there = factories.GroupSessionFactory(group=elsewhere)
    facts = {
        "address": {"email": "campion@example.org"},
        "login": {"user": factories.UserFactory()},
        "no number": {"reach": "no", "phone": ""},
    }.get(why, {})
    one = caller(there if why.startswith("other") else session, **facts)

    assert NOBODY in words_of(desk.post(PAGE, THEIRS))
    assert Person.objects.filter(pk=one.pk).exists()


def test_whoever_only_helps_or_coordinates_elsewhere_forgets_nobody(
    campion: Person, volunteer: Person, stranger: Person
) -> None:
    assert Membership.objects.filter(person=volunteer).exists()
    assert browser(volunteer.user_id).post(PAGE, THEIRS).status_code == 403
    assert browser(stranger.user_id).post(PAGE, THEIRS).status_code == 404
    assert Client().post(PAGE, THEIRS).status_code == 302
    assert Person.objects.filter(pk=campion.pk).exists()


def test_the_page_asks_no_more_however_many_are_known(desk: Client, session: GroupSession, campion: Person) -> None:
    desk.get(PAGE)
    few = len(queries_of(desk, PAGE))
    for number in range(4):
        caller(session, known_as=f"Caller {number}")
    assert len(queries_of(desk, PAGE)) == few
