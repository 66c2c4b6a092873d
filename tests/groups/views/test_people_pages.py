"""Who can do what here: all of it for who coordinates all, their part for who coordinates a part; and inviting."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from bench.browsers import browser
from groups import people
from groups.models import Membership, OfferedRole, SupportGroup
from members import sending
from members.models import Area, Invitation, Look, Network, Person, Responsibility
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

PEOPLE = "/networks/keep-the-kettle-on/people/"
INVITE = f"{PEOPLE}invite/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def north(network: Network) -> Area:
    area: Area = factories.AreaFactory(network=network, name="North")
    return area


@pytest.fixture
def desk_of_north(coordinator: Person, north: Area) -> Client:
    """Of who coordinates one area alone."""
    coordinator.responsibilities.update(area=north)
    return browser(coordinator.user_id)


def helper(group: SupportGroup, name: str, role: str = "volunteer", **facts: Any) -> Membership:
    person = factories.PersonFactory(network=group.network, known_as=name)
    made: Membership = factories.MembershipFactory(group=group, person=person, role=role, **facts)
    return made


def choice(row: Any) -> str:
    """How a form says where: an area or a group, by its ref."""
    return f"{'area' if isinstance(row, Area) else 'group'}-{row.ref}"


def sent(where: str, **facts: str) -> dict[str, str]:
    return {"email": "ines@example.org", "known_as": "Ines", "role": "volunteer", "where": where} | facts


# -- The list


def test_it_says_who_does_what_since_when_and_until(
    desk: Client, group: SupportGroup, invitation: Invitation, now: dt.datetime
) -> None:
    helper(group, "Heron", from_on=dt.date(2026, 1, 2), until_on=dt.date(2126, 1, 31))
    helper(group, "Siskin", "facilitator", stepped_back_on=now.date())
    helper(group, "Dipper", until_on=dt.date(2021, 1, 1))
    helper(group, "Robin", "participant")
    page = desk.get(PEOPLE)

    said = words_of(page)
    assert "Carol Coordinator, the whole organisation Since 1 January 2020" in said
    assert "Heron Volunteer Since 2 January 2026, until 31 January 2126" in said
    assert "Siskin Facilitator, stepping back for a while" in said
    assert "Ines Volunteer, Friday circle Can be answered until" in said
    assert said.index("Siskin") < said.index("Heron"), "those who lead come first"
    assert "Dipper" not in said, "who has left"
    assert "Robin" not in said, "who only comes"
    assert "@" not in said, "no addresses"
    assert_calm(page)
    assert_kept_nowhere(page)


def test_an_invitation_whose_day_is_over_says_so_and_an_answered_one_is_not_there(
    desk: Client, network: Network, now: dt.datetime
) -> None:
    facts = {"network": network, "sent_at": now - dt.timedelta(days=20)}
    factories.InvitationFactory(known_as="Linnet", **facts)
    for number, ended in enumerate(("accepted_at", "declined_at", "revoked_at")):
        factories.InvitationFactory(known_as=f"Wren {number}", **facts, **{ended: now})
    said = words_of(desk.get(PEOPLE))
    assert "Linnet Coordinator, the whole organisation Ended on" in said
    assert "Wren" not in said


def test_who_coordinates_an_area_sees_that_and_its_parts(
    desk_of_north: Client, network: Network, north: Area, group: SupportGroup
) -> None:
    coast, south = factories.AreaFactory(network=network, parent=north), factories.AreaFactory(network=network)
    for area, name in ((north, "Heron"), (coast, "Siskin"), (south, "Dipper"), (None, "Redwing")):
        helper(factories.SupportGroupFactory(network=network, area=area), name)
        person = factories.PersonFactory(network=network, known_as=f"{name} too")
        person.responsibilities.create(network=network, area=area, role="manager", from_on=dt.date(2020, 1, 1))
        factories.InvitationFactory(network=network, area=area, known_as=f"{name} perhaps")
    OfferedRole.objects.create(
        invitation=factories.InvitationFactory(network=network, role="", known_as="Wren"), group=group, role="helper"
    )
    said = words_of(desk_of_north.get(PEOPLE))
    assert all(said.count(name) == 3 for name in ("Heron", "Siskin"))
    assert not [name for name in ("Dipper", "Redwing", "Wren") if name in said]


def test_looking_is_noted_before_it_is_shown(
    desk: Client, group: SupportGroup, invitation: Invitation, coordinator: Person
) -> None:
    heron = helper(group, "Heron").person
    desk.get(PEOPLE)
    look = Look.objects.get()
    assert (look.what, look.about, look.role) == ("people", group.network.ref, "coordinator")
    assert set(look.whom) == {heron.ref, coordinator.ref, invitation.ref}
    seen = browser(coordinator.user_id).get(f"/me/{coordinator.ref}/everything/")
    assert "Who can do what in an organisation" in words_of(seen)


def test_a_long_list_has_pages(desk: Client, group: SupportGroup, monkeypatch: Any) -> None:
    monkeypatch.setattr(people, "A_PAGE", 2)
    for name in ("Curlew", "Dipper", "Heron"):
        helper(group, name)
    first, second = desk.get(PEOPLE), desk.get(f"{PEOPLE}?page=2")
    assert "Curlew" in words_of(first)
    assert "Heron" not in words_of(first)
    assert 'rel="next"' in markup_of(first)
    assert "Heron" in words_of(second)
    assert "Carol" not in words_of(second)
    for odd in ("0", "x", "99", "%00"):
        assert_calm(desk.get(f"{PEOPLE}?page={odd}"))


def test_it_asks_as_much_of_the_database_however_many_there_are(desk: Client, group: SupportGroup) -> None:
    def fill() -> None:
        for place in range(5):
            other = factories.SupportGroupFactory(network=group.network)
            one = helper(other, f"Heron {place}")
            one.person.responsibilities.create(network=group.network, role="manager", from_on=one.from_on)
            offered = factories.InvitationFactory(network=group.network, role="")
            OfferedRole.objects.create(invitation=offered, group=other, role="helper")

    fill()
    desk.get(PEOPLE)
    before = len(queries_of(desk, PEOPLE))
    fill()
    assert len(queries_of(desk, PEOPLE)) == before


def test_settings_lead_there_with_a_number(desk: Client, manager: Person) -> None:
    assert "People 2 people answer for something" in words_of(desk.get("/settings/"))


def test_settings_of_a_part_lead_there_too(desk_of_north: Client) -> None:
    assert "People Who helps in your areas" in words_of(desk_of_north.get("/settings/"))


# -- Inviting


def test_somebody_is_invited_and_the_letter_leaves(
    desk: Client, group: SupportGroup, coordinator: Person, now: dt.datetime
) -> None:
    asked = desk.get(INVITE)
    assert_calm(asked)
    page = desk.post(INVITE, sent(choice(group)), follow=True)
    assert "Sent. The letter has a link" in words_of(page)
    invitation = Invitation.objects.get()
    assert (invitation.invited_by, invitation.offered_role.group) == (coordinator, group)
    sending.send_due(clock=lambda: now + dt.timedelta(minutes=1))
    assert mail.outbox[0].to == ["ines@example.org"]


def test_to_all_of_the_organisation_or_an_area(desk: Client, north: Area) -> None:
    desk.post(INVITE, sent("all", role="manager"))
    desk.post(INVITE, sent(choice(north), role="coordinator"))
    assert set(Invitation.objects.values_list("role", "area")) == {("manager", None), ("coordinator", north.pk)}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"email": ""}, "Write the address that the letter goes to."),
        ({"email": "nobody"}, "does not look like an e-mail address"),
        ({"email": "i\0nes@example.org"}, "Please leave out marks that cannot be seen."),
        ({"known_as": ""}, "Write a name they go by."),
        ({"known_as": "x" * 61}, "up to 60 letters"),
        ({"known_as": "<b>"}, "Please leave out < and >"),
        ({"role": "participant"}, "Choose one from the list."),
        ({"role": ""}, "Choose one from the list."),
        ({"where": ""}, "Choose one from the list."),
        ({"where": "group-000000000000"}, "Choose one from the list."),
        ({"where": "all"}, "That is a role in a group. Choose the group."),
        ({"role": "manager"}, "That is for the organisation or an area."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, group: SupportGroup, facts: dict[str, str], says: str
) -> None:
    page = desk.post(INVITE, sent(choice(group)) | facts)
    assert says in errors_of(page)
    assert not Invitation.objects.exists()
    assert_calm(page)


def test_who_does_so_already_is_named_in_the_list_and_not_written_to(
    desk: Client, group: SupportGroup, volunteer: Person
) -> None:
    page = desk.post(INVITE, sent(choice(group), email=volunteer.email, known_as=volunteer.known_as))
    assert "They do that here already." in errors_of(page)


def test_only_to_what_one_coordinates(desk_of_north: Client, network: Network, north: Area) -> None:
    here = factories.SupportGroupFactory(network=network, area=north)
    elsewhere = [factories.SupportGroupFactory(network=network), factories.SupportGroupFactory()]
    south = factories.AreaFactory(network=network)
    for where, role in (
        *((choice(one), "helper") for one in elsewhere),
        (choice(south), "manager"),
        ("all", "manager"),
    ):
        page = desk_of_north.post(INVITE, sent(where, role=role))
        assert "Choose one from the list." in errors_of(page)
    assert not Invitation.objects.exists()
    desk_of_north.post(INVITE, sent(choice(here)))
    assert Invitation.objects.get().offered_role.group == here


@pytest.mark.parametrize("role", [role for role in Responsibility.Role.values if role != "coordinator"])
def test_who_coordinates_nothing_finds_nothing(network: Network, coordinator: Person, role: str) -> None:
    coordinator.responsibilities.update(role=role)
    assert [browser(coordinator.user_id).get(page).status_code for page in (PEOPLE, INVITE)] == [404, 404]
