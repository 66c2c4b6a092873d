"""What an organisation says of itself, and how its letters sign."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members.models import Network
from peersupport.lib import crossing, slugs


@transaction.atomic
def keep(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Network:
    """For how long a network keeps what. What is over its new time goes within the hour.

    Raises `crossing.ChangedMeanwhile`.
    """
    return crossing.change(row=network, seen=seen, facts=facts, taken=slugs.SlugTaken)


@transaction.atomic
def change(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Network:
    """Write what a network says of itself. The address it had leads on to the new one.

    Raises `slugs.SlugTaken`, `crossing.ChangedMeanwhile`.
    """
    held = crossing.hold(row=network, seen=seen, facts=facts)
    slugs.move(held, facts["slug"])
    return crossing.put(held, facts, slugs.SlugTaken)
