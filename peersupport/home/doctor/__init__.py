"""Looks at a deployment, and says of each thing whether it is good and what to do. It changes nothing.

A check is a function that yields findings. It asks the real thing: the server, the disk, the page as others see it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from peersupport.home.doctor import backups, clocks, database, front_door, mail, networks, site, worker
from peersupport.home.doctor.finding import Finding, Verdict, look

__all__ = ["CHAPTERS", "Finding", "Verdict", "examine"]

Check = Callable[[dt.datetime], Iterable[Finding]]


@dataclass(frozen=True)
class Chapter:
    """Checks under one word. Those `of_rows` need a database that answers and has its tables."""

    word: str
    checks: tuple[Check, ...] = ()
    of_rows: tuple[Check, ...] = ()


CHAPTERS = (
    Chapter(
        "site",
        (
            lambda now: site.kind_of_run(),
            lambda now: site.secret_key(),
            lambda now: site.address(),
            lambda now: site.proxies(),
            lambda now: site.files_for_the_browser(),
            lambda now: site.what_django_says(),
            lambda now: front_door.opens(now=now),
        ),
    ),
    Chapter("database", (lambda now: database.server(), lambda now: database.tables()), (lambda now: database.role(),)),
    Chapter("clocks", (), (lambda now: clocks.skew(), lambda now: clocks.zones(now=now))),
    Chapter(
        "worker",
        (lambda now: worker.broker(),),
        (
            lambda now: worker.tick(now=now),
            lambda now: worker.hourly_turn(now=now),
            lambda now: worker.letters(now=now),
        ),
    ),
    Chapter(
        "mail",
        (lambda now: mail.sender(), lambda now: mail.server(), lambda now: mail.records()),
    ),
    Chapter(
        "backups",
        (
            lambda now: backups.locks(),
            lambda now: backups.newest(now=now),
            lambda now: backups.room(),
            lambda now: backups.elsewhere(),
        ),
        (lambda now: backups.list_of_the_forgotten(),),
    ),
    Chapter("networks", (), (lambda now: networks.set_up(now=now), lambda now: networks.helplines(now=now))),
)
NOT_LOOKED_AT = look("What rests on the tables was not looked at.", "Mend the database first: the lines above say how.")


def examine(*, now: dt.datetime, words: Collection[str] = ()) -> Iterator[tuple[str, Finding]]:
    """Each finding with its chapter's word, in order; of the chapters with these words, or of all."""
    has_tables = database.has_its_tables()
    for chapter in CHAPTERS:
        if words and chapter.word not in words:
            continue
        for check in chapter.checks:
            yield from ((chapter.word, finding) for finding in check(now))
        if chapter.of_rows and not has_tables:
            yield chapter.word, NOT_LOOKED_AT
            continue
        for check in chapter.of_rows:
            yield from ((chapter.word, finding) for finding in check(now))
