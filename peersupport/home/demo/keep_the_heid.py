"""Keep The Heid: evenings in Haddington and Tranent, North Berwick on the horizon, and an invented small circle.

The start at 7pm, how an evening goes, 51 weeks a year and the towns are as they say it themselves. The small
circle shows what a group that keeps places looks like. The year it was founded is not shown: what is written
about that does not agree.
"""

import datetime as dt

from groups.models import Interest, SupportGroup
from members.models import Area, Nation, Network, Purpose, Responsibility
from peersupport.home.demo import ahead, circles, complaints, past, people, reasons
from peersupport.home.demo.reasons import A_YES, NEEDED, SUPPORT
from peersupport.home.demo.stories import stories
from sessions import retention

SLUG = "keep-the-heid"
ABOUT = (
    "Evenings of peer support in East Lothian. An evening in the country can be lonely, and many people work in the "
    "day, so we start at 7pm. We meet 51 weeks of the year. It is laid back, and nobody expects anything of you: "
    "you never have to talk."
)
HOPES = (
    "Haddington and Tranent meet, North Berwick is on the horizon, and we hope to get going in Midlothian. People in "
    "Fife and the Borders have asked for us. Whoever comes is encouraged to get involved, and may volunteer when they "
    "want to take on more: so groups grow."
)
DEMONSTRATION = (
    "This is a demonstration. The halls, the people and the figures are invented, and so is which week we take off."
)
# That people have asked is known; how many is invented. So few as in the Borders read "fewer than 5".
ASKED_FROM = {
    "Fife": ("sorrel", "tansy", "vetch", "willow", "bilberry", "lovage"),
    "The Borders": ("sorrel", "dunlin", "siskin"),
}
# Their forms ask for a yes, so that it can be seen.
REASONS = {
    Purpose.PLACES: A_YES,
    Purpose.LETTERS: A_YES,
    Purpose.NEEDS: A_YES,
    Purpose.REGISTER: SUPPORT,
    Purpose.HELPING: NEEDED,
}


def make(now: dt.datetime) -> str:
    """The network, whole: its people, its groups, what was, and what is already known about the coming weeks."""
    network = make_network()
    today = network.today(now)
    make_areas(network)
    cast = people.make_cast(network)
    for login, role in ((people.CAROL, Responsibility.Role.COORDINATOR), (people.MINA, Responsibility.Role.MANAGER)):
        people.answer_for(network, login, role, today - dt.timedelta(days=365))
    evening = circles.make_format(network)
    ask_for_more(network, circles.plan_one(network, evening))
    meeting = circles.let_meet(network, evening, cast, now)
    evenings = sum(past.tell(story, now) for story in stories(meeting, cast))
    ahead.arrange(meeting, cast, now)
    complaints.complain_twice(network, now)
    # It tells of more than a year, so some of it is over its time already, and no page shall begin with being late.
    retention.keep_no_longer(now=now)
    return f"{network.name} was made: three groups that meet, one planned, and {evenings} evenings that are over."


def make_network() -> Network:
    network = Network.objects.create(
        slug=SLUG,
        name="Keep The Heid",
        nation=Nation.SCOTLAND,
        about=f"{ABOUT}\n\n{HOPES}\n\n{DEMONSTRATION}",
        is_demonstration=True,
    )
    reasons.record(network, REASONS)
    return network


def make_areas(network: Network) -> None:
    """Where they are, where they hope to be, and where people have asked for them."""
    Area.objects.bulk_create(
        Area(network=network, name=name) for name in ("East Lothian", "Midlothian", "Fife", "The Borders")
    )


def ask_for_more(network: Network, planned: SupportGroup) -> None:
    """Addresses left by people who want to be told: of the planned group, and of areas that have none yet."""
    starts, near = Interest.Purpose.STARTS, Interest.Purpose.NEAR
    areas = {area.name: area for area in network.areas.all()}
    Interest.objects.bulk_create(
        [
            *(Interest(group=planned, purpose=starts, email=f"{who}@{people.DOMAIN}") for who in ("aspen", "clover")),
            *(
                Interest(area=areas[name], purpose=near, email=f"{who}@{people.DOMAIN}")
                for name, those in ASKED_FROM.items()
                for who in those
            ),
        ]
    )
