"""A small town to walk through: groups near and far, one of everybody, and a private word in every private field.

The cast belongs to the groups at `OWN`. The other groups are in the same area, in another one, in another network,
and one at each kind has just been deleted. At each spot there is a group that anybody may find, one for its members
and one for staff.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone

from groups.access import INVITED, WISHES
from groups.models import Interest, Membership, SupportGroup, Wish
from members import complaints, helplines, invitations, second_factor
from members.access import COMPLAINANTS, COMPLAINTS, Standing
from members.models import Area, Complaint, Invitation, Network, Responsibility, User
from sessions import interests, letters
from sessions.access import HELPERS_NAMES, HOPED_FOR, NAMES, NEEDS, NOTES, NUMBERS
from sessions.forms.reports import presets
from sessions.models import GroupSession, Reminder
from tests import factories

OWN, NEAR, FAR, ABROAD, MISSING, GONE = "own", "same area", "other area", "other network", "missing", "gone"
KINDS = ("public", "members", "staff")
CONTACT = "contact"
# Shown of no group but one for organisations: `tests/sessions/views/test_network_events_pages.py`.
ORGANISATIONS = "organisations of those who come"
# Whose token the signed links of a wing have.
TOKENS = {
    "/reminders": "reminder",
    "/interests": "interest",
    "/complaints": "complained",
    "/invitations": "invited",
}
# Half an hour into the evening, in winter, when the site's clock shows UTC.
NOW = dt.datetime(2026, 11, 27, 19, 30, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
BELONG = {
    Standing.PARTICIPANT: Membership.Role.PARTICIPANT,
    Standing.HELPER: Membership.Role.HELPER,
    Standing.VOLUNTEER: Membership.Role.VOLUNTEER,
    Standing.FACILITATOR: Membership.Role.FACILITATOR,
}
ANSWER_FOR = {
    Standing.COORDINATOR: Responsibility.Role.COORDINATOR,
    Standing.NETWORK_COORDINATOR: Responsibility.Role.COORDINATOR,
    Standing.SAFEGUARDING: Responsibility.Role.SAFEGUARDING,
    Standing.MANAGER: Responsibility.Role.MANAGER,
}


@dataclass
class Spot:
    """One group: how its pages are addressed, and every private word there is about it, by the fact it is."""

    where: str
    kind: str
    slug: str
    network: str
    person: str = "0" * 12
    regular: str = "0" * 12
    wish: str = "0" * 12
    series: str = "0" * 12
    coming: str = "0" * 12
    today: str = "0" * 12
    place: str = "0" * 12 + ".1.forged"
    reminder: str = "0" * 12 + ".1.forged"
    interest: str = "0" * 12 + ".1.forged"
    complaint: str = "0" * 12
    complained: str = "0" * 12 + ".1.forged"
    invited: str = "0" * 12 + ".1.forged"
    # What is set for its network, by the word in the address.
    settings: dict[str, str] = field(default_factory=dict)
    private: dict[str, list[str]] | None = None
    # Whose a private word is, by ref: looking at it is a look at them.
    whose: dict[str, str] = field(default_factory=dict)

    def path(self, address: str) -> str:
        """An address about this spot. Evenings are asked for and planned a week ahead, run and recorded today."""
        is_today = any(part in address for part in ("/register/", "/jobs/"))
        slug = self.network if address.startswith("/networks/") else self.slug
        token = getattr(self, TOKENS.get(wing_of(address), "place"))
        ref = self.regular if "/regulars/" in address else self.today if is_today else self.coming
        ref = self.wish if "/wishes/" in address else ref
        ref = self.series if "/series/" in address else ref
        ref = self.complaint if wing_of(address) == "/complaints" else ref
        if address.startswith("/networks/"):
            ref = self.settings.get(address.split("/")[3], "0" * 12)
        filled = address.replace("<slug>", slug).replace("<ref>", ref).replace("<token>", token)
        filled = filled.replace("<closure>", self.settings.get("closures", "0" * 12))
        return filled.replace("<name>", "0-a-letter").replace("<person>", self.person).replace("<passkey>", "0" * 12)


def wing_of(address: str) -> str:
    return "/" + address.split("/")[1]


@dataclass
class Town:
    """All spots by where and kind, and the login of each of the cast by standing towards the groups at `OWN`."""

    spots: dict[tuple[str, str], Spot]
    cast: dict[Standing, int]
    words: list[tuple[Spot, str, str]] = field(default_factory=list)

    def at(self, where: str, kind: str) -> Spot:
        return self.spots[where, kind or "public"]

    def private_words(self) -> list[tuple[Spot, str, str]]:
        """Every private word with the spot it is from and the fact it is."""
        if not self.words:
            self.words += [
                (spot, fact, word)
                for spot in self.spots.values()
                for fact, words in (spot.private or {}).items()
                for word in words
            ]
        return self.words


def standing_at(where: str, standing: Standing) -> Standing:
    """How one of the cast stands towards a group that is `where`. The coordinator answers for the northern area."""
    if where == OWN or standing in (Standing.ANONYMOUS, Standing.ADMINISTRATOR):
        return standing
    if where == ABROAD:
        return Standing.NETWORK_COORDINATOR if standing == Standing.STRANGER else Standing.STRANGER
    if standing in (Standing.MANAGER, Standing.SAFEGUARDING, Standing.NETWORK_COORDINATOR):
        return standing
    return standing if standing == Standing.COORDINATOR and where == NEAR else Standing.STRANGER


def build() -> Town:
    helplines.add_missing()
    home, abroad = factories.NetworkFactory(), factories.NetworkFactory()
    north, south = (factories.AreaFactory(network=home) for _ in range(2))
    area = {OWN: (home, north), NEAR: (home, north), FAR: (home, south), ABROAD: (abroad, None), GONE: (home, north)}
    spots = {(where, kind): spot(where, kind, *area[where]) for where in area for kind in KINDS}
    own = SupportGroup.objects.filter(slug__in=[spots[OWN, kind].slug for kind in KINDS])
    cast = {standing: somebody(home, standing) for standing in [*BELONG, *ANSWER_FOR]}
    for standing, role in BELONG.items():
        for group in own:
            person = group.network.people.get(user=cast[standing])
            factories.MembershipFactory(group=group, person=person, role=role)
    for standing, office in ANSWER_FOR.items():
        answer_for(home, cast[standing], office, area=north if standing == Standing.COORDINATOR else None)
    # Whoever invited somebody sees where the letter went.
    home.invitations.update(invited_by=home.people.get(user=cast[Standing.NETWORK_COORDINATOR]))
    cast[Standing.STRANGER] = somebody(abroad, Standing.STRANGER)
    answer_for(abroad, cast[Standing.STRANGER], Responsibility.Role.COORDINATOR)
    # Abroad has a manager of its own, so the stranger who coordinates it does not answer its complaints.
    answer_for(abroad, somebody(abroad, Standing.MANAGER), Responsibility.Role.MANAGER)
    cast[Standing.ADMINISTRATOR] = factories.UserFactory(is_staff=True, is_superuser=True).pk
    for user in User.objects.filter(pk__in=cast.values()):
        second_factor.give(user=user, secret="A" * 32)
        RecoveryCodes.activate(user)
    SupportGroup.objects.filter(slug__in=[spots[GONE, kind].slug for kind in KINDS]).delete()
    Complaint.objects.filter(ref__in=[spots[GONE, kind].complaint for kind in KINDS]).delete()
    for model, word in ((Invitation, "invitations"), (Responsibility, "responsibilities")):
        model.objects.filter(ref__in=[spots[GONE, kind].settings[word] for kind in KINDS]).delete()
    hoped_for = [word for kind in KINDS for word in (spots[GONE, kind].private or {})[HOPED_FOR]]
    Interest.objects.filter(place__in=hoped_for).delete()
    for kind in KINDS:
        spots[MISSING, kind] = Spot(MISSING, kind, "no-such-group", "no-such-network")
        spots[GONE, kind].network = "no-such-network"
    return Town(spots, cast)


def somebody(network: Network, standing: Standing) -> int:
    user = factories.UserFactory()
    factories.PersonFactory(network=network, known_as=standing.title(), email=user.email, user=user)
    return int(user.pk)


def answer_for(network: Network, user: int, role: str, area: Area | None = None) -> None:
    person = network.people.get(user=user)
    Responsibility.objects.create(network=network, area=area, person=person, role=role, from_on=LONG_AGO)


def spot(where: str, kind: str, network: Network, area: Area | None) -> Spot:
    """A group with an evening that is on now and one in a week, and a private word in every private field of theirs."""
    # Of the groups for their members, each is for organisations.
    sort = SupportGroup.Kind.NETWORK_EVENT if kind == "members" else SupportGroup.Kind.SUPPORT
    group = factories.SupportGroupFactory(network=network, area=area, found_by=kind, kind=sort, uses_notes=True)
    mark = f"{group.pk}x"
    words = {
        NAMES: [f"Kestrel{mark}", f"Plover{mark}", f"Curlew{mark}", f"Heron{mark}", f"Linnet{mark}"],
        CONTACT: [f"kestrel{mark}@example.org"],
        NUMBERS: [f"0790000{group.pk:05d}"],
        NEEDS: [f"Lift{mark}"],
        ORGANISATIONS: [f"Larder{mark}"],
        NOTES: [f"Boiler{mark}"],
        HELPERS_NAMES: [f"Wren{mark}"],
        COMPLAINTS: [f"Wagtail{mark}", f"Megaphone{mark}", f"Apology{mark}"],
        COMPLAINANTS: [f"wagtail{mark}@example.org"],
        INVITED: [f"linnet{mark}@example.org"],
        HOPED_FOR: [f"Nairn{mark}"],
        WISHES: [f"Trolley{mark}"],
    }
    guest = factories.PersonFactory(network=network, known_as=words[NAMES][0], email=words[CONTACT][0])
    caller = factories.PersonFactory(
        network=network, known_as=words[NAMES][2], reach="phone", email="", phone=words[NUMBERS][0]
    )
    regular = factories.RegularFactory(group=group, word=words[NAMES][1])
    area = area or factories.AreaFactory(network=network)
    helps = factories.MembershipFactory(
        group=group, role="volunteer", person=factories.PersonFactory(network=network, known_as=words[NAMES][3])
    )
    answers = Responsibility.objects.create(
        network=network, area=area, person=helps.person, role="safeguarding", from_on=LONG_AGO
    )
    invitation = factories.InvitationFactory(
        network=network, known_as=words[NAMES][4], email=words[INVITED][0], role="manager", area=area
    )
    today = factories.GroupSessionFactory(group=group, on=NOW.date(), note=words[NOTES][0])
    coming = factories.GroupSessionFactory(group=group)
    for session in (today, coming):
        theirs = {"needs": words[NEEDS][0], "organisation": words[ORGANISATIONS][0]}
        place = factories.PlaceFactory(session=session, person=guest, **theirs)
        factories.PlaceFactory(session=session, person=caller, needs=words[NEEDS][0])
        session.jobs.create(role="tea", first_name=words[HELPERS_NAMES][0], taken_at=session.starts_at)
    # It changed since they asked, and who asked to be rung has not been.
    GroupSession.objects.filter(pk=coming.pk).update(changed_at=timezone.now() + dt.timedelta(minutes=1))
    for session in (today, recorded(group)):
        session.presences.create(tap=uuid.uuid4(), regular=regular)
    wish = Wish.objects.create(
        group=group, person=guest, role="volunteer", words=words[WISHES][0], said_at=timezone.now()
    )
    complaint = factories.ComplaintFactory(
        network=network,
        known_as=words[COMPLAINTS][0],
        words=words[COMPLAINTS][1],
        outcome=words[COMPLAINTS][2],
        answered_at=NOW,
        email=words[COMPLAINANTS][0],
    )
    named = (guest.ref, regular.ref, caller.ref, helps.person.ref, invitation.ref)
    reminder = Reminder.objects.create(session=coming, person=guest, asked_at=timezone.now())
    interest = Interest.objects.create(group=group, purpose="restarts", email=words[CONTACT][0])
    Interest.objects.create(network=network, place=words[HOPED_FOR][0], purpose="near", email=words[CONTACT][0])
    return Spot(
        where=where,
        kind=kind,
        slug=group.slug,
        network=network.slug,
        person=guest.ref,
        regular=regular.ref,
        wish=wish.ref,
        series=factories.SeriesFactory(group=group).ref,
        coming=coming.ref,
        today=today.ref,
        place=letters.token(place),
        reminder=letters.token(reminder),
        interest=interests.token(interest),
        complaint=complaint.ref,
        complained=complaints.token(complaint),
        invited=invitations.token(invitation),
        settings={
            "areas": area.ref,
            "organisations": factories.OrganisationFactory(network=network).ref,
            "helplines": factories.HelplineFactory(network=network).ref,
            "venues": factories.DoorPhotoFactory(venue=group.venue).venue.ref,
            "closures": factories.VenueClosureFactory(venue=group.venue).ref,
            "formats": group.format.ref,
            "invitations": invitation.ref,
            "memberships": helps.ref,
            "responsibilities": answers.ref,
        },
        private=words,
        whose={
            **dict(zip(words[NAMES], named, strict=True)),
            words[NEEDS][0]: guest.ref,
            words[WISHES][0]: guest.ref,
            words[NUMBERS][0]: caller.ref,
            words[INVITED][0]: invitation.ref,
            **dict.fromkeys((*words[COMPLAINTS], *words[COMPLAINANTS]), complaint.ref),
        },
    )


def recorded(group: SupportGroup) -> GroupSession:
    """An evening of the period that a report is of when nobody chooses one."""
    *_, usual = presets(NOW.date())
    facts = {"state": "held", "register_state": "done", "register_done_at": NOW - dt.timedelta(days=7)}
    return factories.GroupSessionFactory(group=group, on=usual.ends_on - dt.timedelta(days=1), **facts)
