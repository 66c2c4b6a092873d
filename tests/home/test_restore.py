"""A restore brings back everything or changes nothing, and says why in a sentence."""

import gzip
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from members.models import Person, Tombstone
from peersupport.home.backup.ledger import Ledger, by_key
from peersupport.lib import age_files
from peersupport.settings import database
from tests import databases
from tests.home.backups import back_up, born_at, lock, refusal, restore, unlocked
from tests.home.conftest import Kept

Damage = Callable[[Path, Path], str]
AS_IT_WAS = " The database is as it was."


def test_an_empty_database_becomes_what_was_backed_up(kept: Kept, empty: str, file: Path, key: Path) -> None:
    said = restore(file, key, nobody_forgotten=True)
    assert "Everybody is logged out." in said
    assert len(kept.rows["members_device"]) == 1
    assert databases.rows() == {**kept.rows, "members_device": []}


def test_it_is_built_as_if_it_had_been_migrated_and_the_app_may_do_no_more(empty: str, file: Path, key: Path) -> None:
    restore(file, key, nobody_forgotten=True)
    restored = databases.shape(), databases.rights()
    with databases.owner(NAME=empty.removesuffix("_spare")):
        assert restored == (databases.shape(), databases.rights())


def test_what_was_restored_can_be_backed_up_and_restored_again(empty: str, file: Path, folder: Path, key: Path) -> None:
    restore(file, key, nobody_forgotten=True)
    before = databases.rows()
    again = back_up(folder)
    Person.objects.filter(known_as="Nightjar").delete()
    restore(again, key, replace=True)
    assert databases.rows() == before


# -- Nothing changes


def test_what_is_in_a_database_is_given_up_only_if_that_is_said(full: str, file: Path, key: Path) -> None:
    before = databases.rows()
    said = refusal("restore", str(file), identity=key)
    assert said == (
        "This database is not empty. Say --replace, and what is in it is given up for the backup." + AS_IT_WAS
    )
    assert databases.rows() == before


def test_it_is_replaced_when_that_is_said(empty: str, file: Path, key: Path) -> None:
    restore(file, key, nobody_forgotten=True)
    Person.objects.update(known_as="Later")
    restore(file, key, replace=True)
    assert [person.known_as for person in Person.objects.all()] == ["Nightjar"]


def test_nothing_is_restored_while_the_site_or_its_worker_run(full: str, file: Path, key: Path) -> None:
    app = database("app")
    access = {"host": app["HOST"], "port": app.get("PORT") or None, "password": app.get("PASSWORD") or None}
    before = databases.rows()
    with closing(psycopg2.connect(dbname=full, user=app["USER"], **access)):
        said = refusal("restore", str(file), identity=key, replace=True)
    assert said == "The site or its worker still use this database. Stop them first, then restore." + AS_IT_WAS
    assert databases.rows() == before


def another_key(file: Path, key: Path) -> str:
    key.unlink()
    age_files.new_pair(key)
    return f"This key does not open {file}."


def half_of_it(file: Path, key: Path) -> str:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    return f"{file} is damaged: some of it is missing or changed."


def one_bit(file: Path, key: Path) -> str:
    content = bytearray(file.read_bytes())
    content[-9] ^= 1
    file.write_bytes(content)
    return f"{file} is damaged: some of it is missing or changed."


def another_kind_of_file(file: Path, key: Path) -> str:
    file.write_bytes(b"PK\x03\x04" + file.read_bytes())
    return f"{file} is not a file locked by age."


def something_else_that_was_locked(file: Path, key: Path) -> str:
    lock(file, key, b"Dear diary")
    return "It is not a backup of this program."


def packed_words_that_were_locked(file: Path, key: Path) -> str:
    lock(file, key, gzip.compress(b"Dear diary"))
    return "It is not a backup of this program."


def rows_that_are_not_those_it_says(file: Path, key: Path) -> str:
    words = unlocked(file, key).replace(b'"members_person": 1', b'"members_person": 2')
    lock(file, key, gzip.compress(words))
    return "It does not hold the rows that it says it does: members_person."


def a_script_that_breaks_off(file: Path, key: Path) -> str:
    lock(file, key, gzip.compress(unlocked(file, key)[:-200]))
    return "The dump breaks off before its end."


DAMAGES: tuple[Damage, ...] = (
    another_key,
    half_of_it,
    one_bit,
    another_kind_of_file,
    something_else_that_was_locked,
    packed_words_that_were_locked,
    rows_that_are_not_those_it_says,
    a_script_that_breaks_off,
)


def test_what_cannot_be_restored_changes_nothing(full: str, file: Path, key: Path, tmp_path: Path) -> None:
    before = databases.rows()
    for damage in DAMAGES:
        (tmp_path / damage.__name__).mkdir()
        spoilt, its_key = (Path(shutil.copy(one, tmp_path / damage.__name__)) for one in (file, key))
        sentence = damage(spoilt, its_key)
        assert refusal("restore", str(spoilt), identity=its_key, replace=True) == sentence + AS_IT_WAS
        assert databases.rows() == before
        assert refusal("restore", str(spoilt), identity=its_key, check=True) == sentence


def test_what_postgresql_refuses_changes_nothing(full: str, file: Path, key: Path) -> None:
    lock(file, key, gzip.compress(unlocked(file, key).replace(b"\tNightjar\t", b"\t" + b"Nightjar" * 10 + b"\t", 1)))
    before = databases.rows()
    said = refusal("restore", str(file), identity=key, replace=True)
    assert said == "PostgreSQL refuses: value too long for type character varying(60)." + AS_IT_WAS
    assert databases.rows() == before


def test_what_fails_at_the_very_end_changes_nothing(full: str, file: Path, key: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    Ledger(born_at(file, key), by_key([Tombstone(kind="dream", row=1, forgotten_at=timezone.now())])).write(strange)
    before = databases.rows(), databases.shape(), databases.rights()
    said = refusal("restore", str(file), identity=key, replace=True, tombstones=strange)
    assert said.startswith("Somebody was forgotten in a way this version does not know.")
    assert (databases.rows(), databases.shape(), databases.rights()) == before


# -- Other versions


def test_a_newer_versions_backup_is_refused(full: str, file: Path, key: Path) -> None:
    words = unlocked(file, key).replace(b'"members.0001_initial"', b'"members.0001_initial", "members.9999_later"', 1)
    lock(file, key, gzip.compress(words))
    before = databases.rows()
    assert refusal("restore", str(file), identity=key, replace=True) == (
        "A newer version of this program made this backup (members.9999_later is not known here). Use that one."
        + AS_IT_WAS
    )
    assert databases.rows() == before


def test_an_older_versions_backup_is_brought_up_to_date(empty: str, file: Path, folder: Path, key: Path) -> None:
    restore(file, key, nobody_forgotten=True)
    today = databases.shape(), databases.rights()
    MigrationExecutor(connection).migrate([("members", "0001_initial"), ("home", "0001_tries")])
    assert "members_change" not in databases.rows()

    restore(back_up(folder), key, replace=True)

    assert Person.objects.filter(known_as="Nightjar").exists()
    assert (databases.shape(), databases.rights()) == today


def test_every_migration_can_run_inside_the_transaction_of_a_restore(full: str) -> None:
    migrations = MigrationExecutor(connection).loader.disk_migrations
    assert [name for name, migration in migrations.items() if not migration.atomic] == []


def test_a_check_touches_no_database(full: str, file: Path, key: Path) -> None:
    before = databases.rows()
    said = restore(file, key, check=True)
    assert said.startswith("Whole: ")
    assert said.endswith("No database was touched.\n")
    assert databases.rows() == before
