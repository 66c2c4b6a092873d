"""A page, a file and somebody reckoning by hand come to the same figures, at any size."""

import datetime as dt
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from groups.models import SupportGroup
from members.models import Network
from peersupport.lib import csv_rows
from peersupport.settings import database
from sessions import reports
from tests import factories
from tests.sessions.history import NOW, held, known_by_a_word, mark, person, walk_in

pytestmark = pytest.mark.django_db

PERIOD = (dt.date(2026, 8, 10), dt.date(2026, 11, 30))
BY_HAND = """
WITH evening AS (
    SELECT s.id, s.state, s.headcount,
           (SELECT count(*) FROM support_sessions_presence p WHERE p.session_id = s.id AND p.role = 'came'
               AND NOT p.is_again) AS came,
           (SELECT count(*) FROM support_sessions_presence p WHERE p.session_id = s.id AND p.role = 'came'
               AND (p.person_id IS NOT NULL OR p.regular_id IS NOT NULL) AND NOT p.is_again) AS named,
           (SELECT count(*) FROM support_sessions_presence p WHERE p.session_id = s.id AND p.role = 'came'
               AND p.first_time AND NOT p.is_again) AS fresh
    FROM support_sessions_groupsession s
    WHERE s.group_id = ANY(%(groups)s) AND s."on" >= %(first)s AND s."on" <= %(last)s AND s.ends_at <= %(now)s
), who AS (
    SELECT DISTINCT coalesce(
        'person ' || (SELECT id FROM members_person WHERE id = p.person_id AND (email <> '' OR phone <> '')),
        'regular ' || p.regular_id) AS one
    FROM support_sessions_presence p JOIN evening e ON e.id = p.session_id
    WHERE e.state = 'held' AND p.role = 'came' AND NOT p.is_again
)
SELECT count(*) FILTER (WHERE state = 'held'), count(*) FILTER (WHERE state = 'did_not_meet'),
       count(*) FILTER (WHERE state = 'cancelled'), count(*) FILTER (WHERE state = 'planned'),
       sum(coalesce(headcount, came)) FILTER (WHERE state = 'held'),
       sum(greatest(coalesce(headcount, came) - named, 0)) FILTER (WHERE state = 'held'),
       sum(fresh) FILTER (WHERE state = 'held'),
       (SELECT count(one) FROM who)
FROM evening
"""


def by_hand(*groups: SupportGroup, first: dt.date = PERIOD[0], last: dt.date = PERIOD[1]) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        asked = {"groups": [group.pk for group in groups], "first": first, "last": last, "now": NOW}
        cursor.execute(BY_HAND, asked)
        return tuple(int(figure or 0) for figure in cursor.fetchone())


def as_numbers(figures: reports.Figures) -> tuple[int, ...]:
    """The figures in the order of `by_hand`. Where there is no number to show, a sum is nought."""
    names = ("held", "did_not_meet", "cancelled", "not_recorded", "visits", "gave_no_name", "first_timers")
    found = [getattr(figures, name) for name in (*names, "different_people")]
    return tuple(figure if isinstance(figure, int) else 0 for figure in found)


def live_through(group: SupportGroup, chance: random.Random, evenings: int = 16) -> None:
    """Some months of a group in which everything happens that can."""
    people = [person(group) for _ in range(4)] + [walk_in(group)]
    words = [known_by_a_word(group), known_by_a_word(group, person=people[0]), known_by_a_word(group, person=people[4])]
    for week in range(evenings):
        state = chance.choice(["held", "held", "held", "planned", "cancelled", "did_not_meet"])
        on = dt.date(2026, 8, 7) + dt.timedelta(weeks=week)
        done = {"register_state": "done", "register_done_at": NOW} if state == "held" else {}
        headcount = chance.choice([None, 0, 3, 9]) if state == "held" else None
        session = factories.GroupSessionFactory(group=group, on=on, state=state, headcount=headcount, **done)
        if state in ("held", "planned"):
            there = chance.sample([*people, *words, None, None], k=chance.randrange(8))
            for one in sorted(there, key=lambda one: hasattr(one, "word")):
                role, new = chance.choice(["came", "came", "came", "tea"]), chance.random() < 0.3
                mark(session, one, role=role, first_time=new)
        factories.PlaceFactory(session=session, person=chance.choice(people[:4]))


@pytest.fixture
def circles(network: Network) -> list[SupportGroup]:
    return factories.SupportGroupFactory.create_batch(3, network=network)


def asked(*groups: SupportGroup) -> dict[str, Any]:
    chosen = Q(pk__in=[group.pk for group in groups])
    return {"groups_q": chosen, "begins_on": PERIOD[0], "ends_on": PERIOD[1], "now": NOW}


@pytest.mark.parametrize("seed", range(4))
def test_the_report_is_what_one_reckons_by_hand(circles: list[SupportGroup], seed: int) -> None:
    chance = random.Random(seed)
    for group in [*circles, factories.SupportGroupFactory()]:
        live_through(group, chance)

    report = reports.attendance(**asked(*circles))

    assert as_numbers(report.totals) == by_hand(*circles)
    for line in report.groups:
        assert as_numbers(line.figures) == by_hand(line.group)
    for month in report.months:
        first, last = max(month.month, PERIOD[0]), (month.month + dt.timedelta(days=31)).replace(day=1)
        assert as_numbers(month.figures) == by_hand(*circles, first=first, last=last - dt.timedelta(days=1))


@pytest.mark.parametrize("seed", range(4, 7))
def test_the_file_adds_up_to_the_report(circles: list[SupportGroup], seed: int) -> None:
    chance = random.Random(seed)
    for group in circles:
        live_through(group, chance)

    totals = reports.attendance(**asked(*circles)).totals
    rows = list(reports.evening_rows(**asked(*circles)))

    assert len(rows) == totals.evenings
    assert sum(row.became == "Held" for row in rows) == totals.held
    assert sum(row.became == "Not recorded" for row in rows) == totals.not_recorded
    assert sum(row.visits or 0 for row in rows) == totals.visits
    assert sum(int(row.gave_no_name or 0) for row in rows) == totals.gave_no_name
    assert sum(row.first_timers or 0 for row in rows) == totals.first_timers
    assert [row.on for row in rows] == sorted(row.on for row in rows)


@pytest.mark.parametrize("seed", range(7, 9))
def test_the_names_of_a_group_are_its_different_people(circles: list[SupportGroup], seed: int) -> None:
    live_through(circles[0], random.Random(seed), evenings=24)
    days = {"begins_on": PERIOD[0], "ends_on": PERIOD[1], "now": NOW}

    known = [row for row in reports.names(group=circles[0], **days) if row.known != "For one evening"]

    assert len(known) == by_hand(circles[0])[-1]


ASKS: dict[str, Callable[..., Any]] = {
    "attendance": lambda group: reports.attendance(**asked(group)),
    "evening_rows": lambda group: list(reports.evening_rows(**asked(group))),
    "names": lambda group: list(reports.names(group=group, begins_on=PERIOD[0], ends_on=PERIOD[1], now=NOW)),
}


@pytest.mark.parametrize("ask", ASKS)
def test_p7_forty_evenings_take_as_many_queries_as_one(circles: list[SupportGroup], ask: str) -> None:
    few, many, _ = circles
    for group, evenings in ((few, 1), (many, 40)):
        for night in range(evenings):
            held(group, PERIOD[0] + dt.timedelta(days=night), person(group), known_by_a_word(group), None)
    with CaptureQueriesContext(connection) as one:
        ASKS[ask](few)
    with CaptureQueriesContext(connection) as forty:
        ASKS[ask](many)

    assert len(one) == len(forty) <= 3


def many_evenings(group: SupportGroup, evenings: int) -> None:
    """Copies of one evening with one presence: as many as a large network has in years."""
    one = mark(held(group, PERIOD[0]), None).session
    columns = ", ".join(f'"{field.column}"' for field in one._meta.fields if field.column not in ("id", "ref"))
    copy_sessions = f"""
        INSERT INTO support_sessions_groupsession (ref, {columns})
        SELECT left(md5(id || 'x' || n), 12), {columns}
        FROM support_sessions_groupsession, generate_series(2, %s) n WHERE id = %s
    """  # noqa: S608 – the columns are the model's own
    add_presences = """
        INSERT INTO support_sessions_presence (session_id, tap, first_time, role)
        SELECT id, gen_random_uuid(), false, 'came'
        FROM support_sessions_groupsession WHERE group_id = %s AND id <> %s
    """
    with connection.cursor() as cursor:
        cursor.execute(copy_sessions, [evenings, one.pk])
        cursor.execute(add_presences, [group.pk, one.pk])


def analyse() -> None:
    """What autovacuum does within a minute of so many rows, by their owner. Without it any plan may be chosen."""
    owner = connection.copy()
    owner.settings_dict.update({key: database("owner").get(key, "") for key in ("USER", "PASSWORD")})
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE support_sessions_groupsession, support_sessions_presence")
    owner.close()


@pytest.mark.django_db(transaction=True)
def test_p2_the_file_of_twenty_thousand_evenings_takes_no_more_memory_than_one_of_two_thousand(
    circles: list[SupportGroup],
) -> None:
    small, large, _ = circles
    many_evenings(small, 2_000)
    many_evenings(large, 20_000)
    analyse()

    def peak(group: SupportGroup) -> tuple[int, int]:
        tracemalloc.start()
        size = sum(map(len, csv_rows.in_pieces(reports.EVENING_HEADING, reports.evening_rows(**asked(group)))))
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size, highest

    peak(small)
    (small_size, small_peak), (large_size, large_peak) = peak(small), peak(large)
    assert large_size > 9 * small_size
    assert large_peak < 2 * small_peak


def test_a_reader_who_leaves_leaves_no_cursor_behind(circles: list[SupportGroup]) -> None:
    many_evenings(circles[0], 3_000)
    file = csv_rows.in_pieces(reports.EVENING_HEADING, reports.evening_rows(**asked(circles[0])))
    next(file)
    next(file)
    assert open_cursors() == 1

    file.close()

    assert open_cursors() == 0


def open_cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name <> ''")
        return int(cursor.fetchone()[0])
