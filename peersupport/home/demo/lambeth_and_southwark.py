"""Lambeth and Southwark Mind: four groups, all paused while need is reviewed and further funding is sought.

Only what they say themselves is here. They give no day on which the pause began and none on which it is looked at
again; the table wants a last open day, so that is invented, and nothing may show it. Whom a welcoming group is for they
say once, below all four, so it is said of them together.
"""

import datetime as dt

from groups.models import Run, SupportGroup
from members.models import Nation, Network, Organisation, Responsibility
from peersupport.home.demo import people, reasons

SLUG = "lambeth-and-southwark-mind"
GROUPS = {
    "lambeth-and-southwark-hearing-voices": "Hearing Voices Group",
    "lambeth-and-southwark-kindred-minds": "Kindred Minds",
    "lambeth-and-southwark-peer-support": "Peer Support Group",
    "lambeth-and-southwark-friends-in-need": "Friends in Need",
}
ABOUT = (
    "People who have known mental ill health spend time together here: they connect, share what they have lived "
    "through, and pass on what helps. The help is emotional, social or practical. Everyone helps everyone else, even "
    "if often they say very little.\n\n"
    "Each group is led by a peer support facilitator with lived experience, and works towards wellbeing and recovery. "
    "They are welcoming groups, for people who are experiencing difficulties and are or have been in contact with "
    "mental health services. All are for anyone aged 18 and over."
)
WORKERS = (
    "Lived experience workers are based in the North and South Assessment and Liaison Teams of South London and "
    "Maudsley (SLAM) NHS. They offer support to people there, one to one and in groups. They started in March 2022."
)
DEMONSTRATION = (
    "This is a demonstration: questions asked here reach nobody. The address is invented, because theirs is not known "
    "to us."
)
PAUSED = "We are reviewing what is needed and looking for further funding."


def make(now: dt.datetime) -> str:
    """The network, its coordinator's login and its four groups, all new."""
    network = Network.objects.create(
        slug=SLUG,
        name="Lambeth and Southwark Mind",
        nation=Nation.ENGLAND,
        about=f"{ABOUT}\n\n{WORKERS}\n\n{DEMONSTRATION}",
        contact_email=f"enquiries@{people.DOMAIN}",
        contact_phone="020 8167 2183",
        contact_days="Tuesdays, Wednesdays and Thursdays",
        is_demonstration=True,
    )
    reasons.record(network)
    # Lived experience workers are in two of its teams, they say.
    Organisation.objects.create(
        network=network, kind=Organisation.Kind.PARTNER, name="South London and Maudsley (SLAM) NHS"
    )
    today = network.today(now)
    people.answer_for(network, people.LENA, Responsibility.Role.COORDINATOR, today - dt.timedelta(days=365))
    for slug, name in GROUPS.items():
        group = SupportGroup.objects.create(
            network=network,
            slug=slug,
            name=name,
            noun=SupportGroup.Noun.MEETING,
            ages_from=18,
            place="Lambeth and Southwark",
            place_policy=SupportGroup.PlacePolicy.WORD_FIRST,
            about="Led by a peer support facilitator who has lived experience of mental health.",
        )
        yesterday = today - dt.timedelta(days=1)
        Run.objects.create(group=group, ended_on=yesterday, ended_as=Run.EndedAs.PAUSED, reason=PAUSED)
    return f"{network.name} was made: {len(GROUPS)} groups, all paused."
