"""Totals when names have gone: how many of the different people of a time have been forgotten.

Everything else that a total needs outlives names in the rows themselves. Whom one cannot tell apart any more are
counted once, in the transaction that forgets them, for each month, quarter and year they came in and for each group,
area and network; so the totals of exactly those are what they were. Of any other period or choice of groups, how many
different people came is no longer known.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from groups.models import SupportGroup
from sessions.models import Tally

# A group, an area or a whole network, by its number.
Scope = tuple[str, int]
Span = tuple[str, dt.date]


@dataclass(frozen=True)
class Kept:
    """The tallies that touch a period, and whom the chosen groups are as a whole."""

    tallies: dict[tuple[Scope, Span], Tally]
    whole: Scope | None = None

    def forgotten_people(self, scope: Scope | None, span: Span | None) -> int | None:
        found = self.tallies.get((scope, span)) if scope and span else None
        return found.forgotten_people if found else None


def kept(*, groups: Collection[SupportGroup], begins_on: dt.date, ends_on: dt.date) -> Kept:
    """The tallies of some groups, and of the areas and networks they are in, for spans that touch the period."""
    networks = {group.network_id for group in groups}
    mine = Q(group__in=[group.pk for group in groups]) | Q(group__isnull=True, network__in=networks)
    rows = Tally.objects.filter(mine, begins_on__range=(begins_on.replace(month=1, day=1), ends_on))
    found = {(scope_of(row), (row.period, row.begins_on)): row for row in rows}
    return Kept(found, whole_of(groups) if found else None)


def scope_of(row: Tally) -> Scope:
    if row.group_id is not None:
        return "group", row.group_id
    return ("network", row.network_id) if row.area_id is None else ("area", row.area_id)


def whole_of(groups: Collection[SupportGroup]) -> Scope | None:
    """The one group, area or network that the chosen groups are all of; None where a tally has no such line."""
    chosen = {group.pk for group in groups}
    networks = {group.network_id for group in groups}
    areas = {group.area_id for group in groups}
    if len(chosen) == 1:
        return "group", min(chosen)
    if len(networks) != 1:
        return None
    [network] = networks
    if not SupportGroup.objects.filter(network_id=network).exclude(pk__in=chosen).exists():
        return "network", network
    [area] = areas if len(areas) == 1 else [None]
    if area is None or SupportGroup.objects.filter(area_id=area).exclude(pk__in=chosen).exists():
        return None
    return "area", area


def span_of(begins_on: dt.date, ends_on: dt.date) -> Span | None:
    """The month, quarter or year that a period is as long as; None for an odd one."""
    after = ends_on + dt.timedelta(days=1)
    months = (after.year - begins_on.year) * 12 + after.month - begins_on.month
    period = {1: Tally.Period.MONTH, 3: Tally.Period.QUARTER, 12: Tally.Period.YEAR}.get(months)
    return (period, begins_on) if period and begins_on.day == after.day == 1 else None
