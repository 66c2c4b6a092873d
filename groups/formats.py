"""How evenings go: plans of their parts and jobs, which the evenings to come follow and past ones do not."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from groups.doorbells import format_changes
from groups.models import Format, FormatJob, JobRole, Stage
from members.models import Network
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused

Kind = Stage.Kind


class NameTaken(Refused):
    """There is a plan of that name already. Choose another name, or change that plan."""


class InUse(Refused):
    """A group, its dates or a coming evening go by this plan. Give those another plan first."""


def part(kind: str, title: str, prompt: str, minutes: int | None) -> dict[str, Any]:
    return {"kind": kind, "title": title, "prompt": prompt, "minutes": minutes}


# What a new plan begins with: two hours, as many groups have them.
USUAL: dict[str, Any] = {
    "name": "Our usual evening",
    "plan": [
        part(Kind.AGREEMENT, "Our agreement", "We share what we have agreed, whether or not someone is new.", 5),
        part(Kind.MEDITATION, "A short meditation", "Arrive, and let the day go.", 10),
        part(Kind.SHARING, "What is going on", "Say as much or as little as you like.", 40),
        part(Kind.BREAK, "Tea", "", 20),
        part(Kind.SHARING, "What is going well", "However small.", 35),
        part(Kind.CLOSING, "A quiet end", "A moment together before we go home.", 10),
    ],
    "needs": {JobRole.FACILITATOR.value: 1, JobRole.WELCOME.value: 1, JobRole.TEA.value: 1},
}


@transaction.atomic
def add(*, network: Network, seen: str, facts: Mapping[str, Any]) -> Format:
    """Add a plan with its `name`, its stages (`plan`) and its jobs (`needs`). The same form sent twice adds one.

    Raises `NameTaken`.
    """
    return crossing.add(
        beside=network.formats.all(),
        seen=seen,
        facts=facts,
        write=lambda: write(Format(network=network), facts),
        taken=NameTaken,
    )


@transaction.atomic
def change(*, format: Format, seen: str, facts: Mapping[str, Any], now: dt.datetime) -> Format:
    """Write a plan anew. Evenings to come follow it; those that have begun keep what it was.

    Raises `NameTaken`, `crossing.ChangedMeanwhile`.
    """
    held = crossing.hold(row=format, seen=seen, facts=facts)
    if (held.plan, held.needs) != (facts["plan"], facts["needs"]):
        format_changes.send(sender=Format, format=held, goes=False, now=now)
    return write(held, facts)


def write(held: Format, facts: Mapping[str, Any]) -> Format:
    crossing.put(held, {"name": facts["name"]}, NameTaken)
    if held.plan != facts["plan"]:
        held.stages.all().delete()
        Stage.objects.bulk_create(Stage(format=held, position=at, **one) for at, one in enumerate(facts["plan"], 1))
    if held.needs != facts["needs"]:
        held.jobs.all().delete()
        FormatJob.objects.bulk_create(
            FormatJob(format=held, role=role, people=people) for role, people in facts["needs"].items()
        )
    return held


@transaction.atomic
def remove(*, format: Format, now: dt.datetime) -> None:
    """Remove a plan that nothing to come goes by. Evenings that have begun keep how they went. Raises `InUse`."""
    held = Format.objects.select_for_update().filter(pk=format.pk).first()
    if held is not None:
        format_changes.send(sender=Format, format=held, goes=True, now=now)
        crossing.remove(row=held, used=InUse)
