"""What the benchmarks measure on: as many rows as promised, and rows that the rules of the house would have made."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from bench import bulk, seed
from bench.sizes import WEEKS_AHEAD, L, M, S, Size
from peersupport.lib.recurrence import dates_of
from peersupport.lib.walltime import instant
from peersupport.settings import database
from sessions import dates
from sessions.models import GroupSession, Presence, Series, Tap
from tests.conftest import use_role

LONDON = ZoneInfo("Europe/London")
THREE_GROUPS_OF_M = Size("M in small", groups=3, years=M.years, seconds=0)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.mark.django_db
def test_p_a_group_of_m_has_260_evenings_and_2600_presences(today: dt.date) -> None:
    seed.seed(THREE_GROUPS_OF_M, today)

    past = GroupSession.objects.filter(on__lt=today)
    assert past.count() == THREE_GROUPS_OF_M.past_sessions == 3 * 260
    assert Presence.objects.count() == 3 * 2600
    assert GroupSession.objects.filter(on__gte=today).count() == 3 * WEEKS_AHEAD


def test_p_m_and_l_are_as_large_as_promised() -> None:
    assert (M.past_sessions, M.past_sessions * 10) == (130_000, 1_300_000)
    assert (L.groups, L.years) == (5000, 5)


@pytest.mark.django_db
def test_p_seven_is_seven_through_the_year(today: dt.date) -> None:
    seed.seed(S, today)

    evenings = list(GroupSession.objects.all())
    assert {(evening.starts_local, evening.ends_local) for evening in evenings} == {(dt.time(19), dt.time(21))}
    assert all(evening.starts_at == instant(evening.on, evening.starts_local, LONDON) for evening in evenings)
    assert all(evening.ends_at == instant(evening.on, evening.ends_local, LONDON) for evening in evenings)
    assert len({evening.starts_at.astimezone(dt.UTC).hour for evening in evenings}) == 2, "summer and winter"


@pytest.mark.django_db
def test_p_dates_are_those_of_their_series(today: dt.date) -> None:
    seed.seed(S, today)

    for series in Series.objects.all():
        days = list(series.sessions.order_by("on").values_list("on", flat=True))
        assert days == list(dates_of(series.rule, series.first_on, days[-1]))
    half_a_year = today + dt.timedelta(weeks=WEEKS_AHEAD, days=-1)
    assert dates.make_ahead(now=timezone.now(), until=half_a_year) == 0, "nothing is left to make"


@pytest.mark.django_db
def test_p_registers_say_what_a_register_could(today: dt.date) -> None:
    seed.seed(S, today)

    came = GroupSession.objects.annotate(came=Count("presences"))
    assert set(came.filter(state="held").values_list("came", flat=True)) == {8, 9, 10, 12, 13}
    assert set(came.filter(state__in=("cancelled", "did_not_meet")).values_list("came", flat=True)) == {0}
    assert set(came.filter(on__gte=today).values_list("came", flat=True)) == {0}
    open_ones = came.filter(state="planned", on__lt=today)
    assert [(evening.group_id, evening.register_state) for evening in open_ones] == [(3, "open")]
    assert Counter(Presence.objects.values_list("role", flat=True))["facilitator"] == came.filter(came__gt=0).count()
    lately = Presence.objects.filter(session__on__gte=today - dt.timedelta(weeks=4))
    assert set(Tap.objects.values_list("pk", flat=True)) == set(lately.values_list("tap", flat=True))


@pytest.mark.django_db
def test_p_the_same_day_seeds_the_same_refs(today: dt.date) -> None:
    with transaction.atomic():
        seed.seed(S, today)
        first = set(GroupSession.objects.values_list("ref", flat=True))
        transaction.set_rollback(True)
    seed.seed(S, today)

    assert set(GroupSession.objects.values_list("ref", flat=True)) == first


@pytest.mark.django_db(transaction=True)
def test_p_a_big_table_gets_all_its_rules_back(today: dt.date) -> None:
    tables = (GroupSession._meta.db_table, Presence._meta.db_table)
    use_role(database("owner"))
    try:
        before = bulk.shape(tables)
        with transaction.atomic(), connection.cursor() as cursor:
            with bulk.without_indexes(*tables):
                assert bulk.shape(tables) == ([], [])
                seed.seed(S, today)
            assert bulk.shape(tables) == before
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        assert len(before[0]) > 8
    finally:
        use_role(database("app"))
