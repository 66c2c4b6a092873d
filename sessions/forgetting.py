"""Forgetting somebody at their evenings: their place goes to the next, and totals stay what they were.

Each evening keeps that somebody was there, and no more of whom. How many different people came cannot be seen from
that, so whoever is forgotten is counted a last time, for every month, quarter and year they came in.
"""

import datetime as dt

from django.db import connection
from django.db.models import Q, QuerySet

from groups.forgetting import before_forgetting_a_regular
from groups.models import Regular
from members.forgetting import before_forgetting, hold_wholly
from members.models import Person
from sessions import places
from sessions.models import EveryWeek, GroupSession, Place, Presence, Tap

Forgotten = Presence.Forgotten


@before_forgetting
def forget_at_evenings(person: Person, now: dt.datetime) -> None:
    """Somebody with an address is one of the different people; without one they are of one evening."""
    hold_their_evenings(person, now)
    hold_wholly(person)
    coming = Place.objects.live().filter(person=person, session__starts_at__gt=now)
    for place in coming.select_related("session__group__network").order_by("session_id"):
        places.give_back(place=place, now=now)
    Presence.objects.filter(regular__person=person, is_again=True).delete()
    leave_nameless(Presence.objects.filter(person=person), Forgotten.PERSON if person.has_address else Forgotten.GUEST)
    Tap.objects.filter(person=person).delete()


def hold_their_evenings(person: Person, now: dt.datetime) -> None:
    """All of them at once and in order, so that no standing wish makes a new place meanwhile."""
    weekly = EveryWeek.objects.filter(person=person, ended_at=None).values("group")
    asked = Place.objects.live().filter(person=person).values("session")
    theirs = GroupSession.objects.filter(Q(group__in=weekly) | Q(pk__in=asked), starts_at__gt=now)
    list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


@before_forgetting_a_regular
def forget_regular_at_evenings(regular: Regular, now: dt.datetime) -> None:
    """Who became known was counted as that person, and still is; the word alone goes."""
    were_there, taps = Presence.objects.filter(regular=regular), Tap.objects.filter(regular=regular)
    if regular.person_id is None:
        leave_nameless(were_there, Forgotten.PERSON)
        taps.delete()
    else:
        were_there.filter(is_again=True).delete()
        were_there.update(regular=None)
        taps.update(regular=None)


def leave_nameless(presences: QuerySet[Presence], forgotten_as: str) -> None:
    """Take the name from one somebody's presences, and count them a last time if they are one of the people."""
    keys = list(presences.values_list("pk", flat=True))
    if forgotten_as == Forgotten.PERSON:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"presences": keys})
    Presence.objects.filter(pk__in=keys).update(person=None, regular=None, forgotten_as=forgotten_as)


# One more forgotten, in each group they came to, its area and its network, for each month, quarter and year they did.
# An evening whose register is not done yet counts: it will be. In order of the keys, so that two who are forgotten at
# once do not wait for each other in a ring.
COUNT = """
WITH came AS (
    SELECT DISTINCT circle.id AS group_id, circle.area_id, circle.network_id, date_trunc('month', evening."on") AS month
    FROM support_sessions_presence presence
    JOIN support_sessions_groupsession evening ON evening.id = presence.session_id
    JOIN groups_supportgroup circle ON circle.id = evening.group_id
    WHERE presence.id = ANY(%(presences)s) AND presence.role = 'came' AND evening.state IN ('held', 'planned')
), scope AS (
    SELECT network_id, NULL::bigint AS area_id, group_id, month FROM came
    UNION
    SELECT network_id, area_id, NULL, month FROM came WHERE area_id IS NOT NULL
    UNION
    SELECT network_id, NULL, NULL, month FROM came
)
INSERT INTO support_sessions_tally (network_id, area_id, group_id, period, begins_on, forgotten_people)
SELECT DISTINCT network_id, area_id, group_id, period, date_trunc(period, month)::date AS begins_on, 1
FROM scope CROSS JOIN (VALUES ('month'), ('quarter'), ('year')) periods (period)
ORDER BY network_id, area_id, group_id, period, begins_on
ON CONFLICT (network_id, area_id, group_id, period, begins_on)
DO UPDATE SET forgotten_people = support_sessions_tally.forgotten_people + excluded.forgotten_people
"""
