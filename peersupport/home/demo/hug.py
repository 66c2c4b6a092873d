"""HUG (Action for Mental Health): 13 branches across the Highlands, three of which have a group, and evenings online.

What the network is, that it has 13 branches and what its members have said about peer support is as they say it. They
give no names of branches, and no group, day or hall: those are invented. Far from a car and hardly near a bus, a group
says what the bus does, and there is one to join from home.
"""

import datetime as dt
from typing import Any

from groups.models import Run, SupportGroup, Venue
from groups.models.venue import Known
from members.models import Area, Nation, Network, Responsibility
from peersupport.home.demo import people, reasons
from peersupport.lib.recurrence import weekly
from sessions import dates
from sessions.models import Series

SLUG = "hug-action-for-mental-health"
BRANCHES = 13
NOUN, KIND, POLICY = SupportGroup.Noun, SupportGroup.Kind, SupportGroup.PlacePolicy
MONDAY, WEDNESDAY, THURSDAY, SATURDAY = 0, 2, 3, 5
ABOUT = (
    "A network of people who have experience of mental health problems, with several hundred members and 13 branches "
    "across the Highlands. We want people with mental health problems to live without discrimination, and to be equal "
    "partners in their communities."
)
RURAL = "Many of us have no car, and there is hardly a bus. So each group says what the bus does, and one meets online."
DEMONSTRATION = (
    "This is a demonstration. The branches have numbers, because we do not know their names. The groups, days, halls "
    "and buses are invented."
)
INVENTED = "This group is invented, for this demonstration."
MEETING = (
    "A friendly face, and people who may have an idea of what you are going through. What we offer each other here is "
    "informal, and it goes both ways."
)
ONLINE = "For those who have no car and no bus: join from home, with or without a picture. Ask, and we send the link."
ROUND = (
    "Questions for our members, asked at meetings in the branches. 112 people took part in the round about peer "
    "support, and our advisory group approved the report."
)
TOGETHER = (
    "For those who support others: a place to talk about what hearing their stories stirs up, and a professional to "
    "turn to."
)
# Which branches have a group, on which day from when to when, and what the bus does. All of it is invented.
MEETS = {
    2: (MONDAY, dt.time(19), dt.time(20, 30), "a bus at 6.35pm, Mondays to Fridays", "9.05pm, Mondays to Fridays"),
    5: (SATURDAY, dt.time(14), dt.time(15, 30), "a bus at 1.20pm on Saturdays", "4.10pm on Saturdays"),
    11: (THURSDAY, dt.time(13), dt.time(14, 30), "one bus a day, at 12.15pm", "5.20pm, the only one"),
}


def make(now: dt.datetime) -> str:
    """The network, its branches, who answers for it, and its groups with their dates to come. All of it is new."""
    network = Network.objects.create(
        slug=SLUG,
        name="HUG (Action for Mental Health)",
        nation=Nation.SCOTLAND,
        about=f"{ABOUT}\n\n{RURAL}\n\n{DEMONSTRATION}",
        is_demonstration=True,
    )
    reasons.record(network)
    branches = [Area(network=network, name=f"Branch {number}") for number in range(1, BRANCHES + 1)]
    Area.objects.bulk_create(branches)
    since = network.today(now) - dt.timedelta(days=365)
    people.answer_for(network, people.AILSA, Responsibility.Role.COORDINATOR, since)
    people.answer_for(network, people.STRUAN, Responsibility.Role.COORDINATOR, since, area=branches[1])
    for number in MEETS:
        meet_in(branches[number - 1], number, now)
    meet_online(network, now)
    make_group(network, "round", "A round of questions", ROUND, KIND.CONSULTATION, POLICY.PLEASE_ASK)
    return (
        f"{network.name} was made: {BRANCHES} branches, {len(MEETS)} of them with a group, and one that meets online."
    )


def make_group(
    network: Network, slug: str, name: str, about: str, kind: str, policy: str, **facts: Any
) -> SupportGroup:
    facts = {"place": "The Highlands", "noun": NOUN.MEETING, "uses_run_sheet": False, "uses_jobs": False} | facts
    facts["about"] = f"{about}\n\n{INVENTED}"
    return SupportGroup.objects.create(
        network=network, slug=f"hug-{slug}", name=name, kind=kind, place_policy=policy, **facts
    )


def meet_in(branch: Area, number: int, now: dt.datetime) -> None:
    """A group of a branch: people just turn up, and a headcount alone is its register."""
    weekday, starts, ends, bus_there, bus_home = MEETS[number]
    venue = Venue.objects.create(
        network=branch.network,
        name="Demonstration hall",
        town=branch.name,
        address="An invented hall: nobody meets here",
        finding_the_door="For this demonstration: the door by the bus stop. All facts about this hall are invented.",
        step_free=Known.YES,
        parking=Known.YES,
        bus_there=f"For this demonstration: {bus_there}",
        last_bus_home=f"For this demonstration: {bus_home}",
    )
    facts = {"area": branch, "venue": venue, "uses_names": False}
    name = f"HUG {branch.name}"
    group = make_group(branch.network, f"branch-{number}", name, MEETING, KIND.SUPPORT, POLICY.TURN_UP, **facts)
    let_meet(group, weekday, starts, ends, now)


def meet_online(network: Network, now: dt.datetime) -> None:
    """An evening to join from home, and one for those who support others, which only they find."""
    evening = {"place": "Online", "noun": NOUN.EVENING}
    from_home = make_group(network, "online", "HUG online", ONLINE, KIND.SUPPORT, POLICY.PLEASE_ASK, **evening)
    let_meet(from_home, WEDNESDAY, dt.time(19), dt.time(20, 30), now, online_link="https://online.demo.example/hug")
    found_by = {"found_by": SupportGroup.FoundBy.STAFF}
    supporters = make_group(
        network, "supporters", "For supporters", TOGETHER, KIND.SUPERVISION, POLICY.WORD_FIRST, **evening, **found_by
    )
    let_meet(supporters, MONDAY, dt.time(17), dt.time(18), now, online_link="https://online.demo.example/supporters")


def let_meet(
    group: SupportGroup, weekday: int, starts: dt.time, ends: dt.time, now: dt.datetime, online_link: str = ""
) -> None:
    """Weekly from tomorrow on: it has been open since before our records, and no evening of it is over."""
    Run.objects.create(group=group)
    series = Series.objects.create(
        group=group,
        rule=weekly(weekday),
        first_on=group.network.today(now) + dt.timedelta(days=1),
        starts_local=starts,
        ends_local=ends,
        venue=group.venue,
        online_link=online_link,
    )
    dates.make_for(series=series, until=dates.horizon(now), now=now)
