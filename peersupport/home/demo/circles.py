"""The groups of Keep The Heid: where they meet, how an evening of theirs goes, and an invented small circle."""

import datetime as dt
from dataclasses import dataclass

from groups.models import Format, FormatJob, JobRole, Stage, SupportGroup, Venue
from groups.models.venue import Known
from members.models import Area, Network
from peersupport.home.demo import door, opening
from peersupport.home.demo.people import Cast
from peersupport.lib.recurrence import DAY_NAMES

HADDINGTON, TRANENT = "keep-the-heid-haddington", "keep-the-heid-tranent"
NORTH_BERWICK, SMALL_CIRCLE = "keep-the-heid-north-berwick", "keep-the-heid-small-circle"
TUESDAY, WEDNESDAY, FRIDAY = 1, 2, 4

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
JOBS = ((JobRole.FACILITATOR, 2), (JobRole.WELCOME, 1), (JobRole.TEA, 1))


@dataclass(frozen=True)
class Circles:
    """The groups that meet. North Berwick does not yet."""

    haddington: SupportGroup
    tranent: SupportGroup
    small_circle: SupportGroup


def plan_one(network: Network, evening: Format) -> SupportGroup:
    """North Berwick, on the horizon."""
    return make_group(network, evening, NORTH_BERWICK, "North Berwick", BERWICK)


def let_meet(network: Network, evening: Format, cast: Cast, now: dt.datetime) -> Circles:
    """Those that meet, with all their dates."""
    today = network.today(now)
    haddington = make_group(network, evening, HADDINGTON, "Haddington", FRIDAYS)
    tranent = make_group(network, evening, TRANENT, "Tranent", TUESDAYS)
    small_circle = make_small_circle(network, evening, today)
    opening.let_meet(haddington, cast, weekday=FRIDAY, weeks_ago=52, now=now)
    opening.let_meet(tranent, cast, weekday=TUESDAY, weeks_ago=52, now=now)
    opening.let_meet(small_circle, cast, weekday=weekday_of_small_circle(today), weeks_ago=12, now=now)
    return Circles(haddington, tranent, small_circle)


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
