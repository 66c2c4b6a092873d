"""The trail holds every change and every look, in numbers and names of fields, and the app can take nothing from it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members import trail
from members.forgetting import forget
from members.models import Change, Look, Person, Tombstone
from members.trail import APPEND_ONLY, UNTRACED
from sessions.models import GroupSession, Presence
from tests import factories

pytestmark = pytest.mark.django_db
TRIGGERS = {"trail_made", "trail_changed", "trail_removed"}


def lines(table: str, row: int) -> list[tuple[str, list[str]]]:
    return list(Change.objects.filter(table=table, row=row).order_by("pk").values_list("what", "fields"))


def test_every_table_is_traced_or_says_why_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'trail%'")
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert UNTRACED.keys() <= tables
    assert all(UNTRACED.values())
    assert found == dict.fromkeys(tables - UNTRACED.keys(), TRIGGERS)


def test_t1_whichever_way_a_row_is_changed_there_is_a_line(network: Any) -> None:
    person = factories.PersonFactory(network=network, known_as="Kestrel")
    person.known_as = "Plover"
    person.save()
    Person.objects.filter(pk=person.pk).update(wants_letters=False, wants_plain_words=True)
    Person.objects.bulk_update([Person(pk=person.pk, known_as="Curlew")], ["known_as"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_person SET link_version = 9 WHERE id = %s", [person.pk])
        cursor.execute("UPDATE members_person SET link_version = 9 WHERE id = %s", [person.pk])
        cursor.execute("DELETE FROM members_person WHERE id = %s", [person.pk])
    assert lines("members_person", person.pk) == [
        ("made", []),
        ("changed", ["known_as"]),
        ("changed", ["wants_letters", "wants_plain_words"]),
        ("changed", ["known_as"]),
        ("changed", ["link_version"]),
        ("removed", []),
    ]


def test_a_change_of_many_rows_has_a_line_for_each(group: SupportGroup) -> None:
    sessions = [factories.GroupSessionFactory(group=group) for _ in range(3)]
    GroupSession.objects.filter(group=group).update(note="Boiler")
    for session in sessions:
        assert lines("support_sessions_groupsession", session.pk)[-1] == ("changed", ["note"])


def test_the_trail_holds_no_value(network: Any) -> None:
    factories.PersonFactory(network=network, known_as="Kestrelx", email="kestrelx@example.org")
    Person.objects.filter(known_as="Kestrelx").update(known_as="Ploverx")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(change::text, ' ') FROM members_change change")
        (text,) = cursor.fetchone()
    assert "known_as" in text
    assert "kestrelx" not in text.lower()
    assert "ploverx" not in text.lower()


def test_a_line_says_which_login_did_it_and_through_which_page(
    facilitator: Person, session: GroupSession, browse: Callable[[Person | None], Client]
) -> None:
    browse(facilitator).post(f"/sessions/{session.ref}/cancel/", {"reason": "Snow"})
    session.refresh_from_db()
    assert session.state == GroupSession.State.CANCELLED
    change = Change.objects.filter(table="support_sessions_groupsession", row=session.pk).latest("pk")
    assert (change.login, change.through) == (facilitator.user_id, "sessions:cancel")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_t2_the_app_alters_and_removes_no_line(table: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_t2_the_app_writes_no_change_that_was_none() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Change.objects.create(what="made", table="members_person", row=1, fields=[])


@pytest.mark.parametrize("table", ["members_person", "support_sessions_place"])
def test_the_app_cannot_turn_the_trail_off(table: str) -> None:
    for statement in (f"ALTER TABLE {table} DISABLE TRIGGER ALL", "SET session_replication_role = replica"):
        with (
            pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_t4_whoever_is_forgotten_is_in_no_look_any_more(
    facilitator: Person, group: SupportGroup, network: Any, now: dt.datetime
) -> None:
    ann, bea = (factories.PersonFactory(network=network) for _ in range(2))
    trail.looked(
        user=facilitator.user, what=Look.What.REGISTER, network=network, about="abc", role="facilitator",
        whom=[ann.ref, bea.ref],
    )  # fmt: skip
    forget(person=ann, now=now)
    assert Look.objects.get().whom == [bea.ref]


def test_forgetting_leaves_no_line_for_each_evening_somebody_was_at(
    group: SupportGroup, network: Any, now: dt.datetime
) -> None:
    ann = factories.PersonFactory(network=network, email="ann@example.org")
    for _ in range(3):
        Presence.objects.create(session=factories.GroupSessionFactory(group=group), person=ann, tap=uuid.uuid4())
    before = Change.objects.filter(table="support_sessions_presence").count()
    forget(person=ann, now=now)
    assert Presence.objects.filter(forgotten_as="person").count() == 3
    assert Change.objects.filter(table="support_sessions_presence").count() == before
    assert Tombstone.objects.count() == 1


@pytest.mark.parametrize(("years", "days", "left"), [(6, 6 * 366, 0), (6, 6 * 365 - 9, 1), (1, 400, 0)])
def test_looks_go_after_the_years_their_network_keeps_them(
    facilitator: Person, network: Any, years: int, days: int, left: int
) -> None:
    network.keeps_trail_years = years
    network.save()
    long_ago = timezone.now() - dt.timedelta(days=days)
    Look.objects.create(
        at=long_ago, what="words", network=network.pk, login=1, role="facilitator", about="abc", whom=["def"]
    )
    changes = Change.objects.count()
    trail.forget_old_trail()
    assert Look.objects.count() == left
    assert Change.objects.count() == changes
