"""Keep The Heid: evenings in Haddington and Tranent, North Berwick on the horizon, and an invented small circle.

The start at 7pm, how an evening goes, 51 weeks a year and the towns are as they say it themselves. The small
circle shows what a group that keeps places looks like. The year it was founded is not shown: what is written
about that does not agree.
"""

import datetime as dt
from dataclasses import dataclass

from groups.models import Format, FormatJob, Interest, JobRole, Stage, SupportGroup, Venue
from groups.models.venue import Known
from members.models import Area, Basis, Nation, Network, Purpose, Responsibility
from peersupport.home.demo import door, opening, people
from peersupport.home.demo.people import Cast
from peersupport.lib.recurrence import DAY_NAMES

SLUG = "keep-the-heid"
HADDINGTON, TRANENT = "keep-the-heid-haddington", "keep-the-heid-tranent"
NORTH_BERWICK, SMALL_CIRCLE = "keep-the-heid-north-berwick", "keep-the-heid-small-circle"
TUESDAY, WEDNESDAY, FRIDAY = 1, 2, 4

ABOUT = (
    "Evenings of peer support in East Lothian. An evening in the country can be lonely, and many people work in the "
    "day, so we start at 7pm. We meet 51 weeks of the year. It is laid back, and nobody expects anything of you: "
    "you never have to talk."
)
DEMONSTRATION = (
    "This is a demonstration. The halls, the people and the figures are invented, and so is which week we take off."
)
EVENING = (
    "We begin with our group agreement and a short meditation. Then there is time to share what is going on for you. "
    "After a break for tea and cake, there is time to share what is going well. A meditation closes the evening."
)
TURN_UP = "You need not ask for a place: just turn up."
INVENTED = "The hall, and how long each part takes, are invented."
FRIDAYS = (
    f"{TURN_UP} Somebody who comes speaks of Fridays. So for this demonstration we say Haddington meets on Fridays, "
    f"and ends at 9pm. {INVENTED}"
)
TUESDAYS = f"{TURN_UP} For this demonstration we say Tranent meets on Tuesdays, and ends at 9pm. {INVENTED}"
BERWICK = (
    "North Berwick is on the horizon. There is no day and no hall yet. "
    "How long each part takes is invented, for this demonstration."
)

# Kind, title, prompt and minutes. The order is theirs; how long each part takes is invented.
STAGES = (
    (Stage.Kind.AGREEMENT, "Our agreement", "Read it together, whether or not someone is new.", 5),
    (Stage.Kind.MEDITATION, "A short meditation", "Arrive, and let the day go.", 10),
    (Stage.Kind.SHARING, "What is going on", "What is going on for you? Say as much or as little as you like.", 40),
    (Stage.Kind.BREAK, "Tea and cake", "", 20),
    (Stage.Kind.SHARING, "What is going well", "What is going well, however small?", 35),
    (Stage.Kind.MEDITATION, "Closing meditation", "A quiet end before we go home.", 10),
)
# Which they have recorded is not known; these are invented. Their forms ask for a yes, so that it can be seen.
A_YES = (Basis.Lawful.CONSENT, Basis.Condition.EXPLICIT)
REASONS = {
    Purpose.PLACES: A_YES,
    Purpose.LETTERS: A_YES,
    Purpose.NEEDS: A_YES,
    Purpose.REGISTER: (Basis.Lawful.INTERESTS, Basis.Condition.SUPPORT),
    Purpose.HELPING: (Basis.Lawful.INTERESTS, Basis.Condition.NONE),
}
JOBS = ((JobRole.FACILITATOR, 2), (JobRole.WELCOME, 1), (JobRole.TEA, 1))


@dataclass(frozen=True)
class Circles:
    """The groups that meet. North Berwick does not yet."""

    haddington: SupportGroup
    tranent: SupportGroup
    small_circle: SupportGroup


def make(now: dt.datetime) -> tuple[Circles, Cast]:
    """The network with its areas, people, halls and groups, and the dates of those that meet. All of it is new."""
    network = make_network()
    today = network.today(now)
    make_areas(network)
    cast = people.make_cast(network)
    for login, role in ((people.CAROL, Responsibility.Role.COORDINATOR), (people.MINA, Responsibility.Role.MANAGER)):
        people.answer_for(network, login, role, today - dt.timedelta(days=365))
    evening = make_format(network)
    planned = make_group(network, evening, NORTH_BERWICK, "North Berwick", BERWICK)
    ask_for_more(network, planned)
    haddington = make_group(network, evening, HADDINGTON, "Haddington", FRIDAYS)
    tranent = make_group(network, evening, TRANENT, "Tranent", TUESDAYS)
    small_circle = make_small_circle(network, evening, today)
    opening.let_meet(haddington, cast, weekday=FRIDAY, weeks_ago=52, now=now)
    opening.let_meet(tranent, cast, weekday=TUESDAY, weeks_ago=52, now=now)
    opening.let_meet(small_circle, cast, weekday=weekday_of_small_circle(today), weeks_ago=12, now=now)
    return Circles(haddington, tranent, small_circle), cast


def make_network() -> Network:
    network = Network.objects.create(
        slug=SLUG,
        name="Keep The Heid",
        nation=Nation.SCOTLAND,
        about=f"{ABOUT}\n\n{DEMONSTRATION}",
        is_demonstration=True,
    )
    Basis.objects.bulk_create(
        Basis(network=network, purpose=purpose, basis=basis, condition=condition)
        for purpose, (basis, condition) in REASONS.items()
    )
    return network


def make_format(network: Network) -> Format:
    made = Format.objects.create(network=network, name="Keep The Heid evening (minutes are for this demonstration)")
    Stage.objects.bulk_create(
        Stage(format=made, position=position, kind=kind, title=title, prompt=prompt, minutes=minutes)
        for position, (kind, title, prompt, minutes) in enumerate(STAGES, start=1)
    )
    FormatJob.objects.bulk_create(FormatJob(format=made, role=role, people=needed) for role, needed in JOBS)
    return made


def make_venue(network: Network, name: str, town: str) -> Venue:
    """An invented hall, with every fact a hall can have."""
    venue = Venue.objects.create(
        network=network,
        name=name,
        town=town,
        address="An invented hall: nobody meets here",
        finding_the_door="For this demonstration: the blue door at the side. All facts about this hall are invented.",
        step_free=Known.YES,
        accessible_toilet=Known.YES,
        parking=Known.YES,
        hearing_loop=Known.NO,
        quiet_space=Known.YES,
        bus_there="For this demonstration: a bus at 6.40pm stops outside",
        last_bus_home="For this demonstration: 9.35pm from outside",
    )
    door.hang(venue)
    return venue


def make_group(network: Network, evening: Format, slug: str, town: str, about: str) -> SupportGroup:
    """A group of theirs, where people just turn up. One that is planned has no hall yet."""
    return SupportGroup.objects.create(
        network=network,
        area=Area.objects.get(network=network, name="East Lothian"),
        slug=slug,
        name=f"Keep The Heid {town}",
        place=town,
        ages_from=16,
        who_for="Anyone who would like company and support",
        about=f"{EVENING}\n\n{about}",
        venue=None if slug == NORTH_BERWICK else make_venue(network, "Demonstration hall", town),
        format=evening,
    )


def make_small_circle(network: Network, evening: Format, today: dt.date) -> SupportGroup:
    """The one group that is wholly invented: twelve places, kept for those who ask."""
    day = DAY_NAMES[weekday_of_small_circle(today)]
    return SupportGroup.objects.create(
        network=network,
        area=Area.objects.get(network=network, name="East Lothian"),
        slug=SMALL_CIRCLE,
        name="Small circle (demonstration)",
        place="Haddington",
        ages_from=16,
        who_for="Nobody: it shows how places are kept",
        about=f"This group is invented. It meets on {day} in a room for twelve, so a place is kept if you ask.",
        place_policy=SupportGroup.PlacePolicy.CAN_KEEP,
        capacity=12,
        venue=make_venue(network, "Demonstration room", "Haddington"),
        format=evening,
        details_confirmed_on=today - dt.timedelta(days=20),
    )


def weekday_of_small_circle(today: dt.date) -> int:
    """The weekday of the day the demonstration is made, so that something is on tonight; else one that is free."""
    return WEDNESDAY if today.weekday() in (TUESDAY, FRIDAY) else today.weekday()


def make_areas(network: Network) -> None:
    """Where they are, where they hope to be, and where people have asked for them."""
    Area.objects.bulk_create(
        Area(network=network, name=name) for name in ("East Lothian", "Midlothian", "Fife", "The Borders")
    )


def ask_for_more(network: Network, planned: SupportGroup) -> None:
    """Addresses left by people who want to be told: of the planned group, and of areas that have none yet."""
    starts = Interest.Purpose.STARTS
    areas = Area.objects.filter(network=network, name__in=("Fife", "The Borders")).order_by("name")
    Interest.objects.bulk_create(
        [
            *(Interest(group=planned, purpose=starts, email=f"{who}@{people.DOMAIN}") for who in ("aspen", "clover")),
            *(Interest(area=area, purpose=starts, email=f"sorrel@{people.DOMAIN}") for area in areas),
        ]
    )
