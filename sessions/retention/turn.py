"""The hourly turn: what is over its time goes, and nobody has to remember it.

It may run at any time and twice: it looks for what is over its time, and forgets that. People and words are forgotten
by the same verbs as when somebody asks, so no past total changes.
"""

import datetime as dt

from django.core.cache import cache
from django.db import connection

from groups.forgetting import forget_regular
from groups.models import Regular
from members.forgetting import forget
from members.models import Person
from sessions.retention.kinds import KINDS, PEOPLE, WORDS, Kind, facts

# As many people and words in one turn as leave the tick time for letters; the next turn goes on.
AT_ONCE = 100
LAST_TURN = "last-turn-of-retention"


def keep_no_longer(*, now: dt.datetime) -> int:
    """Forget what is over its time: wishes, letters, taps, then people and words. Returns how many of the last two."""
    for kind in (kind for kind in KINDS if kind not in (PEOPLE, WORDS)):
        with connection.cursor() as cursor:
            cursor.execute(GO.format(goes=kind.goes.replace("[table]", kind.table), over=kind.over), facts(now))
    people = Person.objects.filter(pk__in=next_to_go(PEOPLE, now)).select_related("network").order_by("pk")
    words = Regular.objects.filter(pk__in=next_to_go(WORDS, now)).order_by("pk")
    for person in people:
        forget(person=person, now=now)
    for regular in words:
        forget_regular(regular=regular, now=now)
    cache.set(LAST_TURN, now, timeout=None)
    return len(people) + len(words)


def next_to_go(kind: Kind, now: dt.datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(FIRST.replace("[over]", kind.over), {**facts(now), "at_once": AT_ONCE})
        return [key for (key,) in cursor.fetchall()]


def last_turn() -> dt.datetime | None:
    """When it was last looked for, if that is remembered: it stands where counters do, and may go with them."""
    found: dt.datetime | None = cache.get(LAST_TURN)
    return found


GO = "{goes} WHERE id IN (SELECT over.id FROM ({over}) over)"
FIRST = "SELECT over.id FROM ([over]) over ORDER BY over.id LIMIT %(at_once)s"
