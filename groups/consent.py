"""Taking back one's yes in groups: who helps stays known for that; whom they only came to forgets them."""

import datetime as dt

from groups.forgetting import forget_their_interest
from groups.models import Membership, Wish
from members.consent import stays_known_for, when_taken_back
from members.models import Person


@stays_known_for
def helping(person: Person, now: dt.datetime) -> list[str]:
    """Stepping back for a while is not ending it. No group is named: a letter's link may show this."""
    ended = Membership.objects.filter(until_on__lt=person.network.today(now))
    helps = Membership.objects.filter(person=person).exclude(role=Membership.Role.PARTICIPANT).exclude(pk__in=ended)
    return ["You help at a group here."] if helps.exists() else []


@when_taken_back
def leave_groups(person: Person, now: dt.datetime) -> None:
    Membership.objects.filter(person=person, role=Membership.Role.PARTICIPANT).delete()
    Wish.objects.filter(person=person).delete()
    forget_their_interest(person, now)
