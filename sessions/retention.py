"""What is no longer needed goes by itself, after the times each network has set. Nobody has to remember it.

Everything here may run at any time and twice: it looks for what is over its time, and forgets that. People and words
are forgotten by the same verbs as when somebody asks, so no past total changes.
"""

import datetime as dt

from django.db import connection

from groups.forgetting import forget_regular
from groups.models import Regular
from members.forgetting import forget
from members.models import Person
from sessions.models import Tap

# As many people and words in one turn as leave the tick time for letters; the next turn goes on.
AT_ONCE = 100
KEEPS_TAPS = dt.timedelta(days=30)


def keep_no_longer(*, now: dt.datetime) -> int:
    """Forget what is over its time: wishes, letters, taps, then people and words. Returns how many of the last two."""
    for statement in (PLACES, REMINDERS, EVERY_WEEK, LETTERS):
        with connection.cursor() as cursor:
            cursor.execute(statement, {"now": now})
    Tap.objects.filter(received_at__lt=now - KEEPS_TAPS).delete()
    people = Person.objects.filter(pk__in=overdue(PEOPLE, now)).select_related("network").order_by("pk")
    words = Regular.objects.filter(pk__in=overdue(WORDS, now)).order_by("pk")
    for person in people:
        forget(person=person, now=now)
    for regular in words:
        forget_regular(regular=regular, now=now)
    return len(people) + len(words)


def overdue(statement: str, now: dt.datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "at_once": AT_ONCE})
        return [key for (key,) in cursor.fetchall()]


# What was asked of an evening goes some days after it.
PLACES = """
DELETE FROM support_sessions_place asked
USING support_sessions_groupsession evening, groups_supportgroup circle, members_network network
WHERE evening.id = asked.session_id AND circle.id = evening.group_id AND network.id = circle.network_id
    AND evening.ends_at < %(now)s - make_interval(days => network.keeps_place_days)
"""
REMINDERS = PLACES.replace("support_sessions_place", "support_sessions_reminder")
EVERY_WEEK = """
DELETE FROM support_sessions_everyweek asked
USING groups_supportgroup circle, members_network network
WHERE circle.id = asked.group_id AND network.id = circle.network_id
    AND asked.ended_at < %(now)s - make_interval(days => network.keeps_place_days)
"""
# Letters that have left, or never will. Those to no person we still know go after the usual ninety days.
LETTERS = """
DELETE FROM members_message letter
WHERE letter.state NOT IN ('waiting', 'sending') AND letter.created_at < %(now)s - make_interval(days => coalesce((
    SELECT network.keeps_message_days
    FROM members_person person JOIN members_network network ON network.id = person.network_id
    WHERE letter.recipient_kind = 'person' AND person.id = letter.recipient
), 90))
"""
# Somebody who helps, answers for something, or asked for something that is not over, stays. Everybody else goes some
# months after they last came; who was known for one evening, as soon as what they asked of it.
PEOPLE = """
SELECT person.id
FROM members_person person JOIN members_network network ON network.id = person.network_id
CROSS JOIN LATERAL (
    SELECT %(now)s - CASE WHEN person.email = '' AND person.phone = ''
        THEN make_interval(days => network.keeps_place_days)
        ELSE make_interval(months => network.keeps_contact_months) END AS ago
) long
WHERE person.created_at < long.ago
    AND NOT EXISTS (
        SELECT FROM groups_membership helps WHERE helps.person_id = person.id AND helps.role <> 'participant'
        AND (helps.until_on IS NULL OR helps.until_on >= long.ago::date)
    ) AND NOT EXISTS (
        SELECT FROM members_responsibility answers WHERE answers.person_id = person.id
        AND (answers.until_on IS NULL OR answers.until_on >= long.ago::date)
    )
    AND NOT EXISTS (SELECT FROM support_sessions_place asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (SELECT FROM support_sessions_reminder asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (SELECT FROM support_sessions_everyweek asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (
        SELECT FROM support_sessions_job job JOIN support_sessions_groupsession evening ON evening.id = job.session_id
        WHERE job.person_id = person.id AND evening.ends_at >= long.ago
    ) AND NOT EXISTS (
        SELECT FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id
        WHERE was.person_id = person.id AND evening.ends_at >= long.ago
    ) AND NOT EXISTS (
        SELECT FROM groups_regular word JOIN support_sessions_presence was ON was.regular_id = word.id
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id
        WHERE word.person_id = person.id AND evening.ends_at >= long.ago
    )
ORDER BY person.id LIMIT %(at_once)s
"""
# A word goes some months after whoever it meant last came. One whose person is known goes with that person.
WORDS = """
SELECT word.id
FROM groups_regular word JOIN groups_supportgroup circle ON circle.id = word.group_id
JOIN members_network network ON network.id = circle.network_id
WHERE word.person_id IS NULL AND word.since_on < (%(now)s - make_interval(months => network.keeps_contact_months))::date
    AND NOT EXISTS (
        SELECT FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id
        WHERE was.regular_id = word.id
            AND evening.ends_at >= %(now)s - make_interval(months => network.keeps_contact_months)
    )
ORDER BY word.id LIMIT %(at_once)s
"""
