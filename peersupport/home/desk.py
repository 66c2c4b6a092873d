"""What there is to set for an organisation, and what is missing before its first evening."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone

from groups.access import rights_of
from groups.models import Format, Run, SupportGroup, Venue
from members import helplines
from members.access import Visitor, networks_to_set
from members.models import Area, Basis, Network, Organisation, Person, Purpose, Responsibility
from sessions.models import GroupSession


@dataclass(frozen=True)
class Way:
    """One page of settings: what it is called, what stands there in a few words, and its address."""

    label: str
    says: str
    url: str
    is_missing: bool = False


@dataclass(frozen=True)
class Desk:
    """One organisation, and the pages somebody may set something of it on."""

    network: Network
    ways: list[Way]


def desks(user: Visitor) -> list[Desk]:
    """The organisations somebody coordinates, all or part of them. None: not found. One query for their numbers."""
    whole = networks_to_set(user)
    today = Responsibility.objects.on(timezone.localdate())
    rows = COUNTED | {"answering": Person.objects.filter(pk__in=today.values("person"))}
    networks = Network.objects.filter(pk__in=whole).annotate(**{f"many_{name}": many(rows[name]) for name in rows})
    networks = networks.annotate(nearest=nearest_evening(user, timezone.now()))
    return [Desk(network, ways(network, in_part=not whole[network.pk])) for network in networks]


ORGANISATIONS = ("organisation", "organisations")
COUNTED: dict[str, QuerySet[Any]] = {
    "areas": Area.objects.all(),
    "bases": Basis.objects.all(),
    "formats": Format.objects.all(),
    "groups": SupportGroup.objects.all(),
    "organisations": Organisation.objects.all(),
    "venues": Venue.objects.to_meet_at(),
}


def many(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows are a network's."""
    of_it = rows.filter(network=OuterRef("pk")).order_by().values("network")
    return Coalesce(Subquery(of_it.annotate(many=Count("pk")).values("many")), 0)


def nearest_evening(user: Visitor, now: dt.datetime) -> Subquery:
    """Of the groups of a network that somebody coordinates, how far the one is that is nearest to meeting people.

    One with dates ahead, else one that is open or will be, else one that has never been. Those that pause or have ended
    are left in peace; where there are no others, this is nothing.
    """
    today, runs = timezone.localdate(now), Run.objects.filter(group=OuterRef("pk"))
    meets = GroupSession.objects.not_over(now).filter(group=OuterRef("pk"), state=GroupSession.State.PLANNED)
    theirs = SupportGroup.objects.filter(rights_of(user).coordinated(), network=OuterRef("pk"))
    groups = theirs.annotate(has_dates=Exists(meets), is_open=Exists(runs.open_or_coming(today)), has_been=Exists(runs))
    nearest = groups.filter(Q(is_open=True) | Q(has_been=False)).order_by("-has_dates", "-is_open", "name", "pk")
    said = JSONObject(name="name", slug="slug", has_dates="has_dates", is_open="is_open")
    return Subquery(nearest.values(said=said)[:1])


def ways(network: Any, *, in_part: bool) -> list[Way]:
    """What somebody may set, in the order in which a new organisation needs it."""

    def way(name: str, label: str, says: str, *, is_missing: bool = False) -> Way:
        return Way(label, says, reverse(name, args=[network.slug]), is_missing)

    whole = [
        way("members:change-network", "About the organisation", **said_of_contact(network)),
        way("members:bases", "Why you may keep it", **said_of_bases(network)),
        way("members:keeping", "For how long you keep it", f"Names for {network.keeps_contact_months} months"),
        way("members:areas", "Areas", counted(network.many_areas, "area", "areas")),
        way("sessions:interests", "Where people hope for a group", "How many asked, never who"),
        way("members:organisations", "Organisations", counted(network.many_organisations, *ORGANISATIONS)),
        way("members:helplines", "Where to turn in a crisis", **said_of_lines(network)),
    ]
    answering = f"{counted(network.many_answering, 'person answers', 'people answer')} for something"
    venues, formats = network.many_venues, network.many_formats
    in_part_too = [
        way("groups:venues", "Venues", counted(venues, "venue", "venues"), is_missing=not venues),
        way("groups:formats", "How evenings go", counted(formats, "plan", "plans"), is_missing=not formats),
    ]
    if in_part:
        return [
            *in_part_too,
            way("sessions:groups", "Groups", "those you coordinate"),
            *ways_to_meet(network.nearest),
            way("groups:people", "People", "Who helps in your areas"),
        ]
    groups = network.many_groups
    return [
        *whole,
        *in_part_too,
        way("sessions:groups", "Groups", counted(groups, "group", "groups"), is_missing=not groups),
        *ways_to_meet(network.nearest),
        way("groups:people", "People", answering),
    ]


def ways_to_meet(nearest: dict[str, Any] | None) -> list[Way]:
    """What is missing before anybody can come: where no group has dates ahead, the next step of the nearest one."""
    if nearest is None or nearest["has_dates"]:
        return []
    if nearest["is_open"]:
        label, says, page = "Dates", f"{nearest['name']} has no dates ahead", "sessions:timetable"
    else:
        label, says, page = "When it is open", f"{nearest['name']} has not opened yet", "sessions:runs"
    return [Way(label, says, reverse(page, args=[nearest["slug"]]), is_missing=True)]


def said_of_contact(network: Network) -> dict[str, Any]:
    """Whether people are told how to reach it, and on which days it answers."""
    if not (network.contact_email or network.contact_phone):
        return {"says": "How to reach you is not written down yet", "is_missing": True}
    if not network.contact_days:
        return {"says": "On which days you answer is not written down yet", "is_missing": True}
    return {"says": f"You answer on {network.contact_days}"}


def said_of_bases(network: Any) -> dict[str, Any]:
    """Whether there is a reason for everything."""
    missing = len(Purpose) - network.many_bases
    if missing:
        return {"says": f"{counted(missing, 'reason', 'reasons')} not recorded yet", "is_missing": True}
    return {"says": "Recorded for everything"}


def said_of_lines(network: Network) -> dict[str, Any]:
    """Whether somebody has checked lately where people are told to turn."""
    today = network.today(timezone.now())
    to_check = [line for line in helplines.shown_to(network) if helplines.is_to_check(line, today)]
    if to_check:
        return {"says": f"{counted(len(to_check), 'line', 'lines')} to check", "is_missing": True}
    return {"says": "All checked within the year"}


def counted(number: int, one: str, several: str) -> str:
    """A number in words: "no areas", "1 area", "12 areas"."""
    return f"{number or 'no'} {one if number == 1 else several}"
