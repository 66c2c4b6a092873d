"""Taking back one's yes at evenings: what was asked goes, and one's name from where one came; helping stays."""

import datetime as dt

from groups.forgetting import forget_regular
from groups.models import Regular
from members.consent import stays_known_for, when_taken_back
from members.models import Person
from sessions import forgetting, places
from sessions.models import EveryWeek, Job, Place, Presence, Reminder, Tap
from sessions.models.register import AtTheTime

Forgotten = Presence.Forgotten


@stays_known_for
def has_a_job(person: Person, now: dt.datetime) -> list[str]:
    ahead = Job.objects.filter(person=person, given_back_at=None, session__ends_at__gt=now)
    return ["You have taken a job at an evening to come."] if ahead.exists() else []


@when_taken_back
def leave_evenings(person: Person, now: dt.datetime) -> None:
    """Places go to the next in line, then all that was asked goes; and totals stay what they were."""
    forgetting.hold_their_evenings(person, now)
    coming = Place.objects.live().filter(person=person, session__starts_at__gt=now)
    for place in coming.select_related("session__group__network").order_by("session_id"):
        places.give_back(place=place, now=now)
    for wishes in (EveryWeek, Reminder, Place):
        wishes.objects.filter(person=person).delete()
    for regular in Regular.objects.filter(person=person).order_by("pk"):
        forget_regular(regular=regular, now=now)
    came = Presence.objects.filter(person=person, role=AtTheTime.CAME)
    Tap.objects.filter(person=person, session__in=list(came.values_list("session", flat=True))).delete()
    forgetting.leave_nameless(came, Forgotten.PERSON if person.has_address else Forgotten.GUEST)
