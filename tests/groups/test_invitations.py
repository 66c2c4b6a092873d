"""Inviting somebody, and what begins when they say yes: once, today, for the address the letter went to."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from groups import invitations, memberships
from groups.invitations import MOST_A_DAY, DoesSoAlready, Offer, TooManyToday
from groups.memberships import GroupHasEnded
from groups.models import Membership, OfferedRole, SupportGroup
from members import people
from members.consent import Yes, YesNeeded
from members.forgetting import forget
from members.holding import everything
from members.invitations import AnotherAddress, Over, TakenBack, decline, take_back
from members.login import login_of
from members.models import Consent, Invitation, Message, Person, Responsibility
from sessions import retention
from tests import factories
from tests.at_once import AtOnce
from tests.same import ALIKE

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
DAY = dt.timedelta(days=1)


def invite(group: SupportGroup, now: dt.datetime, offer: Offer | None = None, **facts: Any) -> Invitation:
    facts = {"email": "Ines@example.org", "known_as": "Ines", "by": None} | facts
    offer = offer or Offer("volunteer", group=group)
    return invitations.invite(network=group.network, offer=offer, now=now, **facts)


def accept(invitation: Invitation, now: dt.datetime, by: Any = NOBODY) -> Person:
    return invitations.accept(invitation=invitation, by=by, now=now)


# -- Inviting


def test_the_same_twice_is_one_letter(group: SupportGroup, now: dt.datetime) -> None:
    first = invite(group, now)
    assert invite(group, now, email="ines@EXAMPLE.org", known_as="ines") == first
    assert (first.email, first.role, first.offered_role.group) == ("ines@example.org", "", group)
    assert first.expires_at == now + dt.timedelta(days=14)
    assert Message.objects.get().recipient == first.pk


@pytest.mark.parametrize(("name", "again"), ALIKE)
def test_a_name_is_one_as_the_database_has_it(group: SupportGroup, now: dt.datetime, name: str, again: str) -> None:
    invitation = invite(group, now, known_as=name)
    assert invite(group, now, known_as=again) == invitation
    person = accept(invitation, now)
    assert accept(invitation, now) == person
    with pytest.raises(DoesSoAlready):
        invite(group, now, known_as=again)


def test_something_else_is_another_invitation(group: SupportGroup, now: dt.datetime) -> None:
    area = factories.AreaFactory(network=group.network)
    offers = [Offer("volunteer", group=group), Offer("coordinator"), Offer("coordinator", area=area)]
    assert len({invite(group, now, offer, email="ines@example.org").pk for offer in offers}) == 3


def test_an_address_is_written_to_a_few_times_a_day_and_no_more(group: SupportGroup, now: dt.datetime) -> None:
    for name in range(MOST_A_DAY):
        take_back(invitation=invite(group, now, known_as=f"Ines {name}"), now=now)
    with pytest.raises(TooManyToday):
        invite(group, now, known_as="Nan")
    invite(group, now, email="nan@example.org")
    invite(group, now + DAY, known_as="Nan")


def test_who_does_so_already_is_not_invited_to(
    volunteer: Person, coordinator: Person, group: SupportGroup, now: dt.datetime
) -> None:
    does = ((volunteer, Offer("volunteer", group=group)), (coordinator, Offer("coordinator")))
    for person, offer in does:
        with pytest.raises(DoesSoAlready):
            invite(group, now, offer, email=person.email, known_as=person.known_as)
    Membership.objects.update(stepped_back_on=group.network.today(now))
    invite(group, now, email=volunteer.email, known_as=volunteer.known_as)
    invite(group, now, Offer("facilitator", group=group), email=volunteer.email, known_as=volunteer.known_as)


# -- A yes


def test_a_yes_begins_a_role_in_the_group_today_and_once(invitation: Invitation, now: dt.datetime) -> None:
    persons = {accept(invitation, now).pk for _ in range(2)}

    began = Membership.objects.get()
    assert persons == {began.person_id}
    assert (began.role, began.from_on) == ("volunteer", invitation.network.today(now))
    assert (began.person.email, began.person.known_as) == ("ines@example.org", "Ines")
    assert began.invitation == invitation


def test_a_yes_begins_a_responsibility_in_its_area(group: SupportGroup, now: dt.datetime) -> None:
    area = factories.AreaFactory(network=group.network)
    person = accept(invite(group, now, Offer("manager", area=area)), now)
    began = Responsibility.objects.get()
    assert (began.person, began.role, began.area) == (person, "manager", area)


def test_it_is_for_the_person_of_that_address_and_name(invitation: Invitation, now: dt.datetime) -> None:
    facts = {"network": invitation.network, "email": "ines@example.org"}
    factories.PersonFactory(known_as="Nan", **facts)
    ines = factories.PersonFactory(known_as="INES", **facts)
    assert accept(invitation, now) == ines


def test_the_first_right_code_makes_their_login(invitation: Invitation, now: dt.datetime) -> None:
    accept(invitation, now)
    assert login_of(email="ines@example.org", now=now) is not None


def test_who_is_logged_in_with_that_address_is_that_person_at_once(invitation: Invitation, now: dt.datetime) -> None:
    user = factories.UserFactory(email="Ines@example.org")
    assert accept(invitation, now, by=user).pk in user.persons.values_list("pk", flat=True)


def test_a_no_can_become_a_yes(invitation: Invitation, now: dt.datetime) -> None:
    decline(invitation=invitation, by=NOBODY, now=now)
    accept(invitation, now)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.declined_at) == (now, None)


@pytest.mark.parametrize(("field", "refusal"), [("revoked_at", TakenBack), ("expires_at", Over)])
def test_after_it_ended_nothing_begins_and_nobody_is_known(
    invitation: Invitation, now: dt.datetime, field: str, refusal: Any
) -> None:
    Invitation.objects.update(**{field: now})
    with pytest.raises(refusal):
        accept(invitation, now)
    assert not Person.objects.exists()
    assert not Membership.objects.exists()


def test_somebody_else_who_is_logged_in_does_not_say_yes(
    invitation: Invitation, stranger: Person, now: dt.datetime
) -> None:
    with pytest.raises(AnotherAddress):
        accept(invitation, now, by=stranger.user)
    assert not Membership.objects.exists()


def test_to_a_group_that_is_gone_nothing_begins(invitation: Invitation, group: SupportGroup, now: dt.datetime) -> None:
    group.delete()
    with pytest.raises(TakenBack):
        accept(invitation, now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_a_yes_and_its_being_taken_back_at_once_are_one_or_the_other(
    invitation: Invitation, now: dt.datetime, monkeypatch: Any, holds: bool
) -> None:
    """The control: where the row is not held, it is both accepted and taken back."""
    if not holds:
        monkeypatch.setattr(
            "members.invitations.hold", lambda one: Invitation.objects.select_related("network").get(pk=one.pk)
        )
    race, begin = AtOnce(), memberships.begin
    monkeypatch.setattr(memberships, "begin", lambda **facts: (begin(**facts), race.stand_still()))
    race.run(lambda: accept(invitation, now), lambda: take_back(invitation=invitation, now=now))

    invitation.refresh_from_db()
    assert race.waited == holds
    assert bool(invitation.accepted_at and invitation.revoked_at) != holds
    assert Membership.objects.count() == 1
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_yeses_at_once_begin_it_once(invitation: Invitation, now: dt.datetime, monkeypatch: Any) -> None:
    race, known = AtOnce(), people.known
    monkeypatch.setattr(people, "known", lambda **facts: (known(**facts), race.stand_still())[0])
    race.run(lambda: accept(invitation, now), lambda: accept(invitation, now))
    assert race.trouble == []
    assert Membership.objects.count() == Person.objects.count() == 1


# -- Kept no longer than needed, and told to whom it is about


def test_it_goes_in_time_with_what_it_offered(invitation: Invitation, now: dt.datetime) -> None:
    retention.keep_no_longer(now=invitation.expires_at + 40 * DAY)
    assert not Invitation.objects.exists()
    assert not OfferedRole.objects.exists()


def test_it_stays_while_what_began_with_it_does(invitation: Invitation, now: dt.datetime) -> None:
    accept(invitation, now)
    retention.keep_no_longer(now=invitation.expires_at + 40 * DAY)
    assert Invitation.objects.exists()
    Membership.objects.all().delete()
    retention.keep_no_longer(now=invitation.expires_at + 40 * DAY)
    assert not Invitation.objects.exists()


def test_everything_we_hold_tells_of_it_and_forgetting_takes_it_along(
    invitation: Invitation, group: SupportGroup, now: dt.datetime
) -> None:
    person = accept(invitation, now)
    said = str(everything(person=person, now=now))
    assert said.count("Volunteer of Friday circle") == 2  # what was offered, and what began
    forget(person=person, now=now)
    assert not OfferedRole.objects.exists()
    assert not Invitation.objects.exists()


# -- A yes, where the network needs one to know who helps


def test_where_a_yes_is_needed_it_is_kept_with_what_begins(now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"))
    invitation = invite(group, now)
    with pytest.raises(YesNeeded):
        accept(invitation, now)
    assert not Person.objects.exists()
    for _ in range(2):
        person = invitations.accept(invitation=invitation, by=NOBODY, now=now, yes=Yes({"helping": "1"}))
    assert [(one.person, one.purpose) for one in Consent.objects.all()] == [(person, "helping")]
    assert Membership.objects.get().person == person


def test_where_none_is_needed_none_is_kept(invitation: Invitation, now: dt.datetime) -> None:
    invitations.accept(invitation=invitation, by=NOBODY, now=now, yes=Yes({"helping": "1"}))
    assert not Consent.objects.exists()


# -- To a group that has ended


def end(group: SupportGroup, now: dt.datetime) -> None:
    group.runs.update(ended_on=group.network.today(now) - DAY, ended_as="closed")


def test_nobody_is_invited_to_a_group_that_has_ended(group: SupportGroup, now: dt.datetime) -> None:
    end(group, now)
    with pytest.raises(GroupHasEnded):
        invite(group, now)
    assert not Message.objects.exists()


def test_a_yes_to_a_group_that_ended_meanwhile_begins_nothing(
    invitation: Invitation, group: SupportGroup, now: dt.datetime
) -> None:
    end(group, now)
    with pytest.raises(GroupHasEnded):
        accept(invitation, now)
    assert not Person.objects.exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    group.runs.update(ended_as="paused")
    accept(invitation, now)
    assert Membership.objects.get().role == "volunteer"
