"""A group that its members alone find: who comes there is invited to, listed, and gone from it on the next request."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.browsers import browser
from groups import invitations, memberships
from groups.invitations import FoundByAll, FoundOtherwise, Offer
from groups.models import Membership, SupportGroup
from members.invitations import token
from members.models import Consent, Invitation, Message, Network, Person, User
from members.models.wordings import current
from peersupport.home.tasks import TIDY_AT_MINUTE, once_an_hour
from sessions import places, retention, stepping_back
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db

PEOPLE = "/networks/keep-the-kettle-on/people/"
PAGE = "/groups/friday-circle/"
TO_COME = "Comes to a group that its members alone find"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def circle(group: SupportGroup) -> SupportGroup:
    group.found_by = SupportGroup.FoundBy.MEMBERS
    group.save()
    return group


def sent(group: SupportGroup) -> dict[str, str]:
    return {"email": "robin@example.org", "known_as": "Robin", "role": "participant", "where": f"group-{group.ref}"}


def to_come(group: SupportGroup, now: dt.datetime) -> Invitation:
    offer = Offer(Membership.Role.PARTICIPANT, group=group)
    return invitations.invite(
        network=group.network, by=None, email="robin@example.org", known_as="Robin", offer=offer, now=now
    )


def page_of(invitation: Invitation) -> str:
    return f"/invitations/{token(invitation)}/"


# -- Inviting


def test_somebody_is_invited_to_come_says_yes_and_finds_the_group(desk: Client, circle: SupportGroup) -> None:
    assert TO_COME in words_of(desk.get(f"{PEOPLE}invite/"))
    assert "Sent." in words_of(desk.post(f"{PEOPLE}invite/", sent(circle), follow=True))
    page = page_of(Invitation.objects.get())
    asked = Client().get(page)
    assert "Participant, Friday circle You find this group and its dates when you have logged in" in words_of(asked)
    who_sees = "Those who help at the group, and who coordinate it, see your name, and that you belong to it."
    assert who_sees in words_of(asked)
    assert_calm(asked)

    said = Client().post(page, {"do": "accept"}, follow=True)
    assert f'href="/accounts/login/?next={PAGE}"' in said.content.decode()
    assert "You can leave on your own page" in words_of(said)
    user = User.objects.create(email="robin@example.org")
    Person.objects.filter(known_as="Robin").update(user=user)
    assert browser(user.pk).get(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 404


@pytest.mark.parametrize(("found_by", "leads_there"), [("public", True), ("members", True), ("staff", False)])
def test_ones_own_page_leads_to_the_groups_one_may_open(
    group: SupportGroup, regular: Person, found_by: str, leads_there: bool
) -> None:
    SupportGroup.objects.update(found_by=found_by)
    me = browser(regular.user_id).get("/me/")
    assert "Participant , Friday circle Since" in words_of(me)
    assert (f'<a href="{PAGE}">' in markup_of(me)) is leads_there
    assert (browser(regular.user_id).get(PAGE).status_code == 200) is leads_there


@pytest.mark.parametrize("found_by", ["public", "staff"])
def test_to_another_group_nobody_is_invited_to_come(
    desk: Client, circle: SupportGroup, network: Network, found_by: str
) -> None:
    other = factories.SupportGroupFactory(network=network, found_by=found_by)
    page = desk.post(f"{PEOPLE}invite/", sent(other))
    assert "Nobody is invited to come there" in errors_of(page)
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


def test_the_verb_refuses_it_though_the_form_was_older(circle: SupportGroup, now: dt.datetime) -> None:
    SupportGroup.objects.update(found_by="public")
    with pytest.raises(FoundByAll):
        to_come(circle, now)


@pytest.mark.parametrize("found_by", ["public", "staff"])
def test_an_invitation_to_come_holds_no_more_when_the_group_is_found_otherwise(
    desk: Client, circle: SupportGroup, now: dt.datetime, found_by: str
) -> None:
    invitation = to_come(circle, now)
    SupportGroup.objects.update(found_by=found_by)
    sentence = "This group is found in another way now, so this invitation holds no more."
    assert sentence in words_of(Client().get(page_of(invitation)))
    assert sentence in words_of(Client().post(page_of(invitation), {"do": "accept"}, follow=True))
    assert not Membership.objects.exclude(person__user=None).filter(role="participant").exists()
    with pytest.raises(FoundOtherwise):
        invitations.accept(invitation=invitation, by=AnonymousUser(), now=now)
    sent_again = desk.post(f"/networks/keep-the-kettle-on/invitations/{invitation.ref}/", follow=True)
    assert sentence in words_of(sent_again)
    assert Message.objects.count() == 1


def test_without_such_a_group_it_is_no_choice(desk: Client, group: SupportGroup) -> None:
    assert TO_COME not in words_of(desk.get(f"{PEOPLE}invite/"))


def test_a_yes_that_the_network_needs_is_to_places_and_not_to_helping(circle: SupportGroup, now: dt.datetime) -> None:
    circle.network.bases.all().delete()
    for purpose in ("places", "helping"):
        circle.network.bases.create(purpose=purpose, basis="consent", condition="explicit")
    page = page_of(to_come(circle, now))
    without = "Without a yes here we cannot write down that you belong to the group."
    assert without in errors_of(Client().post(page, {"do": "accept"}))
    assert not Membership.objects.exists()

    Client().post(page, {"do": "accept", "yes_places": current("places")})
    assert [consent.purpose for consent in Consent.objects.all()] == ["places"]
    assert Membership.objects.get().role == "participant"


# -- The list, and what is changed there


def test_who_comes_is_listed_where_members_alone_find_the_group(
    desk: Client, circle: SupportGroup, regular: Person, volunteer: Person
) -> None:
    said = words_of(desk.get(PEOPLE))
    assert said.index("Val Volunteer") < said.index("Reg Participant")
    SupportGroup.objects.update(found_by="public")
    said = words_of(desk.get(PEOPLE))
    assert "Reg" not in said
    assert desk.get(f"/networks/keep-the-kettle-on/memberships/{part(regular).ref}/").status_code == 404


def part(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def test_somebody_who_comes_can_be_made_a_helper_there_and_back(
    desk: Client, circle: SupportGroup, regular: Person
) -> None:
    path = f"/networks/keep-the-kettle-on/memberships/{part(regular).ref}/"
    page = desk.get(path)
    assert "For a while" not in words_of(page), "who only comes has nothing to step back from"
    assert_calm(page)
    for role in ("helper", "participant"):
        shown = {bound.name: bound.value() or "" for bound in desk.get(path).context["form"]}
        desk.post(path, shown | {"role": role})
        assert Membership.objects.get(person=regular, until_on=None).role == role


def test_an_end_is_felt_on_the_next_request(desk: Client, circle: SupportGroup, regular: Person) -> None:
    theirs = browser(regular.user_id)
    assert theirs.get(PAGE).status_code == 200
    desk.post(f"/networks/keep-the-kettle-on/memberships/{part(regular).ref}/end/")
    assert theirs.get(PAGE).status_code == 404


# -- What goes with it


@pytest.fixture
def asked(session: GroupSession, regular: Person, now: dt.datetime) -> Place:
    """A place each week and a reminder; the evening has one place, and somebody else waits for it."""
    GroupSession.objects.update(capacity=1)
    session.refresh_from_db()
    places.keep_every_week(group=session.group, person=regular, now=now)
    Reminder.objects.create(session=session, person=regular, asked_at=now)
    waits = factories.PersonFactory(network=session.group.network, known_as="Wren")
    made: Place = factories.PlaceFactory(session=session, person=waits, state="waiting", asked_at=now)
    return made


def has(person: Person) -> list[Any]:
    return [
        Place.objects.live().filter(person=person).exists(),
        EveryWeek.objects.filter(person=person, ended_at=None).exists(),
        Reminder.objects.filter(person=person, ended_at=None).exists(),
    ]


def test_whoever_finds_it_no_longer_keeps_no_place_and_the_next_is_offered_it(
    circle: SupportGroup, regular: Person, asked: Place, now: dt.datetime
) -> None:
    assert has(regular) == [True, True, True]
    memberships.end(membership=part(regular), now=now)
    assert has(regular) == [False, False, False]
    asked.refresh_from_db()
    assert asked.state == "offered"
    assert not Message.objects.filter(recipient=regular.pk).exists()


def test_whoever_still_finds_it_keeps_all(
    circle: SupportGroup, group: SupportGroup, regular: Person, asked: Place, now: dt.datetime
) -> None:
    SupportGroup.objects.update(found_by="public")
    memberships.end(membership=part(regular), now=now)
    assert has(regular) == [True, True, True], "anyone may find it, and come"

    SupportGroup.objects.update(found_by="members")
    helps = factories.MembershipFactory(group=group, person=regular, role="helper")
    helps.group.refresh_from_db()
    regular.responsibilities.create(network=group.network, role="coordinator", from_on=dt.date(2020, 1, 1))
    memberships.end(membership=helps, now=now)
    assert has(regular) == [True, True, True], "they coordinate it"


def leave_by_the_calendar(person: Person, today: dt.date) -> None:
    """As a last day that was set ahead passes: nobody does anything that day."""
    Membership.objects.filter(person=person).update(until_on=today - dt.timedelta(days=1))


def test_a_last_day_that_passes_by_itself_is_felt_within_the_hour(
    circle: SupportGroup, regular: Person, asked: Place, now: dt.datetime
) -> None:
    stepping_back.let_places_go(now=now)
    assert has(regular) == [True, True, True], "they belong to it"
    leave_by_the_calendar(regular, circle.network.today(now))
    SupportGroup.objects.update(found_by="public")
    stepping_back.let_places_go(now=now)
    assert has(regular) == [True, True, True], "anyone finds it"
    SupportGroup.objects.update(found_by="members")
    for _ in range(2):
        once_an_hour(now.replace(minute=TIDY_AT_MINUTE))
        assert has(regular) == [False, False, False]
    asked.refresh_from_db()
    assert asked.state == "offered", "it never belonged to the group, and is the next in line"


def test_somebody_who_coordinates_no_more_is_like_whoever_left(
    circle: SupportGroup, session: GroupSession, coordinator: Person, now: dt.datetime
) -> None:
    place = factories.PlaceFactory(session=session, person=coordinator, state="coming", asked_at=now)
    stepping_back.let_places_go(now=now)
    place.refresh_from_db()
    assert place.state == "coming"
    coordinator.responsibilities.update(until_on=dt.date(2020, 1, 2))
    stepping_back.let_places_go(now=now)
    place.refresh_from_db()
    assert place.state == "given_back"


def test_it_asks_as_much_however_many_come(circle: SupportGroup, session: GroupSession, now: dt.datetime) -> None:
    for _ in range(3):
        factories.PlaceFactory(session=session, person=factories.MembershipFactory(group=circle).person)
    with CaptureQueriesContext(connection) as asked:
        stepping_back.let_places_go(now=now)
    assert len(asked) == 3


def test_whoever_belongs_is_not_forgotten_while_they_do(circle: SupportGroup, now: dt.datetime) -> None:
    """Where a group ticks no names, nothing else says that they still come."""
    person = factories.MembershipFactory(group=circle, role="participant").person
    Person.objects.update(created_at=now - dt.timedelta(days=1000))
    retention.keep_no_longer(now=now)
    assert Person.objects.filter(pk=person.pk).exists()
    SupportGroup.objects.update(found_by="public")
    retention.keep_no_longer(now=now)
    assert not Person.objects.filter(pk=person.pk).exists()


def test_a_year_after_they_left_they_are(circle: SupportGroup, now: dt.datetime) -> None:
    person = factories.MembershipFactory(group=circle, role="participant", until_on=now.date()).person
    Person.objects.update(created_at=now - dt.timedelta(days=1000))
    retention.keep_no_longer(now=now + dt.timedelta(days=300))
    assert Person.objects.filter(pk=person.pk).exists()
    retention.keep_no_longer(now=now + dt.timedelta(days=400))
    assert not Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    ("found_by", "says"), [("public", "You can still come."), ("members", "you find the group no more")]
)
def test_what_leaving_means_is_said_before(
    browse: Any, desk: Client, group: SupportGroup, regular: Person, found_by: str, says: str
) -> None:
    SupportGroup.objects.update(found_by=found_by)
    assert says in words_of(browse(regular).get(f"/me/{regular.ref}/memberships/{part(regular).ref}/end/"))
    page = desk.get(f"/networks/keep-the-kettle-on/memberships/{part(regular).ref}/end/")
    if found_by == "members":
        assert "they find the group no more" in words_of(page)
    else:
        assert page.status_code == 404


def test_whoever_has_no_login_yet_keeps_theirs_while_they_belong(
    circle: SupportGroup, session: GroupSession, now: dt.datetime
) -> None:
    person = factories.PersonFactory(network=circle.network)
    held = factories.MembershipFactory(group=circle, person=person, role="helper")
    place = factories.PlaceFactory(session=session, person=person, state="coming", asked_at=now)
    memberships.step_back(membership=held, now=now)
    assert has(person)[0]
    memberships.end(membership=held, now=now)
    place.refresh_from_db()
    assert place.state == "given_back"
