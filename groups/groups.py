"""What a group is: added with a few facts, and changed in all of them."""

import datetime as dt
from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import transaction

from groups.doorbells import group_changed
from groups.models import SupportGroup
from members.models import Network
from peersupport.lib import crossing, slugs

Kind, Noun = SupportGroup.Kind, SupportGroup.Noun
# What people call it when one meets, until somebody says otherwise. Of any other kind it is a meeting.
NOUNS = {Kind.SUPPORT.value: Noun.EVENING, Kind.LISTENING.value: Noun.EVENING, Kind.COURSE.value: Noun.WORKSHOP}


@transaction.atomic
def add(*, network: Network, facts: Mapping[str, Any]) -> SupportGroup:
    """Add a group, which is planned until it has a run. The same form sent twice adds one.

    The end of its address is made of its name, and what it is called when it meets goes by its kind.
    """
    slugs.hold()
    same = network.support_groups.filter(**facts).first()
    if same is not None:
        return same
    group = SupportGroup(**{"network": network, "noun": NOUNS.get(facts["kind"], Noun.MEETING), **facts})
    group.slug = slugs.free(group, group.name)
    group.save()
    return group


@transaction.atomic
def change(
    *,
    group: SupportGroup,
    seen: str,
    facts: Mapping[str, Any],
    now: dt.datetime,
    confirmed_on: dt.date | None = None,
) -> SupportGroup:
    """Write what a group is. The address it had leads on to the new one. `confirmed_on`: its details were checked then.

    Raises `slugs.SlugTaken`, `crossing.ChangedMeanwhile`.
    """
    held = crossing.hold(row=group, seen=seen, facts=facts)
    before = copy(held)
    slugs.move(held, facts["slug"])
    if confirmed_on is not None:
        held.details_confirmed_on = confirmed_on
    crossing.put(held, facts, slugs.SlugTaken)
    group_changed.send(sender=SupportGroup, group=held, before=before, now=now)
    return held
