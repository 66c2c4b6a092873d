"""What somebody answers for: it begins with a yes to an invitation, and ends on a day or at once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members.models import Area, Invitation, Network, Person, Responsibility
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import far_away

A_DAY = dt.timedelta(days=1)


class LastCoordinator(Refused):
    """Nobody else coordinates the whole organisation. Invite somebody first. Once they say yes, this can end."""


class DayIsOver(Refused):
    """That day is over. Choose today or a later day, or end it now."""


class BeginsLater(Refused):
    """It begins after that day. Choose a later day, or end it now."""


class FarAway(Refused):
    """That is more than five years away. Have another look at the year."""


class AnsweredForTwice(Refused):
    """They answer for this from another day already, without an end. Have a look at the list."""


@transaction.atomic
def begin(
    *, person: Person, role: str, area: Area | None, now: dt.datetime, invitation: Invitation | None = None
) -> Responsibility:
    """Somebody answers for a network or an area of it from today. Who does already goes on, and without an end."""
    hold_network(person.network_id)
    today, same = person.network.today(now), person.responsibilities.filter(role=role, area=area)
    held: Responsibility | None = same.filter(until_on=None, from_on__lte=today).first() or same.on(today).first()
    if held is None:
        facts = {"network": person.network, "area": area, "role": role, "from_on": today}
        held = Responsibility.objects.create(person=person, invitation=invitation, **facts)
    elif held.until_on is not None:
        crossing.put(held, {"until_on": None}, AnsweredForTwice)
    return held


@transaction.atomic
def change(*, responsibility: Responsibility, seen: str, facts: Mapping[str, Any], now: dt.datetime) -> Responsibility:
    """Say which day is the last, or that there is none.

    Raises `LastCoordinator`, `AnsweredForTwice`, `crossing.ChangedMeanwhile`, and what `check_last_day` does.
    """
    hold_network(responsibility.network_id)
    held = crossing.hold(row=responsibility, seen=seen, facts=facts)
    today, last = held.network.today(now), facts["until_on"]
    if last is not None:
        check_last_day(last, held.from_on, today)
        check_others_remain(held, today)
    return crossing.put(held, facts, AnsweredForTwice)


@transaction.atomic
def end(*, responsibility: Responsibility, now: dt.datetime) -> None:
    """It ends at once: the next page they ask for knows. Ended twice, it has ended. Raises `LastCoordinator`."""
    hold_network(responsibility.network_id)
    held = Responsibility.objects.select_for_update(of=("self",)).filter(pk=responsibility.pk).first()
    if held is None:
        return
    today = held.network.today(now)
    check_others_remain(held, today)
    end_at_once(held, today)


def hold_network(network: int) -> None:
    """Until the transaction ends nobody else begins, ends or invites to what somebody answers for in this network.

    Without its key, so that whoever asks for a place there does not wait.
    """
    list(Network.objects.select_for_update(no_key=True).filter(pk=network).values_list("pk"))


def check_others_remain(held: Responsibility, today: dt.date) -> None:
    """A network keeps one who coordinates all of it, with no end in sight. The caller holds the network."""
    if held.role != Responsibility.Role.COORDINATOR or held.area_id is not None or has_ended(held, today):
        return
    for_all = Responsibility.objects.filter(network=held.network_id, role=held.role, area=None)
    if not for_all.filter(until_on=None, from_on__lte=today).exclude(person=held.person_id).exists():
        raise LastCoordinator


def check_last_day(last: dt.date, from_on: dt.date, today: dt.date) -> None:
    """Raises `DayIsOver`, `BeginsLater`, `FarAway`."""
    if last < today:
        raise DayIsOver
    if last < from_on:
        raise BeginsLater
    if far_away(last, today):
        raise FarAway


def has_ended(row: Any, today: dt.date) -> bool:
    return row.until_on is not None and bool(row.until_on < today)


def end_at_once(row: Any, today: dt.date) -> None:
    """End what holds from a day until a day, so that it holds today no more. What began today, or later, never did."""
    if has_ended(row, today):
        return
    if row.from_on >= today:
        row.delete()
        return
    row.until_on = today - A_DAY
    row.save(update_fields=("until_on",))
