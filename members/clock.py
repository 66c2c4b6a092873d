"""The clock of a complaint: how long there is to answer it, who is told so and when, and whether our letters arrived.

Everything here is read from rows by the tick: done twice, it is done once.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from members import messages
from members.complaints import ANSWERED, RECEIVED, subject_of
from members.messages import Drop, Letter
from members.models import Complaint, Message, Responsibility
from peersupport.lib import links

ARRIVED, DUE_SOON, OVER = "complaint-arrived", "complaint-due-soon", "complaint-over"
DAYS_BEFORE = 7
MORNING = dt.time(9)
# A letter's row may be gone some time after it was sent, so what is older is not planned anew. No two fall in one week.
STILL_NEWS = dt.timedelta(days=7)


def in_words(complaint: Complaint, now: dt.datetime) -> str:
    """How the clock stands: "19 days left", "today is the last day", "3 days over"."""
    left = complaint.days_left(now)
    if left == 0:
        return "today is the last day"
    days = "1 day" if abs(left) == 1 else f"{abs(left)} days"
    return f"{days} left" if left > 0 else f"{days} over"


def look(*, now: dt.datetime) -> int:
    """What the tick does: note what became of letters, then plan those to who answers. Returns how many are new."""
    note_letters(now=now)
    return plan(now=now)


@transaction.atomic
def note_letters(*, now: dt.datetime) -> None:
    """A complaint is acknowledged when a letter of ours was handed over. One that will never arrive is noted too."""
    facts: dict[str, Any] = {"now": now, "purposes": [RECEIVED, ANSWERED]}
    with connection.cursor() as cursor:
        cursor.execute(ACKNOWLEDGED, facts)
        cursor.execute(UNDELIVERED, facts)


ACKNOWLEDGED = """
UPDATE members_complaint complaint SET acknowledged_at = letter.sent_at
FROM members_message letter
WHERE complaint.acknowledged_at IS NULL AND complaint.forgotten_at IS NULL
    AND letter.purpose = ANY(%(purposes)s) AND letter.about = complaint.id AND letter.state = 'sent'
"""
UNDELIVERED = """
UPDATE members_complaint complaint SET undelivered_at = %(now)s
FROM members_message letter
WHERE complaint.undelivered_at IS NULL AND complaint.forgotten_at IS NULL
    AND letter.purpose = ANY(%(purposes)s) AND letter.about = complaint.id AND letter.state IN ('refused', 'expired')
"""


def plan(*, now: dt.datetime) -> int:
    """Write to whoever answers: when a complaint has come, a week before its day, and the morning after. Each once.

    Who begins to answer later is told what is news then, and not all that was said before.
    """
    answering = Responsibility.objects.for_complaints(timezone.localdate(now)).values_list("network", "person")
    pairs = list(answering.distinct())
    facts: dict[str, Any] = {
        "now": now,
        "news": now - STILL_NEWS,
        "networks": [network for network, _ in pairs],
        "people": [person for _, person in pairs],
        "stages": [ARRIVED, DUE_SOON, OVER],
        "before": DAYS_BEFORE,
        "at": MORNING,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLAN, facts)
        return int(cursor.rowcount)


PLAN = """
WITH told AS (
    SELECT complaint.id, complaint.network_id, stage.purpose
    FROM members_complaint complaint JOIN members_network network ON network.id = complaint.network_id
    CROSS JOIN LATERAL (VALUES
        ((%(stages)s)[1], complaint.received_at),
        ((%(stages)s)[2], (complaint.due_on - %(before)s + %(at)s::time) AT TIME ZONE network.time_zone),
        ((%(stages)s)[3], (complaint.due_on + 1 + %(at)s::time) AT TIME ZONE network.time_zone)
    ) AS stage(purpose, due_at)
    WHERE complaint.answered_at IS NULL AND complaint.forgotten_at IS NULL
        AND stage.due_at <= %(now)s AND stage.due_at > %(news)s
)
INSERT INTO members_message
    (key, purpose, about, recipient_kind, recipient, sealed, state, due_at, created_at, tries, unknown_outcomes,
     reason, mail_id)
SELECT told.purpose || ':' || told.id || ':' || reader.person_id,
       told.purpose, told.id, 'person', reader.person_id, '', 'waiting', %(now)s, %(now)s, 0, 0, '',
       gen_random_uuid()
FROM told
JOIN unnest(%(networks)s::bigint[], %(people)s::bigint[]) AS reader(network_id, person_id) USING (network_id)
ON CONFLICT (key) DO NOTHING
"""


@messages.composes(ARRIVED)
@messages.composes(DUE_SOON)
@messages.composes(OVER)
def compose(message: Message, now: dt.datetime) -> Letter:
    """There is something to answer, and until when; what it says is behind the login."""
    complaint = subject_of(message)
    if not complaint.is_open:
        raise Drop("It is answered.")
    answering = Responsibility.objects.for_complaints(timezone.localdate(now))
    if not answering.filter(network=complaint.network_id, person=message.recipient).exists():
        raise Drop("They do not answer it any more.")
    words = {
        "complaint": complaint,
        "stage": message.purpose.removeprefix("complaint-"),
        "clock": in_words(complaint, now),
        "link": links.absolute(reverse("members:complaint", args=[complaint.ref])),
    }
    return messages.write("complaint_to_answer", words, sender_name=complaint.network.sender_name)
