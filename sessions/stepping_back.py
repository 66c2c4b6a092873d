"""What goes when somebody helps less, or belongs no more: their jobs, and places at a group they no longer find."""

import datetime as dt

from django.db import transaction

from groups.access import read_rights
from groups.models import Membership, SupportGroup
from members.models import Person
from peersupport.lib.refusals import Refused
from sessions import places
from sessions.access import may_see
from sessions.jobs import check_may_take
from sessions.models import EveryWeek, GroupSession, Job, Place, Reminder


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


@transaction.atomic
def give_up_places(*, person: Person, group: SupportGroup, now: dt.datetime) -> None:
    """Whoever no longer finds a group keeps no places there, asks for none each week, and is reminded of none.

    The places go to the next in line. For a group that anyone may find, nothing happens: they can still come.
    """
    if group.found_by == SupportGroup.FoundBy.PUBLIC or finds(person, group, group.network.today(now)):
        return
    places.lock_coming_evenings(group, now)
    EveryWeek.objects.filter(person=person, group=group, ended_at=None).update(ended_at=now)
    Reminder.objects.filter(person=person, session__group=group, session__starts_at__gt=now).delete()
    theirs = Place.objects.live().filter(person=person, session__group=group, session__starts_at__gt=now)
    for place in theirs.select_related("session").order_by("session_id"):
        places.give_back(place=place, now=now)


def finds(person: Person, group: SupportGroup, today: dt.date) -> bool:
    """As the login they are finds it; whoever has none yet will find it while they belong to it."""
    if person.user_id is not None:
        return may_see(read_rights(person.user_id, today), group)
    return Membership.objects.on(today).filter(person=person, group=group).exists()
