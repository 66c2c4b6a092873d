"""What happened between the backup and the restore is lost, and nobody meets it twice."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from groups.forgetting import forget_regular
from groups.models import Regular
from members.forgetting import forget
from members.models import Message, Network, Person, Tombstone
from peersupport.home.backup import ledger
from peersupport.home.backup.ledger import Ledger, by_key
from peersupport.home.backup.settling import MANY, MAY_HAVE_LEFT
from sessions import reminders
from sessions.models import Reminder
from tests import factories
from tests.home.backups import back_up, born_at, refusal, restore

pytestmark = pytest.mark.usefixtures("there")
DAY = dt.timedelta(days=1)


@pytest.fixture
def there(empty: str, file: Path, key: Path) -> None:
    """The backup is restored, and life goes on."""
    restore(file, key, nobody_forgotten=True)


@pytest.fixture
def tombstones(key: Path) -> Path:
    """The list of the forgotten that this database keeps."""
    return key.with_name("tombstones")


def known() -> set[str]:
    words = Regular.objects.values_list("word", flat=True)
    return {*Person.objects.values_list("known_as", flat=True), *words}


# -- Forgotten stay forgotten


def test_whoever_was_forgotten_in_the_database_that_is_replaced_stays_forgotten(
    file: Path, key: Path, tombstones: Path
) -> None:
    tombstones.unlink()
    forget(person=Person.objects.get(), now=timezone.now())
    forget_regular(regular=Regular.objects.get(), now=timezone.now())
    stones = set(Tombstone.objects.values_list("kind", "row", "network", "forgotten_at"))

    said = restore(file, key, replace=True)

    assert "Forgotten again: 2." in said
    assert known() == set()
    assert set(Tombstone.objects.values_list("kind", "row", "network", "forgotten_at")) == stones


def test_whoever_is_on_the_list_is_forgotten_on_a_new_server(
    file: Path, key: Path, tmp_path: Path, tombstones: Path
) -> None:
    forget(person=Person.objects.get(), now=timezone.now())
    assert ledger.keep()
    brought = tmp_path / "brought along"
    tombstones.rename(brought)
    start_over()

    assert "Forgotten again: 1." in restore(file, key, tombstones=brought)

    assert known() == {Regular.objects.get().word}
    # The new server keeps the list from here on.
    assert "person" in tombstones.read_text(encoding="utf-8")


def listed(row: int) -> Any:
    return by_key([Tombstone(kind="person", row=row, forgotten_at=timezone.now())])


def start_over() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner")


def test_without_the_list_nothing_is_restored_unless_somebody_is_sure(file: Path, key: Path, tombstones: Path) -> None:
    tombstones.unlink()
    start_over()
    said = refusal("restore", str(file), identity=key)
    assert said.startswith("It is not known who has been forgotten since this backup. Bring the list")
    assert connection.introspection.table_names() == []
    missing = file.with_name("nothing")
    assert refusal("restore", str(file), identity=key, tombstones=missing).startswith(
        f"There is no list of the forgotten at {missing}."
    )
    restore(file, key, nobody_forgotten=True)
    assert "Nightjar" in known()


def test_the_list_of_another_database_would_forget_the_wrong_people(file: Path, key: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    Ledger("another one", listed(Person.objects.get().pk)).write(theirs)
    said = refusal("restore", str(file), identity=key, replace=True, tombstones=theirs)
    assert said.startswith("The list of the forgotten is that of another database")
    assert "Nightjar" in known()


def test_a_list_that_is_older_than_the_backup_may_lack_others_too(
    folder: Path, file: Path, key: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    Ledger(born_at(file, key), {}).write(old)
    forget(person=Person.objects.get(), now=timezone.now())
    newer = back_up(folder)
    start_over()
    said = refusal("restore", str(newer), identity=key, tombstones=old)
    assert said.startswith("This list of the forgotten is older than the backup. Bring the latest one.")
    restore(newer, key)


def test_the_forgotten_of_another_database_that_is_replaced_are_other_people(
    file: Path, key: Path, tombstones: Path
) -> None:
    """As when a real backup is restored over a demonstration."""
    tombstones.unlink()
    forget(person=Person.objects.get(), now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = applied + interval '1 day'")
    assert refusal("restore", str(file), identity=key, replace=True).startswith("It is not known who")

    assert "Forgotten again: 0." in restore(file, key, replace=True, nobody_forgotten=True)
    assert "Nightjar" in known()


def test_the_latest_list_goes_with_every_backup(folder: Path, key: Path, file: Path, tombstones: Path) -> None:
    forget(person=Person.objects.get(), now=timezone.now())
    back_up(folder)
    _, line = tombstones.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["kind"] == "person"
    found = Ledger.read(tombstones)
    assert found is not None
    assert found.born_at == born_at(file, key)


# -- Numbers


def test_a_number_that_was_given_in_the_lost_time_is_given_to_nobody_else(file: Path, key: Path) -> None:
    network = Network.objects.get()
    lost, later = (factories.PersonFactory(network=network) for _ in range(2))
    forget(person=later, now=timezone.now())
    assert ledger.keep()
    start_over()
    restore(file, key)

    newcomer = factories.PersonFactory(network=network)
    assert newcomer.pk > later.pk > lost.pk
    # Were it given again, another restore would now forget the newcomer.
    restore(file, key, replace=True)
    assert "Nightjar" in known()


def test_a_number_from_the_list_however_high_is_passed(file: Path, key: Path, tombstones: Path) -> None:
    far = 7 * MANY
    Ledger(born_at(file, key), listed(far)).write(tombstones)
    restore(file, key, replace=True)
    assert factories.PersonFactory(network=Network.objects.get()).pk > far


# -- Letters


def test_no_letter_that_may_have_left_leaves_again_and_those_to_come_still_do(folder: Path, key: Path) -> None:
    now = timezone.now()
    group = factories.SupportGroupFactory(network=Network.objects.get())
    tonight = factories.GroupSessionFactory(group=group, on=timezone.localdate(now + dt.timedelta(minutes=10)))
    tonight.starts_at, tonight.ends_at = now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)
    tonight.save()
    soon = factories.GroupSessionFactory(group=group, on=timezone.localdate(now) + 2 * DAY)
    written, unplanned, coming = (factories.PersonFactory(network=group.network) for _ in range(3))
    Reminder.objects.create(session=tonight, person=written, asked_at=now - 4 * DAY)
    Reminder.objects.create(session=soon, person=coming, asked_at=now - 4 * DAY)
    assert reminders.plan(now=now) == 2
    # Asked for long ago, and planned only after the backup: the next tick would write it, and it would be due at once.
    Reminder.objects.create(session=tonight, person=unplanned, asked_at=now - 4 * DAY)
    code = Message.objects.create(
        key="code", purpose="login-code", recipient_kind="address", due_at=now, sealed="sealed", useful_until=now + DAY
    )
    backup = back_up(folder)

    assert "Letters dropped, as they may have left before: 3." in restore(backup, key, replace=True)

    assert reminders.plan(now=timezone.now()) == 0
    by_recipient = {letter.recipient: letter for letter in Message.objects.filter(purpose="reminder")}
    for person in (written, unplanned):
        assert (by_recipient[person.pk].state, by_recipient[person.pk].reason) == ("dropped", MAY_HAVE_LEFT)
    assert by_recipient[coming.pk].state == "waiting"
    code.refresh_from_db()
    assert (code.state, code.sealed) == ("dropped", "")
