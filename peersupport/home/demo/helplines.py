"""Where to turn in a crisis, to begin with: for everyone, then nation by nation.

Nobody has checked these numbers since they were written here, so `checked_on` stays empty until somebody has.
"""

from django.db.models import Q

from members.models import Helpline, Nation

HOUR = 60
DAY = 24 * HOUR
EVERYWHERE = ""


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
    return sum(add(line) for line in lines())


def add(line: Helpline) -> bool:
    same = Q(name__iexact=line.name) | Q(call=line.call, text=line.text)
    if Helpline.objects.filter(same, nation=line.nation, network=None).exists():
        return False
    line.save()
    return True
