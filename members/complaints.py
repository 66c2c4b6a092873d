"""A complaint about how somebody's information was used: taken in, answered, taken back, and forgotten in time.

Whoever complains needs no login and no address. Its words are for the network's managers alone; nothing about the
visitor is kept but what they wrote.
"""

import datetime as dt
import hashlib
import uuid

from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from members import messages
from members.forgetting import before_forgetting, forgets_again
from members.messages import Drop, Letter
from members.models import Complaint, Message, Network, Person, Tombstone
from peersupport.lib import links
from peersupport.lib.refusals import Refused

RECEIVED, ANSWERED = "complaint-received", "complaint-answered"
COMPLAINT = "complaint"
# What we promise. The law gives as long to say that a complaint has come, from the day after it came.
ANSWER_WITHIN = dt.timedelta(days=30)
# From one address: so that nobody fills somebody else's letter box with our letters.
MOST_A_DAY, A_DAY = 5, dt.timedelta(days=1)
AT_ONCE = 100


class TooManyToday(Refused):
    """Several messages came from this address today. Send this one without an address, or tell us another way."""


class TakenBack(Refused):
    """Whoever wrote this has taken it back, or asked us to forget them. There is nothing left to answer."""


class AnsweredMeanwhile(Refused):
    """Somebody else has answered this meanwhile. Have a look at what they wrote before you change it."""


@transaction.atomic
def complain(
    *,
    network: Network,
    words: str,
    now: dt.datetime,
    known_as: str = "",
    email: str = "",
    asked_with: uuid.UUID | None = None,
) -> Complaint:
    """Take a complaint in, to be answered within thirty days. The same form sent twice is one complaint.

    Who gave an address is told by letter that we have it; the page has told who did not. Raises `TooManyToday`.
    """
    email = email.lower()
    once = asked_with and uuid.uuid5(asked_with, "\n".join((words, known_as, email)))
    known = network.complaints.filter(asked_with=once).first() if once else None
    if known is not None:
        return known
    if email and network.complaints.filter(email=email, received_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise TooManyToday
    complaint = Complaint(network=network, words=words, known_as=known_as, email=email, asked_with=once)
    complaint.received_at, complaint.due_on = now, network.today(now) + ANSWER_WITHIN
    complaint.acknowledged_at = None if email else now
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
    except IntegrityError:
        # The same form came twice at this very moment: one of the two wrote the row.
        return network.complaints.get(asked_with=once)
    write_to(complaint, RECEIVED, f"{RECEIVED}:{complaint.pk}", now)
    return complaint


@transaction.atomic
def answer(*, complaint: Complaint, outcome: str, now: dt.datetime, instead_of: str = "") -> Complaint:
    """Answer a complaint, or put an answer right: `instead_of` is the `mark_of` the answer its writer has seen.

    The same answer twice is one. Raises `TakenBack`, `AnsweredMeanwhile`.
    """
    held = Complaint.objects.locked(complaint)
    if held.is_forgotten:
        raise TakenBack
    if held.outcome == outcome:
        return held
    if mark_of(held) != instead_of:
        raise AnsweredMeanwhile
    held.outcome, held.answered_at = outcome, held.answered_at or now
    held.save(update_fields=("outcome", "answered_at"))
    write_to(held, ANSWERED, f"{ANSWERED}:{held.pk}:{mark_of(held)}", now)
    return held


def mark_of(complaint: Complaint) -> str:
    """What tells one answer from another; nothing while there is none."""
    return hashlib.sha256(complaint.outcome.encode()).hexdigest()[:16] if complaint.outcome else ""


@transaction.atomic
def withdraw(*, complaint: Complaint, now: dt.datetime) -> None:
    """Take a complaint back: all that it says goes at once, its dates stay. Taken back twice, it is taken back."""
    held = Complaint.objects.locked(complaint)
    if not held.is_forgotten:
        held.withdrawn_at = now
        forget_words(held, now)


@transaction.atomic
def keep_no_longer(*, now: dt.datetime) -> int:
    """Forget what answered complaints said, once their network's time is over. Returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(OVER_THEIR_TIME, {"now": now, "at_once": AT_ONCE})
        keys = [key for (key,) in cursor.fetchall()]
    for key in keys:
        forget_words(Complaint.objects.get(pk=key), now)
    return len(keys)


OVER_THEIR_TIME = """
SELECT complaint.id
FROM members_complaint complaint JOIN members_network network ON network.id = complaint.network_id
WHERE complaint.forgotten_at IS NULL
    AND complaint.answered_at < %(now)s - make_interval(months => network.keeps_complaint_months)
ORDER BY complaint.id LIMIT %(at_once)s
FOR NO KEY UPDATE OF complaint
"""


@before_forgetting
def forget_their_complaints(person: Person, now: dt.datetime) -> None:
    """What was sent from somebody's address goes with them, answered or not."""
    if not person.email:
        return
    theirs = Complaint.objects.filter(network=person.network_id, email=person.email.lower(), forgotten_at=None)
    for complaint in theirs.select_for_update().order_by("pk"):
        forget_words(complaint, now)


def forget_words(held: Complaint, now: dt.datetime) -> None:
    """Take everything out of a complaint but its dates. The caller holds its row."""
    held.words = held.known_as = held.email = held.outcome = ""
    held.asked_with, held.forgotten_at = None, now
    held.save()
    Tombstone.objects.get_or_create(kind=COMPLAINT, row=held.pk, defaults={"forgotten_at": now})
    letters = Message.objects.filter(recipient_kind=Message.Recipient.COMPLAINT, recipient=held.pk)
    messages.drop(letters=letters, reason="What the complaint said is gone.")


@forgets_again(COMPLAINT, Complaint.objects.filter(forgotten_at=None))
def forget_words_again(complaint: Complaint, now: dt.datetime) -> None:
    forget_words(Complaint.objects.locked(complaint), now)


# -- Letters to whoever complained. They say that there is something to read, and where.


def token(complaint: Complaint) -> str:
    """What stands in the address of the page that shows this one complaint to whoever wrote it."""
    return links.sign("complaint", complaint.ref, complaint.link_version)


def write_to(complaint: Complaint, purpose: str, key: str, now: dt.datetime) -> None:
    if not complaint.email:
        return
    messages.post(
        key=key,
        purpose=purpose,
        about=complaint.pk,
        recipient_kind=Message.Recipient.COMPLAINT,
        recipient=complaint.pk,
        due_at=now,
        now=now,
    )


@messages.composes(RECEIVED)
def compose_received(message: Message, now: dt.datetime) -> Letter:
    complaint = subject_of(message)
    if complaint.answered_at is not None:
        raise Drop("It is answered, and another letter says so.")
    return write("complaint_received", complaint)


@messages.composes(ANSWERED)
def compose_answered(message: Message, now: dt.datetime) -> Letter:
    return write("complaint_answered", subject_of(message))


def subject_of(message: Message) -> Complaint:
    """The complaint a letter is about, as it is now; `Drop` when what it said is gone."""
    complaint = Complaint.objects.select_related("network").filter(pk=message.about or 0).first()
    if complaint is None or complaint.is_forgotten:
        raise Drop("What the complaint said is gone.")
    return complaint


def write(name: str, complaint: Complaint) -> Letter:
    link = links.absolute(reverse("members:my-complaint", args=[token(complaint)]))
    words = {"complaint": complaint, "link": link}
    return messages.write(name, words, sender_name=complaint.network.sender_name)
