"""Tell me when it starts, starts again, or starts near here: one address for one purpose, one letter, then gone."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from groups.forgetting import forget_interests
from groups.models import Interest, Run, SupportGroup
from groups.models.membership import InterestQuerySet
from members import consent, messages
from members.areas import before_removing, in_order
from members.consent import Yes
from members.messages import Drop, Letter
from members.models import Area, Basis, Message, Network, Purpose
from peersupport.lib import links
from peersupport.lib.limits import keyed
from peersupport.lib.refusals import Refused
from peersupport.lib.same import folded
from sessions import finding
from sessions.finding import Found
from sessions.letters import SECOND_THOUGHTS
from sessions.models import GroupSession
from sessions.reports.small_numbers import Figure, hide_small

ASKED, OPEN = "interest-asked", "interest-open"
# What a letter speaks of, in the middle of a sentence.
WHAT = {
    Interest.Purpose.STARTS: "it starts",
    Interest.Purpose.RESTARTS: "it starts again",
    Interest.Purpose.NEAR: "something starts near you",
}
NOT_FOR_THEM = "They cannot find it, or it is elsewhere now."
# A letter about to leave. One that the mail server has sent back until later may never.
LEAVES = Q(state=Message.State.WAITING, tries=0) | Q(state=Message.State.SENDING)


class NotAwaited(Refused):
    """You need not wait: the page of this group says when it meets, or that it has ended."""


@dataclass(frozen=True)
class Waiting:
    """How many wait, small numbers hidden: near which areas and places, and for which groups. Never who."""

    near: list[tuple[str, Figure]]
    for_groups: list[tuple[str, Figure]]


@transaction.atomic
def ask(*, group: SupportGroup, email: str, yes: Yes, now: dt.datetime) -> None:
    """Keep an address until the group opens. Raises `NotAwaited`, and what `keep` raises."""
    if not is_awaited(group, group.network.today(now)):
        raise NotAwaited
    purpose = Interest.Purpose.RESTARTS if group.runs.exists() else Interest.Purpose.STARTS
    keep(Interest(group=group, purpose=purpose, email=email.lower()), yes, now)


@transaction.atomic
def ask_near(*, network: Network, place: str, email: str, yes: Yes, now: dt.datetime) -> None:
    """Keep an address until a group that anybody may find opens near a place: one of the network's areas, if it is
    called that, else the place as it was typed. What the address waits for already by another spelling stays as it is.
    Raises what `keep` raises.
    """
    area = next((one for one in network.areas.all() if bare(one.name) == bare(place)), None)
    where: dict[str, Any] = {"area": area} if area else {"network": network, "place": " ".join(place.split())}
    wish = Interest(purpose=Interest.Purpose.NEAR, email=email.lower(), **where)
    near = of_one_address(wish).filter(purpose=Interest.Purpose.NEAR)
    keep(next((one for one in near if bare(one.where) == bare(wish.where)), wish), yes, now)


def keep(wish: Interest, yes: Yes, now: dt.datetime) -> None:
    """Asked twice it is kept once. An address gets at most one link a day from a network, whatever is asked for it: the
    link takes back all of it.

    Where the network needs a yes for letters, it raises what `consent.check` raises. The row is that yes: it is there
    only with it, and taking it back takes the row away.
    """
    if Basis.objects.of(wish.asked_of)[Purpose.LETTERS].asks_a_yes:
        consent.check(yes, [Purpose.LETTERS])
    about = {"group": wish.group, "area": wish.area, "network": wish.network}
    interest, _ = Interest.objects.get_or_create(
        **about,
        place__same=wish.place,
        email__same=wish.email,
        defaults={"purpose": wish.purpose, "place": wish.place, "email": wish.email},
    )
    once = keyed(f"{wish.asked_of.pk} {wish.email.lower()}").hex()
    post(f"{ASKED}:{once}:{now:%Y-%m-%d}", ASKED, interest, interest.pk, now, now)


def of_one_address(interest: Interest) -> InterestQuerySet:
    """All that one address is to be told by one organisation: what its links show and take back."""
    theirs = Interest.objects.asked_of(interest.asked_of.pk).filter(email__same=interest.email)
    return theirs.select_related("group", "area").order_by("pk")


def is_awaited(group: SupportGroup, today: dt.date) -> bool:
    """Whether a group is planned or paused, without a day from which it is open."""
    last = group.runs.in_order().last()
    if last is None:
        return True
    return last.ended_as == Run.EndedAs.PAUSED and last.ended_on is not None and last.ended_on < today


def bare(name: str) -> str:
    """The name of a place without what people leave out or write otherwise: "The Borders" and "borders" are one."""
    return " ".join(name.casefold().split()).removeprefix("the ")


def names_of(group: SupportGroup) -> set[str]:
    """Every name of where a group is: its place, its area, and the area that is part of."""
    above = group.area.parent if group.area else None
    return {bare(str(name)) for name in (group.place, group.area, above) if name}


def there_already(*, network: Network, place: str, visible: Q, now: dt.datetime) -> list[Found]:
    """The groups near a place that somebody need not wait for, or is waiting for already. Those that ended are not."""
    groups = SupportGroup.objects.filter(visible, network=network).not_ended(network.today(now))
    groups = groups.select_related("network", "area__parent").order_by("place", "slug")
    return finding.standing_of([one for one in groups if bare(place) in names_of(one)], now)


def nothing_yet(*, network: Network, now: dt.datetime) -> list[Area]:
    """The areas of a network without a group that anybody may find."""
    here = Q(area=OuterRef("pk")) | Q(area__parent=OuterRef("pk"))
    groups = SupportGroup.objects.public().filter(here).not_ended(network.today(now))
    return in_order(network.areas.exclude(Exists(groups)))


@before_removing
def wait_on(area: Area) -> None:
    """Whoever waits for something in an area that goes waits for the place of that name, and only once."""
    twice = Interest.objects.filter(network=area.network, place__same=area.name).values(lower=folded("email"))
    area.interests.annotate(lower=folded("email")).filter(lower__in=twice).delete()
    area.interests.update(area=None, network=area.network, place=area.name)


def take_back(*, interest: Interest, now: dt.datetime) -> None:
    """Forget an address at once, wherever it waits for something of this organisation. What was about to be written to
    it is dropped when its time comes.
    """
    forget_interests(interests=of_one_address(interest), now=now)


def tell(*, run: Run, now: dt.datetime) -> None:
    """Write to everybody who wants to be told that the group opens; their rows go within the hour after that.

    Of two rows of one address that match, one letter leaves, and both go.
    """
    # As it is now that its row is held, and not as whoever opens it has read it.
    for interest in who_waits(SupportGroup.objects.select_related("area__parent").get(pk=run.group_id)):
        post(f"{OPEN}:{run.pk}:{interest.pk}", OPEN, interest, run.pk, now + SECOND_THOUGHTS, now)


def tell_otherwise(*, group: SupportGroup, before: SupportGroup, now: dt.datetime) -> None:
    """A group that has opened is for others to find than `before`, or elsewhere: whoever waits for it only now is
    written to, and whoever does so no more is not.
    """
    run = group.runs.filter(ended_on=None).first()
    if run is None:
        return
    waited, wait = ({one.pk: one for one in who_waits(it)} for it in (before, group))
    letters = Message.objects.filter(purpose=OPEN, about=run.pk)
    messages.drop(letters=letters.filter(recipient__in=waited.keys() - wait.keys()), reason=NOT_FOR_THEM)
    for key in sorted(wait.keys() - waited.keys()):
        post(f"{OPEN}:{run.pk}:{key}:{now.isoformat()}", OPEN, wait[key], run.pk, now + SECOND_THOUGHTS, now)


def who_waits(group: SupportGroup) -> list[Interest]:
    """Who wants to be told when a group opens: whoever waits for it, then whoever waits near where it is."""
    near = Q(area__network=group.network_id) | Q(network=group.network_id)
    found = Interest.objects.filter(near | Q(group=group)).select_related("area").order_by("group_id", "pk")
    return [one for one in found if is_for(one, group)]


def is_for(interest: Interest, group: SupportGroup) -> bool:
    """Whether they wait for this group, as it is now. Of one that not everybody may find, whoever waits near it is told
    nothing; nor is anybody of one that staff alone may find.
    """
    if interest.group_id is not None:
        return group.found_by != SupportGroup.FoundBy.STAFF
    return group.found_by == SupportGroup.FoundBy.PUBLIC and bare(interest.where) in names_of(group)


def tell_no_more(*, run: Run) -> None:
    """The group does not open then: what has not been written is not written."""
    messages.drop(letters=Message.objects.filter(purpose=OPEN, about=run.pk), reason="The group does not open then.")


def waiting(network: Network) -> Waiting:
    """How many wait for something of a network, and where. Whoever spells a place alike counts together."""
    hide = partial(hide_small, threshold=network.small_number_threshold)
    near, spelled = defaultdict[str, set[str]](set), dict[str, str]()
    wishes = Interest.objects.asked_of(network.pk).filter(group=None).order_by("pk")
    for wish in wishes.select_related("area"):
        near[bare(wish.where)].add(wish.email.lower())
        spelled.setdefault(bare(wish.where), wish.where)
    awaited = SupportGroup.objects.filter(network=network).annotate(many=Count("interests")).exclude(many=0)
    return Waiting(
        near=sorted((spelled[name], hide(len(who))) for name, who in near.items()),
        for_groups=[(group.name, hide(group.many)) for group in awaited.order_by("name", "pk")],
    )


def post(key: str, purpose: str, interest: Interest, about: int, due_at: dt.datetime, now: dt.datetime) -> None:
    messages.post(
        key=key,
        purpose=purpose,
        about=about,
        recipient_kind=Message.Recipient.INTEREST,
        recipient=interest.pk,
        due_at=due_at,
        now=now,
    )


def token(interest: Interest) -> str:
    return links.sign("interest", interest.ref, interest.link_version)


def reader_of(message: Message) -> Interest:
    found = Interest.objects.select_related("group__network", "area__network", "network")
    interest = found.filter(pk=message.recipient or 0).first()
    if interest is None:
        raise Drop("It is no longer asked for.")
    return interest


def write(name: str, interest: Interest, group: SupportGroup | None, **words: Any) -> Letter:
    """A letter to the address that was left. The group's name is in it only where the network writes in plain words; a
    place as somebody typed it never is: nobody has proven that the address is theirs.
    """
    network = interest.asked_of
    back = links.absolute(reverse("sessions:my-interest", args=[token(interest)]))
    about = [interest.area.name] if interest.area else []
    about += [group.name] if group and not network.discreet else []
    words |= {"what": WHAT[Interest.Purpose(interest.purpose)], "about": about, "back": back}
    return messages.write(name, words, to=interest.email, sender_name=network.sender_name, unsubscribe_url=back)


@messages.composes(ASKED)
def compose_asked(message: Message, now: dt.datetime) -> Letter:
    interest = reader_of(message)
    return write("interest_asked", interest, interest.group)


@messages.composes(OPEN)
def compose_open(message: Message, now: dt.datetime) -> Letter:
    interest = reader_of(message)
    runs = Run.objects.select_related("group__network", "group__area__parent")
    run = runs.filter(pk=message.about or 0, ended_on=None).first()
    if run is None:
        raise Drop("The group does not open then.")
    if not is_for(interest, run.group):
        raise Drop(NOT_FOR_THEM)
    if is_told(interest, before=message):
        raise Drop("They are told once, of the first that opens.")
    session = run.group.sessions.upcoming(now).filter(state=GroupSession.State.PLANNED, starts_at__gt=now).first()
    page = reverse("sessions:session", args=[session.ref]) if session else reverse("sessions:finder")
    return write("interest_open", interest, run.group, run=run, session=session, link=links.absolute(page))


def is_told(interest: Interest, before: Message) -> bool:
    """Whether another letter says already that something opens: two groups may, before the address has gone; and of one
    opening, one letter goes to an address.
    """
    others = Message.objects.filter(recipient_kind=Message.Recipient.INTEREST, purpose=OPEN).exclude(pk=before.pk)
    theirs = of_one_address(interest).order_by().values("pk")
    same = Q(recipient=interest.pk) | Q(recipient__in=theirs, about=before.about)
    return others.filter(same, Q(state=Message.State.SENT) | Q(LEAVES, pk__lt=before.pk)).exists()
