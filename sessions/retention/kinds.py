"""What goes by itself and when, as the SQL that both deleting and counting read. One source for the two."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from members.models import Network

KEEPS_TAPS = dt.timedelta(days=30)
KEEPS_WISHES = dt.timedelta(weeks=12)


@dataclass(frozen=True)
class Kind:
    """What goes by itself: in people's words, for how long a network keeps it, and which rows are over their time."""

    title: str
    keeps: Callable[[Network], str]
    table: str
    # Its rows that are over their time at %(now)s: their number, their network, and since when they are.
    over: str
    goes: str = "DELETE FROM [table]"


def spoken(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def place_days(network: Network) -> str:
    return spoken(network.keeps_place_days, "day")


def after_the_evening(network: Network) -> str:
    return f"{place_days(network)} after the evening"


def months_after_the_evening(network: Network) -> str:
    return f"{spoken(network.keeps_contact_months, 'month')} after the evening"


def after_coming(network: Network) -> str:
    return f"{spoken(network.keeps_contact_months, 'month')} after they last came"


# What was asked of an evening goes some days after it.
OF_AN_EVENING = """
SELECT asked.id, network.id AS network_id, evening.ends_at + make_interval(days => network.keeps_place_days) AS since
FROM [table] asked JOIN support_sessions_groupsession evening ON evening.id = asked.session_id
JOIN groups_supportgroup circle ON circle.id = evening.group_id
JOIN members_network network ON network.id = circle.network_id
WHERE evening.ends_at < %(now)s - make_interval(days => network.keeps_place_days)
"""
PLACES, REMINDERS = (
    Kind(title, after_the_evening, table, OF_AN_EVENING.replace("[table]", table))
    for title, table in (("Places", "support_sessions_place"), ("Reminders", "support_sessions_reminder"))
)
EVERY_WEEK = Kind(
    "Wishes for every week",
    lambda network: f"{place_days(network)} after they were stopped",
    "support_sessions_everyweek",
    """
SELECT asked.id, network.id AS network_id, asked.ended_at + make_interval(days => network.keeps_place_days) AS since
FROM support_sessions_everyweek asked JOIN groups_supportgroup circle ON circle.id = asked.group_id
JOIN members_network network ON network.id = circle.network_id
WHERE asked.ended_at < %(now)s - make_interval(days => network.keeps_place_days)
""",
)
# Letters that have left, or never will. Those to no person we still know go after the usual ninety days.
LETTERS = Kind(
    "Letters that have gone",
    lambda network: f"{spoken(network.keeps_message_days, 'day')}; their words are never kept",
    "members_message",
    """
SELECT letter.id, person.network_id, letter.created_at + keeps.days AS since
FROM members_message letter
LEFT JOIN members_person person ON letter.recipient_kind = 'person' AND person.id = letter.recipient
LEFT JOIN members_network network ON network.id = person.network_id
CROSS JOIN LATERAL (SELECT make_interval(days => coalesce(network.keeps_message_days, 90)) AS days) keeps
WHERE letter.state NOT IN ('waiting', 'sending') AND letter.created_at < %(now)s - keeps.days
""",
)
TAPS = Kind(
    "Touches on registers",
    lambda network: f"{KEEPS_TAPS.days} days; who was there stays",
    "support_sessions_tap",
    """
SELECT tap.id, circle.network_id, tap.received_at + %(keeps_taps)s AS since
FROM support_sessions_tap tap JOIN support_sessions_groupsession evening ON evening.id = tap.session_id
JOIN groups_supportgroup circle ON circle.id = evening.group_id
WHERE tap.received_at < %(now)s - %(keeps_taps)s
""",
)
# Somebody who helps, answers for something, or asked for something that is not over, stays; a complaint is asking. So
# does whoever belongs to a group that its members alone find: only so do they find it.
# Everybody else goes some months after they last came; who was known for one evening, as soon as what they asked of it;
# who took back their yes while they were needed, as soon as they are not (`members/consent.py`).
PEOPLE = Kind(
    "People",
    lambda network: (
        f"{after_coming(network)}; known for one evening only, {place_days(network)}; "
        "once they took back their yes, as soon as they help no more"
    ),
    "members_person",
    """
SELECT person.id, person.network_id, greatest((
    SELECT max(asked.answered_at) FROM members_complaint asked
    WHERE asked.network_id = person.network_id AND asked.email <> '' AND asked.email = lower(person.email)
), long.keeps + greatest(
    person.created_at,
    (SELECT max(helps.until_on) + 1 FROM groups_membership helps
        JOIN groups_supportgroup circle ON circle.id = helps.group_id
        WHERE helps.person_id = person.id AND (helps.role <> 'participant' OR circle.found_by = 'members')),
    (SELECT max(answers.until_on) + 1 FROM members_responsibility answers WHERE answers.person_id = person.id),
    (SELECT max(evening.ends_at) FROM support_sessions_job job
        JOIN support_sessions_groupsession evening ON evening.id = job.session_id WHERE job.person_id = person.id),
    (SELECT max(evening.ends_at) FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id WHERE was.person_id = person.id)
)) AS since
FROM members_person person JOIN members_network network ON network.id = person.network_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN (SELECT bool_and(said.withdrawn_at IS NOT NULL) FROM members_consent said
            WHERE said.person_id = person.id) THEN interval '0'
        WHEN person.email = '' AND person.phone = '' THEN make_interval(days => network.keeps_place_days)
        ELSE make_interval(months => network.keeps_contact_months) END AS keeps
) long
CROSS JOIN LATERAL (SELECT %(now)s - long.keeps AS ago) before
WHERE person.created_at < before.ago
    AND NOT EXISTS (
        SELECT FROM groups_membership helps JOIN groups_supportgroup circle ON circle.id = helps.group_id
        WHERE helps.person_id = person.id AND (helps.role <> 'participant' OR circle.found_by = 'members')
        AND (helps.until_on IS NULL OR helps.until_on >= before.ago::date)
    ) AND NOT EXISTS (
        SELECT FROM members_responsibility answers WHERE answers.person_id = person.id
        AND (answers.until_on IS NULL OR answers.until_on >= before.ago::date)
    )
    AND NOT EXISTS (
        SELECT FROM members_complaint asked WHERE asked.network_id = person.network_id
        AND asked.email <> '' AND asked.email = lower(person.email)
        AND asked.answered_at IS NULL AND asked.forgotten_at IS NULL
    )
    AND NOT EXISTS (SELECT FROM groups_wish asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (SELECT FROM support_sessions_place asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (SELECT FROM support_sessions_reminder asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (SELECT FROM support_sessions_everyweek asked WHERE asked.person_id = person.id)
    AND NOT EXISTS (
        SELECT FROM support_sessions_job job JOIN support_sessions_groupsession evening ON evening.id = job.session_id
        WHERE job.person_id = person.id AND evening.ends_at >= before.ago
    ) AND NOT EXISTS (
        SELECT FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id
        WHERE was.person_id = person.id AND evening.ends_at >= before.ago
    )
""",
)
# A word goes some months after whoever it meant last came. One whose person is known goes with that person.
WORDS = Kind(
    "Words for people who come",
    after_coming,
    "groups_regular",
    """
SELECT word.id, network.id AS network_id, keeps.months + greatest(
    word.since_on + 1,
    (SELECT max(evening.ends_at) FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id WHERE was.regular_id = word.id)
) AS since
FROM groups_regular word JOIN groups_supportgroup circle ON circle.id = word.group_id
JOIN members_network network ON network.id = circle.network_id
CROSS JOIN LATERAL (SELECT make_interval(months => network.keeps_contact_months) AS months) keeps
WHERE word.person_id IS NULL AND word.since_on < (%(now)s - keeps.months)::date
    AND NOT EXISTS (
        SELECT FROM support_sessions_presence was
        JOIN support_sessions_groupsession evening ON evening.id = was.session_id
        WHERE was.regular_id = word.id AND evening.ends_at >= %(now)s - keeps.months
    )
""",
)
# What was written for the next evening, and who was written beside a job by first name, is of use for some months.
MONTHS_AGO = """
SELECT [row].id, network.id AS network_id, evening.ends_at + keeps.months AS since
FROM support_sessions_groupsession evening JOIN groups_supportgroup circle ON circle.id = evening.group_id
JOIN members_network network ON network.id = circle.network_id[join]
CROSS JOIN LATERAL (SELECT make_interval(months => network.keeps_contact_months) AS months) keeps
WHERE [row].[words] <> '' AND evening.ends_at < %(now)s - keeps.months
"""
NOTES = Kind(
    "Notes for the next evening",
    months_after_the_evening,
    "support_sessions_groupsession",
    MONTHS_AGO.replace("[row]", "evening").replace("[words]", "note").replace("[join]", ""),
    goes="UPDATE [table] SET note = ''",
)
FIRST_NAMES = Kind(
    "First names written beside a job",
    months_after_the_evening,
    "support_sessions_job",
    MONTHS_AGO.replace("[row]", "job")
    .replace("[words]", "first_name")
    .replace("[join]", "\nJOIN support_sessions_job job ON job.session_id = evening.id"),
)
# An invitation goes some days after it was answered, taken back, or ran out; not while what began with it is told of.
INVITATIONS = Kind(
    "Invitations that are over",
    place_days,
    "members_invitation",
    """
SELECT asked.id, asked.network_id, ended.at + make_interval(days => network.keeps_place_days) AS since
FROM members_invitation asked JOIN members_network network ON network.id = asked.network_id
CROSS JOIN LATERAL (SELECT least(asked.accepted_at, asked.declined_at, asked.revoked_at, asked.expires_at) AS at) ended
WHERE ended.at < %(now)s - make_interval(days => network.keeps_place_days)
    AND NOT EXISTS (SELECT FROM members_responsibility began WHERE began.invitation_id = asked.id)
    AND NOT EXISTS (SELECT FROM groups_membership began WHERE began.invitation_id = asked.id)
""",
)
# Whoever wants to be told when a group starts goes once they were told; and who never is, is not kept for ever. One
# letter tells an address of an opening, whichever of its rows it was written to.
INTERESTS = Kind(
    "Wishes to be told when a group starts",
    lambda network: f"once they were told; else {spoken(network.keeps_contact_months, 'month')} after they were asked",
    "groups_interest",
    """
SELECT asked.id, network.id AS network_id, least(told.at, asked.created_at + keeps.months) AS since
FROM groups_interest asked
LEFT JOIN groups_supportgroup circle ON circle.id = asked.group_id
LEFT JOIN members_area area ON area.id = asked.area_id
JOIN members_network network ON network.id = coalesce(circle.network_id, area.network_id, asked.network_id)
CROSS JOIN LATERAL (SELECT make_interval(months => network.keeps_contact_months) AS months) keeps
CROSS JOIN LATERAL (
    SELECT min(sent.sent_at) AS at FROM members_message letter
    JOIN members_message sent USING (recipient_kind, purpose, about)
    JOIN groups_interest alike ON alike.id = sent.recipient AND lower(alike.email) = lower(asked.email)
    WHERE letter.recipient_kind = 'interest' AND letter.recipient = asked.id AND letter.purpose = 'interest-open'
) told
WHERE asked.created_at < %(now)s - keeps.months OR told.at < %(now)s
""",
)
# A wish to help that came to nothing goes quietly; the person can say it again.
WISHES = Kind(
    "Wishes to help",
    lambda network: f"{KEEPS_WISHES.days // 7} weeks, or until somebody says yes",
    "groups_wish",
    """
SELECT asked.id, circle.network_id, asked.said_at + %(keeps_wishes)s AS since
FROM groups_wish asked JOIN groups_supportgroup circle ON circle.id = asked.group_id
WHERE asked.said_at < %(now)s - %(keeps_wishes)s
""",
)
KINDS = (
    PEOPLE, WORDS, PLACES, REMINDERS, EVERY_WEEK, NOTES, FIRST_NAMES, INVITATIONS, INTERESTS, WISHES, LETTERS, TAPS,
)  # fmt: skip


def facts(now: dt.datetime) -> dict[str, Any]:
    """What every `over` is asked with."""
    return {"now": now, "keeps_taps": KEEPS_TAPS, "keeps_wishes": KEEPS_WISHES}
