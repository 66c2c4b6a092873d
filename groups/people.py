"""Who can do what here: those who answer for something, those who help at groups, and those who are invited to."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When, prefetch_related_objects
from django.db.models.functions import Lower

from groups.access import HELPING, rights_of
from groups.memberships import choices
from groups.models import Membership, SupportGroup, Wish
from groups.models.group import SupportGroupQuerySet
from members.access import Charge, Visitor
from members.models import Area, Invitation, Network, Person, Responsibility

A_PAGE = 100


@dataclass(frozen=True)
class Reach:
    """What of one network somebody coordinates: all of it, or areas with their parts; and who does what there."""

    network: Network
    charges: tuple[Charge, ...]
    within: Q  # a filter on what has a network and an area

    @property
    def is_whole(self) -> bool:
        return any(charge.area_id is None for charge in self.charges)

    @property
    def by(self) -> Person:
        """As whom they do so."""
        return Person.objects.get(pk=self.charges[0].person_id)

    @property
    def areas(self) -> QuerySet[Area]:
        every = self.network.areas.select_related("parent")
        theirs = [charge.area_id for charge in self.charges]
        return every if self.is_whole else every.filter(Q(pk__in=theirs) | Q(parent__in=theirs))

    @property
    def groups(self) -> SupportGroupQuerySet:
        return SupportGroup.objects.filter(self.within)

    def groups_to_invite_to(self, today: dt.date) -> QuerySet[SupportGroup]:
        """Those that are open, paused or planned; at one that has ended nothing begins."""
        return self.groups.not_ended(today).order_by("name", "pk")

    def responsibilities(self, today: dt.date) -> QuerySet[Responsibility]:
        """Those that have not ended, with whose they are."""
        found = Responsibility.objects.filter(self.within).exclude(until_on__lt=today)
        return found.select_related("person", "area", "network")

    def memberships(self, today: dt.date) -> QuerySet[Membership]:
        """Of those who help; of those who come, where members alone find the group. None that has ended.

        Who comes to a group that anyone may find is on no list here, whatever they were in it before.
        """
        shown = Q(role__in=HELPING) | Q(group__found_by=SupportGroup.FoundBy.MEMBERS)
        found = Membership.objects.filter(shown, group__in=self.groups).exclude(until_on__lt=today)
        return found.select_related("person", "group__network")

    @property
    def wishes(self) -> QuerySet[Wish]:
        """Who would like to help at these groups."""
        return Wish.objects.filter(group__in=self.groups).select_related("person", "group")

    @property
    def invitations(self) -> QuerySet[Invitation]:
        """Those that nobody has answered or taken back, their day past or not."""
        to = Q(offered_role__group__in=self.groups) | (self.within & ~Q(role=""))
        found = Invitation.objects.unanswered().filter(to, network=self.network)
        return found.select_related("area", "network", "invited_by", "offered_role__group")


def reach_of(user: Visitor, network: Network) -> Reach:
    """What of a network somebody coordinates; `members.access.network_to_set` has said that it is something."""
    rights = rights_of(user)
    here = (charge for charge in rights.charges if charge.network_id == network.pk)
    charges = tuple(charge for charge in here if charge.role == Responsibility.Role.COORDINATOR)
    return Reach(network, charges, rights.coordinated() & Q(network=network))


@dataclass(frozen=True)
class People:
    """Who can do what, as far as somebody's reach goes. Those in groups come by the page; the others are few."""

    answering: list[Responsibility]
    belonging: Page[Membership]
    invited: list[Invitation]
    wishing: list[Wish]

    @property
    def refs(self) -> set[str]:
        """Of everybody whose name is on the page: looking at it is looking at them."""
        persons = {one.person.ref for one in self.answering} | {one.person.ref for one in self.belonging}
        persons |= {wish.person.ref for wish in self.wishing}
        return persons | {invitation.ref for invitation in self.invited}


def who(*, reach: Reach, now: dt.datetime, page: Any = 1) -> People:
    """By name; in a group, those who lead it first. The others are all on the first page."""
    today = reach.network.today(now)
    largest_first = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(reversed(Membership.Role))),
        output_field=IntegerField(),
    )
    in_order = reach.memberships(today).order_by(
        "group__name", "group_id", largest_first, Lower("person__known_as"), "pk"
    )
    shown = Paginator(in_order, A_PAGE).get_page(page)
    if shown.has_previous():
        return People([], shown, [], [])
    answering = reach.responsibilities(today).order_by("area__name", "role", Lower("person__known_as"), "pk")
    wishing = reach.wishes.order_by("group__name", "group_id", "said_at", "pk")
    return People(list(answering), shown, list(reach.invitations.order_by("expires_at", "pk")), list(wishing))


def with_parts(persons: list[Person], today: dt.date) -> list[Person]:
    """Persons with what each does in groups (`belongs`), answers for (`answers`) and would like to do (`wishing`).

    As far as it has not ended; and with what of it is theirs to choose (`may_be`, of each in `belongs`).
    """
    belongs = Membership.objects.exclude(until_on__lt=today).select_related("group").order_by("group__name", "pk")
    answers = Responsibility.objects.exclude(until_on__lt=today).select_related("area").order_by("role", "pk")
    prefetch_related_objects(
        persons,
        Prefetch("memberships", belongs, to_attr="belongs"),
        Prefetch("responsibilities", answers, to_attr="answers"),
        Prefetch("wishes", Wish.objects.select_related("group").order_by("group__name"), to_attr="wishing"),
    )
    for person in persons:
        for one in person.belongs:  # type: ignore[attr-defined]  # the line above put them there
            one.may_be = [Membership.Role(role) for role in choices(one, today)]
    return persons
