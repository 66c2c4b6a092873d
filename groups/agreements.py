"""What a group has agreed for its evenings: written anew in versions, and never changed in place."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from groups.models import Agreement, SupportGroup
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import spoken_day


class InThePast(Refused):
    """That day is over, and what was shared then stays as it was. Choose a day from today on."""


class BeforeTheLast(Refused):
    """Another version begins later than that. Choose the day it begins, or a later one."""


def latest_of(group: SupportGroup) -> Agreement | None:
    """The version written last, in use or still to come."""
    return group.agreements.first()


@transaction.atomic
def write(*, group: SupportGroup, facts: Mapping[str, Any], now: dt.datetime, seen: str = "") -> Agreement:
    """Write the next version of a group's agreement, over the last one that was `seen`; none, for the first.

    The same form sent twice is one version. Only the first may begin on a day that is over. Raises `InThePast`,
    `BeforeTheLast`, `crossing.ChangedMeanwhile`.
    """
    SupportGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    latest = latest_of(group)
    if latest is None:
        return Agreement.objects.create(group=group, version=1, **facts)
    if all(getattr(latest, name) == value for name, value in facts.items()):
        return latest
    if crossing.mark_of_row(latest, facts) != seen:
        raise crossing.ChangedMeanwhile
    today = group.network.today(now)
    if facts["begins_on"] < today:
        raise InThePast
    if facts["begins_on"] < latest.begins_on:
        raise BeforeTheLast(
            f"The version before this one begins on {spoken_day(latest.begins_on, today=today)}. "
            "Choose that day or a later one."
        )
    return Agreement.objects.create(group=group, version=latest.version + 1, **facts)
