"""Whom the register page offers before anybody is tapped: a place, a reminder, a job, belonging, or having been.

Two statements written by hand: the page is read by several phones at once, in a hall, all evening.
"""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db.models import QuerySet

from peersupport.lib.compiled import Compiled, Given
from peersupport.lib.prepared import Prepared
from sessions.models import GroupSession, Job

# A regular who has not been for longer is not listed, known by name or not; typing their word finds them.
LISTED_FOR = dt.timedelta(weeks=26)


class Offered(NamedTuple):
    """One line to tap, as the database has it: a person or a regular, their place if they have one, their role."""

    name: str
    person: str
    regular: str
    membership: str
    place: str
    first_time: bool
    needs: str


class Present(NamedTuple):
    """Somebody who is here: a person or a regular by ref, or nobody by name. `standing`: all taps that stand for them,
    since undoing one is undoing all; `tap` is the one that counts when their taps are gone."""

    name: str
    person: str
    regular: str
    tap: uuid.UUID
    standing: list[uuid.UUID]
    first_time: bool
    role: str


def everyone(session: GroupSession) -> list[Offered]:
    """All lines of an evening in one query. A regular who became a person is that person, once."""
    facts = {"group": session.group_id, "on": session.on, "since": session.on - LISTED_FOR}
    rows = [Offered(*row) for row in EVERYONE.ask(session=session.pk, **facts)]
    return list({(row.person, row.regular): row for row in rows}.values())


def presences(session: GroupSession) -> list[Present]:
    """Who is here, in the order in which they were tapped."""
    return [Present(*row) for row in PRESENT.ask(session=session.pk)]


def jobs(session: GroupSession) -> list[Job]:
    """The jobs somebody has, first taken first; none where the group keeps no jobs."""
    if not session.group.uses_jobs:
        return []
    return taken.ask(session=session.pk)


@Compiled
def taken() -> QuerySet[Job]:
    found = Job.objects.filter(session=Given("session"), given_back_at=None)
    return found.select_related("person").order_by("taken_at", "pk")


EVERYONE = Prepared("""
WITH lately AS MATERIALIZED (
    SELECT DISTINCT presence.person_id, presence.regular_id
    FROM support_sessions_groupsession evening
    JOIN support_sessions_presence presence ON presence.session_id = evening.id
    WHERE evening.group_id = %(group)s AND evening."on" >= %(since)s
        AND evening.starts_at >= %(since)s::date::timestamp - interval '1 day'
), known AS (
    SELECT person_id FROM support_sessions_place WHERE session_id = %(session)s AND state <> 'given_back'
    UNION ALL
    SELECT person_id FROM support_sessions_reminder WHERE session_id = %(session)s AND ended_at IS NULL
    UNION ALL
    SELECT person_id FROM support_sessions_everyweek WHERE group_id = %(group)s AND ended_at IS NULL
    UNION ALL
    SELECT person_id FROM support_sessions_job WHERE session_id = %(session)s AND given_back_at IS NULL
    UNION ALL
    SELECT person_id FROM groups_membership
    WHERE group_id = %(group)s AND from_on <= %(on)s AND (until_on IS NULL OR until_on >= %(on)s)
    UNION ALL
    SELECT person_id FROM groups_regular
    WHERE group_id = %(group)s AND (
        coalesce(joined_at::date, since_on) >= %(since)s OR person_id IN (SELECT person_id FROM lately)
    )
)
SELECT person.known_as, person.ref, '', coalesce(belongs.role, ''),
    coalesce(place.state, ''), coalesce(place.first_time, false), coalesce(place.needs, '')
FROM members_person person
LEFT JOIN support_sessions_place place
    ON place.person_id = person.id AND place.session_id = %(session)s AND place.state <> 'given_back'
LEFT JOIN groups_membership belongs
    ON belongs.person_id = person.id AND belongs.group_id = %(group)s
    AND belongs.from_on <= %(on)s AND (belongs.until_on IS NULL OR belongs.until_on >= %(on)s)
WHERE person.id = ANY (ARRAY(SELECT person_id FROM known))
UNION ALL
SELECT regular.word, '', regular.ref, '', '', false, ''
FROM groups_regular regular
WHERE regular.group_id = %(group)s AND regular.person_id IS NULL AND (
    regular.id IN (SELECT regular_id FROM lately)
    OR NOT EXISTS (SELECT FROM support_sessions_presence presence WHERE presence.regular_id = regular.id)
)
""")

PRESENT = Prepared("""
SELECT coalesce(person.known_as, regular.word, ''), coalesce(person.ref, ''),
    CASE WHEN presence.person_id IS NULL THEN coalesce(regular.ref, '') ELSE '' END,
    presence.tap, standing.taps, presence.first_time, presence.role
FROM support_sessions_presence presence
LEFT JOIN members_person person ON person.id = presence.person_id
LEFT JOIN groups_regular regular ON regular.id = presence.regular_id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(tap.id ORDER BY tap.received_at, tap.id), '{}') AS taps
    FROM support_sessions_tap tap
    WHERE tap.session_id = presence.session_id AND tap.action = 'add'
        AND (tap.person_id = presence.person_id OR tap.regular_id = presence.regular_id)
        AND NOT EXISTS (
            SELECT FROM support_sessions_tap undone
            WHERE undone.session_id = tap.session_id AND undone.undoes = tap.id
        )
) standing
WHERE presence.session_id = %(session)s AND NOT presence.is_again
ORDER BY presence.id
""")
