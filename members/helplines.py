"""Where to turn in a crisis: the lines to begin with, for everyone and nation by nation; and a network's own.

Nobody has checked the first ones since they were written here, so `checked_on` stays empty until somebody has.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from members.models import Helpline, Nation, Network
from peersupport.lib import crossing
from peersupport.lib.refusals import Refused

HOUR = 60
DAY = 24 * HOUR
EVERYWHERE = ""
# After those of everyone and of the nation.
OWN_POSITION = 10
# After this long somebody should ring a number again, or look at its page.
GOOD_FOR = dt.timedelta(days=365)


class NoWayToReach(Refused):
    """Say which number to ring, or which to text."""


class ThereAlready(Refused):
    """A line with that number is shown already. Have a look at the list."""


class NobodyTries(Refused):
    """Nobody rings this number to try it. There is nothing to check."""


def shown_to(network: Network) -> QuerySet[Helpline]:
    """The lines that a network's people see: those for everyone, of its nation and its areas' nations, and its own."""
    theirs = Q(nation__in=(EVERYWHERE, network.nation)) | Q(nation__in=network.areas.values("nation"))
    return Helpline.objects.filter(Q(network=network) | Q(theirs, network=None))


def is_fresh(line: Helpline, today: dt.date) -> bool:
    """Whether somebody has checked it within the last year."""
    return line.checked_on is not None and line.checked_on + GOOD_FOR >= today


def is_to_check(line: Helpline, today: dt.date) -> bool:
    """Whether somebody should ring it, or look at its page. Nobody rings 999 to try it, so that never is."""
    return not (line.is_never_tried or is_fresh(line, today))


@transaction.atomic
def add(*, network: Network, facts: Mapping[str, Any], today: dt.date) -> Helpline:
    """Add a line of a network's own, checked today by whoever adds it. Raises `NoWayToReach`, `ThereAlready`."""
    Network.objects.select_for_update().get(pk=network.pk)
    return write(Helpline(network=network, checked_on=today, position=OWN_POSITION), facts)


@transaction.atomic
def change(*, line: Helpline, seen: str, facts: Mapping[str, Any], today: dt.date) -> Helpline:
    """Change a line of a network's own; it is checked with that. Raises as `add`, and `crossing.ChangedMeanwhile`."""
    held = crossing.hold(row=line, seen=seen, facts=facts)
    held.checked_on = today
    return write(held, facts)


def write(line: Helpline, facts: Mapping[str, Any]) -> Helpline:
    if not (facts["call"] or facts["text"]):
        raise NoWayToReach
    assert line.network is not None  # noqa: S101 – nobody here changes the lines of everyone
    same = shown_to(line.network).filter(call=facts["call"], text=facts["text"]).exclude(pk=line.pk)
    if same.exists():
        raise ThereAlready
    return crossing.put(line, facts, ThereAlready)


@transaction.atomic
def check(*, line: Helpline, today: dt.date) -> None:
    """Somebody has rung it, or looked at its own page: it is right as it stands. Raises `NobodyTries`."""
    if line.is_never_tried:
        raise NobodyTries
    Helpline.objects.filter(pk=line.pk).update(checked_on=today)


@transaction.atomic
def remove(*, line: Helpline) -> None:
    """Take a network's own line away. One that is gone is gone."""
    Helpline.objects.filter(pk=line.pk).exclude(network=None).delete()


# -- To begin with


def breathing_space_hours() -> list[list[int]]:
    """Monday to Thursday from 6pm to 2am, then from Friday 6pm through to Monday 6am, in minutes of the week."""
    weekdays = [[day * DAY + 18 * HOUR, (day + 1) * DAY + 2 * HOUR] for day in range(4)]
    return [*weekdays, [4 * DAY + 18 * HOUR, 7 * DAY + 6 * HOUR]]


def lines() -> list[Helpline]:
    """The lines in the order shown, unsaved."""
    return [
        Helpline(nation=EVERYWHERE, position=1, name="Emergency", says="If a life is in danger", call="999"),
        Helpline(
            nation=EVERYWHERE,
            position=2,
            name="Samaritans",
            says="To talk about anything that upsets you",
            call="116 123",
        ),
        Helpline(
            nation=EVERYWHERE,
            position=3,
            name="Shout",
            says="If you would rather write than talk",
            text="85258",
            text_word="SHOUT",
        ),
        Helpline(
            nation=Nation.SCOTLAND,
            position=4,
            name="NHS 24",
            says="For urgent help with your mental health: choose the mental health option",
            call="111",
        ),
        Helpline(
            nation=Nation.SCOTLAND,
            position=5,
            name="Breathing Space",
            says="If you feel low, worried or anxious",
            call="0800 83 85 87",
            hours="Monday to Thursday 6pm to 2am, Friday 6pm to Monday 6am",
            open_minutes=breathing_space_hours(),
        ),
        *(
            Helpline(
                nation=nation,
                position=4,
                name="NHS 111",
                says="For urgent help with your mental health: choose the mental health option",
                call="111",
            )
            for nation in (Nation.ENGLAND, Nation.WALES)
        ),
        Helpline(
            nation=Nation.NORTHERN_IRELAND,
            position=4,
            name="Lifeline",
            says="If you are in distress or despair",
            call="0808 808 8000",
        ),
    ]


def add_missing() -> int:
    """Add the lines that are not there yet, by name or by number. Those somebody has changed stay as they are."""
    return sum(add_first(line) for line in lines())


def add_first(line: Helpline) -> bool:
    same = Q(name__same=line.name) | Q(call=line.call, text=line.text)
    if Helpline.objects.filter(same, nation=line.nation, network=None).exists():
        return False
    line.save()
    return True
