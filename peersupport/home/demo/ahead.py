"""Evenings to come: a date cancelled and one moved, jobs taken and not taken, places kept, a room that is full.

People could have done all of this themselves, so it is done by the verbs they use.
"""

import datetime as dt

from groups import wishes
from groups.models import JobRole, Membership, SupportGroup
from members.consent import Yes
from members.models import Consent, Person, Reach
from members.models.wordings import WORDINGS, current
from members.people import Guest
from peersupport.home.demo import people
from peersupport.home.demo.circles import Circles
from peersupport.home.demo.people import Cast
from sessions import jobs, places, reminders, timetable
from sessions.models import GroupSession
from sessions.timetable import Times

CANCELLED_BECAUSE = "The hall is being painted"
# A number kept for stories: it belongs to nobody.
CAMPION = Guest("Campion", reach=Reach.PHONE, phone="01632 960 183")
A_FEW = (Guest("Sorrel"), CAMPION, Guest("Teasel"))
# With Rowan, who has a place every week, twelve.
A_ROOMFUL = tuple(
    Guest(name)
    for name in (
        "Alder", "Bracken", "Cowslip", "Dock", "Elm", "Flax", "Hawthorn", "Kelp", "Larkspur", "Marram", "Reed",
    )
)  # fmt: skip
WAITING = (
    Guest("Nightjar", reach=Reach.EMAIL, email=f"nightjar@{people.DOMAIN}"),
    Guest("Osprey"),
    Guest("Plover"),
)


# They ticked the boxes, or were read the words.
TODAYS_WORDS = {purpose: current(purpose) for purpose in WORDINGS}
A_YES, BY_PHONE = Yes(TODAYS_WORDS), Yes(TODAYS_WORDS, how=Consent.How.PHONE)


def arrange(circles: Circles, cast: Cast, now: dt.datetime) -> None:
    """Everything that is already known about the coming weeks."""
    cancel_one(circles.haddington, now)
    move_one(circles.tranent, now)
    for group in (circles.haddington, circles.tranent, circles.small_circle):
        share_jobs(group, cast, now)
    keep_places(circles.small_circle, cast, now)
    ask_for_reminders(circles.haddington, cast, now)
    wish_to_help(circles.haddington, cast, now)


def coming(group: SupportGroup, now: dt.datetime) -> list[GroupSession]:
    """The group's next evenings that are on and have not begun."""
    return list(group.sessions.upcoming(now).filter(starts_at__gt=now, state=GroupSession.State.PLANNED)[:6])


def cancel_one(group: SupportGroup, now: dt.datetime) -> None:
    timetable.cancel(session=coming(group, now)[3], reason=CANCELLED_BECAUSE, now=now)


def move_one(group: SupportGroup, now: dt.datetime) -> None:
    """A date that meets a day later than usual, in the same hall at the same time."""
    evening = coming(group, now)[2]
    times = Times(evening.on + dt.timedelta(days=1), evening.starts_local, evening.ends_local)
    timetable.change(session=evening, times=times, venue=evening.venue, capacity=evening.capacity, now=now)


def share_jobs(group: SupportGroup, cast: Cast, now: dt.datetime) -> None:
    """The next evening lacks only somebody for the tea; the one after it lacks a facilitator; then nobody has said."""
    tonight, after = group.sessions.upcoming(now).filter(state=GroupSession.State.PLANNED)[:2]
    jobs.take(session=tonight, role=JobRole.FACILITATOR, person=cast.fiona, now=now)
    jobs.take(session=tonight, role=JobRole.FACILITATOR, person=cast.isla, now=now)
    jobs.take(session=tonight, role=JobRole.WELCOME, person=cast.vera, now=now)
    jobs.take(session=after, role=JobRole.FACILITATOR, person=cast.isla, now=now)
    jobs.take(session=after, role=JobRole.TEA, person=cast.vera, now=now)


def keep_places(group: SupportGroup, cast: Cast, now: dt.datetime) -> None:
    """A few at the next evening, a full room and a waiting list at the one after; Rowan at each."""
    small, full = coming(group, now)[:2]
    places.keep(session=small, guest=guest(cast.rowan), every_week=True, yes=A_YES, now=now)
    needs = "A chair near the door, please"
    places.keep(session=small, guest=Guest("Harebell"), first_time=True, needs=needs, yes=A_YES, now=now)
    for session, guests in ((small, A_FEW), (full, A_ROOMFUL), (full, WAITING)):
        for one in guests:
            places.keep(session=session, guest=one, yes=BY_PHONE if one.phone else A_YES, now=now)


def ask_for_reminders(group: SupportGroup, cast: Cast, now: dt.datetime) -> None:
    """Where people just turn up, a reminder keeps no place: Rowan has one every week, Hazel one of the next evening."""
    evening = coming(group, now)[0]
    reminders.remind_me_every_week(session=evening, guest=guest(cast.rowan), yes=A_YES, now=now)
    reminders.remind_me(session=evening, guest=guest(cast.hazel), yes=A_YES, now=now)


def guest(person: Person) -> Guest:
    """What somebody known would write of themselves."""
    return Guest(person.known_as, reach=Reach.EMAIL, email=person.email)


def wish_to_help(group: SupportGroup, cast: Cast, now: dt.datetime) -> None:
    """Rowan comes, and would like to do more: as Vera did before."""
    words = "I could put the kettle on, now and then"
    wishes.wish(person=cast.rowan, group=group, role=Membership.Role.HELPER, words=words, yes=A_YES, now=now)
