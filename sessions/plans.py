"""How an evening goes: as its format says until it begins, and from then on as the format said at that time."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from groups.models import Format, FormatJob, Stage
from sessions.models import GroupSession, Series


def stages_of(session: GroupSession) -> list[dict[str, Any]]:
    """The stages of an evening: its own, or those of its format as it is today."""
    if session.plan is not None:
        return list(session.plan)
    return Stage.objects.filter(format=session.format_id).as_plan()


def needs_of(session: GroupSession) -> dict[str, int]:
    """How many people each job of an evening needs, by role: its own numbers, or those of its format as it is today."""
    if session.jobs_needed is not None:
        return dict(session.jobs_needed)
    return FormatJob.objects.filter(format=session.format_id).as_needs()


def keep_own(session: GroupSession) -> None:
    """Copy what an evening has not kept yet from its format, for whoever saves it next."""
    if session.plan is None and session.format is not None:
        session.plan = session.format.plan
    if session.jobs_needed is None and session.format is not None:
        session.jobs_needed = session.format.needs


@transaction.atomic
def keep(*, format: Format, goes: bool, now: dt.datetime) -> None:
    """What has begun stays as it was: evenings of a format that is about to change keep copies of their own.

    If it goes, they and the series that are over let go of it. What is still to come is left as it is.
    """
    begun = GroupSession.objects.filter(format=format, starts_at__lte=now)
    without = begun if goes else begun.filter(Q(plan__isnull=True) | Q(jobs_needed__isnull=True))
    held = list(without.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    begun = GroupSession.objects.filter(pk__in=held)
    begun.filter(plan__isnull=True).update(plan=format.plan)
    begun.filter(jobs_needed__isnull=True).update(jobs_needed=format.needs)
    if goes:
        begun.update(format=None)
        today = format.network.today(now)
        Series.objects.filter(Q(last_on__lt=today) | Q(ended_on__lt=today), format=format).update(format=None)
