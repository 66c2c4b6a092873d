"""One invitation: what whoever coordinates does with it, and what whoever holds its letter is shown and may answer."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Membership, SupportGroup
from members import invitations
from members.models import Invitation, Look, Message, Network, Person
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, markup_of, words_of

pytestmark = pytest.mark.django_db

PEOPLE = "/networks/keep-the-kettle-on/people/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def desk_page(invitation: Invitation) -> str:
    return f"/networks/keep-the-kettle-on/invitations/{invitation.ref}/"


def page_of(invitation: Invitation) -> str:
    return f"/invitations/{invitations.token(invitation)}/"


def answer(invitation: Invitation, do: str, client: Client | None = None) -> Any:
    return (client or Client()).post(page_of(invitation), {"do": do}, follow=True)


# -- By whoever coordinates


def test_the_address_is_shown_to_whoever_typed_it_alone(
    desk: Client, invitation: Invitation, coordinator: Person
) -> None:
    page = desk.get(desk_page(invitation))
    assert "Volunteer, Friday circle" in words_of(page)
    assert invitation.email not in markup_of(page)
    Invitation.objects.update(invited_by=coordinator)
    page = desk.get(desk_page(invitation))
    assert f"The letter went to {invitation.email} on" in words_of(page)
    assert_calm(page)
    assert [look.whom for look in Look.objects.all()] == [[invitation.ref]] * 2


def test_it_is_sent_again_once_in_an_hour(desk: Client, invitation: Invitation) -> None:
    said = words_of(desk.post(desk_page(invitation), follow=True))
    assert "A letter went within the last hour." in said
    old = page_of(invitation)
    Invitation.objects.update(sent_at=invitation.sent_at - HOUR)
    assert "Sent again." in words_of(desk.post(desk_page(invitation), follow=True))
    assert Message.objects.get().key.endswith(":2")
    assert Client().get(old).status_code == 404, "the link in the older letter"
    invitation.refresh_from_db()
    assert Client().get(page_of(invitation)).status_code == 200


def test_it_is_taken_back_after_asking_once(desk: Client, invitation: Invitation) -> None:
    asked = desk.get(f"{desk_page(invitation)}take-back/")
    assert "Take back the invitation to Ines?" in words_of(asked)
    assert_calm(asked)
    said = words_of(desk.post(f"{desk_page(invitation)}take-back/", follow=True))
    assert "Taken back." in said
    assert "Ines" not in said
    assert "This invitation was taken back." in words_of(Client().get(page_of(invitation)))
    assert "Yes, gladly" not in markup_of(Client().get(page_of(invitation)))
    assert desk.get(desk_page(invitation)).status_code == 404


def test_another_networks_and_another_areas_are_not_there(
    desk: Client, network: Network, coordinator: Person, invitation: Invitation
) -> None:
    abroad = factories.InvitationFactory()
    coordinator.responsibilities.update(area=factories.AreaFactory(network=network))
    for one in (abroad, invitation):
        for page in (desk_page(one), f"{desk_page(one)}take-back/"):
            assert [desk.get(page).status_code, desk.post(page).status_code] == [404, 404]
    assert not Invitation.objects.exclude(revoked_at=None).exists()


# -- By whoever holds the letter


def test_without_a_login_it_says_who_invites_to_what(invitation: Invitation, coordinator: Person) -> None:
    Invitation.objects.update(invited_by=coordinator)
    page = Client().get(page_of(invitation))
    assert "Carol at Keep The Kettle On asks if you would be: Volunteer, Friday circle" in words_of(page)
    assert "You lend a hand at an evening" in words_of(page)
    assert not page.cookies
    assert page["Referrer-Policy"] == "no-referrer"
    assert_calm(page)
    assert_kept_nowhere(page)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.declined_at) == (None, None), "reading changes nothing"


def test_a_yes_is_one_tap_and_leads_to_logging_in(invitation: Invitation) -> None:
    page = answer(invitation, "accept")
    assert "Thank you It has begun." in words_of(page)
    assert 'href="/accounts/login/?next=/tonight/"' in markup_of(page)
    assert_calm(page)
    assert Membership.objects.get().role == "volunteer"


def test_used_twice_it_says_that_it_has_begun_and_begins_nothing_more(invitation: Invitation) -> None:
    answer(invitation, "accept")
    for page in (answer(invitation, "accept"), Client().get(page_of(invitation))):
        assert "You said yes" in words_of(page)
    assert Membership.objects.count() == 1
    said = words_of(answer(invitation, "decline"))
    assert "You have said yes to this already. Log in" in said


def test_a_no_is_as_easy_and_can_become_a_yes(invitation: Invitation) -> None:
    page = answer(invitation, "decline")
    assert "That is fine Nothing has begun, and nobody is told." in words_of(page)
    assert_calm(page)
    assert not Person.objects.exists()
    answer(invitation, "accept")
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("revoked_at", "This invitation was taken back. If you would like to help, tell us"),
        ("expires_at", "This invitation is over. Ask whoever invited you for another letter."),
    ],
)
@pytest.mark.parametrize("do", ["accept", "decline"])
def test_after_it_ended_it_says_so(invitation: Invitation, now: dt.datetime, field: str, says: str, do: str) -> None:
    Invitation.objects.update(**{field: now})
    for page in (Client().get(page_of(invitation)), answer(invitation, do)):
        assert says in words_of(page)
        assert "Yes, gladly" not in markup_of(page)
        assert_calm(page)
    assert not Person.objects.exists()


@pytest.mark.parametrize("do", ["accept", "decline"])
def test_who_is_logged_in_as_somebody_else_is_told_so(invitation: Invitation, stranger: Person, do: str) -> None:
    client = browser(stranger.user_id)
    for page in (client.get(page_of(invitation)), answer(invitation, do, client)):
        assert "went to another address than the one you log in with" in words_of(page)
        assert invitation.email not in markup_of(page)
        assert "Yes, gladly" not in markup_of(page)
        assert_calm(page)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.declined_at) == (None, None)


def test_who_is_logged_in_with_that_address_has_it_at_once(invitation: Invitation, group: SupportGroup) -> None:
    user = factories.UserFactory(email=invitation.email)
    client = browser(user.pk)
    page = answer(invitation, "accept", client)
    assert "See your evenings" in words_of(page)
    assert "Volunteer , Friday circle" in words_of(client.get("/me/"))


def test_another_organisations_link_opens_that_and_a_made_up_one_nothing(invitation: Invitation) -> None:
    abroad = factories.InvitationFactory(network__name="Tea Elsewhere")
    page = Client().get(page_of(abroad))
    assert "Tea Elsewhere" in words_of(page)
    assert "Keep The Kettle On" not in words_of(page)
    forged = page_of(invitation).replace(invitation.ref, abroad.ref)
    for address in (forged, page_of(invitation)[:-2] + "x/", "/invitations/x/"):
        assert Client().get(address).status_code == 404
        assert Client().post(address, {"do": "accept"}).status_code == 404
    assert not Person.objects.exists()


def test_a_button_of_no_page_of_ours_changes_nothing(invitation: Invitation) -> None:
    assert "That button is from an older page." in words_of(answer(invitation, "perhaps"))


def test_where_the_group_has_ended_the_page_says_so_and_the_form_offers_it_no_more(
    desk: Client, invitation: Invitation, group: SupportGroup
) -> None:
    assert group.name in words_of(desk.get(f"{PEOPLE}invite/"))
    group.runs.update(ended_on=dt.date(2021, 1, 1), ended_as="closed")
    page = Client().get(page_of(invitation))
    assert "This group has ended, so nothing begins there any more." in words_of(page)
    assert "Yes, gladly" not in markup_of(page)
    assert_calm(page)
    assert "This group has ended, so nothing begins there any more." in words_of(answer(invitation, "accept"))
    assert not Membership.objects.exists()
    assert group.name not in words_of(desk.get(f"{PEOPLE}invite/"))

    Invitation.objects.update(sent_at=invitation.sent_at - HOUR)
    said = words_of(desk.post(desk_page(invitation), follow=True))
    assert "This group has ended, so nothing begins there any more." in said
    assert not Message.objects.exists(), "and no letter goes"
