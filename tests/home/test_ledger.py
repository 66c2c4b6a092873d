"""The list of the forgotten is kept outside the database: complete, never shortened, and that of one database."""

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from groups.forgetting import forget_regular
from members.forgetting import forget
from members.models import Tombstone
from peersupport.home.backup import ledger
from peersupport.home.backup.ledger import BadLedger, Ledger, by_key
from peersupport.home.tasks import tick
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.TOMBSTONES_FILE = tmp_path / "backups" / "tombstones"
    return settings.TOMBSTONES_FILE


def listed(file: Path) -> set[tuple[str, int]]:
    found = Ledger.read(file)
    assert found is not None
    return set(found.tombstones)


def test_the_tick_writes_down_whoever_is_forgotten_and_nothing_about_whom(file: Path, now: dt.datetime) -> None:
    person, regular = factories.PersonFactory(known_as="Nightjar"), factories.RegularFactory(word="Heron")
    forget(person=person, now=now)
    forget_regular(regular=regular, now=now)
    tick()

    assert listed(file) == {("person", person.pk), ("regular", regular.pk)}
    assert file.stat().st_mode & 0o777 == 0o600
    _, *lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert all(line.keys() == {"kind", "row", "network", "forgotten_at"} for line in lines)


def test_it_is_written_only_when_there_is_something_new(file: Path, now: dt.datetime) -> None:
    assert ledger.keep()  # an empty list says that nobody has been forgotten
    assert listed(file) == set()
    assert not ledger.keep()
    forget(person=factories.PersonFactory(), now=now)
    assert ledger.keep()
    assert not ledger.keep()


def test_nobody_is_taken_out_of_it(file: Path, now: dt.datetime) -> None:
    ledger.keep()
    empty = Ledger.read(file)
    assert empty is not None
    Ledger(empty.born_at, by_key([Tombstone(kind="person", row=7, forgotten_at=now)])).write(
        file
    )  # of whom the database, once restored, knows nothing
    Tombstone.objects.create(kind="person", row=8, forgotten_at=now)
    ledger.keep()

    assert listed(file) == {("person", 7), ("person", 8)}


def test_a_disk_that_is_missing_is_said_in_the_log_and_stops_nothing(
    file: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TOMBSTONES_FILE = file.parent / "not" / "there" / "tombstones"
    with caplog.at_level(logging.ERROR):
        assert not ledger.keep()
    [line] = caplog.messages
    assert (
        line == f"The list of the forgotten {settings.TOMBSTONES_FILE} could not be written: No such file or directory."
    )


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[]",
        '{"born_at": "then"}\n{"kind": "person"}',
        '{"born_at": "then"}\n{"kind": "person", "row": 7, "forg',
    ],
)
def test_a_damaged_list_is_said_to_be_one_and_left_as_it_is(
    file: Path, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    file.parent.mkdir()
    file.write_text(words, encoding="utf-8")
    with pytest.raises(BadLedger, match="no list of the forgotten, or it is damaged"):
        Ledger.read(file)
    assert not ledger.keep()
    assert len(caplog.messages) == 1
    assert file.read_text(encoding="utf-8") == words


def test_the_list_of_another_database_is_left_alone(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    theirs = Ledger("another one")
    theirs.write(file)
    assert not ledger.keep()
    assert "is the list of another database" in caplog.text
    assert Ledger.read(file) == theirs
