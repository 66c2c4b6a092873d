"""The drill: evenings are backed up, people are forgotten, the server is lost, and a new one becomes what it was."""

import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from groups.forgetting import forget_regular
from groups.models import Regular, SupportGroup
from members import clock, complaints
from members.forgetting import forget
from members.models import Message, Network, Person, Responsibility
from peersupport.home.backup import ledger, manifest
from peersupport.lib import embedded
from sessions import reminders
from sessions.models import Place, Reminder
from tests import databases, factories
from tests.home.backups import back_up
from tests.sessions.test_forgetting import all_totals, live_through, whatever_is_kept

ROOT = Path(__file__).parents[2]
WORD = "Nightjar"
DAY = dt.timedelta(days=1)
A_TICK = "from peersupport.home.tasks import tick; tick()"


@dataclass
class Life:
    """Whom the drill looks after."""

    town: list[SupportGroup]
    to_be_forgotten: list[Person | Regular]
    reminded_already: list[Person]
    to_be_reminded: Person
    next_in_line: Person


@pytest.fixture
def server() -> Iterator[Path]:
    """The folder of a new machine with an empty database. Under `tmp_path`, an own server may not reach it."""
    with tempfile.TemporaryDirectory() as folder:
        embedded.postgres(Path(folder) / "postgres")
        yield Path(folder)
        embedded.leave(Path(folder) / "postgres")


def command(server: Path, *words: str | Path) -> str:
    """A command as somebody at the new machine would type it."""
    away = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ROLE", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in away} | {"VAR_DIR": str(server)}
    typed = [sys.executable, "manage.py", *words]
    done = subprocess.run(typed, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def live(network: Network, now: dt.datetime) -> Life:
    """Months of evenings; a full one to come; reminders that are due, that will be, and that are not planned yet."""
    town = [factories.SupportGroupFactory(network=network) for _ in range(2)]
    people, regulars = live_through(town, random.Random(7))
    someone = factories.PersonFactory(network=network, known_as=WORD, user=factories.UserFactory())
    Responsibility.objects.create(person=someone, network=network, role="coordinator", from_on=dt.date(2020, 1, 1))
    complaints.complain(network=network, words=f"{WORD} was named at the door", email=someone.email, now=now - 9 * DAY)
    manager = factories.PersonFactory(network=network)
    Responsibility.objects.create(person=manager, network=network, role="manager", from_on=dt.date(2020, 1, 1))
    # It came on the day of the backup, and the tick that tells the manager came after.
    complaints.complain(network=network, words="The poster has an old address.", now=now)
    word = factories.RegularFactory(group=town[0], word=f"{WORD} of old", person=someone)

    coming = factories.GroupSessionFactory(group=town[0], capacity=1)
    factories.PlaceFactory(session=coming, person=someone, needs=f"Sit by the door, {WORD}")
    waiting = factories.PlaceFactory(session=coming, state="waiting")

    reminded = [factories.PersonFactory(network=network) for _ in range(3)]
    tonight = factories.GroupSessionFactory(group=town[0], on=timezone.localdate(now), capacity=None)
    tonight.starts_at, tonight.ends_at = now + dt.timedelta(hours=1), now + dt.timedelta(hours=3)
    tonight.save()
    soon = factories.GroupSessionFactory(group=town[1], on=timezone.localdate(now) + 2 * DAY)
    for person, evening in zip(reminded, (tonight, soon, tonight), strict=True):
        if person is reminded[2]:
            reminders.plan(now=now)  # and not again before the backup
        Reminder.objects.create(person=person, session=evening, asked_at=now - 4 * DAY)
    # The first two words are of people who are forgotten after them, and take along what the backup still knows.
    forgotten = [word, regulars[0], someone, people[0], people[-1], regulars[2]]
    return Life(town, forgotten, [reminded[0], reminded[2]], reminded[1], waiting.person)


def test_a_new_server_is_what_the_lost_one_had_become(
    transactional_db: None, network: Network, folder: Path, key: Path, server: Path, settings: Any
) -> None:
    now = timezone.now()
    life = live(network, now)
    totals = list(all_totals(life.town))
    with databases.owner():
        file = back_up(folder)
    for one in life.to_be_forgotten:
        forget_regular(regular=one, now=now) if isinstance(one, Regular) else forget(person=one, now=now)
    reminders.plan(now=now)
    clock.look(now=now)
    assert ledger.keep()
    assert list(all_totals(life.town)) == totals
    rows = counted()

    said = command(server, "restore", file, "--identity", key, "--tombstones", settings.TOMBSTONES_FILE)

    assert "Forgotten again: 4." in said
    with databases.on_server_in(server / "postgres"):
        assert counted() == rows
        assert list(all_totals(life.town)) == totals
        assert whatever_is_kept(WORD) == []
        assert places_beyond_capacity() == []
        assert rows_that_point_nowhere() == []
    command(server, "shell", "-v0", "-c", A_TICK)
    with databases.on_server_in(server / "postgres"):
        check_letters(life, server)


def counted() -> dict[str, int]:
    """The rows of each table; but for the trail, in which the same people may have gone in another order."""
    with connection.cursor() as cursor:
        return {table: rows for table, rows in manifest.count_rows(cursor).items() if table != "members_change"}


def check_letters(life: Life, server: Path) -> None:
    """The next in line is told of the place that is theirs now. Nobody is told again what they were told before."""
    letters = [path.read_text(encoding="utf-8") for path in (server / "mail").iterdir()]
    assert [life.next_in_line.email in letter for letter in letters] == [True]
    assert Place.objects.get(person=life.next_in_line).state == Place.State.OFFERED
    old = Message.objects.filter(recipient__in=[person.pk for person in life.reminded_already])
    assert [letter.state for letter in old] == ["dropped", "dropped"]
    assert Message.objects.get(recipient=life.to_be_reminded.pk, purpose="reminder").state == "waiting"


def places_beyond_capacity() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT evening.id FROM support_sessions_groupsession evening "
            "JOIN support_sessions_place place ON place.session_id = evening.id "
            "WHERE place.state IN ('coming', 'offered') GROUP BY evening.id HAVING count(*) > evening.capacity"
        )
        return [row for (row,) in cursor.fetchall()]


def rows_that_point_nowhere() -> list[str]:
    """Each foreign key, by hand: whatever a constraint may say."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column, (key, other, *_) in connection.introspection.get_relations(cursor, table).items():
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" one WHERE one."{column}" IS NOT NULL '  # noqa: S608
                    f'AND NOT EXISTS (SELECT FROM "{other}" WHERE "{other}"."{key}" = one."{column}")'
                )
                if cursor.fetchone() != (0,):
                    found.append(f"{table}.{column}")
    return found
