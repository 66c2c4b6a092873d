"""Somebody's yes, where a network may do something only with one: kept with its words, and taken back as easily.

Who asks brings the version of the words that were shown. Without it, or with words that have changed since, nothing is
kept at all. Where no yes is needed none is stored, whatever a form brings.

Taken back, everything goes that came of it. The network forgets them; but for what others rely on them for, as each
app says with `stays_known_for`, and then what each app says with `when_taken_back` goes at once, and the rest by itself
(`sessions/retention/`) as soon as nobody relies on them any more.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from members import messages
from members.forgetting import forget, forgets_again, only_with_proof
from members.models import Basis, Consent, Message, Person, Purpose, Responsibility, Tombstone
from members.models.wordings import current
from peersupport.lib.refusals import Refused


class YesNeeded(Refused):
    """We may only do that with your yes. Load the page again, read the words, and tick the box if you agree."""


class WordsChanged(Refused):
    """The words have changed since this page was opened. Read them again, and tick the box if you agree."""


class NothingToTakeBack(Refused):
    """There is no yes of yours here to take back. You can still have everything forgotten."""


# Whoever says yes to one of these wants to hear of it, whatever they wished before.
LEADS_TO_LETTERS = {Purpose.PLACES, Purpose.LETTERS, Purpose.NEEDS, Purpose.HELPING}
Reason = Callable[[Person, dt.datetime], list[str]]
Step = Callable[[Person, dt.datetime], None]
CONSENT = "consent"
REASONS: list[Reason] = []
STEPS: list[Step] = []


@dataclass(frozen=True)
class Yes:
    """What somebody said yes to: for each purpose the version of the words they were shown or read, and how."""

    to: Mapping[str, str] = field(default_factory=dict)
    how: str = Consent.How.FORM


NOTHING_SAID = Yes()


def give(*, person: Person, yes: Yes, purposes: Collection[str], now: dt.datetime) -> None:
    """Keep somebody's yes for each of these purposes. Said again to the same words, the first still stands.

    It is part of the verb it is for, which holds the person's row. Raises `YesNeeded` and `WordsChanged`.
    """
    check(yes, purposes)
    given = [
        Consent(person=person, purpose=purpose, wording_version=yes.to[purpose], how=yes.how, given_at=now)
        for purpose in purposes
    ]
    Consent.objects.bulk_create(given, ignore_conflicts=True)
    if LEADS_TO_LETTERS.intersection(purposes) and not person.wants_letters:
        Person.objects.filter(pk=person.pk).update(wants_letters=True)


def give_where_asked(*, person: Person, yes: Yes, purpose: Purpose, now: dt.datetime) -> None:
    """The same for one purpose, if their network needs a yes for it."""
    asks = Basis.objects.of(person.network)[purpose].asks_a_yes
    give(person=person, yes=yes, purposes=[purpose] if asks else [], now=now)


def check(yes: Yes, purposes: Collection[str]) -> None:
    """See that a yes to today's words was said for each of these purposes. Raises `YesNeeded` and `WordsChanged`."""
    for purpose in purposes:
        version = yes.to.get(purpose)
        if not version:
            raise YesNeeded
        if version != current(purpose):
            raise WordsChanged


def stays_known_for(reason: Reason) -> Reason:
    """Say what others rely on somebody for, in sentences to them; with none, nothing holds them here."""
    REASONS.append(reason)
    return reason


def when_taken_back(step: Step) -> Step:
    """Say what goes at once of somebody who stays known, in the same transaction. Their row is held by then."""
    STEPS.append(step)
    return step


def reasons_to_stay(person: Person, now: dt.datetime) -> list[str]:
    return [sentence for reason in REASONS for sentence in reason(person, now)]


@stays_known_for
def answering(person: Person, now: dt.datetime) -> list[str]:
    answers = Responsibility.objects.on(person.network.today(now)).filter(person=person).exists()
    return ["You answer for an area or an organisation here."] if answers else []


@transaction.atomic
def take_back(*, person: Person, now: dt.datetime, is_logged_in: bool) -> list[str]:
    """Take back every yes somebody gave a network: by a link, or logged in, if that would be the better proof.

    Answers with what they stay known for, in sentences; with none they are forgotten. Asked twice, it is done once.
    Raises `HasALogin`, and `NothingToTakeBack` to who never said yes.
    """
    only_with_proof(person, is_logged_in=is_logged_in)
    # Held as `people.known` holds whoever asks, so that evenings being written for them meanwhile can end.
    held = Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
    if held is None:
        return []
    if not held.consents.exists():
        raise NothingToTakeBack
    reasons = reasons_to_stay(held, now)
    if not reasons:
        forget(person=held, now=now)
        return []
    for step in reversed(STEPS):  # the highest app first, as in forgetting
        step(held, now)
    letters = Message.objects.filter(recipient_kind=Message.Recipient.PERSON, recipient=held.pk)
    messages.drop(letters=letters, reason="The yes to it was taken back.")
    for consent in held.consents.standing():
        Tombstone.objects.get_or_create(kind=CONSENT, row=consent.pk, defaults={"forgotten_at": now})
    # It may have been given a moment after this was asked, and this have waited for it.
    held.consents.standing().update(withdrawn_at=Greatest(now, F("given_at")))
    Person.objects.filter(pk=held.pk).update(wants_letters=False)
    return reasons


@forgets_again(CONSENT, Consent.objects.standing())
def take_back_again(consent: Consent, now: dt.datetime) -> None:
    """A restored backup knows a yes that was taken back by somebody who stays known: what came of it goes again."""
    person = Person.objects.filter(pk=consent.person_id).first()
    if person is not None:
        take_back(person=person, now=now, is_logged_in=True)
