"""The Mental Health Foundation: its programmes with years, places and audiences, kinds of peer support, and courses.

Programmes, courses and what each kind of peer support is are as they say it themselves. No day of any of it is known:
so days, hours, rooms and how many fit are invented, and the last days of programmes that are over show nowhere.
"""

import datetime as dt
from dataclasses import dataclass

from groups.models import Format, Run, Stage, SupportGroup, Venue
from members.models import Area, Nation, Network, Organisation, Reach, Responsibility
from members.people import Guest
from peersupport.home.demo import people, reasons
from peersupport.home.demo.ahead import A_YES
from peersupport.home.demo.circles import make_venue
from peersupport.lib.recurrence import weekly
from sessions import courses, dates, series, timetable
from sessions.series import Plan
from sessions.timetable import Times

SLUG = "mental-health-foundation"
Kind, Noun, Policy = SupportGroup.Kind, SupportGroup.Noun, SupportGroup.PlacePolicy

ABOUT = (
    "People with lived experience help and support each other, and what they give comes back to them. "
    "We have been involved in developing peer support for a number of years."
)
PROGRAMMES_SAID = (
    "Right Here, from 2009: young people aged 16 to 25, in County Fermanagh, Brighton and Hove, Newham and Sheffield.\n"
    "Peer support for self-management, Scotland, 2010 to 2011: people with long-term conditions.\n"
    "Peer support for long-term conditions, Lothian and Lanarkshire, 2011 to 2012: courses and networking events.\n"
    "Self-management, Wales, 2009 to 2012: people with a severe psychiatric diagnosis. Over six hundred were trained.\n"
    "Self-help for people with dementia and their partners, London, 2012 to 2014."
)
DEMONSTRATION = "This is a demonstration. Days, hours, rooms and how many fit are invented, and nobody meets here."
TOWN = "An invented town"
INVENTED = "For this demonstration its day, hour and room are invented."
PARTNERS = ("Paul Hamlyn Foundation", "MDF, the Bipolar Organisation", "Cardiff University", "Housing 21")
AREAS = {
    "County Fermanagh": Nation.NORTHERN_IRELAND,
    "Brighton and Hove": Nation.ENGLAND,
    "Newham": Nation.ENGLAND,
    "Sheffield": Nation.ENGLAND,
    "London": Nation.ENGLAND,
    "Scotland": Nation.SCOTLAND,
    "Lothian and Lanarkshire": Nation.SCOTLAND,
    "Wales": Nation.WALES,
}
DAY_OF_LEARNING = (
    (Stage.Kind.WELCOME, "Welcome", 30),
    (Stage.Kind.LEARNING, "Learning together", 120),
    (Stage.Kind.BREAK, "Lunch", 60),
    (Stage.Kind.LEARNING, "Learning together", 120),
    (Stage.Kind.CLOSING, "Closing", 30),
)


@dataclass(frozen=True)
class Programme:
    """What they ran or run: for whom, where and when. Without `years` it goes on."""

    slug: str
    name: str
    place: str
    who_for: str
    about: str
    years: str = ""
    last_on: dt.date | None = None
    ages: tuple[int | None, int | None] = (None, None)


RIGHT_HERE = (
    "A programme of five years, from 2009, to improve the wellbeing and mental health of young people. They design and "
    "deliver mental health support to their peers. Peer support is part of each of its four projects."
)
PROGRAMMES = (
    *(
        Programme(f"right-here-{slug}", f"Right Here, {place}", place, "Young people", RIGHT_HERE, ages=(16, 25))
        for slug, place in (
            ("county-fermanagh", "County Fermanagh"),
            ("brighton-and-hove", "Brighton and Hove"),
            ("newham", "Newham"),
            ("sheffield", "Sheffield"),
        )
    ),
    Programme(
        "exploring-peer-support-scotland",
        "Exploring peer support for self-management",
        "Scotland",
        "People with long-term conditions",
        "A study of peer support as an approach to self-management. Those who took part were passionate about what it "
        "adds, for people with long-term conditions and for the professionals who support them.",
        "2010 to 2011",
        dt.date(2011, 12, 31),
    ),
    Programme(
        "developing-peer-support-lothian-lanarkshire",
        "Developing peer support for long-term conditions",
        "Lothian and Lanarkshire",
        "People with long-term conditions, and those who plan or provide peer support",
        "It takes forward what the study recommends, with partner organisations. There are a free one-day course, a "
        "free two-day course and two nationwide networking events. There are guidance on developing and delivering "
        "peer support, and an online information resource.",
        "2011 to 2012",
        dt.date(2012, 12, 31),
    ),
    Programme(
        "self-management-wales",
        "Self-management in Wales",
        "Wales",
        "People with a severe psychiatric diagnosis",
        "Over six hundred people were trained, and peer support groups began across the country. Members support each "
        "other to set goals, and to overcome what makes those goals more difficult.",
        "2009 to 2012",
        dt.date(2012, 12, 31),
    ),
    Programme(
        "self-help-dementia-london",
        "Self-help for people with dementia",
        "London",
        "People in early stages of dementia, and their partners",
        "Facilitated self-help groups in extra care and sheltered housing. The aim was to find out whether they help "
        "people live independently for longer, improve their quality of life and make them less alone.",
        "2012 to 2014",
        dt.date(2014, 2, 1),
    ),
)
# Invented: some who have a place at each course, on all of its days.
LEARNERS = (
    Guest("Yarrow", reach=Reach.EMAIL, email=f"yarrow@{people.DOMAIN}"),
    Guest("Burdock"),
    Guest("Speedwell"),
)
KINDS = (
    (
        Kind.LISTENING,
        "Peer listening",
        "Somebody who is trained in listening hears you out. They have learned to listen actively, to keep what you "
        "say to themselves, and to help with problems.",
    ),
    (
        Kind.EDUCATION,
        "Peer education",
        "Peers learn from each other about one thing, such as coping with depression, anxiety or addiction. They are "
        "of similar age, status and background.",
    ),
    (
        Kind.TUTORING,
        "Peer tutoring",
        "A peer who is as old as you, or older, helps you learn. It can be about any subject, and it can be reading or "
        "writing in pairs.",
    ),
    (
        Kind.MENTORING,
        "Peer mentoring",
        "A buddy who has had training eases you into somewhere new, such as a school or a hospital. They are a friend, "
        "a mentor and a guide.",
    ),
    (
        Kind.MEDIATION,
        "Peer mediation",
        "People who are trained in settling conflicts help others find a way out of a dispute, in formal and informal "
        "situations.",
    ),
)
FREE = "Free. From the work on peer support for long-term conditions in Lothian and Lanarkshire, 2011 to 2012."
# Slug, name, for whom, and how many days it takes.
COURSES = (
    ("making-it-happen", "Peer Support: Making it Happen", "Planners, commissioners and service leads", 1),
    ("principles-in-practice", "Peer Support: Principles in Practice", "Those who provide peer support, or will", 2),
)


def make(now: dt.datetime) -> str:
    """The network, its coordinator's login, its programmes, a group of each kind, and its courses. All of it is new."""
    network = make_network()
    today = network.today(now)
    people.answer_for(network, people.MERRYN, Responsibility.Role.COORDINATOR, today - dt.timedelta(days=365))
    for programme in PROGRAMMES:
        make_programme(network, programme)
    room = make_venue(network, "Demonstration room", TOWN)
    for number, (kind, name, about) in enumerate(KINDS):
        let_meet(make_kind(room, kind, name, about), today + dt.timedelta(days=number + 1), now)
    day, hall = make_day_of_learning(network), make_venue(network, "Demonstration hall", "Lothian")
    for number, (slug, name, who_for, length) in enumerate(COURSES):
        course = make_course(hall, day, slug, name, who_for)
        first_on = next_tuesday(today + dt.timedelta(weeks=3 + 2 * number))
        let_learn(course, [first_on + dt.timedelta(days=more) for more in range(length)], now)
    make_events(network, today, now)
    return f"{network.name} was made: its programmes, five kinds of peer support, and two courses."


def make_network() -> Network:
    network = Network.objects.create(
        slug=SLUG,
        name="Mental Health Foundation",
        nation=Nation.SCOTLAND,
        about=f"{ABOUT}\n\n{PROGRAMMES_SAID}\n\n{DEMONSTRATION}",
        is_demonstration=True,
    )
    reasons.record(network)
    Area.objects.bulk_create(Area(network=network, name=name, nation=nation) for name, nation in AREAS.items())
    partner = Organisation.Kind.PARTNER
    Organisation.objects.bulk_create(Organisation(network=network, name=name, kind=partner) for name in PARTNERS)
    return network


def make_programme(network: Network, programme: Programme) -> None:
    """One that is over ended on a day that nobody knows; the year is what they say."""
    years = f"It ran from {programme.years}." if programme.years else ""
    first, last = programme.ages
    group = SupportGroup.objects.create(
        network=network,
        area=Area.objects.get(network=network, name=programme.place),
        slug=programme.slug,
        name=programme.name,
        place=programme.place,
        who_for=programme.who_for,
        ages_from=first,
        ages_until=last,
        noun=Noun.MEETING,
        place_policy=Policy.PLEASE_ASK,
        about=f"{programme.about}\n\nFor this demonstration it has no dates.",
    )
    ended_as = Run.EndedAs.CLOSED if programme.last_on else Run.EndedAs.OPEN
    Run.objects.create(group=group, ended_on=programme.last_on, ended_as=ended_as, reason=years)


def make_kind(room: Venue, kind: str, name: str, about: str) -> SupportGroup:
    return SupportGroup.objects.create(
        network=room.network,
        slug=f"mental-health-foundation-{kind}",
        name=name,
        kind=kind,
        place=TOWN,
        noun=Noun.MEETING,
        about=f"{about}\n\n{INVENTED}",
        venue=room,
    )


def let_meet(group: SupportGroup, first_on: dt.date, now: dt.datetime) -> None:
    """Weekly in the afternoon, from a day on."""
    Run.objects.create(group=group)
    two, half_past_three = dt.time(14), dt.time(15, 30)
    plan = Plan(weekly(first_on.weekday()), first_on, None, two, half_past_three, group.venue, None, None)
    series.plan_weekly(group=group, plan=plan, now=now, ahead_until=dates.horizon(now))


def make_day_of_learning(network: Network) -> Format:
    made = Format.objects.create(network=network, name="A day of learning (minutes are for this demonstration)")
    Stage.objects.bulk_create(
        Stage(format=made, position=position, kind=kind, title=title, minutes=minutes)
        for position, (kind, title, minutes) in enumerate(DAY_OF_LEARNING, start=1)
    )
    return made


def make_course(hall: Venue, day: Format, slug: str, name: str, who_for: str) -> SupportGroup:
    return SupportGroup.objects.create(
        network=hall.network,
        area=Area.objects.get(network=hall.network, name="Lothian and Lanarkshire"),
        slug=slug,
        name=name,
        kind=Kind.COURSE,
        place="Lothian",
        who_for=who_for,
        noun=Noun.WORKSHOP,
        about=f"{FREE}\n\n{INVENTED}",
        place_policy=Policy.PLEASE_ASK,
        capacity=12,
        venue=hall,
        format=day,
        uses_jobs=False,
    )


def let_learn(course: SupportGroup, days: list[dt.date], now: dt.datetime) -> None:
    Run.objects.create(group=course)
    ten, four = dt.time(10), dt.time(16)
    plan = Plan("", days[0], days[-1], ten, four, course.venue, course.format, course.capacity)
    series.plan_days(group=course, days=days, plan=plan, now=now)
    first = course.sessions.order_by("on")[0]
    for one in LEARNERS:
        courses.keep(session=first, guest=one, yes=A_YES, now=now)


def make_events(network: Network, today: dt.date, now: dt.datetime) -> None:
    """The two nationwide networking events, on days of their own."""
    events = SupportGroup.objects.create(
        network=network,
        slug="mental-health-foundation-networking",
        name="Networking events",
        kind=Kind.NETWORK_EVENT,
        place="Nationwide",
        noun=Noun.MEETING,
        who_for="People who work on peer support",
        about=f"Two networking events for the whole nation.\n\n{INVENTED}",
        place_policy=Policy.PLEASE_ASK,
        capacity=60,
        venue=make_venue(network, "Demonstration hall", "Nationwide"),
        uses_jobs=False,
    )
    Run.objects.create(group=events)
    for weeks in (6, 12):
        times = Times(next_tuesday(today + dt.timedelta(weeks=weeks)), dt.time(10), dt.time(15))
        timetable.add(group=events, times=times, venue=events.venue, format=None, capacity=60, now=now)


def next_tuesday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(1 - day.weekday()) % 7)
