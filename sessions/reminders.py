"""Remind me: who asked, when it is due, and what the letter says.

The evening before at 6pm by the wall clock of the network. Letters are planned a few days ahead by one statement,
whoever they are for, and each is composed only when it goes.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction

from members import consent, messages
from members.consent import NOTHING_SAID, Yes
from members.messages import Drop, Letter
from members.models import Message, Network, Person, Purpose
from members.people import Guest, known
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import instant
from sessions import letters
from sessions.models import EveryWeek, GroupSession, Place, Reminder

PURPOSE = "reminder"
PLANNED_AHEAD = dt.timedelta(days=3)
# The evening before, by the wall clock.
DUE_LOCAL = dt.time(18)


class NotOn(Refused):
    """This evening is cancelled, so there is nothing to remind you of. The group's page shows the next ones."""


class NotOpenThen(Refused):
    """The group is not open then, so there is nothing to remind you of. Here is how it stands."""


class AlreadyBegun(Refused):
    """This evening has begun. The group's page shows the next one."""


class NoAddress(Refused):
    """We can only remind you by e-mail. Without one, look here before you set out."""


@transaction.atomic
def remind_me(*, session: GroupSession, guest: Guest, now: dt.datetime, yes: Yes = NOTHING_SAID) -> Reminder:
    """Remind somebody of one evening. Asked twice, they are reminded once.

    Where their network needs a yes for it, it is kept too. Raises `NotOpenThen`, `NotOn`, `AlreadyBegun`, `NoAddress`,
    and what `consent.give` raises.
    """
    person = known_by_mail(session.group.network, guest)
    session = hold(session, person, yes, now)
    reminder, _ = Reminder.objects.get_or_create(
        session=session, person=person, ended_at=None, defaults={"asked_at": now}
    )
    letters.about_reminder(wish=reminder, now=now)
    plan(now=now)
    return reminder


@transaction.atomic
def remind_me_every_week(
    *, session: GroupSession, guest: Guest, now: dt.datetime, yes: Yes = NOTHING_SAID
) -> EveryWeek:
    """Remind somebody of each evening of this one's group, until they say. Asked twice, it is one wish.

    A yes is kept, and refusals are raised, as for one evening.
    """
    person = known_by_mail(session.group.network, guest)
    session = hold(session, person, yes, now)
    wish, _ = EveryWeek.objects.get_or_create(
        group=session.group, person=person, wants=EveryWeek.Wants.REMINDER, ended_at=None, defaults={"asked_at": now}
    )
    letters.about_every_week(wish=wish, session=session, now=now)
    plan(now=now)
    return wish


@transaction.atomic
def stop(*, wish: Reminder | EveryWeek, now: dt.datetime) -> None:
    """End a reminder, once or weekly. What is already planned is dropped when its time comes."""
    type(wish).objects.filter(pk=wish.pk, ended_at=None).update(ended_at=now)


def are_still_to_go(*, session: GroupSession, now: dt.datetime) -> bool:
    """Whether a reminder asked for now would be sent: until the evening before at six, by its network's clock."""
    return now < instant(session.on - dt.timedelta(days=1), DUE_LOCAL, session.group.network.zone)


def check_open(session: GroupSession, now: dt.datetime) -> None:
    if session.is_left_out and not session.is_behind_its_series:
        raise NotOpenThen
    if session.is_cancelled:
        raise NotOn
    if session.has_begun(now):
        raise AlreadyBegun


def hold(session: GroupSession, person: Person, yes: Yes, now: dt.datetime) -> GroupSession:
    """The evening's row, held, once somebody may be reminded of it and has said the yes that this needs."""
    session, asks = GroupSession.objects.locked_with_asks(session)
    check_open(session, now)
    consent.give(person=person, yes=yes, purposes=asks & {Purpose.LETTERS}, now=now)
    return session


def known_by_mail(network: Network, guest: Guest) -> Person:
    if not guest.email:
        raise NoAddress
    person, _ = known(network=network, guest=guest)
    return person


def forget_planned(*, sessions: Iterable[GroupSession]) -> None:
    """Drop the reminders planned for evenings that have just changed; the next plan makes them anew."""
    planned = Message.objects.filter(purpose=PURPOSE, about__in=[session.pk for session in sessions])
    messages.drop(letters=planned, reason="The evening changed.")


def plan(*, now: dt.datetime) -> int:
    """Write the reminders of the coming days, one for each evening and person, in one statement.

    Asked for after it would have been due, none is written: the letter that answered the asking is fresh enough.
    Returns how many are new; run again, none are.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLAN, {"now": now, "until": now + PLANNED_AHEAD, "purpose": PURPOSE, "at": f"{DUE_LOCAL:%H:%M}"})
        return int(cursor.rowcount)


# The key holds the evening's change number: moved, it gets a new reminder; unchanged, never a second.
PLAN = """
WITH coming AS (
    SELECT session.id, session.group_id, session.change, session.starts_at,
           ((session."on" - 1) + %(at)s::time) AT TIME ZONE network.time_zone AS due_at
    FROM support_sessions_groupsession session
    JOIN groups_supportgroup circle ON circle.id = session.group_id
    JOIN members_network network ON network.id = circle.network_id
    WHERE session.starts_at > %(now)s AND session.starts_at <= %(until)s AND session.state = 'planned'
), asked AS (
    SELECT coming.*, place.person_id, place.asked_at
    FROM coming JOIN support_sessions_place place ON place.session_id = coming.id AND place.state = 'coming'
    UNION ALL
    SELECT coming.*, reminder.person_id, reminder.asked_at
    FROM coming JOIN support_sessions_reminder reminder ON reminder.session_id = coming.id AND reminder.ended_at IS NULL
    UNION ALL
    SELECT coming.*, wish.person_id, wish.asked_at
    FROM coming JOIN support_sessions_everyweek wish
      ON wish.group_id = coming.group_id AND wish.wants = 'reminder' AND wish.ended_at IS NULL
)
INSERT INTO members_message
    (key, purpose, about, recipient_kind, recipient, sealed, state, due_at, useful_until,
     created_at, tries, unknown_outcomes, reason, mail_id)
SELECT DISTINCT ON (key) 'reminder:' || asked.id || ':' || asked.change || ':' || asked.person_id AS key,
       %(purpose)s, asked.id, 'person', asked.person_id, '', 'waiting', asked.due_at, asked.starts_at,
       %(now)s, 0, 0, '', gen_random_uuid()
FROM asked JOIN members_person person ON person.id = asked.person_id
WHERE person.email <> '' AND person.wants_letters AND asked.asked_at < asked.due_at
ON CONFLICT (key) DO NOTHING
"""


@messages.composes(PURPOSE)
def compose(message: Message, now: dt.datetime) -> Letter:
    """The evening is tomorrow, or today: when, where if they may be told, and how to give back or stop."""
    session, person, wish = letters.subject_of(message)
    if session.is_cancelled:
        raise Drop("The evening is cancelled.")
    if isinstance(wish, Place) and wish.state != Place.State.COMING:
        raise Drop("The place is not theirs.")
    return letters.write("reminder", session=session, person=person, wish=wish)
