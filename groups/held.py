"""What groups hold about somebody: their part in each, the word it knows them by, and what they asked to be told."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from groups.models import (
    Agreement,
    DoorPhoto,
    Format,
    FormatJob,
    FormerSlug,
    Interest,
    Membership,
    OfferedRole,
    Regular,
    Run,
    Stage,
    SupportGroup,
    Venue,
    VenueClosure,
    Wish,
)
from members.held import invitations_to, keys_of, letters_that
from members.holding import Chapter, Held, holds, holds_nobody, leaves_out
from members.models import Message, Person

holds_nobody("what a group is, and how its evenings go", SupportGroup, FormerSlug, Format, Stage, FormatJob, Agreement)
holds_nobody("when and where a group is open", Run, Run.instead.through, Venue, VenueClosure, DoorPhoto)
leaves_out("A word that a group knows you by, if nobody has told us it is you. The people who run the group can say.")
leaves_out("A note of those who lead, to themselves: that they mean to talk with you first about your wish to help.")


@holds("Your part in groups", Membership, chapter=Chapter.GROUPS)
def memberships(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.memberships.select_related("group"):
        words = {
            "until": one.until_on,
            "stepped back": one.stepped_back_on,
            "laid down, and yours to take up again": one.get_laid_down_display(),
            "laid down on": one.laid_down_on,
        }
        yield Held(f"{one.get_role_display()} of {one.group.name}", one.from_on, words)


@holds("Where you would like to help", Wish, chapter=Chapter.GROUPS)
def wishes(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.wishes.select_related("group"):
        yield Held(f"{one.get_role_display()} of {one.group.name}", one.said_at, {"in your words": one.words})


@holds("Invitations to groups", OfferedRole, chapter=Chapter.GROUPS)
def offered(person: Person, now: dt.datetime) -> Iterator[Held]:
    theirs = OfferedRole.objects.filter(invitation__in=invitations_to(person))
    for one in theirs.select_related("group", "invitation"):
        yield Held(f"{one.get_role_display()} of {one.group.name}", one.invitation.sent_at)


@holds("Words a group knows you by", Regular, chapter=Chapter.GROUPS)
def words(person: Person, now: dt.datetime) -> Iterator[Held]:
    for one in person.was_regular.select_related("group"):
        yield Held(f"{one.word}, in {one.group.name}", one.since_on)


@holds("What you asked to be told", Interest, chapter=Chapter.GROUPS)
def interests(person: Person, now: dt.datetime) -> Iterator[Held]:
    """Asked with an address and no name, so it is everybody's who has that address."""
    for one in interests_of(person).select_related("group", "area"):
        yield Held(one.get_purpose_display(), one.created_at, {"about": one.where, "to": one.email})


@holds("Letters about that", chapter=Chapter.LETTERS)
def letters(person: Person, now: dt.datetime) -> Iterator[Held]:
    mine = keys_of(interests_of(person))
    return letters_that(Q(recipient_kind=Message.Recipient.INTEREST, recipient__in=mine))


def interests_of(person: Person) -> QuerySet[Interest]:
    return Interest.objects.asked_of(person.network_id).exclude(email="").filter(email__same=person.email)
