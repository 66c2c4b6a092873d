"""Letting a demonstration group meet: weekly at 7pm for a year or less gone by, but for one week off in each year."""

import datetime as dt

from groups.models import Agreement, Membership, Run, SupportGroup, VenueClosure
from peersupport.home.demo.people import Cast
from peersupport.lib.recurrence import weekly
from sessions import dates
from sessions.models import Series

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
SEVEN, NINE = dt.time(19), dt.time(21)
WEEK_OFF = "Our one week off"
# For groups that have met for a year, the day has come.
LOOK_AGAIN_AFTER = 50 * WEEK
AGREEMENT = """For this demonstration we have agreed:
What is said here stays here, unless somebody is in danger.
We listen without judging, and without trying to put each other right.
You may speak, or pass, or just listen. Passing is fine.
One person speaks at a time.
You can leave the room whenever you need to. Somebody will check that you are all right."""
# Agreed again half way, and shared at the start of each evening since.
AGREED_SINCE = f"{AGREEMENT}\nWe turn our phones to silent."


def let_meet(group: SupportGroup, cast: Cast, *, weekday: int, weeks_ago: int, now: dt.datetime) -> None:
    """Let a group meet weekly: its run, agreement, people, and all dates from some weeks ago to the horizon."""
    today = group.network.today(now)
    first_on = today - dt.timedelta(days=(today.weekday() - weekday) % 7, weeks=weeks_ago)
    take_weeks_off(group, first_on.year, today.year + 2)
    Run.objects.create(group=group)
    halfway = first_on + (today - first_on) / 2
    facts = {"group": group, "review_on": first_on + LOOK_AGAIN_AFTER}
    Agreement.objects.create(version=1, text=AGREEMENT, begins_on=first_on, **facts)
    Agreement.objects.create(version=2, text=AGREED_SINCE, begins_on=halfway, **facts)
    join(group, cast, first_on, today)
    series = Series.objects.create(
        group=group,
        rule=weekly(weekday),
        first_on=first_on,
        starts_local=SEVEN,
        ends_local=NINE,
        venue=group.venue,
        format=group.format,
        capacity=group.capacity,
    )
    dates.make_for(series=series, until=dates.horizon(now), now=now)


def join(group: SupportGroup, cast: Cast, first_on: dt.date, today: dt.date) -> None:
    """Two facilitate, and one of them came, then volunteered before that; one came before she volunteered, one has
    stepped back, one just comes.
    """
    role = Membership.Role
    halfway = first_on + (today - first_on) / 2
    came, helped = first_on - 40 * WEEK, first_on - 20 * WEEK
    Membership.objects.bulk_create(
        [
            Membership(group=group, person=cast.fiona, role=role.FACILITATOR, from_on=first_on),
            Membership(group=group, person=cast.isla, role=role.PARTICIPANT, from_on=came, until_on=helped - DAY),
            Membership(group=group, person=cast.isla, role=role.VOLUNTEER, from_on=helped, until_on=first_on - DAY),
            Membership(group=group, person=cast.isla, role=role.FACILITATOR, from_on=first_on),
            Membership(group=group, person=cast.vera, role=role.PARTICIPANT, from_on=first_on, until_on=halfway),
            Membership(group=group, person=cast.vera, role=role.VOLUNTEER, from_on=halfway + DAY),
            Membership(
                group=group,
                person=cast.bryony,
                role=role.VOLUNTEER,
                from_on=first_on,
                stepped_back_on=today - 3 * WEEK,
            ),
            Membership(group=group, person=cast.rowan, role=role.PARTICIPANT, from_on=first_on),
        ]
    )


def take_weeks_off(group: SupportGroup, first: int, last: int) -> None:
    """Shut the group's hall around each Christmas of these years: dates there are made cancelled, saying why."""
    weeks = (week_off(year) for year in range(first, last + 1))
    VenueClosure.objects.bulk_create(
        VenueClosure(venue=group.venue, from_on=monday, until_on=sunday, reason=WEEK_OFF) for monday, sunday in weeks
    )


def week_off(year: int) -> tuple[dt.date, dt.date]:
    """The Monday and Sunday around Christmas Day. Which week they take off is not known; this one is invented."""
    christmas = dt.date(year, 12, 25)
    monday = christmas - dt.timedelta(days=christmas.weekday())
    return monday, monday + dt.timedelta(days=6)
