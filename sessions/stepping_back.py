"""Freeing the jobs of somebody who helps less than before, or not for a while."""

import datetime as dt

from django.db import transaction

from groups.models import SupportGroup
from members.models import Person
from peersupport.lib.refusals import Refused
from sessions.jobs import check_may_take
from sessions.models import GroupSession, Job


@transaction.atomic
def free_jobs(*, person: Person, group: SupportGroup, now: dt.datetime) -> int:
    """Give back the jobs of evenings to come that somebody could not take today. Nobody is asked why, or written to.

    Every evening ahead is held first, so that none is taken behind its back. Returns how many were given back.
    """
    ahead = GroupSession.objects.filter(group=group, starts_at__gt=now)
    list(ahead.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    theirs = Job.objects.filter(person=person, session__in=ahead, given_back_at=None).select_related("session")
    freed = [job.pk for job in theirs if not may_keep(job, person)]
    return Job.objects.filter(pk__in=freed).update(given_back_at=now)


def may_keep(job: Job, person: Person) -> bool:
    try:
        check_may_take(job.session, job.role, person)
    except Refused:
        return False
    return True
