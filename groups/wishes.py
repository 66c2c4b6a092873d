"""I would like to help: said by the person, answered by whoever leads the group, and gone without a no.

A yes begins a membership that day. Whoever would rather talk first says so to themselves alone: the wish stays as the
person sees it, a yes can follow, and in time it goes by itself.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from groups import memberships
from groups.memberships import ORDER, hold_person
from groups.models import Membership, SupportGroup, Wish
from members import consent
from members.consent import NOTHING_SAID, Yes
from members.models import Person, Purpose
from peersupport.lib.refusals import NotFound, Refused


class DoesSoAlready(Refused):
    """You do that in this group already, or more. Doing less, or coming back, is a tap on your own page."""


class NoLongerThere(Refused):
    """This wish is no longer there: it was taken back, or somebody has answered. The list shows how it is now."""


class WishesOtherwise(Refused):
    """They have chosen something else meanwhile. Have a look at the list, and answer that."""


@transaction.atomic
def wish(
    *, person: Person, group: SupportGroup, role: str, words: str, now: dt.datetime, yes: Yes = NOTHING_SAID
) -> Wish:
    """Say that one would like to help at a group, or do more there. One wish a group: the newest words stand.

    Where the network needs a yes to know who helps, it is kept with the wish. Raises `memberships.GroupHasEnded`,
    `DoesSoAlready`, and what `consent.give` raises.
    """
    hold_person(person.pk)
    if not Person.objects.filter(pk=person.pk).exists():
        raise NotFound
    today = group.network.today(now)
    memberships.check_goes_on(group, today)
    held = Membership.objects.on(today).filter(person=person, group=group)
    larger = Q(role__in=ORDER[ORDER.index(role) + 1 :])
    if held.filter(larger | Q(role=role, stepped_back_on=None)).exists():
        raise DoesSoAlready
    consent.give_where_asked(person=person, yes=yes, purpose=Purpose.HELPING, now=now)
    said = {"role": role, "words": words, "said_at": now, "talk_at": None}
    made, _ = Wish.objects.update_or_create(person=person, group=group, defaults=said)
    return made


@transaction.atomic
def take_back(*, wish: Wish) -> None:
    """As if it had never been said. Taken back twice, it is."""
    hold_person(wish.person_id)
    Wish.objects.filter(pk=wish.pk).delete()


@transaction.atomic
def say_yes(*, wish: Wish, role: str, now: dt.datetime) -> Membership:
    """They help from today as they wished when it was read: `role`. A last day that was set stays.

    Raises `NoLongerThere`, `WishesOtherwise`, `memberships.GroupHasEnded`.
    """
    held = hold(wish)
    if held.role != role:
        raise WishesOtherwise
    return memberships.begin(person=held.person, group=held.group, role=role, now=now, keeps_last_day=True)


@transaction.atomic
def talk_first(*, wish: Wish, now: dt.datetime) -> None:
    """Somebody means to talk with them first. They are not told; a yes can follow. Raises `NoLongerThere`."""
    held = hold(wish)
    if held.talk_at is None:
        held.talk_at = now
        held.save(update_fields=("talk_at",))


def hold(wish: Wish) -> Wish:
    hold_person(wish.person_id)
    rows = Wish.objects.select_for_update(of=("self",)).select_related("person", "group__network")
    held = rows.filter(pk=wish.pk).first()
    if held is None:
        raise NoLongerThere
    return held
