"""What we write about evenings and places: to whom, when, and whether it still makes sense when it goes.

Letters say little. They name no group and no condition unless the reader asked for plain words; each carries
the signed link of the one thing it is about. A network event is named, in the subject too: leading an organisation is
no secret.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse

from members import messages
from members.messages import Drop, Letter
from members.models import Message, Person
from members.models.message import MessageQuerySet
from peersupport.lib import links
from sessions.models import EveryWeek, GroupSession, Place, Reminder

Wish = Place | Reminder | EveryWeek

PLACE, PLACE_AGAIN, REMINDER_ASKED = "place", "place-again", "reminder-asked"
CHANGED, CANCELLED, ON_AGAIN = "evening-changed", "evening-cancelled", "evening-on-again"
# A change can be taken back for this long before anybody is told of it, unless the evening is nearly there.
SECOND_THOUGHTS = dt.timedelta(minutes=2)
NEARLY_THERE = dt.timedelta(hours=3)

PLACE_LETTERS = {
    Place.State.COMING: "place_kept",
    Place.State.WAITING: "place_waiting",
    Place.State.OFFERED: "place_offered",
}


def about_place(*, place: Place, now: dt.datetime) -> None:
    """Tell somebody how their place stands. The words follow its state when the letter goes."""
    post(f"place:{place.pk}:{place.state}:{place.asked_at:%s}", PLACE, place.pk, place.person, place.session, now)


def about_place_again(*, place: Place, now: dt.datetime) -> None:
    """Somebody asked again for what they have: their link once more, at most once a day."""
    post(f"place-again:{place.pk}:{now:%Y-%m-%d}", PLACE_AGAIN, place.pk, place.person, place.session, now)


def forget_place(*, place: Place) -> None:
    """What was about to be written of a place that is given back is not written."""
    letters = Message.objects.filter(purpose__in=(PLACE, PLACE_AGAIN), about=place.pk)
    messages.drop(letters=letters, reason="The place was given back.")


def about_reminder(*, wish: Reminder, now: dt.datetime) -> None:
    """Say that we will remind them, with the link that stops it."""
    post(f"reminder-asked:once:{wish.pk}", REMINDER_ASKED, wish.session_id, wish.person, wish.session, now)


def about_every_week(*, wish: EveryWeek, session: GroupSession, now: dt.datetime) -> None:
    post(f"reminder-asked:weekly:{wish.pk}", REMINDER_ASKED, session.pk, wish.person, session, now)


def tell(*, session: GroupSession, what: str, now: dt.datetime) -> None:
    """Tell everyone who asked something of an evening that it changed, is cancelled, or is on again.

    A later change of the same evening makes an earlier letter that has not left useless. What that said of others is
    said by a letter about the first of those.
    """
    news = Message.objects.filter(purpose__in=(CHANGED, CANCELLED, ON_AGAIN), about=session.pk)
    tell_of_the_others(session, news, now)
    messages.drop(letters=news, reason="The evening changed again.")
    due_at = now if session.starts_at - now < NEARLY_THERE else now + SECOND_THOUGHTS
    for person in those_who_asked(session):
        key = f"{what}:{session.pk}:{session.change}:{person.pk}"
        post(key, what, session.pk, person, session, now, due_at=due_at)


def tell_of_several(*, sessions: Sequence[GroupSession], what: str, now: dt.datetime, takes_back: str = "") -> None:
    """Tell everyone who asked something of one of these evenings of a group, in one letter: about the first of theirs,
    and it names the others.

    Whoever has not been told yet of what this `takes_back` need not be told at all: to them nothing has changed.
    """
    news = Message.objects.filter(purpose__in=(CHANGED, CANCELLED, ON_AGAIN), about__in=[one.pk for one in sessions])
    waiting = messages.not_left_yet(news).filter(purpose=takes_back).select_for_update()
    never_heard = set(waiting.values_list("recipient", flat=True))
    messages.drop(letters=news, reason="The evening changed again.")
    first = first_asked(sessions)
    for person in Person.objects.filter(pk__in=first.keys() - never_heard).exclude(email="").order_by("pk"):
        session = first[person.pk]
        due_at = now if session.starts_at - now < NEARLY_THERE else now + SECOND_THOUGHTS
        post(f"{what}:{session.pk}:{session.change}:{person.pk}", what, session.pk, person, session, now, due_at)


def tell_of_the_others(session: GroupSession, news: MessageQuerySet, now: dt.datetime) -> None:
    """Post anew what letters about an evening would have said of others that had changed in the same moment."""
    waiting = messages.not_left_yet(news)
    for what, due_at in set(waiting.order_by().values_list("purpose", "due_at")):
        changed = session.group.sessions.filter(changed_at__in=(due_at, due_at - SECOND_THOUGHTS), starts_at__gt=now)
        first = first_asked(list(changed.exclude(pk=session.pk)))
        told = waiting.filter(purpose=what, due_at=due_at).values("recipient")
        for person in Person.objects.filter(pk__in=told).filter(pk__in=first).order_by("pk"):
            other = first[person.pk]
            post(f"{what}:{other.pk}:{other.change}:{person.pk}", what, other.pk, person, other, now, due_at)


def first_asked(sessions: Sequence[GroupSession]) -> dict[int, GroupSession]:
    """Who asked something of these evenings of one group, by number, with the first that they did."""
    by_key = {session.pk: session for session in sorted(sessions, key=lambda session: session.starts_at)}
    place = Place.objects.live().filter(session__in=by_key)
    once = Reminder.objects.filter(session__in=by_key, ended_at=None)
    asked = {pair for wishes in (place, once) for pair in wishes.values_list("session", "person")}
    if by_key:
        soonest = next(iter(by_key.values()))
        weekly = EveryWeek.objects.filter(group=soonest.group_id, wants=EveryWeek.Wants.REMINDER, ended_at=None)
        asked |= {(soonest.pk, person) for person in weekly.values_list("person", flat=True)}
    found: dict[int, GroupSession] = {}
    for key, session in by_key.items():
        for person in [person for about, person in asked if about == key]:
            found.setdefault(person, session)
    return found


def those_who_asked(session: GroupSession) -> list[Person]:
    """Everyone with a live place or reminder, or a standing reminder of the group, who may be written to."""
    place = Q(places__session=session) & ~Q(places__state=Place.State.GIVEN_BACK)
    once = Q(reminders__session=session, reminders__ended_at=None)
    weekly = Q(
        every_week__group=session.group_id, every_week__wants=EveryWeek.Wants.REMINDER, every_week__ended_at=None
    )
    keys: set[int] = set()
    for asked in (place, once, weekly):
        keys.update(Person.objects.filter(asked).exclude(email="").values_list("pk", flat=True))
    return list(Person.objects.filter(pk__in=keys).order_by("pk"))


def post(
    key: str,
    purpose: str,
    about: int,
    person: Person,
    session: GroupSession,
    now: dt.datetime,
    due_at: dt.datetime | None = None,
) -> None:
    if not person.email:
        return
    messages.post(
        key=key,
        purpose=purpose,
        about=about,
        recipient_kind=Message.Recipient.PERSON,
        recipient=person.pk,
        due_at=due_at or now,
        useful_until=session.ends_at,
        now=now,
    )


def wish_of(*, session: GroupSession, person: Person) -> Wish | None:
    """What somebody asked of an evening: their place, else a reminder of it, else one of every week."""
    return (
        Place.objects.live().filter(session=session, person=person).first()
        or Reminder.objects.filter(session=session, person=person, ended_at=None).first()
        or EveryWeek.objects.filter(
            group=session.group_id, person=person, wants=EveryWeek.Wants.REMINDER, ended_at=None
        ).first()
    )


def every_week_of(place: Place) -> EveryWeek | None:
    """The standing wish that keeps this person a place every week, if they have one."""
    wishes = EveryWeek.objects.filter(person=place.person_id, group=place.session.group_id, ended_at=None)
    return wishes.select_related("group", "person").filter(wants=EveryWeek.Wants.PLACE).first()


def token(wish: Wish) -> str:
    """What stands in the address of the page that shows and changes this one thing."""
    return links.sign("place" if isinstance(wish, Place) else "reminder", wish.ref, wish.link_version)


def link(wish: Wish) -> str:
    page = "sessions:my-place" if isinstance(wish, Place) else "sessions:my-reminder"
    return links.absolute(reverse(page, args=[token(wish)]))


def write(
    name: str, *, session: GroupSession, person: Person, wish: Wish, dates: Sequence[GroupSession] = ()
) -> Letter:
    """One letter about an evening, or these `dates`, in discreet words unless its reader asked for plain ones."""
    network = session.group.network
    words: dict[str, Any] = {
        "session": session,
        "group": session.group,
        "network": network,
        "person": person,
        "wish": wish,
        "dates": dates,
        "link": link(wish),
        "tells_where": tells_where(session, wish),
        "plain": person.wants_plain_words or not network.discreet or session.group.is_for_organisations,
    }
    stop = "" if isinstance(wish, Place) else link(wish)
    letter = messages.write(name, words, sender_name=network.sender_name, unsubscribe_url=stop)
    if session.group.is_for_organisations:
        return replace(letter, subject=f"{session.group.name}. {letter.subject}")
    return letter


def tells_where(session: GroupSession, wish: Wish) -> bool:
    """A private address is for those with a place, or with one on offer."""
    has_room = isinstance(wish, Place) and wish.state in (Place.State.COMING, Place.State.OFFERED)
    return has_room or not session.group.address_is_private


@messages.composes(PLACE)
@messages.composes(PLACE_AGAIN)
def compose_place(message: Message, now: dt.datetime) -> Letter:
    found = Place.objects.select_related("person", "session__group__network", "session__venue", "session__series")
    place = found.filter(pk=message.about or 0).first()
    if place is None or place.state == Place.State.GIVEN_BACK:
        raise Drop("The place was given back.")
    if place.session.is_cancelled:
        raise Drop("The evening is cancelled.")
    if place.state == Place.State.OFFERED and place.offer_until is not None and place.offer_until <= now:
        raise Drop("The offer is over.")
    name = PLACE_LETTERS[Place.State(place.state)]
    return write(name, session=place.session, person=place.person, wish=place, dates=dates_with(place, now))


def dates_with(place: Place, now: dt.datetime) -> list[GroupSession]:
    """The dates of a course that stand as this one does for somebody, the soonest first; of one evening, none."""
    if not place.session.is_of_a_course:
        return []
    alike = Place.objects.at_the_course_of(place).filter(state=place.state, session__starts_at__gt=now)
    return [one.session for one in alike.select_related("session") if not one.session.is_cancelled]


def changed_with(session: GroupSession, person: Person) -> list[GroupSession]:
    """The dates somebody asked for that changed in the same moment as this one and stand alike, the soonest first."""
    if session.changed_at is None:
        return []
    alike = session.group.sessions.filter(state=session.state, is_left_out=session.is_left_out)
    alike = alike.filter(changed_at=session.changed_at, starts_at__gte=session.starts_at)
    place = Place.objects.live().filter(person=person).values("session")
    once = Reminder.objects.filter(person=person, ended_at=None).values("session")
    theirs = alike.filter(Q(pk=session.pk) | Q(pk__in=place) | Q(pk__in=once))
    return list(theirs.order_by("starts_at", "pk"))


def subject_of(message: Message) -> tuple[GroupSession, Person, Wish]:
    """The evening, the person and what they asked, as they are now; `Drop` when one of them is gone."""
    session = GroupSession.objects.with_words().filter(pk=message.about or 0).first()
    person = Person.objects.filter(pk=message.recipient or 0).first()
    if session is None or person is None:
        raise Drop("The evening or the person is gone.")
    wish = wish_of(session=session, person=person)
    if wish is None:
        raise Drop("It is no longer asked for.")
    return session, person, wish


@messages.composes(REMINDER_ASKED)
def compose_reminder_asked(message: Message, now: dt.datetime) -> Letter:
    session, person, wish = subject_of(message)
    if session.is_cancelled:
        raise Drop("The evening is cancelled.")
    return write("reminder_asked", session=session, person=person, wish=wish)


@messages.composes(CHANGED)
def compose_changed(message: Message, now: dt.datetime) -> Letter:
    session, person, wish = subject_of(message)
    if session.is_cancelled:
        raise Drop("The evening is cancelled.")
    return write("evening_changed", session=session, person=person, wish=wish, dates=changed_with(session, person))


@messages.composes(CANCELLED)
def compose_cancelled(message: Message, now: dt.datetime) -> Letter:
    session, person, wish = subject_of(message)
    if not session.is_cancelled:
        raise Drop("The evening is on again.")
    dates = changed_with(session, person) if session.is_left_out else []
    return write("evening_cancelled", session=session, person=person, wish=wish, dates=dates)


@messages.composes(ON_AGAIN)
def compose_on_again(message: Message, now: dt.datetime) -> Letter:
    session, person, wish = subject_of(message)
    if session.is_cancelled:
        raise Drop("The evening is cancelled.")
    return write("evening_on_again", session=session, person=person, wish=wish)
