"""Community and voluntary peer support networks: one body, four council areas, events for leaders of organisations.

That members say what they need, share what they know and learn in workshops, and that self-care is part of every
event, is as they say themselves. They do not name the areas, so these are numbers. Everybody is invented, and so are
the organisations, halls, days, hours and the order of each plan.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from random import Random

from groups.models import Format, Run, Stage, SupportGroup, Venue
from groups.models.venue import Known
from members.models import Area, Nation, Network, Organisation, Person, Purpose, Reach, Responsibility, User
from members.people import Guest
from peersupport.home.demo import people, reasons
from peersupport.lib.walltime import instant
from sessions import places, register
from sessions.models import GroupSession
from sessions.register import TapIn

SLUG, WORKSHOPS = "community-and-voluntary-networks", "learning-workshops"
ABOUT = (
    "Leaders of community and voluntary organisations hold each other up here. There is a network in each of four "
    "council areas, and its members lead it. It is a safe space to learn, to share what happened to us, and to get "
    "better at what we do. Members say what they need, and learning workshops follow. Many of us support people in "
    "serious difficulties. We look after ourselves, so that we can look after others."
)
DEMONSTRATION = "This is a demonstration. The organisations, the halls, the people and the days are invented."
EVENTS = "Members say what they need, and share what they know. Time to look after ourselves is part of every event."
LEARNING = (
    "Workshops about what members asked for, for all four networks: with somebody who knows it well, and with what the "
    "room knows already. Time to look after ourselves is part of each."
)
INVENTED = "For this demonstration we meet from 10am to noon. How long each part takes is invented."
TEN, NOON = dt.time(10), dt.time(12)
# Kind, title, prompt and minutes.
AT_AN_EVENT = (
    (Stage.Kind.WELCOME, "Welcome", "Who is here, and from where?", 10),
    (Stage.Kind.SHARING, "What we need", "What would help you, so that you can help others?", 30),
    (Stage.Kind.SHARING, "What we know", "Who in this room has been there already?", 30),
    (Stage.Kind.BREAK, "Tea break", "", 15),
    (Stage.Kind.SELF_CARE, "Looking after ourselves", "What did you do for yourself this week?", 20),
    (Stage.Kind.CLOSING, "Closing", "What do you take with you?", 15),
)
AT_A_WORKSHOP = (
    (Stage.Kind.WELCOME, "Welcome", "Who is here, and from where?", 10),
    (Stage.Kind.LEARNING, "Learning together", "Somebody who knows it well, and what you know already.", 45),
    (Stage.Kind.BREAK, "Tea break", "", 15),
    (Stage.Kind.SELF_CARE, "Looking after ourselves", "You need looking after too.", 20),
    (Stage.Kind.OTHER, "Looking back at what we do", "What will you do differently, and why?", 20),
    (Stage.Kind.CLOSING, "Closing", "", 10),
)
# That somebody leads an organisation says nothing about their health; what would help them may.
REASONS = dict.fromkeys(Purpose, reasons.NEEDED) | {Purpose.NEEDS: reasons.A_YES}
# Who comes on behalf of which organisation: one in each area, two people from the first.
ORGANISATIONS = ("Demonstration Pantry", "Demonstration Youth Club", "Demonstration Arts Shed", "Demonstration Minibus")
LEADERS = {"Erin": 0, "Conn": 0, "Maeve": 1, "Dara": 2, "Una": 3}


def make(now: dt.datetime) -> str:
    """The network with its areas, organisations and people, an event ahead in each area, and two workshops."""
    network = make_network()
    areas = Area.objects.bulk_create(Area(network=network, name=f"Area {number}") for number in range(1, 5))
    leaders = make_leaders(network, areas)
    today = network.today(now)
    people.answer_for(network, people.NORA, Responsibility.Role.COORDINATOR, today - dt.timedelta(days=365))
    monday = today - dt.timedelta(days=today.weekday())
    event = make_format(network, "Network event", AT_AN_EVENT)
    for number, area in enumerate(areas, start=1):
        name = f"Peer support network, {area}"
        group = make_group(f"peer-support-network-{number}", name, EVENTS, area=area, hall=make_hall(area), plan=event)
        ahead = meet(group, monday + dt.timedelta(weeks=2, days=number))
        ask_for_places(ahead, [leader for leader in leaders if is_from(leader, area)], now)
    workshops = make_workshops(areas[0])
    hold(meet(workshops, monday - dt.timedelta(days=13)), leaders)
    ask_for_places(meet(workshops, monday + dt.timedelta(days=22)), [*leaders[:2], *leaders[3:]], now)
    return f"{network.name} was made: an event ahead in each of four areas, a workshop ahead and one that is over."


def make_network() -> Network:
    # Which nation they are in they do not say; the Education Authority that they work with is Northern Ireland's.
    network = Network.objects.create(
        slug=SLUG,
        name="Community and voluntary peer support networks",
        nation=Nation.NORTHERN_IRELAND,
        about=f"{ABOUT}\n\n{DEMONSTRATION}",
        sender_name="Network events",
        is_demonstration=True,
    )
    reasons.record(network, REASONS)
    return network


def make_leaders(network: Network, areas: Sequence[Area]) -> list[Person]:
    """People who come on behalf of an organisation. Erin can log in."""
    organisations = Organisation.objects.bulk_create(
        Organisation(network=network, area=area, name=name) for area, name in zip(areas, ORGANISATIONS, strict=True)
    )
    leaders = [
        people.with_login(network, people.ERIN) if name == people.ERIN.known_as else people.with_address(network, name)
        for name in LEADERS
    ]
    for leader in leaders:
        leader.organisation = organisations[LEADERS[leader.known_as]]
        leader.save()
    return leaders


def is_from(leader: Person, area: Area) -> bool:
    return leader.organisation is not None and leader.organisation.area_id == area.pk


def make_format(network: Network, name: str, stages: Sequence[tuple[str, str, str, int]]) -> Format:
    made = Format.objects.create(network=network, name=name)
    Stage.objects.bulk_create(
        Stage(format=made, position=position, kind=kind, title=title, prompt=prompt, minutes=minutes)
        for position, (kind, title, prompt, minutes) in enumerate(stages, start=1)
    )
    return made


def make_workshops(area: Area) -> SupportGroup:
    """For all four networks; this time the hall is in the first area."""
    plan = make_format(area.network, "Learning workshop", AT_A_WORKSHOP)
    hall = Venue.objects.get(network=area.network, town=area.name)
    group = make_group(WORKSHOPS, "Learning workshops", LEARNING, area=area, hall=hall, plan=plan)
    SupportGroup.objects.filter(pk=group.pk).update(area=None, noun=SupportGroup.Noun.WORKSHOP)
    return group


def make_group(slug: str, name: str, about: str, *, area: Area, hall: Venue, plan: Format) -> SupportGroup:
    """Events for those who lead organisations: a place is asked for, and nothing has to be agreed or done."""
    group = SupportGroup.objects.create(
        network=area.network,
        area=area,
        slug=slug,
        name=name,
        kind=SupportGroup.Kind.NETWORK_EVENT,
        noun=SupportGroup.Noun.MEETING,
        who_for="Leaders of community and voluntary organisations",
        about=f"{about}\n\n{INVENTED}",
        place=area.name,
        place_policy=SupportGroup.PlacePolicy.PLEASE_ASK,
        capacity=24,
        venue=hall,
        format=plan,
        uses_agreement_mark=False,
        uses_jobs=False,
    )
    Run.objects.create(group=group)
    return group


def make_hall(area: Area) -> Venue:
    return Venue.objects.create(
        network=area.network,
        name="Demonstration centre",
        town=area.name,
        address="An invented centre: nobody meets here",
        finding_the_door="For this demonstration: through the garden. All facts about this hall are invented.",
        step_free=Known.YES,
        accessible_toilet=Known.YES,
        parking=Known.YES,
        hearing_loop=Known.YES,
        quiet_space=Known.NO,
    )


def meet(group: SupportGroup, on: dt.date) -> GroupSession:
    """One event, on a day that no rule repeats."""
    zone = group.network.zone
    return GroupSession.objects.create(
        group=group,
        on=on,
        starts_local=TEN,
        ends_local=NOON,
        starts_at=instant(on, TEN, zone),
        ends_at=instant(on, NOON, zone),
        venue=group.venue,
        format=group.format,
        capacity=group.capacity,
    )


def ask_for_places(session: GroupSession, leaders: Sequence[Person], now: dt.datetime) -> None:
    """Each of them, on behalf of their organisation, as they would themselves or a colleague for them."""
    for leader in leaders:
        guest = Guest(leader.known_as, reach=Reach.EMAIL, email=leader.email)
        places.keep(session=session, guest=guest, organisation=str(leader.organisation), now=now)


def hold(session: GroupSession, leaders: Sequence[Person]) -> None:
    """A workshop that is over: everybody who asked was there, one more gave no name, and the register is done."""
    ask_for_places(session, leaders, session.starts_at - dt.timedelta(days=5))
    nora = User.objects.get(email=people.NORA.address)
    rng = Random(session.group.slug)  # noqa: S311 – the same invention every time is what is wanted
    device, *marks = [uuid.UUID(int=rng.getrandbits(128), version=4) for _ in range(len(leaders) + 2)]
    who = [*(leader.ref for leader in leaders), ""]
    taps = [TapIn(mark, device, at, person=ref) for at, (mark, ref) in enumerate(zip(marks, who, strict=True), start=1)]
    register.tap(session=session, taps=taps, by=nora, now=session.starts_at)
    register.lock_up(
        session=session,
        headcount=len(taps),
        agreement_was_read=False,
        note="",
        by=nora,
        now=session.ends_at + dt.timedelta(minutes=10),
    )
