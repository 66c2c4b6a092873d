"""I would like to help: on one's own page, on the page of who leads the group, and nowhere else."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Membership, SupportGroup, Wish
from members.models import Consent, Invitation, Look, Message, Person
from tests import factories
from tests.conftest import somebody
from tests.groups.views.test_invitations_pages import page_of as invitation_page
from tests.pages import assert_calm, assert_kept_nowhere, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

LIST = "/groups/friday-circle/wishes/"


@pytest.fixture
def desk(facilitator: Person) -> Client:
    return browser(facilitator.user_id)


def form_of(person: Person) -> str:
    return f"/me/{person.ref}/wishes/new/"


def sent(group: SupportGroup, **facts: str) -> dict[str, str]:
    return {"group": group.ref, "role": "volunteer", "words": "I make good tea"} | facts


def wish(person: Person, group: SupportGroup, now: dt.datetime, role: str = "helper", **facts: Any) -> Wish:
    return Wish.objects.create(person=person, group=group, role=role, said_at=now, **facts)


def answer(client: Client, wished: Wish, do: str, **facts: str) -> str:
    return words_of(client.post(f"{LIST}{wished.ref}/", {"do": do, "role": wished.role, **facts}, follow=True))


# -- One's own


def test_one_says_so_sees_it_and_takes_it_back_in_a_tap(regular: Person, group: SupportGroup, browse: Any) -> None:
    client = browse(regular)
    assert f'href="{form_of(regular)}"' in markup_of(client.get("/me/"))
    assert_calm(client.get(form_of(regular)))
    page = client.post(form_of(regular), sent(group), follow=True)
    assert "Thank you! The people who lead the group see it now" in words_of(page)
    assert "You would like to be a volunteer , Friday circle “I make good tea”" in words_of(page)
    assert_calm(page)
    taken_back = client.post(f"/me/{regular.ref}/wishes/{Wish.objects.get().ref}/", follow=True)
    assert "You would like to be" not in words_of(taken_back)
    assert not Wish.objects.exists()
    assert not Message.objects.exists()


def test_what_whoever_leads_has_noted_is_not_to_be_seen(
    regular: Person, group: SupportGroup, now: dt.datetime, browse: Any
) -> None:
    wished = wish(regular, group, now)
    before = words_of(browse(regular).get("/me/"))
    Wish.objects.update(talk_at=now)
    assert words_of(browse(regular).get("/me/")) == before
    assert wished.get_role_display() == "Helper"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"role": "participant"}, "Choose one from the list."),
        ({"role": "helper"}, "You do that in this group already, or more."),
        ({"group": "0" * 12}, "Choose one from the list."),
        ({"words": "t" * 201}, "That is longer than we can keep."),
        ({"words": "<b>"}, "Please leave out < and >"),
    ],
)
def test_what_needs_another_look_is_said_and_what_was_typed_stays(
    facts: dict[str, str], says: str, volunteer: Person, group: SupportGroup, browse: Any
) -> None:
    page = browse(volunteer).post(form_of(volunteer), sent(group, role="facilitator") | facts)
    assert says in errors_of(page)
    assert_calm(page)
    assert not Wish.objects.exists()


def test_where_a_yes_is_needed_the_box_is_there_and_needed(browse: Any) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"))
    person = somebody(group.network, "Ida")
    client = browse(person)
    assert "where I help or would like to" in words_of(client.get(form_of(person)))
    page = client.post(form_of(person), sent(group))
    assert "Without a yes here we cannot write down that you help." in errors_of(page)
    client.post(form_of(person), sent(group, yes_helping="1"))
    assert (Wish.objects.count(), Consent.objects.get().purpose) == (1, "helping")


def test_an_invitation_asks_for_it_too_and_a_no_needs_none(now: dt.datetime) -> None:
    network = factories.NetworkFactory(reasons="ask")
    invitation: Invitation = factories.InvitationFactory(network=network, role="manager")
    path = invitation_page(invitation)
    page = Client().post(path, {"do": "accept"})
    assert "Without a yes here we cannot write down that you help." in errors_of(page)
    assert_calm(page)
    assert not Person.objects.exists()
    assert "That is fine" in words_of(Client().post(path, {"do": "decline"}, follow=True))
    said = Client().post(path, {"do": "accept", "yes_helping": "1"}, follow=True)
    assert "You said yes" in words_of(said)
    assert Consent.objects.get().purpose == "helping"


def test_nobody_wishes_or_takes_back_for_anybody_else(
    regular: Person, volunteer: Person, group: SupportGroup, now: dt.datetime, browse: Any
) -> None:
    wished, client = wish(regular, group, now), browse(volunteer)
    for path in (f"/me/{regular.ref}/wishes/{wished.ref}/", f"/me/{volunteer.ref}/wishes/{wished.ref}/"):
        assert client.post(path).status_code == 404
    assert client.post(form_of(regular), sent(group)).status_code == 404
    assert Wish.objects.get() == wished


def test_a_smaller_role_in_a_tap_and_back_again(facilitator: Person, group: SupportGroup, browse: Any) -> None:
    client, held = browse(facilitator), Membership.objects.get()
    path = f"/me/{facilitator.ref}/memberships/{held.ref}/"
    assert "Be a volunteer , Friday circle" in words_of(client.get("/me/"))
    page = client.post(path, {"role": "helper"}, follow=True)
    assert "Noted, from today. Nobody is asked why, or written to." in words_of(page)
    assert "Be a facilitator , Friday circle" in words_of(page)
    assert_calm(page)
    assert client.get(LIST).status_code == 403
    client.post(path, {"role": "facilitator"})
    held.refresh_from_db()
    assert (held.role, held.laid_down) == ("facilitator", "")
    assert "That button is from an older page." in words_of(client.post(path, {"role": "queen"}, follow=True))


def test_a_larger_role_is_not_taken_in_a_tap(volunteer: Person, browse: Any) -> None:
    held = Membership.objects.get()
    page = browse(volunteer).post(f"/me/{volunteer.ref}/memberships/{held.ref}/", {"role": "facilitator"}, follow=True)
    assert "That needs somebody’s yes." in words_of(page)
    held.refresh_from_db()
    assert held.role == "volunteer"


# -- By whoever leads the group


def test_a_facilitator_reads_who_would_like_to_and_says_yes(
    desk: Client, regular: Person, facilitator: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wished = wish(regular, group, now, words="I make good tea")
    page = desk.get(LIST)
    assert "Reg : helper “I make good tea”" in words_of(page)
    assert_calm(page)
    assert_kept_nowhere(page)
    assert (Look.objects.get().what, Look.objects.get().whom) == ("wishes", [regular.ref])
    assert "Reg is one of the team from today." in answer(desk, wished, "yes")
    assert Membership.objects.get(person=regular, until_on=None).role == "helper"
    assert "This wish is no longer there" in answer(desk, wished, "yes")


def test_talking_first_moves_it_down_and_a_yes_can_follow(
    desk: Client, regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wished = wish(regular, group, now)
    said = answer(desk, wished, "talk")
    assert "Noted, for you alone." in said
    assert said.index("To talk about") < said.index("Reg")
    assert "That button is from an older page." in answer(desk, wished, "no")
    assert "is one of the team" in answer(desk, wished, "yes")


def test_a_facilitator_is_named_by_whoever_coordinates(
    desk: Client, coordinator: Person, regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wished = wish(regular, group, now, "facilitator")
    page = words_of(desk.get(LIST))
    assert "Whoever coordinates the group says yes to a facilitator." in page
    assert "Yes, from today" not in page
    assert desk.post(f"{LIST}{wished.ref}/", {"do": "yes", "role": "facilitator"}).status_code == 403
    assert "They have chosen something else meanwhile." in answer(desk, wished, "yes", role="helper")
    assert "is one of the team" in answer(browser(coordinator.user_id), wished, "yes")
    assert Membership.objects.get(person=regular, until_on=None).role == "facilitator"


def test_helpers_and_other_peoples_groups_are_outside(
    volunteer: Person, regular: Person, stranger: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wished = wish(regular, group, now)
    for person, status in ((volunteer, 403), (regular, 403), (stranger, 404)):
        client = browser(person.user_id)
        assert client.get(LIST).status_code == client.post(f"{LIST}{wished.ref}/").status_code == status
    assert Wish.objects.exists()


def test_a_wish_of_another_group_is_like_one_that_is_gone(desk: Client, regular: Person, now: dt.datetime) -> None:
    elsewhere = wish(regular, factories.SupportGroupFactory(network=regular.network), now)
    assert "This wish is no longer there" in answer(desk, elsewhere, "yes")
    assert Wish.objects.exists()


def test_whoever_coordinates_finds_it_on_the_page_of_people_and_tonight(
    coordinator: Person, regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wish(regular, group, now, "volunteer", words="I make good tea")
    desk = browser(coordinator.user_id)
    page = desk.get("/networks/keep-the-kettle-on/people/")
    assert "Reg Volunteer, Friday circle" in words_of(page)
    assert "tea" not in words_of(page)
    assert regular.ref in Look.objects.get().whom
    tonight = words_of(desk.get("/tonight/"))
    assert "Somebody would like to help Friday circle" in tonight
    assert "Reg" not in tonight
    Wish.objects.update(talk_at=now)
    assert "Somebody would like to help" not in words_of(desk.get("/tonight/"))


def test_the_list_asks_as_much_of_the_database_however_many_wish(
    desk: Client, group: SupportGroup, now: dt.datetime
) -> None:
    desk.get(LIST)

    def asked() -> int:
        for _ in range(5):
            wish(factories.PersonFactory(network=group.network), group, now)
        return len(queries_of(desk, LIST))

    assert asked() == asked()
