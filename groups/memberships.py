"""Who belongs to a group as what: from a day until a day, in another role, stepping back for a while, and no more.

Whoever helps chooses a smaller role themselves, in a tap and without a reason, and can take the larger one up again.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from groups.doorbells import helping_changed
from groups.models import Membership, SupportGroup, Wish
from members.models import Invitation, Person
from members.responsibilities import A_DAY, check_last_day, end_at_once, has_ended
from peersupport.lib import crossing
from peersupport.lib.refusals import NotFound, Refused

ORDER = [role.value for role in Membership.Role]
# For as long, from that day, somebody may take up again, by themselves, the larger role they laid down.
THEIRS_FOR = dt.timedelta(weeks=4)


class HasEnded(Refused):
    """Their part in this group has ended meanwhile. Invite them again if they are back."""


class GroupHasEnded(Refused):
    """This group has ended, so nothing begins there any more."""


class NotTheirs(Refused):
    """That needs somebody’s yes. Say that you would like to: the people who lead the group see it."""


class BelongsTwice(Refused):
    """They belong to this group from another day already, without an end. Have a look at the list."""


@transaction.atomic
def begin(
    *,
    person: Person,
    group: SupportGroup,
    role: str,
    now: dt.datetime,
    invitation: Invitation | None = None,
    keeps_last_day: bool = False,
) -> Membership:
    """Somebody helps at a group from today, in `role` or in the larger one they have, and is not stepping back.

    It has no end, unless a last day that was set stays. Raises `GroupHasEnded`.
    """
    hold_person(person.pk)
    today = group.network.today(now)
    check_goes_on(group, today)
    theirs = Membership.objects.select_for_update(of=("self",)).filter(person=person, group=group)
    held = theirs.filter(until_on=None, from_on__lte=today).first() or theirs.on(today).first()
    if held is None:
        held = Membership(person=person, group=group, role=role, from_on=today, invitation=invitation)
        held.save()
        fulfil(held)
        return held
    largest = max(role, held.role, key=ORDER.index)
    until_on = held.until_on if keeps_last_day else None
    turn_into(held, {"role": largest, "until_on": until_on, "stepped_back_on": None}, today)
    fulfil(held)
    return held


@transaction.atomic
def change(*, membership: Membership, seen: str, facts: Mapping[str, Any], now: dt.datetime) -> Membership:
    """Another role from today, a last day, or none. What was until yesterday stays in the record as it was.

    Raises `HasEnded`, `BelongsTwice`, `crossing.ChangedMeanwhile`, and what `responsibilities.check_last_day` does.
    """
    hold_person(membership.person_id)
    held = crossing.hold(row=membership, seen=seen, facts=facts)
    today = held.group.network.today(now)
    if has_ended(held, today):
        raise HasEnded
    if facts["until_on"] is not None:
        check_last_day(facts["until_on"], held.from_on, today)
    turn_into(held, facts, today)
    fulfil(held)
    ring(held, now)
    return held


@transaction.atomic
def choose(*, membership: Membership, role: str, now: dt.datetime) -> Membership:
    """A smaller role from today, or the larger one laid down lately, by whoever has it. Nobody is asked, or written to.

    Jobs they could not take in it are free. Chosen twice, it is chosen. Raises `HasEnded`, `NotTheirs`.
    """
    held = hold_current(membership, now)
    today = held.group.network.today(now)
    if role == held.role:
        return held
    if role not in choices(held, today):
        raise NotTheirs
    most = largest(held, today)
    laid_down = "" if role == most else most
    since = held.laid_down_on if laid_down == held.laid_down else today
    turn_into(held, {"role": role, "laid_down": laid_down, "laid_down_on": since if laid_down else None}, today)
    fulfil(held)
    ring(held, now)
    return held


def choices(held: Membership, today: dt.date) -> list[str]:
    """The roles that are somebody's own to choose: all smaller ones, and those up to the larger one they laid down."""
    return [role for role in ORDER[: ORDER.index(largest(held, today)) + 1] if role != held.role]


def largest(held: Membership, today: dt.date) -> str:
    """The role they have, or the larger one they laid down, which is theirs for a while."""
    return held.laid_down if held.laid_down_on and today < held.laid_down_on + THEIRS_FOR else held.role


@transaction.atomic
def end(*, membership: Membership, now: dt.datetime) -> None:
    """It ends at once: the next page they ask for knows, and their jobs are free. Ended twice, it has ended."""
    held = hold(membership)
    if held is not None:
        end_at_once(held, held.group.network.today(now))
        Wish.objects.filter(person=held.person_id, group=held.group_id).delete()
        ring(held, now)


@transaction.atomic
def step_back(*, membership: Membership, now: dt.datetime) -> None:
    """For a while, without a reason: their jobs to come are free, and nobody is written to. Twice is once.

    Raises `HasEnded`.
    """
    held = hold_current(membership, now)
    if held.stepped_back_on is None:
        held.stepped_back_on = held.group.network.today(now)
        held.save(update_fields=("stepped_back_on",))
        ring(held, now)


@transaction.atomic
def come_back(*, membership: Membership, now: dt.datetime) -> None:
    """Back from stepping back. The jobs that were free stay free. Raises `HasEnded`."""
    held = hold_current(membership, now)
    held.stepped_back_on = None
    held.save(update_fields=("stepped_back_on",))


def check_goes_on(group: SupportGroup, today: dt.date) -> None:
    """That a group has not ended for good. Raises `GroupHasEnded`."""
    if group.has_ended(today):
        raise GroupHasEnded


def hold_person(person: int) -> None:
    """Before any evening's row, and without its key, so that who holds an evening can still write of that person."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person).values_list("pk"))


def hold(membership: Membership) -> Membership | None:
    hold_person(membership.person_id)
    rows: Any = Membership.objects.select_for_update(of=("self",)).select_related("person", "group__network")
    found: Membership | None = rows.filter(pk=membership.pk).first()
    return found


def hold_current(membership: Membership, now: dt.datetime) -> Membership:
    held = hold(membership)
    if held is None:
        raise NotFound
    if has_ended(held, held.group.network.today(now)):
        raise HasEnded
    return held


def turn_into(held: Membership, facts: Mapping[str, Any], today: dt.date) -> None:
    """Write a membership as it is from today. If it was another role until yesterday, a row of its own keeps that.

    What was laid down before is nobody's to take up again, unless these facts say so.
    """
    if facts["role"] != held.role and held.from_on < today:
        Membership.objects.create(
            person=held.person,
            group=held.group,
            invitation=held.invitation,
            role=held.role,
            from_on=held.from_on,
            until_on=today - A_DAY,
        )
        held.from_on, held.invitation = today, None
    crossing.put(held, {"laid_down": "", "laid_down_on": None, **facts}, BelongsTwice)


def fulfil(held: Membership) -> None:
    """Who has become what they wished to be, or more, wishes it no longer."""
    fulfilled = ORDER[: ORDER.index(held.role) + 1]
    Wish.objects.filter(person=held.person_id, group=held.group_id, role__in=fulfilled).delete()


def ring(held: Membership, now: dt.datetime) -> None:
    helping_changed.send(sender=Membership, person=held.person, group=held.group, now=now)
