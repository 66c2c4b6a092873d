"""The words at the end of public addresses. They are on posters: an old one leads on, and is never another's."""

from typing import Any, NoReturn, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.text import slugify

from peersupport.lib.refusals import Moved, NotFound, Refused

R = TypeVar("R", bound=Model)

LONGEST = 60
# A number of ours for PostgreSQL's advisory locks: whoever gives a slug away holds it.
GIVING_SLUGS = 7_101_989


class SlugTaken(Refused):
    """That address is another’s, or was once: people may still have it on a poster. Choose another."""


def find(rows: QuerySet[R], slug: str) -> R:
    """The one of these rows that has a slug today. Any other: as `lead_on` says."""
    return rows.filter(slug=slug).first() or lead_on(rows, slug)


def lead_on(rows: QuerySet[Any], slug: str) -> NoReturn:
    """None of these rows has this slug today. Raises `Moved` when one had it once, or has it in other letters.

    The rows are those that somebody may find: an old slug of any other is `NotFound`, as one that never was.
    """
    named = Q(former_slugs__slug__same=slug) | Q(slug__same=slug)
    today = rows.filter(named).values_list("slug", flat=True).first()
    if today is None:
        raise NotFound
    raise Moved(today)


def hold() -> None:
    """Until the caller's transaction ends, nobody else gives a slug away: what is free now is free till then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GIVING_SLUGS])


def move(row: Any, slug: str) -> None:
    """Set a row's slug, and keep the one it had as a former one that leads here. It may take back one it had before.

    The row has `slug` and `former_slugs`; the caller is in a transaction, and saves it. Raises `SlugTaken`.
    """
    if row.slug == slug:
        return
    hold()
    if is_taken(row, slug):
        raise SlugTaken
    if row.pk is not None:
        row.former_slugs.filter(slug=slug).delete()
        row.former_slugs.create(slug=row.slug)
    row.slug = slug


def is_taken(row: Any, slug: str) -> bool:
    rows = type(row)._default_manager
    former = rows.filter(former_slugs__slug=slug).exclude(pk=row.pk)
    return bool(rows.filter(slug=slug).exists() or former.exists())


def free(row: Any, name: str) -> str:
    """A slug made of a name that nothing has or had yet: with a number at its end where the name alone is taken.

    Whoever gives it away calls `hold` first.
    """
    plain = slugify(name)[: LONGEST - 6].strip("-") or "group"
    tries = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 100_000))
    return next(slug for slug in tries if not is_taken(row, slug))
