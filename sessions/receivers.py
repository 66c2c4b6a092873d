"""Answers to the doorbells of the apps below: one receiver a bell, one verb a receiver."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from groups.doorbells import format_changes, group_changed, helping_changed
from groups.models import Format, SupportGroup
from members.models import Person
from sessions import interests, plans, stepping_back


@receiver(format_changes)
def keep_plans(format: Format, goes: bool, now: dt.datetime, **others: Any) -> None:
    plans.keep(format=format, goes=goes, now=now)


@receiver(helping_changed)
def free_their_jobs(sender: Any, *, person: Person, group: SupportGroup, now: dt.datetime, **facts: Any) -> None:
    stepping_back.free_jobs(person=person, group=group, now=now)


@receiver(helping_changed)
def give_up_their_places(sender: Any, *, person: Person, group: SupportGroup, now: dt.datetime, **facts: Any) -> None:
    stepping_back.give_up_places(person=person, group=group, now=now)


@receiver(group_changed)
def tell_otherwise(sender: Any, *, group: SupportGroup, before: SupportGroup, now: dt.datetime, **facts: Any) -> None:
    interests.tell_otherwise(group=group, before=before, now=now)
