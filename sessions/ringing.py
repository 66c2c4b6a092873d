"""Whom somebody has to ring or text: they asked for that instead of letters, and there is something to tell.

An evening that changed, is cancelled or is on again; a place that came free, and is theirs. Nothing else is rung about.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet

from members.models import Reach
from sessions.models import GroupSession, Place


def concerned(session: GroupSession) -> QuerySet[Place]:
    """The live places of an evening whose people are to be rung, told already or not, in order of asking."""
    by_phone = session.places.live().filter(person__reach=Reach.PHONE)
    since = Q(offered_at__isnull=False)
    if session.changed_at is not None:
        since |= Q(asked_at__lt=session.changed_at)
    return by_phone.filter(since).select_related("person").order_by("asked_at", "pk")


def to_ring(session: GroupSession) -> QuerySet[Place]:
    """Those of them who have not been told of the latest."""
    news = Q(rung_at__isnull=True) | Q(rung_at__lt=F("offered_at"))
    if session.changed_at is not None:
        news |= Q(rung_at__lt=session.changed_at, asked_at__lt=session.changed_at)
    return concerned(session).filter(news)


@transaction.atomic
def rung(*, place: Place, now: dt.datetime) -> None:
    """Somebody has told them. Told twice is told; what changes after this is to be told again."""
    Place.objects.filter(pk=place.pk).update(rung_at=now)


@transaction.atomic
def not_rung(*, place: Place) -> None:
    """Nobody has, after all."""
    Place.objects.filter(pk=place.pk).update(rung_at=None)
