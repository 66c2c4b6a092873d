"""Which groups a login may find, help, lead or coordinate: rights follow from memberships and responsibilities."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.models import Membership, SupportGroup, Wish
from members.access import LOG_IN, NAMES, NOTHING, OPENS, SET_IN_PART, Charge, Standing, Visitor, answers, logged_in
from members.models import Area, Invitation, Network, Person, Responsibility
from peersupport.lib import links, slugs
from peersupport.lib.compiled import Compiled, Given
from peersupport.lib.matrix import BOTH, DO, LOOK, Answer, Row, declare
from peersupport.lib.prepared import Prepared
from peersupport.lib.refusals import Forbidden, NotFound

HELPING = (Membership.Role.HELPER, Membership.Role.VOLUNTEER, Membership.Role.FACILITATOR)


class Scope(NamedTuple):
    """A whole network, or one area of it with its parts."""

    network_id: int
    area_id: int | None


@dataclass(frozen=True)
class Rights:
    """What one login may do today, read in one query when first asked and kept for the request.

    `roles` maps the groups it belongs to, by number, to its role there.
    """

    charges: tuple[Charge, ...] = ()
    roles: dict[int, str] = field(default_factory=dict)

    def coordinates(self, group: SupportGroup) -> bool:
        """Whether it is a coordinator of the group's network, of its area, or of the area that one is part of."""
        return any(charge_covers(charge, group) for charge in self.coordinating)

    def facilitates(self, group: SupportGroup) -> bool:
        return self.roles.get(group.pk) == Membership.Role.FACILITATOR

    def leads(self, group: SupportGroup) -> bool:
        """Facilitators and coordinators plan evenings and see what the group needs for them."""
        return self.facilitates(group) or self.coordinates(group)

    def may_say_yes(self, group: SupportGroup, role: str) -> bool:
        """Who leads a group says yes to helpers and volunteers; who coordinates it, as with invitations, to all."""
        return self.coordinates(group) or (self.facilitates(group) and role != Membership.Role.FACILITATOR)

    def helps(self, group: SupportGroup) -> bool:
        return self.roles.get(group.pk) in HELPING or self.coordinates(group)

    def role_in(self, group: SupportGroup) -> str:
        """What the login is to a group, in one word: its part there, or that it answers for it."""
        return self.roles.get(group.pk) or (Responsibility.Role.COORDINATOR if self.coordinates(group) else "")

    @property
    def coordinating(self) -> tuple[Charge, ...]:
        return tuple(charge for charge in self.charges if charge.role == Responsibility.Role.COORDINATOR)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What it coordinates, each once and always in the same order."""
        found = {Scope(charge.network_id, charge.area_id) for charge in self.coordinating}
        return tuple(sorted(found, key=lambda one: (one.network_id, one.area_id or 0)))

    @property
    def helping(self) -> list[int]:
        """The groups, by number, on whose team it is."""
        return [pk for pk, role in self.roles.items() if role in HELPING]

    @property
    def facilitated(self) -> list[int]:
        return [pk for pk, role in self.roles.items() if role == Membership.Role.FACILITATOR]

    @property
    def is_coordinator(self) -> bool:
        return bool(self.coordinating)

    @property
    def leads_something(self) -> bool:
        return bool(self.coordinating or self.facilitated)

    @property
    def is_staff_of_something(self) -> bool:
        """Whether `/tonight/` has anything to show."""
        return bool(self.charges or self.helping)

    def coordinated(self) -> Q:
        """The groups it coordinates, as a filter on SupportGroup or on whatever else has a network and an area."""
        return in_scopes(self.scopes)

    def led(self) -> Q:
        """The groups it leads, as a filter on SupportGroup."""
        return Q(pk__in=self.facilitated) | self.coordinated()

    def helped(self) -> Q:
        """The groups it helps in any way, as a filter on SupportGroup."""
        return Q(pk__in=self.helping) | self.coordinated()

    def own(self) -> Q:
        """The groups it belongs to or coordinates, as a filter on SupportGroup."""
        return Q(pk__in=list(self.roles)) | self.coordinated()

    def visible(self) -> Q:
        """The groups it may find: public ones, those it belongs to, those it coordinates; staff ones if it helps."""
        found = Q(found_by=SupportGroup.FoundBy.PUBLIC) | self.helped()
        return found | Q(found_by=SupportGroup.FoundBy.MEMBERS, pk__in=list(self.roles))


def in_scopes(scopes: Iterable[Scope]) -> Q:
    """The groups of networks and areas, as a filter on SupportGroup or on what else has a network and an area."""
    return reduce(or_, map(within, scopes), Q(pk__in=()))


def within(charge: Charge | Scope) -> Q:
    """The groups a responsibility reaches, as a filter on SupportGroup or on what else has a network and an area."""
    if charge.area_id is None:
        return Q(network_id=charge.network_id)
    return Q(area_id=charge.area_id) | Q(area__parent_id=charge.area_id)


def charge_covers(charge: Charge, group: SupportGroup) -> bool:
    if charge.network_id != group.network_id:
        return False
    if charge.area_id is None or charge.area_id == group.area_id:
        return True
    return group.area is not None and group.area.parent_id == charge.area_id


def rights_of(user: Visitor, now: dt.datetime | None = None) -> Rights:
    """What a login may do. Asked again in the same request, it is not read again; a new request reads anew."""
    if not user.is_authenticated:
        return Rights()
    known: Rights | None = getattr(user, "_rights", None)
    if known is None:
        known = read_rights(user.pk, timezone.localdate(now))
        setattr(user, "_rights", known)  # noqa: B010 – kept on the request's own user object, which has no such field
    return known


def read_rights(user: int, today: dt.date) -> Rights:
    """Asked on every page of everybody who is logged in, so in one statement, written by hand."""
    rows = RIGHTS.ask(user=user, today=today)
    charges = tuple(Charge(role, network, area, person) for group, role, network, area, person in rows if not group)
    return Rights(charges, strongest((group, role) for group, role, *_ in rows if group))


# The responsibilities (without a group), then the memberships, of all persons that a login is.
RIGHTS = Prepared("""
SELECT NULL::bigint AS group_id, given.role, given.network_id, given.area_id, given.person_id
FROM members_responsibility given JOIN members_person person ON person.id = given.person_id
WHERE person.user_id = %(user)s
    AND given.from_on <= %(today)s AND (given.until_on IS NULL OR given.until_on >= %(today)s)
UNION ALL
SELECT belongs.group_id, belongs.role, NULL, NULL, belongs.person_id
FROM groups_membership belongs JOIN members_person person ON person.id = belongs.person_id
WHERE person.user_id = %(user)s
    AND belongs.from_on <= %(today)s AND (belongs.until_on IS NULL OR belongs.until_on >= %(today)s)
""")


def strongest(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    """One role a group: where a login is two persons of a group, the role that may do more."""
    order = [role.value for role in Membership.Role]
    found: dict[int, str] = {}
    for group_id, role in rows:
        if group_id not in found or order.index(role) > order.index(found[group_id]):
            found[group_id] = role
    return found


def group_for(user: Visitor, slug: str) -> SupportGroup:
    """A group somebody may look at. Outside their walls is answered like what does not exist."""
    found = SupportGroup.objects.filter(rights_of(user).visible())
    # The photo's words and size come with the venue, its bytes only where it is looked at.
    rows = found.select_related("network", "area", "venue__door", "format").defer("venue__door__content")
    return slugs.find(rows, slug)


def group_with_address_for(user: Visitor, slug: str) -> SupportGroup:
    """A group whose address somebody may know: one they may look at, and that does not keep it to itself."""
    group = group_for(user, slug)
    if group.address_is_private:
        raise NotFound
    return group


def group_to_lead(user: Visitor, slug: str) -> SupportGroup:
    """A group to plan for, and whose words for people one may see. A stranger: not found. Another role: forbidden."""
    rights, group = group_of_theirs(user, slug)
    if not rights.leads(group):
        raise Forbidden("That is for the facilitators and coordinators of this group. Ask one of them.")
    return group


def group_to_set(user: Visitor, slug: str) -> SupportGroup:
    """A group to say what it is, and when it is open. A stranger: not found. Who does not coordinate it: forbidden."""
    rights, group = group_of_theirs(user, slug)
    if not rights.coordinates(group):
        raise Forbidden("That is for the coordinators of this group. Ask one of them.")
    return group


def group_of_theirs(user: Visitor, slug: str) -> tuple[Rights, SupportGroup]:
    """A group somebody belongs to or coordinates, and what they may do there."""
    rights = rights_of(logged_in(user))
    group = at_address.first(slug=slug)
    if group is not None and (group.pk in rights.roles or rights.coordinates(group)):
        return rights, group
    slugs.lead_on(SupportGroup.objects.filter(rights.own()), slug)


@Compiled
def at_address() -> QuerySet[SupportGroup]:
    return SupportGroup.objects.filter(slug=Given("slug")).select_related("network")


def groups_to_help_at(user: Visitor, person: Person) -> QuerySet[SupportGroup]:
    """The groups at which somebody may say that they would like to help: those they may find, where they are known.

    Not those that have ended. One that is planned or paused needs hands before it opens.
    """
    groups = SupportGroup.objects.filter(rights_of(user).visible(), network=person.network_id)
    return groups.not_ended(timezone.localdate()).order_by("name", "pk")


def areas_to_fill(user: Visitor, network: Network) -> tuple[QuerySet[Area], bool]:
    """The areas somebody may put a group into, and whether it may be in none: the organisation's own.

    Whoever coordinates a part of a network adds and moves groups within that part only.
    """
    theirs = [charge.area_id for charge in rights_of(user).coordinating if charge.network_id == network.pk]
    if None in theirs:
        return network.areas.all(), True
    return network.areas.filter(Q(pk__in=theirs) | Q(parent__in=theirs)), False


def membership_of(user: Visitor, person: str, ref: str) -> Membership:
    """A login's own part in a group, as far as it has not ended. Anybody else's is answered like what is not there."""
    mine = Membership.objects.filter(person__user=logged_in(user).pk, person__ref=person, ref=ref)
    found = mine.exclude(until_on__lt=timezone.localdate()).select_related("person", "group__network").first()
    if found is None:
        raise NotFound
    return found


def wish_of(user: Visitor, person: str, ref: str) -> Wish:
    """A login's own wish to help. Anybody else's is answered like what is not there."""
    found = Wish.objects.filter(person__user=logged_in(user).pk, person__ref=person, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def invitation_of(token: str) -> Invitation:
    """The invitation a signed link opens. The link of an older letter opens nothing."""
    ref, version = links.read("invitation", token)
    found = Invitation.objects.select_related("area", "network", "invited_by", "offered_role__group")
    invitation = found.filter(ref=ref, link_version=version).first()
    if invitation is None:
        raise NotFound
    return invitation


# -- The rows of the matrix. Who may do what about a group, and about its evenings

COORDINATORS = {Standing.COORDINATOR, Standing.NETWORK_COORDINATOR}
LEADERS = {Standing.FACILITATOR, *COORDINATORS}
TEAM = {Standing.HELPER, Standing.VOLUNTEER, *LEADERS}
EVERYBODY = answers(Answer.OPENS)
OF_TEAM = dict.fromkeys(TEAM, Answer.OPENS)
HELP = answers(Answer.NOTHING, anonymous=Answer.LOG_IN, participant=Answer.NOT_YOURS) | OF_TEAM
LEAD = {**HELP, Standing.HELPER: Answer.NOT_YOURS, Standing.VOLUNTEER: Answer.NOT_YOURS}
FIND = {
    "public": EVERYBODY,
    "members": answers(Answer.NOTHING, participant=Answer.OPENS) | OF_TEAM,
    "staff": answers(Answer.NOTHING) | OF_TEAM,
}
declare(
    Row(f"/groups/<slug>/{page}", LOOK, may, about=found_by)
    for page in ("agreement/", "door.jpg")
    for found_by, may in FIND.items()
)
declare(
    [
        Row("/groups/<slug>/agreement/new/", BOTH, LEAD),
        Row("/networks/<slug>/formats/", LOOK, SET_IN_PART, second_factor=True),
        Row("/networks/<slug>/formats/new/", BOTH, SET_IN_PART, second_factor=True),
        Row("/networks/<slug>/formats/<ref>/", BOTH, SET_IN_PART, second_factor=True),
        Row("/networks/<slug>/formats/<ref>/remove/", BOTH, SET_IN_PART, second_factor=True),
    ]
)
# From a group's page, for whoever may find it, to the form on one's own.
LEADS_ON = {Answer.OPENS: Answer.ONWARD}
declare(
    Row(
        "/groups/<slug>/wishes/new/",
        LOOK,
        {standing: LEADS_ON.get(says, says) for standing, says in may.items()} | {Standing.ANONYMOUS: LOG_IN},
        about=found_by,
    )
    for found_by, may in FIND.items()
)
VENUES = "/networks/<slug>/venues/"
declare(
    Row(f"{VENUES}{page}", methods, SET_IN_PART, second_factor=True)
    for page, methods in (
        ("", LOOK),
        ("new/", BOTH),
        ("<ref>/", BOTH),
        ("<ref>/door/", BOTH),
        ("<ref>/door/remove/", BOTH),
        ("<ref>/door.jpg", LOOK),
    )
)
NOT_YOURS = dict.fromkeys(
    (Standing.PARTICIPANT, Standing.HELPER, Standing.VOLUNTEER, Standing.FACILITATOR), Answer.NOT_YOURS
)
# What coordinators set for one group: whoever else belongs to it is told whom to ask.
SET_GROUP = answers(Answer.NOTHING, anonymous=Answer.LOG_IN, coordinator=Answer.OPENS) | NOT_YOURS
declare(
    [
        Row("/networks/<slug>/groups/new/", BOTH, SET_IN_PART, second_factor=True),
        Row("/groups/<slug>/change/", BOTH, SET_GROUP, second_factor=True),
    ]
)
# Where an invitation went: for whoever sent it, to see a slip of the pen.
INVITED = "where an invitation went"
# What somebody wrote with their wish to help.
WISHES = "words with a wish to help"
WHO: dict[str, frozenset[str]] = {
    standing: frozenset({NAMES}) for standing in (Standing.COORDINATOR, Standing.NETWORK_COORDINATOR)
}
declare(
    Row(f"/networks/<slug>/{page}", BOTH, SET_IN_PART, shows=WHO, second_factor=True, notes_looks=True)
    for page in (
        "memberships/<ref>/",
        "memberships/<ref>/end/",
        "responsibilities/<ref>/",
        "responsibilities/<ref>/end/",
        "invitations/<ref>/take-back/",
    )
)
declare(
    [
        # Who helps, is invited, or would like to; what somebody wrote with that stands on their group's page.
        Row("/networks/<slug>/people/", LOOK, SET_IN_PART, shows=WHO, second_factor=True, notes_looks=True),
        Row("/networks/<slug>/people/invite/", BOTH, SET_IN_PART, second_factor=True),
        Row(
            "/networks/<slug>/invitations/<ref>/",
            BOTH,
            SET_IN_PART,
            shows={**WHO, Standing.NETWORK_COORDINATOR: frozenset({NAMES, INVITED})},
            second_factor=True,
            notes_looks=True,
        ),
        # Whoever holds the letter.
        Row(
            "/invitations/<token>/", BOTH, answers(OPENS), shows={standing: frozenset({NAMES}) for standing in Standing}
        ),
        # Who would like to help, for who leads the group.
        Row(
            "/groups/<slug>/wishes/",
            LOOK,
            LEAD,
            shows=dict.fromkeys(LEADERS, frozenset({NAMES, WISHES})),
            second_factor=True,
            notes_looks=True,
        ),
        Row("/groups/<slug>/wishes/<ref>/", DO, LEAD, second_factor=True),
        # One's own part and wishes, and nobody else's.
        Row("/me/<person>/wishes/new/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/wishes/<ref>/", DO, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/memberships/<ref>/", DO, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/memberships/<ref>/end/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
        Row("/me/<person>/responsibilities/<ref>/end/", BOTH, answers(NOTHING, anonymous=LOG_IN)),
    ]
)
