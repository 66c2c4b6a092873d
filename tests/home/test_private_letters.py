"""Letters hold no private word but what their reader is called: nobody's needs, notes, helpers, nor another's name."""

import datetime as dt

import pytest
from django.core.mail import EmailMultiAlternatives

from members import composing
from members.models import Message, Person
from sessions import letters, reminders, timetable
from sessions.models import GroupSession
from sessions.timetable import Times
from tests.home.town import NOW, OWN, Town

pytestmark = pytest.mark.django_db

PURPOSES = {
    letters.PLACE, letters.PLACE_AGAIN, letters.REMINDER_ASKED, letters.CHANGED, letters.CANCELLED, letters.ON_AGAIN,
    reminders.PURPOSE,
}  # fmt: skip


def text_of(mail: EmailMultiAlternatives) -> str:
    """All of a letter but the address on its envelope."""
    message = mail.message()
    del message["To"]
    parts = [str(part.get_payload(decode=True), "utf-8") for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


def compose_all(now: dt.datetime) -> list[tuple[Message, EmailMultiAlternatives]]:
    """What is waiting, as mail. It is not waiting any more."""
    waiting = list(Message.objects.filter(state=Message.State.WAITING))
    mails = composing.compose(waiting, now)
    Message.objects.filter(pk__in=mails).update(state=Message.State.SENT, sent_at=now)
    return [(letter, mail) for letter in waiting if isinstance(mail := mails[letter.pk], EmailMultiAlternatives)]


def everything_said_of(session: GroupSession) -> list[tuple[Message, EmailMultiAlternatives]]:
    """All that can happen to an evening, one thing after the other, and each letter there is about it."""
    later, found = NOW + dt.timedelta(minutes=5), []
    for place in session.places.all():
        letters.about_place(place=place, now=NOW)
        letters.about_place_again(place=place, now=NOW)
    for wish in session.reminders.all():
        letters.about_reminder(wish=wish, now=NOW)
    found += compose_all(later)
    times = Times(session.on, dt.time(18, 0), dt.time(20, 0))
    timetable.change(session=session, times=times, venue=session.venue, capacity=session.capacity, now=NOW)
    found += compose_all(later)
    timetable.cancel(session=session, reason="The boiler is broken", now=NOW)
    found += compose_all(later)
    timetable.reinstate(session=session, now=NOW)
    found += compose_all(later)
    session.refresh_from_db()
    reminders.plan(now=session.starts_at - dt.timedelta(days=2))
    return found + compose_all(session.starts_at - dt.timedelta(hours=24))


@pytest.mark.parametrize("kind", ["public", "members", "staff"])
def test_a_letter_holds_no_private_word_but_its_readers_own(kind: str, town: Town) -> None:
    session = GroupSession.objects.get(ref=town.at(OWN, kind).coming)
    said = everything_said_of(session)
    assert {letter.purpose for letter, _ in said} == PURPOSES
    for letter, mail in said:
        reader, text = Person.objects.get(pk=letter.recipient), text_of(mail)
        found = {word for _, _, word in town.private_words() if word in text}
        assert found <= {reader.known_as}, letter.purpose
