"""Whether this machine, the database and the calendar agree on what time it is, in summer and in winter."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DataError, connection, transaction
from django.utils import timezone

from members.models import Network
from peersupport.home.doctor.finding import Finding, good, look, wrong

LOOK_SECONDS, WRONG_SECONDS = 2.0, 30.0
YEARS_AHEAD = 2
KEEP_TIME = "Let both machines keep network time: timedatectl set-ntp true."


def skew() -> Iterator[Finding]:
    """The database's clock against this machine's, in the middle of the question."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [(there,)] = cursor.fetchall()
    yield apart(abs((there - before - (timezone.now() - before) / 2).total_seconds()))


def apart(seconds: float) -> Finding:
    if seconds < LOOK_SECONDS:
        return good("This machine and the database have the same time.")
    says = f"The clocks of this machine and the database are {seconds:.0f} seconds apart."
    return look(says, KEEP_TIME) if seconds < WRONG_SECONDS else wrong(says, KEEP_TIME)


def zones(*, now: dt.datetime) -> Iterator[Finding]:
    """Both know when the clocks change where people meet, for as far ahead as dates are made and longer."""
    names = sorted({settings.TIME_ZONE, *Network.objects.values_list("time_zone", flat=True)})
    moments = [now + dt.timedelta(days=91 * quarter) for quarter in range(4 * YEARS_AHEAD)]
    for name in names:
        yield agrees(name, moments)


def agrees(name: str, moments: list[dt.datetime]) -> Finding:
    """Whether Python and PostgreSQL show the same wall time in a zone at each of these moments."""
    try:
        ours = [moment.astimezone(ZoneInfo(name)).replace(tzinfo=None) for moment in moments]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT moment AT TIME ZONE %s FROM unnest(%s) AS moment", [name, moments])
            theirs = [moment for (moment,) in cursor.fetchall()]
    except (ZoneInfoNotFoundError, ValueError, DataError):
        return wrong(
            f"The time zone {name} is not known.", "Set Europe/London, or install the newest time zones: tzdata."
        )
    if ours != theirs:
        return wrong(
            f"Program and database do not agree when the clocks change in {name}.",
            "Install the newest time zones on both machines: apt-get install tzdata.",
        )
    return good(f"Program and database agree on the time in {name}, now and for {YEARS_AHEAD} years.")
