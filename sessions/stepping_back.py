"""What goes when somebody helps less, or belongs no more: their jobs, and places at a group they no longer find."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from groups.access import read_rights
from groups.memberships import hold_person
from groups.models import Membership, SupportGroup
from members.models import Person, Responsibility
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
    reminders = Reminder.objects.filter(person=person, session__group=group, session__starts_at__gt=now, ended_at=None)
    reminders.update(ended_at=now)
    theirs = Place.objects.live().filter(person=person, session__group=group, session__starts_at__gt=now)
    for place in theirs.select_related("session").order_by("session_id"):
        places.give_back(place=place, now=now)


def let_places_go(*, now: dt.datetime) -> None:
    """The same where no verb was asked: a last day has passed, or somebody coordinates no more. Done twice, it is done.

    Whoever never belonged keeps what they have, such as somebody written in by phone.
    """
    persons, groups = Person.objects.in_bulk, SupportGroup.objects.select_related("network").in_bulk
    left = sorted(who_left(now))
    known, theirs = persons({person for person, _ in left}), groups({group for _, group in left})
    for person, group in left:
        with transaction.atomic():
            hold_person(person)
            give_up_places(person=known[person], group=theirs[group], now=now)


def who_left(now: dt.datetime) -> set[tuple[int, int]]:
    """Those who asked for something at a group that not anyone finds, and belong to it no more; and the group."""
    today, found = timezone.localdate(now), set()
    for asked, group in (
        (EveryWeek.objects.filter(ended_at=None), "group"),
        (Reminder.objects.filter(session__starts_at__gt=now, ended_at=None), "session__group"),
        (Place.objects.live().filter(session__starts_at__gt=now), "session__group"),
    ):
        belongs = Membership.objects.filter(person=OuterRef("person"), group=OuterRef(group))
        answers = Responsibility.objects.filter(person=OuterRef("person"), network=OuterRef(f"{group}__network"))
        hidden = asked.exclude(**{f"{group}__found_by": SupportGroup.FoundBy.PUBLIC})
        once = hidden.filter(Exists(belongs) | Exists(answers))
        found |= set(once.exclude(Exists(belongs.on(today)) | Exists(answers.on(today))).values_list("person", group))
    return found


def finds(person: Person, group: SupportGroup, today: dt.date) -> bool:
    """As the login they are finds it; whoever has none yet will find it while they belong to it."""
    if person.user_id is not None:
        return may_see(read_rights(person.user_id, today), group)
    return Membership.objects.on(today).filter(person=person, group=group).exists()
