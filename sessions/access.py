"""Who may see an evening, run it, take its register, and read its figures."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from groups.access import (
    COORDINATORS,
    EVERYBODY,
    FIND,
    HELP,
    HELPING,
    LEAD,
    LEADERS,
    SET_GROUP,
    TEAM,
    VENUES,
    Rights,
    rights_of,
    within,
)
from groups.models import Interest, JobRole, SupportGroup
from members.access import FOR_LOGINS, NAMES, SET, SET_IN_PART, Standing, Visitor, answers, logged_in
from members.models import Network, Responsibility
from peersupport.lib import links
from peersupport.lib.compiled import Compiled, Given
from peersupport.lib.matrix import BOTH, DO, LOOK, Answer, Row, declare
from peersupport.lib.refusals import Forbidden, NotFound
from sessions.models import EveryWeek, GroupSession, Place, Reminder


def visible_sessions(user: Visitor) -> Q:
    """The evenings somebody may find, as a filter on GroupSession."""
    rights = rights_of(user)
    if not user.is_authenticated:
        return Q(group__found_by=SupportGroup.FoundBy.PUBLIC)
    return Q(group__in=SupportGroup.objects.filter(rights.visible()))


def session_for(user: Visitor, ref: str) -> GroupSession:
    """An evening somebody may look at. Outside their walls is answered like what does not exist."""
    session = fetch(ref)
    if session is None or not may_see(rights_of(user), session.group):
        raise NotFound
    return session


def session_with_address_for(user: Visitor, ref: str) -> GroupSession:
    """An evening whose address somebody may know, as `groups.access.group_with_address_for` says of its group."""
    session = session_for(user, ref)
    if session.group.address_is_private:
        raise NotFound
    return session


def session_to_help_at(user: Visitor, ref: str) -> GroupSession:
    """An evening to run and take the register of: helpers, volunteers, facilitators, coordinators."""
    rights = rights_of(logged_in(user))
    session = fetch(ref)
    if session is None or not belongs(rights, session.group):
        raise NotFound
    if not rights.helps(session.group):
        raise Forbidden("Only the people who help at this evening see that. Ask one of them.")
    return session


def session_to_lead(user: Visitor, ref: str) -> GroupSession:
    """An evening to move, cancel or keep a place at for somebody: facilitators and coordinators."""
    rights = rights_of(logged_in(user))
    session = fetch(ref)
    if session is None or not belongs(rights, session.group):
        raise NotFound
    if not rights.leads(session.group):
        raise Forbidden("Facilitators and coordinators change this evening. Ask one of them.")
    return session


def groups_to_report_on(user: Visitor) -> Q:
    """The groups whose figures somebody may read, as a filter on SupportGroup. Nobody's: not found.

    Coordinators and managers of the network or area read figures; only coordinators see names.
    """
    rights = rights_of(logged_in(user))
    readers = {Responsibility.Role.COORDINATOR, Responsibility.Role.MANAGER}
    if not any(charge.role in readers for charge in rights.charges):
        raise NotFound
    found = Q(pk__in=())
    for charge in rights.charges:
        if charge.role in readers:
            found |= within(charge)
    return found


def networks_to_report_on(user: Visitor) -> list[Network]:
    """The networks in which somebody coordinates or manages, all or part of it. None: not found.

    People and words belong to a network and to no area, so whoever answers for an area reads the numbers of all.
    """
    rights = rights_of(logged_in(user))
    readers = {Responsibility.Role.COORDINATOR, Responsibility.Role.MANAGER}
    theirs = {charge.network_id for charge in rights.charges if charge.role in readers}
    if not theirs:
        raise NotFound
    return list(Network.objects.filter(pk__in=theirs))


def reads_real_numbers(user: Visitor, group: SupportGroup) -> bool:
    """A group's own coordinators read small numbers as they are, and names: they know who comes."""
    return rights_of(user).coordinates(group)


def group_to_list_names_of(user: Visitor, slug: str) -> SupportGroup:
    """A group whose names a coordinator may have. Who reads its figures only: forbidden. Anyone else: not found."""
    if "\0" in slug:  # from a question, so it may be what no database can be asked about
        raise NotFound
    found = SupportGroup.objects.filter(groups_to_report_on(user), slug=slug)
    group = found.select_related("network", "area").first()
    if group is None:
        raise NotFound
    if not reads_real_numbers(user, group):
        raise Forbidden("Names are for the coordinators of this group. Ask one of them for what you need.")
    return group


def may_see(rights: Rights, group: SupportGroup) -> bool:
    if group.found_by == SupportGroup.FoundBy.PUBLIC or rights.helps(group):
        return True
    return group.found_by == SupportGroup.FoundBy.MEMBERS and group.pk in rights.roles


def sees_needs(user: Visitor, session: GroupSession, *, leading: Collection[int]) -> bool:
    """What people need is for this evening's facilitators: the logins `leading` it, or any of its group's till then."""
    return rights_of(user).facilitates(session.group) and (not leading or user.pk in leading)


def may_take_job(rights: Rights, group: SupportGroup, role: str) -> bool:
    """Helpers, volunteers and facilitators take jobs; leading an evening is for facilitators."""
    if role == JobRole.FACILITATOR:
        return rights.facilitates(group)
    return rights.roles.get(group.pk) in HELPING


def belongs(rights: Rights, group: SupportGroup) -> bool:
    return group.pk in rights.roles or rights.coordinates(group)


def fetch(ref: str) -> GroupSession | None:
    """An evening with what every page about it says; its format, series and area are read where they are asked for."""
    return at_address.first(ref=ref)


@Compiled
def at_address() -> QuerySet[GroupSession]:
    with_door = GroupSession.objects.with_words().select_related("venue__door").defer("venue__door__content")
    return with_door.filter(ref=Given("ref"))


def place_of(token: str) -> Place:
    """The place a signed link opens. A link from before its version was raised opens nothing."""
    ref, version = links.read("place", token)
    found = Place.objects.select_related("person", "session__group__network", "session__venue")
    place = found.filter(ref=ref, link_version=version).first()
    if place is None:
        raise NotFound
    return place


def own_place_at(user: Visitor, session: GroupSession) -> Place | None:
    """The place a login has at an evening. Its link is theirs, whether they come by a letter or logged in."""
    if not user.is_authenticated:
        return None
    return session.places.live().filter(person__user=user.pk).first()


def reminder_of(token: str) -> Reminder | EveryWeek:
    """The reminder a signed link opens: one evening's, or every week's."""
    ref, version = links.read("reminder", token)
    once = Reminder.objects.select_related("person", "session__group__network", "session__venue")
    weekly = EveryWeek.objects.select_related("person", "group__network")
    wish = once.filter(ref=ref, link_version=version).first() or weekly.filter(ref=ref, link_version=version).first()
    if wish is None:
        raise NotFound
    return wish


def interest_of(token: str) -> Interest:
    """The address a signed link takes back. Once it is forgotten, the link opens nothing."""
    ref, version = links.read("interest", token)
    interest = Interest.objects.select_related("group", "area").filter(ref=ref, link_version=version).first()
    if interest is None:
        raise NotFound
    return interest


# -- The rows of the matrix

OPENS, ONWARD, LOG_IN = Answer.OPENS, Answer.ONWARD, Answer.LOG_IN
NOT_YOURS, NOTHING = Answer.NOT_YOURS, Answer.NOTHING
# Private facts. How to reach somebody is one as well: whoever asked to be rung has their number shown to who rings.
NEEDS, NOTES, HELPERS_NAMES = "needs", "notes", "helpers' names"
NUMBERS = "numbers to ring"
# As somebody typed it.
HOPED_FOR = "a place somebody hopes for a group in"


def shows(*facts: str, to: Iterable[str] = TEAM) -> dict[str, frozenset[str]]:
    return {standing: frozenset(facts) for standing in to}


REGISTER = shows(NAMES, HELPERS_NAMES) | shows(NAMES, HELPERS_NAMES, NEEDS, to=[Standing.FACILITATOR])
WORDS: dict[str, Any] = {"shows": shows(NAMES, to=LEADERS), "notes_looks": True, "second_factor": True}
declare(Row(address, LOOK, EVERYBODY) for address in ("/groups/", "/networks/<slug>/", "/sessions/"))
declare(
    Row(address, methods, may, about=found_by)
    for found_by, may in FIND.items()
    for address, methods in (
        ("/groups/<slug>/", LOOK),
        ("/sessions/<ref>/", LOOK),
        ("/sessions/<ref>/door.jpg", LOOK),
        ("/sessions/<ref>/place/", BOTH),
        ("/sessions/<ref>/remind-me/", BOTH),
        ("/groups/<slug>/interest/", BOTH),
    )
)
declare(
    [
        # Anybody leaves an address; whoever coordinates all of it reads how many did and from where, and never who.
        Row("/networks/<slug>/interest/", BOTH, EVERYBODY),
        Row(
            "/networks/<slug>/interests/",
            LOOK,
            SET,
            shows=shows(HOPED_FOR, to=[Standing.NETWORK_COORDINATOR]),
            second_factor=True,
        ),
        # Whoever holds the link: it is the proof, and shows the one thing it is for.
        Row("/places/<token>/", LOOK, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/places/<token>/", DO, answers(ONWARD)),
        # Of an evening of any other kind there is none: `tests/sessions/views/test_certificates_pages.py`.
        Row("/places/<token>/certificate.pdf", LOOK, answers(NOTHING)),
        Row("/reminders/<token>/", LOOK, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/reminders/<token>/", DO, answers(ONWARD)),
        Row("/interests/<token>/", LOOK, EVERYBODY, shows=shows(HOPED_FOR, to=Standing)),
        Row("/interests/<token>/", DO, EVERYBODY),
        Row("/places/<token>/consent/", BOTH, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/reminders/<token>/consent/", BOTH, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/places/<token>/forget-me/", BOTH, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/reminders/<token>/forget-me/", BOTH, EVERYBODY, shows=shows(NAMES, to=Standing)),
        Row("/tonight/", LOOK, FOR_LOGINS, shows=shows(HELPERS_NAMES)),
        Row("/sessions/<ref>/register/", BOTH, HELP, shows=REGISTER, notes_looks=True),
        Row("/sessions/<ref>/register/taps/", DO, HELP),
        Row("/sessions/<ref>/register/lock-up/", BOTH, HELP, shows=shows(NOTES)),
        Row("/sessions/<ref>/register/did-not-meet/", BOTH, HELP),
        Row("/sessions/<ref>/register/reopen/", DO, HELP),
        Row("/sessions/<ref>/jobs/", BOTH, HELP, shows=shows(HELPERS_NAMES)),
        Row("/sessions/<ref>/place/for-somebody/", BOTH, LEAD),
        Row("/groups/<slug>/timetable/", LOOK, LEAD),
        Row("/groups/<slug>/timetable/new/", BOTH, LEAD),
        Row("/groups/<slug>/timetable/add/", BOTH, LEAD),
        *(Row(f"/groups/<slug>/series/<ref>/{page}/", BOTH, LEAD) for page in ("move", "end", "take-back")),
        Row("/groups/<slug>/poster/", LOOK, LEAD),
        Row("/groups/<slug>/regulars/", LOOK, LEAD, **WORDS),
        *(Row(f"/groups/<slug>/regulars/<ref>/{do}/", BOTH, LEAD, **WORDS) for do in ("forget", "join", "tell-apart")),
        # It is told of somebody, and shows nobody.
        Row("/groups/<slug>/by-phone/", BOTH, LEAD, second_factor=True),
        Row("/sessions/<ref>/change/", BOTH, LEAD),
        Row("/sessions/<ref>/cancel/", BOTH, LEAD),
        Row("/sessions/<ref>/reinstate/", BOTH, LEAD),
        Row("/sessions/<ref>/put-back/", BOTH, LEAD),
        Row(
            "/sessions/<ref>/ring/",
            BOTH,
            LEAD,
            shows=shows(NAMES, NUMBERS, to=LEADERS),
            notes_looks=True,
            second_factor=True,
        ),
    ]
)
# What is set of venues and reaches their evenings.
declare(
    Row(f"{VENUES}<ref>/{page}", BOTH, SET_IN_PART, second_factor=True)
    for page in ("remove/", "closures/", "closures/<closure>/take-back/")
)
# The files of a poster hang where everybody reads them, so there is none of a group that not everybody may find.
POSTERS = ("poster-a4.pdf", "poster-a5.pdf", "slips.pdf", "poster.png")
declare(
    Row(f"/groups/<slug>/poster/{name}", LOOK, EVERYBODY if found_by == "public" else answers(NOTHING), about=found_by)
    for found_by in FIND
    for name in POSTERS
)
# What is set: the groups of a network, and when one is open.
declare(
    [
        Row("/networks/<slug>/groups/", LOOK, SET_IN_PART, second_factor=True),
        Row("/groups/<slug>/runs/", LOOK, SET_GROUP, second_factor=True),
        *(
            Row(f"/groups/<slug>/runs/{page}/", BOTH, SET_GROUP, second_factor=True)
            for page in ("open", "pause", "close", "change", "take-back")
        ),
    ]
)
# Figures. Whoever coordinates or manages something, anywhere, has a report of that and of nothing else.
REPORT = answers(NOTHING, anonymous=LOG_IN, coordinator=OPENS, manager=OPENS)
NAMED_LIST = {**REPORT, Standing.MANAGER: NOT_YOURS}
declare(
    [
        Row("/retention/", LOOK, REPORT, second_factor=True),
        Row("/reports/attendance/", LOOK, REPORT, second_factor=True),
        Row("/reports/attendance.csv", LOOK, REPORT, second_factor=True),
        Row("/reports/attendance/?group=<slug>", LOOK, REPORT, second_factor=True),
        Row("/reports/attendance.csv?group=<slug>", LOOK, REPORT, second_factor=True),
        Row(
            "/reports/attendance/names.csv?group=<slug>",
            LOOK,
            NAMED_LIST,
            shows=shows(NAMES, to=COORDINATORS),
            second_factor=True,
            notes_looks=True,
        ),
    ]
)
