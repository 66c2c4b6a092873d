"""The letter of an invitation: discreet, sent again with a new link, taken back; and a no that tells nobody."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail

from members import invitations, login, sending
from members.forgetting import forget
from members.invitations import (
    BETWEEN_LETTERS,
    LASTS,
    MOST_LETTERS,
    AnotherAddress,
    NoLongerOpen,
    Over,
    SaidYes,
    TakenBack,
    TooManyLetters,
    TooSoon,
)
from members.models import Invitation, Message, Network
from peersupport.lib import links
from peersupport.lib.refusals import NotFound
from sessions import retention
from tests import factories
from tests.letters import assert_discreet

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
State = Message.State
DAY = dt.timedelta(days=1)


@pytest.fixture
def invitation(network: Network, now: dt.datetime) -> Invitation:
    carol = factories.PersonFactory(network=network, known_as="Carol")
    facts = {"network": network, "known_as": "Ines", "email": "ines@example.org", "invited_by": carol}
    made: Invitation = factories.InvitationFactory(sent_at=now, **facts)
    return made


def sent(invitation: Invitation, now: dt.datetime) -> Any:
    """The letter that leaves now."""
    invitations.send(invitation, now)
    sending.send_due(clock=lambda: now)
    return mail.outbox[-1] if mail.outbox else None


def state_of_letter() -> tuple[str, str]:
    return Message.objects.values_list("state", "reason").get()


# -- The letter


def test_the_letter_says_who_asks_and_by_when_and_not_what(invitation: Invitation, now: dt.datetime) -> None:
    letter = sent(invitation, now)

    assert_discreet(letter, also=[invitation.network.name, "coordinator", "Coordinator"])
    assert letter.to == ["ines@example.org"]
    assert "Carol asked us to write to you." in letter.body
    assert f"/invitations/{invitations.token(invitation)}/" in letter.body
    assert f"{invitation.expires_at:%-d %B}" in letter.body


@pytest.mark.parametrize("ended", ["accepted_at", "declined_at", "revoked_at"])
def test_what_is_answered_or_taken_back_is_not_sent(invitation: Invitation, now: dt.datetime, ended: str) -> None:
    Invitation.objects.update(**{ended: now})
    assert sent(invitation, now) is None
    assert state_of_letter() == (State.DROPPED, "It is answered, taken back or gone.")


def test_who_wants_no_letters_gets_none(invitation: Invitation, now: dt.datetime) -> None:
    facts = {"network": invitation.network, "email": "Ines@example.org", "wants_letters": False}
    factories.PersonFactory(known_as="Somebody else", **facts)
    assert sent(invitation, now) is not None
    factories.PersonFactory(known_as="ines", **facts)
    mail.outbox.clear()
    Message.objects.all().delete()
    assert sent(invitation, now) is None
    assert state_of_letter() == (State.DROPPED, "They want no letters.")


# -- Once more


def test_sent_again_it_lasts_longer_and_the_older_link_is_dead(invitation: Invitation, now: dt.datetime) -> None:
    sent(invitation, now)
    later = now + 20 * DAY  # it had ended meanwhile
    held = invitations.send_again(invitation=invitation, now=later)

    assert (held.link_version, held.sent_at, held.expires_at) == (2, later, later + LASTS)
    assert invitations.token(held) != invitations.token(invitation)
    assert links.read("invitation", invitations.token(held)) == (invitation.ref, 2)
    sending.send_due(clock=lambda: later)
    assert invitations.token(held) in mail.outbox[-1].body


def test_an_older_letter_that_has_not_left_never_does(invitation: Invitation, now: dt.datetime) -> None:
    invitations.send(invitation, now)
    invitations.send_again(invitation=invitation, now=now + BETWEEN_LETTERS)
    sending.send_due(clock=lambda: now + BETWEEN_LETTERS)
    assert len(mail.outbox) == 1
    assert set(Message.objects.values_list("state", flat=True)) == {State.DROPPED, State.SENT}


def test_letters_do_not_follow_one_another_within_the_hour_or_for_ever(
    invitation: Invitation, now: dt.datetime
) -> None:
    with pytest.raises(TooSoon):
        invitations.send_again(invitation=invitation, now=now + BETWEEN_LETTERS - dt.timedelta(seconds=1))
    for letter in range(1, MOST_LETTERS):
        invitations.send_again(invitation=invitation, now=now + letter * BETWEEN_LETTERS)
    with pytest.raises(TooManyLetters):
        invitations.send_again(invitation=invitation, now=now + 30 * DAY)


@pytest.mark.parametrize("ended", ["accepted_at", "declined_at", "revoked_at"])
def test_what_is_answered_or_taken_back_is_not_sent_again(invitation: Invitation, now: dt.datetime, ended: str) -> None:
    Invitation.objects.update(**{ended: now})
    with pytest.raises(NoLongerOpen):
        invitations.send_again(invitation=invitation, now=now + DAY)


# -- Taken back, and no thank you


def test_taken_back_twice_it_is_and_its_letter_does_not_leave(invitation: Invitation, now: dt.datetime) -> None:
    invitations.send(invitation, now)
    for later in (now, now + DAY):
        invitations.take_back(invitation=invitation, now=later)
    invitation.refresh_from_db()
    assert invitation.revoked_at == now
    assert state_of_letter() == (State.DROPPED, "The invitation was taken back.")


def test_a_yes_is_not_taken_back_by_who_invited(invitation: Invitation, now: dt.datetime) -> None:
    Invitation.objects.update(accepted_at=now)
    with pytest.raises(NoLongerOpen):
        invitations.take_back(invitation=invitation, now=now)


def test_a_no_is_said_once_and_no_letter_tells_of_it(invitation: Invitation, now: dt.datetime) -> None:
    for later in (now, now + DAY):
        invitations.decline(invitation=invitation, by=NOBODY, now=later)
    invitation.refresh_from_db()
    assert invitation.declined_at == now
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("field", "refusal"), [("accepted_at", SaidYes), ("revoked_at", TakenBack), ("expires_at", Over)]
)
def test_after_it_ended_there_is_no_no(invitation: Invitation, now: dt.datetime, field: str, refusal: Any) -> None:
    Invitation.objects.update(**{field: now})
    with pytest.raises(refusal):
        invitations.decline(invitation=invitation, by=NOBODY, now=now)


def test_nobody_else_who_is_logged_in_says_no_for_them(invitation: Invitation, now: dt.datetime) -> None:
    with pytest.raises(AnotherAddress):
        invitations.decline(invitation=invitation, by=factories.UserFactory(), now=now)
    invitations.decline(invitation=invitation, by=factories.UserFactory(email="Ines@example.org"), now=now)


# -- A login, and no longer than needed


@pytest.mark.parametrize(
    ("said", "login_is_made"), [({}, True), ({"declined_at": dt.datetime(2026, 11, 20, tzinfo=dt.UTC)}, False)]
)
def test_a_login_is_made_for_an_open_invitation_and_not_after_a_no(
    invitation: Invitation, now: dt.datetime, said: dict[str, Any], login_is_made: bool
) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**said)
    assert (login.login_of(email="ines@example.org", now=now) is not None) == login_is_made


def test_forgotten_whoever_was_invited_leaves_no_invitation(invitation: Invitation, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=invitation.network, known_as="Nan", email="INES@example.org")
    forget(person=person, now=now)
    assert not Invitation.objects.exists()
    for verb in (invitations.take_back, invitations.send_again):
        with pytest.raises(NotFound):
            verb(invitation=invitation, now=now)


def test_after_a_no_it_goes_as_soon_as_after_any_answer(invitation: Invitation, now: dt.datetime) -> None:
    Invitation.objects.update(declined_at=now)
    keeps = invitation.network.keeps_place_days * DAY
    retention.keep_no_longer(now=now + keeps)
    assert Invitation.objects.exists()
    retention.keep_no_longer(now=now + keeps + dt.timedelta(seconds=1))
    assert not Invitation.objects.exists()
