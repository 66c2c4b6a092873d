"""A regular becomes known: at their own wish, a word of a group turns out to be a person, and counts as that one.

Every mark by the word is that person's from then on, with the word beside it, so that the two can be told apart again.
At an evening where both were marked, the mark by the word is there again, and counts no more.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from groups.models import Interest, Regular, SupportGroup
from members import consent, people
from members.consent import NOTHING_SAID, Yes
from members.forgetting import forget
from members.models import Complaint, Invitation, Person, Purpose
from members.people import Guest
from peersupport.lib.refusals import NotFound, Refused
from sessions.models import GroupSession, Presence, Tap
from sessions.register.names import seen_by
from sessions.register.taps import mark_who_stands

# Whatever a network may know somebody for, besides a yes.
TIES = (
    "user", "places", "presences", "taps", "jobs", "reminders", "every_week",
    "memberships", "responsibilities", "was_regular", "wishes",
)  # fmt: skip


class KnownAlready(Refused):
    """This word is somebody’s already. Tell the two apart first, then choose again."""


class NobodyToKnow(Refused):
    """Without a way to reach them there is nothing to know them again by. Their word does that better."""


def people_to_choose(group: SupportGroup) -> QuerySet[Person]:
    """Who came, belongs or has a word there and can be known again, by name, with when they last came (`last_on`).

    No list shows who asked and did not come: they are found by the name and address they gave.
    """
    reachable = Person.objects.filter(~Q(email="") | ~Q(phone=""), seen_by(group.pk), network=group.network_id)
    last_on = Max("presences__session__on", filter=Q(presences__session__group=group.pk))
    return reachable.annotate(last_on=last_on).order_by("known_as", "pk")


@transaction.atomic
def join(*, regular: Regular, person: Person | Guest, now: dt.datetime, yes: Yes = NOTHING_SAID) -> int:
    """This word is that person, from their first evening on: the network's person of what they said, if it is a guest.

    Where the network needs a yes to keep who came, it is kept. Joined twice, it is joined. Answers at how many
    evenings both were marked. Raises `KnownAlready`, `NobodyToKnow`, and what `consent.give` raises.
    """
    network = regular.group.network
    if isinstance(person, Guest):
        if not (person.email or person.phone):
            raise NobodyToKnow
        person, _ = people.known(network=network, guest=person)
    known = hold(person, regular)
    if known.person_id == person.pk:
        return 0
    if known.person_id is not None:
        raise KnownAlready
    if not person.has_address or person.network_id != network.pk:
        raise NobodyToKnow
    consent.give_where_asked(person=person, yes=yes, purpose=Purpose.REGISTER, now=now)
    known.person, known.joined_at = person, now
    known.save(update_fields=("person", "joined_at"))
    Tap.objects.filter(regular=known).update(person=person)
    marks = Presence.objects.filter(regular=known)
    there_already = Presence.objects.filter(person=person).values("session")
    again = marks.filter(session__in=there_already).update(is_again=True)
    marks.filter(is_again=False).update(person=person)
    return again


@transaction.atomic
def tell_apart(*, regular: Regular, now: dt.datetime) -> None:
    """As it was before: the word is nobody's, and so are its marks. Told apart twice, they are apart.

    A person who was written down for this alone is forgotten, unless something else hangs on their address.
    """
    person = regular.person
    if person is None:
        return
    known = hold(person, regular)
    if known.person_id != person.pk:
        return
    Tap.objects.filter(regular=known).update(person=None)
    marks = Presence.objects.filter(regular=known)
    counted = list(marks.filter(is_again=False).values_list("session", flat=True))
    marks.update(person=None, is_again=False)
    # Where another word of theirs was marked too, that mark counts for them now.
    others = Presence.objects.filter(session__in=counted, regular__person=person, is_again=True)
    first = list(
        others.exclude(regular=known).order_by("session", "pk").distinct("session").values_list("pk", flat=True)
    )
    Presence.objects.filter(pk__in=first).update(person=person, is_again=False)
    # What was tapped since they were joined may have left one mark for the two.
    tapped = Tap.objects.filter(Q(person=person) | Q(regular=known)).values("session")
    for session in GroupSession.objects.filter(group=known.group_id, pk__in=tapped):
        mark_who_stands(session, ("person", person.pk), ("regular", known.pk))
    joined_at, known.person, known.joined_at = known.joined_at, None, None
    known.save(update_fields=("person", "joined_at"))
    if joined_at is not None and person.created_at >= joined_at and is_known_for_nothing(person):
        forget(person=person, now=now)


def hold(person: Person, regular: Regular) -> Regular:
    """The person, then every evening of the group, then the word: so no tap is written behind its back."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"):
        raise NotFound
    evenings = GroupSession.objects.filter(group=regular.group_id)
    list(evenings.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    held = Regular.objects.select_for_update().filter(pk=regular.pk).first()
    if held is None:
        raise NotFound
    return held


def is_known_for_nothing(person: Person) -> bool:
    """Nothing hangs on them, and nothing of the network on their address: who forgets a person forgets that too."""
    if any(rows.filter(email__same=person.email).exists() for rows in at_an_address(person.network_id)):
        return False
    return Person.objects.filter(pk=person.pk, **{f"{tie}__isnull": True for tie in TIES}).exists()


def at_an_address(network: int) -> Iterator[QuerySet[Any]]:
    """What a network was told, or wrote, with an address and no person."""
    yield Complaint.objects.filter(network=network).exclude(email="")
    yield Invitation.objects.filter(network=network).exclude(email="")
    yield Interest.objects.asked_of(network).exclude(email="")
