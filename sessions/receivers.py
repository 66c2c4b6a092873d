"""Answers to the doorbells of the apps below: one receiver a bell, one verb a receiver."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from groups.doorbells import format_changes
from groups.models import Format
from sessions import plans


@receiver(format_changes)
def keep_plans(format: Format, goes: bool, now: dt.datetime, **others: Any) -> None:
    plans.keep(format=format, goes=goes, now=now)
