"""The list of the forgotten: a file of who must be forgotten again after a restore, kept outside the database.

A backup made before somebody was forgotten still knows them. So the tick writes every tombstone into this file, and
the file is kept with the backups, away from the machine. It holds kinds and numbers, and nothing about whom.
"""

import datetime as dt
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from members.models import Tombstone
from peersupport.home.backup.manifest import born_at, tables
from peersupport.lib.whole_files import written_whole

log = logging.getLogger("peersupport.backup")

Key = tuple[str, int]


class BadLedger(Exception):  # noqa: N818 – said as a sentence: raise BadLedger
    """The list of the forgotten cannot be read. The text is a sentence fit to show."""


@dataclass(frozen=True)
class Ledger:
    """The forgotten of one database, the one that was `born_at` then; empty: of any, for nobody."""

    born_at: str
    tombstones: dict[Key, Tombstone] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Ledger | None":
        """The list in a file; None where there is no file. Raises `BadLedger`."""
        try:
            first, *rest = path.read_text(encoding="utf-8").splitlines()
            return cls(json.loads(first)["born_at"], by_key(tombstone_of(json.loads(line)) for line in rest))
        except FileNotFoundError:
            return None
        except OSError as trouble:
            raise BadLedger(f"The list of the forgotten {path} cannot be read: {trouble.strerror}.") from trouble
        except (ValueError, KeyError, TypeError) as trouble:
            raise BadLedger(
                f"{path} is no list of the forgotten, or it is damaged. Take another copy of it."
            ) from trouble

    def write(self, path: Path) -> None:
        facts = [facts_of(self.tombstones[key]) for key in sorted(self.tombstones)]
        with written_whole(path) as file:
            file.writelines(f"{json.dumps(line)}\n".encode() for line in ({"born_at": self.born_at}, *facts))

    def lacks(self, tombstones: Iterable[Tombstone]) -> bool:
        """Whether somebody is missing in it, so that others may be."""
        return not by_key(tombstones).keys() <= self.tombstones.keys()


def by_key(tombstones: Iterable[Tombstone]) -> dict[Key, Tombstone]:
    return {(tombstone.kind, tombstone.row): tombstone for tombstone in tombstones}


def facts_of(tombstone: Tombstone) -> dict[str, Any]:
    at = tombstone.forgotten_at.isoformat()
    return {"kind": tombstone.kind, "row": tombstone.row, "network": tombstone.network, "forgotten_at": at}


def tombstone_of(facts: dict[str, Any]) -> Tombstone:
    """A tombstone from what a line of the list or a row says of it; an older one may not say whose network it was."""
    at = dt.datetime.fromisoformat(facts["forgotten_at"])
    return Tombstone(kind=facts["kind"], row=int(facts["row"]), network=facts.get("network"), forgotten_at=at)


def in_the_database(cursor: Any) -> list[Tombstone]:
    """Its tombstones, whether or not it has been migrated to what the model says."""
    if "members_tombstone" not in tables(cursor):
        return []
    cursor.execute("SELECT to_jsonb(one) FROM members_tombstone one")
    return [tombstone_of(json.loads(facts)) for (facts,) in cursor.fetchall()]


def keep() -> bool:
    """Add to the file whoever has been forgotten and is not in it yet. Answers whether it was written.

    Nobody is ever taken out of it. Where it cannot be written, the log says so, and the next minute tries again.
    """
    path = settings.TOMBSTONES_FILE
    try:
        return keep_in(path)
    except BadLedger as trouble:
        log.error("%s", trouble)
    except OSError as trouble:
        log.error("The list of the forgotten %s could not be written: %s.", path, trouble.strerror)
    return False


def keep_in(path: Path) -> bool:
    with connection.cursor() as cursor:
        here, forgotten = born_at(cursor), in_the_database(cursor)
    before = Ledger.read(path)
    if before is not None and before.born_at != here:
        raise BadLedger(
            f"{path} is the list of another database. Move it away, or let TOMBSTONES_FILE name another file."
        )
    known = before.tombstones if before is not None else {}
    every = {**by_key(forgotten), **known}
    if before is not None and len(every) == len(known):
        return False
    path.parent.mkdir(mode=0o700, exist_ok=True)
    Ledger(here, every).write(path)
    return True
