"""Who may do what, as one table: each app says its rows beside its `access`, the roof joins them.

The page `docs/who-sees-what.md` is written from it, and a test asks every address as everybody and compares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LOOK, DO = ("GET", "HEAD"), ("POST",)
BOTH = LOOK + DO


class Answer(StrEnum):
    """What an address answers. A verb that says "not now" has been reached: it opens."""

    OPENS = "opens"
    ONWARD = "leads on"
    LOG_IN = "log in"
    NOT_YOURS = "not yours"
    NOTHING = "not there"


@dataclass(frozen=True)
class Row:
    """One address, asked in some ways, and its answer by standing: how somebody stands to what the address is about.

    `about` narrows the row to things of one kind, where the answer depends on it. `shows` names the private facts
    that may stand in the answer, by standing; whatever it does not name must not. With `second_factor` it opens only
    after that; a login code alone is asked for it. With `notes_looks` the trail keeps who was shown whose name.
    """

    address: str
    methods: tuple[str, ...]
    answers: Mapping[str, Answer]
    about: str = ""
    shows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    second_factor: bool = False
    notes_looks: bool = False


ROWS: list[Row] = []


def declare(rows: Iterable[Row]) -> None:
    """Add an app's rows. Each address and method has one row for each thing it may be about."""
    for row in rows:
        taken = {(one.address, one.about, method) for one in ROWS for method in one.methods}
        if any((row.address, row.about, method) in taken for method in row.methods):
            raise ValueError(f"{row.address} has two rows.")
        ROWS.append(row)
