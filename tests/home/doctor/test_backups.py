"""No backup, an old one, one without a lock, a list that lacks somebody, no room: each is said."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from members.forgetting import forget
from peersupport.home.backup import ledger
from peersupport.home.doctor import backups
from tests import databases, factories
from tests.home.backups import back_up
from tests.home.doctor.conftest import Said


@pytest.fixture
def made(folder: Path, key: Path, settings: Any, transactional_db: None) -> Iterator[Path]:
    """A real backup, in the folder that the settings name."""
    settings.BACKUPS = folder
    with databases.owner():
        yield back_up(folder)


@pytest.mark.parametrize(("recipients", "words"), [([], "is not set"), (["age1nonsense"], "is no public key")])
def test_without_a_lock(said: Said, settings: Any, recipients: list[str], words: str) -> None:
    settings.BACKUP_RECIPIENTS = recipients
    assert words in said(backups.locks())["not right"][0]


def test_locked(said: Said, key: Path) -> None:
    assert said(backups.locks()) == {"good": ["Backups are locked for 1 key."]}


def test_none_at_all(said: Said, folder: Path, settings: Any, now: dt.datetime) -> None:
    settings.BACKUPS = folder
    (folder / "peersupport-of-ours.age").write_text("not made by us")
    assert "There is no backup" in said(backups.newest(now=now))["not right"][0]


def test_as_old_as_it_is(said: Said, made: Path, now: dt.datetime) -> None:
    assert list(said(backups.newest(now=now))) == ["good"]
    assert list(said(backups.newest(now=now + dt.timedelta(hours=35)))) == ["good"]
    [old] = said(backups.newest(now=now + dt.timedelta(hours=50)))["not right"]
    assert "2 days and" in old
    assert len(said(backups.newest(now=now + dt.timedelta(days=40)))["not right"]) == 2


def test_one_that_is_kept_for_too_long(said: Said, made: Path, now: dt.datetime) -> None:
    long_ago = now - dt.timedelta(days=37)
    (made.parent / f"peersupport-{long_ago:%Y-%m-%dT%H-%M-%SZ}.age").touch()
    assert "thirty-five at most" in said(backups.newest(now=now))["not right"][0]


def test_where_nothing_can_be_written(said: Said, tmp_path: Path, settings: Any) -> None:
    settings.VAR = settings.BACKUPS = tmp_path
    settings.TOMBSTONES_FILE = tmp_path / "tombstones"
    assert "not right" not in said(backups.room())

    (tmp_path / "file").touch()
    settings.TOMBSTONES_FILE = tmp_path / "file" / "tombstones"
    assert "may not write into" in said(backups.room())["not right"][0]
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_how_much_room_there_is(said: Said, tmp_path: Path) -> None:
    assert list(said([backups.has_room(tmp_path, least=0, little=0)])) == ["good"]
    assert list(said([backups.has_room(tmp_path, least=0, little=2**60)])) == ["look here"]
    assert list(said([backups.has_room(tmp_path, least=2**60, little=2**60)])) == ["not right"]


@pytest.mark.django_db
def test_a_list_of_the_forgotten_that_is_whole_or_lacks_somebody(said: Said, key: Path, now: dt.datetime) -> None:
    assert "There is no list of the forgotten" in said(backups.list_of_the_forgotten())["not right"][0]

    ledger.keep()
    assert list(said(backups.list_of_the_forgotten())) == ["good"]

    forget(person=factories.PersonFactory(), now=now)
    assert "Somebody is missing" in said(backups.list_of_the_forgotten())["not right"][0]


@pytest.mark.django_db
def test_a_list_of_another_database_or_none(said: Said, key: Path, settings: Any) -> None:
    ledger.Ledger("2020-01-01T00:00:00+00:00").write(settings.TOMBSTONES_FILE)
    assert "the list of another database" in said(backups.list_of_the_forgotten())["not right"][0]

    settings.TOMBSTONES_FILE.write_text("tea")
    assert "is damaged" in said(backups.list_of_the_forgotten())["not right"][0]


def test_what_only_people_can_see(said: Said) -> None:
    assert len(said(backups.elsewhere())["by hand"]) == 2
