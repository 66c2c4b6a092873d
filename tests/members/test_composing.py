"""Composing many letters at once: as things stand at that moment, and no letter at another's cost."""

import datetime as dt

import pytest
from django.core.mail import EmailMultiAlternatives

from members import composing, messages, sending
from members.models import Message, Person
from tests import factories

State = Message.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def together(monkeypatch):
    return lambda compose: monkeypatch.setitem(messages.COMPOSERS, "plain", compose)


def say_the_key(letters, now):
    for letter in letters:
        yield letter, messages.Letter(subject=letter.key, text=letter.key)


def test_addresses_are_read_in_one_question_for_each_kind_of_reader(posted, now, django_assert_num_queries):
    for number in range(20):
        posted(f"person {number}")
        user = factories.UserFactory()
        posted(f"login {number}", recipient_kind="user", recipient=user.pk)
    letters = list(Message.objects.all())

    with django_assert_num_queries(2):
        mails = composing.compose(letters, now)

    assert len({mail.to[0] for mail in mails.values()}) == 40


def test_a_purpose_that_is_composed_together_is_asked_once(posted, together, now):
    asked = []

    def compose(letters, moment):
        asked.append(len(letters))
        return say_the_key(letters, moment)

    together(compose)
    letters = [posted(f"letter {number}") for number in range(5)]

    mails = composing.compose(letters, now)

    assert asked == [5]
    assert [mails[letter.pk].subject for letter in letters] == [letter.key for letter in letters]


def test_one_that_cannot_be_composed_keeps_none_of_the_others_back(posted, together, now):
    def compose(letters, moment):
        for letter in letters:
            if letter.key == "poison":
                raise LookupError("robin@example.org")
            yield letter, messages.Letter(subject=letter.key, text=letter.key)

    together(compose)
    letters = [posted(key) for key in ("one", "poison", "two")]

    one, poison, two = (composing.compose(letters, now)[letter.pk] for letter in letters)

    assert (one.subject, two.subject) == ("one", "two")
    assert isinstance(poison, composing.Mistake)
    assert "LookupError at compose" in str(poison)
    assert "robin" not in str(poison)


def test_a_letter_its_composer_left_out_is_a_mistake_of_ours(posted, together, now):
    together(lambda letters, moment: say_the_key([letter for letter in letters if letter.key != "left out"], moment))
    letters = [posted(key) for key in ("one", "left out")]

    mails = composing.compose(letters, now)

    assert isinstance(mails[letters[0].pk], EmailMultiAlternatives)
    assert isinstance(mails[letters[1].pk], composing.Mistake)


def test_each_may_be_dropped_for_a_reason_of_its_own(posted, together, now):
    def compose(letters, moment):
        for letter in letters:
            yield letter, messages.Drop(f"Because of {letter.key}.")

    together(compose)
    letters = [posted(key) for key in ("one", "two")]

    assert [str(composing.compose(letters, now)[letter.pk]) for letter in letters] == [
        "Because of one.",
        "Because of two.",
    ]


@pytest.mark.parametrize(
    ("fresh_seconds", "arrived"),
    [(0.0, ["first@example.org"]), (60.0, ["first@example.org", "second@example.org"])],
    ids=["composed again", "the control: taken as still fresh"],
)
def test_r7_what_changes_while_the_letter_before_is_sent_is_seen(
    posted, mail_server, monkeypatch, now, fresh_seconds, arrived
):
    monkeypatch.setattr(sending, "FRESH_SECONDS", fresh_seconds)
    for name in ("first", "second"):
        posted(name, factories.PersonFactory(email=f"{name}@example.org"))
    hand_over = sending.Round.hand_over

    def and_then_somebody_changes_their_mind(walk, letter, mail):
        well = hand_over(walk, letter, mail)
        Person.objects.filter(email="second@example.org").update(wants_letters=False)
        return well

    monkeypatch.setattr(sending.Round, "hand_over", and_then_somebody_changes_their_mind)

    sending.send_due(clock=lambda: now)

    assert mail_server.readers == arrived


# -- To where, and whether, is known when it is sent


def test_the_address_is_read_when_it_is_sent(posted, send, mail_server):
    person = factories.PersonFactory(email="before@example.org")
    posted(person=person)
    person.email = "after@example.org"
    person.save()

    send()

    assert mail_server.readers == ["after@example.org"]


@pytest.mark.parametrize(
    "change",
    [
        {"wants_letters": False},
        {"reach": "no"},
        {"reach": "no", "email": ""},
        {"reach": "phone", "phone": "07700900123"},
    ],
    ids=["wants none", "please don’t", "no address", "by phone"],
)
def test_who_wants_no_letters_or_has_no_address_gets_none(posted, send, mail_server, change):
    person = factories.PersonFactory()
    posted(person=person)
    type(person).objects.filter(pk=person.pk).update(**change)

    send()

    assert Message.objects.get().state == State.DROPPED
    assert Message.objects.get().reason
    assert mail_server.readers == []


def test_somebody_forgotten_gets_no_letter(posted, send, mail_server):
    person = factories.PersonFactory()
    posted(person=person)
    person.delete()

    send()

    assert Message.objects.get().state == State.DROPPED


def test_a_login_that_is_closed_gets_no_letter(posted, send, mail_server):
    open_one, closed = factories.UserFactory(), factories.UserFactory(is_active=False)
    for user in (open_one, closed):
        posted(f"login {user.pk}", recipient_kind="user", recipient=user.pk)

    send()

    assert mail_server.readers == [open_one.email]


def test_an_invitation_that_was_taken_back_is_not_sent(posted, send, now, mail_server):
    network = factories.NetworkFactory()
    facts = {"network": network, "known_as": "Ines", "sent_at": now, "expires_at": now + dt.timedelta(days=7)}
    for email, more in (("live@example.org", {}), ("revoked@example.org", {"revoked_at": now})):
        invitation = network.invitations.create(email=email, **facts, **more)
        posted(email, recipient_kind="invitation", recipient=invitation.pk)

    send()

    assert mail_server.readers == ["live@example.org"]


def test_r7_a_letter_that_no_longer_makes_sense_is_dropped(posted, send, composer, mail_server):
    def compose(message, now):
        raise messages.Drop("The place was given back.")

    composer(compose)
    posted()

    send()

    letter = Message.objects.get()
    assert (letter.state, letter.reason) == (State.DROPPED, "The place was given back.")
    assert mail_server.readers == []


def test_r7_what_is_dropped_while_it_is_composed_is_not_sent(posted, send, composer, mail_server):
    def compose(message, now):
        messages.drop(letters=Message.objects.filter(pk=message.pk), reason="Cancelled at the last moment.")
        return messages.Letter(subject="Too late", text="Too late")

    composer(compose)
    posted()

    send()

    assert Message.objects.get().reason == "Cancelled at the last moment."
    assert mail_server.readers == []
