"""The bodies around a network: members, partners, funders, schools. A person may come on behalf of one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members.models import Network, Organisation
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused


class NameTaken(Refused):
    """There is an organisation of that name already. Choose another name."""


@transaction.atomic
def add(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Organisation:
    """Add an organisation. The same form sent twice adds one. Raises `NameTaken`."""
    return crossing.add(
        beside=network.organisations.all(),
        seen=seen,
        facts=facts,
        write=lambda: crossing.put(Organisation(network=network), facts, NameTaken),
        taken=NameTaken,
    )


@transaction.atomic
def change(*, organisation: Organisation, seen: str, facts: Mapping[str, Any]) -> Organisation:
    """Raises `NameTaken`, `crossing.ChangedMeanwhile`."""
    return crossing.change(row=organisation, seen=seen, facts=facts, taken=NameTaken)


@transaction.atomic
def remove(*, organisation: Organisation) -> None:
    """Remove an organisation. Whoever came on its behalf stays known, without it."""
    Organisation.objects.filter(pk=organisation.pk).delete()
