"""What is overdue, as numbers: for each network and kind how many rows, since when, and whether they are stuck."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth

from members.models import Network, Tombstone
from sessions.retention.kinds import KINDS, Kind, facts

# Gone within the hour; what is still there a day later will not go without somebody's help.
STUCK_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Overdue:
    """One kind in one network: how many are over their time now, and since when the oldest of them."""

    title: str
    keeps: str
    rows: int
    since: dt.datetime | None
    is_stuck: bool


def overdue(*, networks: Collection[Network], now: dt.datetime) -> dict[Network, list[Overdue]]:
    """Each kind in each network, in one question. Numbers of rows, and no names."""
    each = [COUNT.replace("[kind]", str(place)).replace("[over]", kind.over) for place, kind in enumerate(KINDS)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), {**facts(now), "networks": [network.pk for network in networks]})
        found = {(kind, network): (rows, since) for kind, network, rows, since in cursor.fetchall()}
    return {
        network: [
            line(kind, network, *found.get((place, network.pk), (0, None)), now=now) for place, kind in enumerate(KINDS)
        ]
        for network in networks
    }


def line(kind: Kind, network: Network, rows: int, since: dt.datetime | None, *, now: dt.datetime) -> Overdue:
    is_stuck = since is not None and since < now - STUCK_AFTER
    return Overdue(kind.title, kind.keeps(network), rows, since, is_stuck)


COUNT = """
SELECT [kind], over.network_id, count(*), min(over.since) FROM ([over]) over
WHERE over.network_id = ANY(%(networks)s) GROUP BY over.network_id
"""


def forgotten_lately(*, networks: Collection[Network], since: dt.datetime) -> dict[Network, list[tuple[dt.date, int]]]:
    """How many people and words each network has forgotten, by month, the latest first: at a wish, or on time."""
    by_number = {network.pk: network for network in networks}
    found: dict[Network, list[tuple[dt.date, int]]] = {network: [] for network in networks}
    stones = Tombstone.objects.filter(network__in=by_number, forgotten_at__gte=since)
    by_month = stones.annotate(month=TruncMonth("forgotten_at")).values_list("network", "month").annotate(Count("pk"))
    for network, month, rows in by_month.order_by("-month"):
        found[by_number[network or 0]].append((month.date(), rows))
    return found
