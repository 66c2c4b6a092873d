"""Two people with the same form open: nobody writes over what they have not seen, and sent twice it counts once."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from psycopg2.errorcodes import UNIQUE_VIOLATION

from peersupport.lib.refusals import NotFound, Refused

R = TypeVar("R", bound=models.Model)


class ChangedMeanwhile(Refused):
    """Somebody else changed this while you had it open. Have a look, and send yours again if it should stand."""


def mark_of(values: Iterable[object]) -> str:
    """What tells one state from another: sixteen letters that are the same for the same values in the same order."""
    return hashlib.sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:16]


def mark_of_row(row: models.Model, names: Iterable[str]) -> str:
    """The mark of what a row says in these fields; of another row it is by its number."""
    return mark_of(row.serializable_value(name) for name in sorted(names))


def mark_of_those(rows: Iterable[models.Model]) -> str:
    """The mark of which rows there are, whatever they say."""
    return mark_of(sorted(row.pk for row in rows))


def add(*, beside: Iterable[R], seen: str, facts: Mapping[str, Any], write: Callable[[], R], taken: type[Refused]) -> R:
    """Add what `write` makes of `facts` to the rows `beside` it, of which `seen` is the mark that the form showed.

    The same form sent twice adds one: a row that says just this, and was not there when the form was shown, is the
    answer once more. Whoever saw it there is told what `write` raises, `taken`.
    """
    try:
        return write()
    except taken:
        rows = list(beside)
        same = next((row for row in rows if all(getattr(row, name) == value for name, value in facts.items())), None)
        if same is None or mark_of_those(row for row in rows if row.pk != same.pk) != seen:
            raise
        return same


def change(*, row: R, seen: str, facts: Mapping[str, Any], taken: type[Refused]) -> R:
    """Write `facts` over what `seen`, the mark of the same fields, says was there: `hold`, then `put`."""
    return put(hold(row=row, seen=seen, facts=facts), facts, taken)


def hold(*, row: R, seen: str, facts: Mapping[str, Any]) -> R:
    """The row as it is now, taken for the caller's transaction, if it is as it was seen. The same facts twice are one.

    Raises `ChangedMeanwhile`, or `NotFound` when the row is gone.
    """
    held = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        raise NotFound
    says_so_already = all(getattr(held, name) == value for name, value in facts.items())
    if mark_of_row(held, facts) != seen and not says_so_already:
        raise ChangedMeanwhile
    return held


def put(row: R, facts: Mapping[str, Any], taken: type[Refused]) -> R:
    """Save a row with these facts, or raise `taken` where another has already what only one may have."""
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if getattr(clash.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
            raise
        raise taken from clash
    return row


def remove(*, row: models.Model, used: type[Refused]) -> None:
    """Remove a row that nothing leans on, or raise `used`. One that is gone already is removed."""
    try:
        with transaction.atomic():
            row.delete()
    except (models.ProtectedError, models.RestrictedError) as leans:
        raise used from leans
