"""Evenings that were: who came, who helped, and those that went otherwise. Invented, and the same every time.

Written as rows at once, as locking up each evening on its night would have left them, because nobody can take a
place or a job at an evening that is over.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from groups.models import JobRole, Membership, Regular
from members.models import Person
from peersupport.home.demo.stories import Odd, Story
from sessions import plans
from sessions.models import GroupSession, Job, Presence, Tap
from sessions.models.register import AtTheTime

State, RegisterState = GroupSession.State, GroupSession.RegisterState
SNOW = "Snow: the roads were shut"
TAPS_KEPT = dt.timedelta(days=30)
JOBS_TAKEN_BEFORE = dt.timedelta(days=4)
LOCKED_UP_AFTER = dt.timedelta(minutes=10)
# So many of a group's words are from before our records begin; the others come to it through the year.
FROM_THE_START = 10
STANDS_IN = "Callum"
CHANGED_FIELDS = (
    "state", "state_reason", "register_state", "register_done_at", "headcount", "agreement_read", "plan", "jobs_needed",
)  # fmt: skip


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, and how readily. `new_at` is the evening they first came to, None if before our records."""

    habit: float
    regular: Regular | None = None
    person: Person | None = None
    new_at: int | None = None
    until: int | None = None

    def might_come(self, number: int) -> bool:
        return (self.new_at or 0) <= number and (self.until is None or number < self.until)


@dataclass
class Telling:
    """A story being told: its evenings by number, oldest first, and the rows to insert."""

    story: Story
    evenings: list[GroupSession]
    odd: dict[int, Odd]
    volunteers_from: dt.date
    written_in: dict[str, Regular]
    rng: Random
    presences: list[Presence] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def add(
        self,
        evening: GroupSession,
        *,
        person: Person | None = None,
        regular: Regular | None = None,
        role: str = AtTheTime.CAME,
        first_time: bool = False,
    ) -> None:
        """Somebody was there: a person, a regular, or nobody named."""
        tap = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        one = Presence(session=evening, tap=tap, person=person, regular=regular, role=role, first_time=first_time)
        self.presences.append(one)


def tell(story: Story, now: dt.datetime) -> int:
    """Record every evening of a group that is over and was not cancelled. Returns how many there were."""
    telling = begin(story, now)
    comers = those_who_come(telling)
    first = telling.evenings[0]
    plan, needs = plans.stages_of(first), plans.needs_of(first)
    # Versions of the agreement, the last first.
    versions = list(story.group.agreements.values_list("pk", "begins_on"))
    for number, evening in enumerate(telling.evenings):
        odd = telling.odd.get(number)
        if odd is Odd.SNOWED_OFF:
            evening.state, evening.state_reason = State.DID_NOT_MEET, SNOW
        elif odd is not Odd.NOT_RECORDED:
            evening.state = State.HELD
            evening.agreement_read_id = next(pk for pk, begins_on in versions if begins_on <= evening.on)
            evening.plan, evening.jobs_needed = plan, needs
            evening.register_state = RegisterState.CORRECTED if odd is Odd.CORRECTED else RegisterState.DONE
            evening.register_done_at = min(evening.ends_at + LOCKED_UP_AFTER, now)
            evening.headcount = write_comers(telling, number, comers)
            write_helpers(telling, evening)
    GroupSession.objects.bulk_update(telling.evenings, CHANGED_FIELDS)
    Presence.objects.bulk_create(telling.presences)
    Job.objects.bulk_create(telling.jobs)
    Tap.objects.bulk_create(recent_taps(telling, now))
    return len(telling.evenings)


def begin(story: Story, now: dt.datetime) -> Telling:
    evenings = list(story.group.sessions.past(now).filter(state=State.PLANNED).order_by("starts_at", "pk"))
    odd = {len(evenings) - back: kind for back, kind in story.odd.items()}
    if story.snow:  # in February, whenever this is told
        months = (number for number, evening in enumerate(evenings) if evening.on.month == 2)
        odd[next(number for number in months if number not in odd)] = Odd.SNOWED_OFF
    volunteer = Membership.objects.get(group=story.group, person=story.cast.vera, role=Membership.Role.VOLUNTEER)
    # Who is written into a job by first name is known to the register by that word.
    names = (story.tea, STANDS_IN)
    written_in = Regular.objects.bulk_create(
        Regular(group=story.group, word=name, since_on=evenings[0].on) for name in names
    )
    rng = Random(story.group.slug)  # noqa: S311 – the same invention every time is what is wanted
    return Telling(story, evenings, odd, volunteer.from_on, dict(zip(names, written_in, strict=True)), rng)


def those_who_come(telling: Telling) -> list[Comer]:
    """The group's regulars, new ones joining through the year, and the few persons the network knows."""
    story, rng, evenings, odd = telling.story, telling.rng, telling.evenings, telling.odd
    named = [number for number in range(len(evenings)) if number not in odd or odd[number].has_names]
    count = len(story.words)
    new_at = [None if at < FROM_THE_START else named[at * len(named) // count] for at in range(count)]
    regulars = Regular.objects.bulk_create(
        Regular(group=story.group, word=word, since_on=evenings[new or 0].on)
        for word, new in zip(story.words, new_at, strict=True)
    )
    before_volunteering = sum(evening.on < telling.volunteers_from for evening in evenings)
    return [
        *(Comer(rng.uniform(0.4, 1), regular=one, new_at=new) for one, new in zip(regulars, new_at, strict=True)),
        *(Comer(rng.uniform(0.4, 1), person=one) for one in story.people),
        Comer(0.9, person=story.cast.vera, until=before_volunteering),
    ]


def write_comers(telling: Telling, number: int, comers: Sequence[Comer]) -> int | None:
    """Mark who came to one evening and return the headcount: some give no name, and not everyone is tapped."""
    story, rng, evening, odd = telling.story, telling.rng, telling.evenings[number], telling.odd.get(number)
    came = 0 if odd is Odd.NOBODY_CAME else rng.randint(story.fewest, story.most)
    if odd in (Odd.NOBODY_CAME, Odd.ONLY_COUNTED):
        return came
    tapped_without_name = rng.choice((0, 0, 0, 1))
    not_tapped = 0 if odd is Odd.NAMES_ALONE else rng.choice((0, 0, 1, 1, 2))
    for comer in choose(comers, number, came - tapped_without_name - not_tapped, rng):
        telling.add(evening, person=comer.person, regular=comer.regular, first_time=comer.new_at == number)
    for _ in range(tapped_without_name):
        telling.add(evening, first_time=rng.random() < 0.5)
    return None if odd is Odd.NAMES_ALONE else came


def choose(comers: Sequence[Comer], number: int, count: int, rng: Random) -> list[Comer]:
    """Who of them comes to one evening: somebody it is the first of surely, the others by habit and chance."""
    drawn = [(2.0 if one.new_at == number else rng.random() * one.habit, one) for one in comers]
    able = sorted((row for row in drawn if row[1].might_come(number)), key=lambda row: -row[0])
    return [comer for _, comer in able[:count]]


def write_helpers(telling: Telling, evening: GroupSession) -> None:
    """Two facilitate, one welcomes once she volunteers, one makes the tea. They are there, and are no visits."""
    cast = telling.story.cast
    isla_is_there = telling.rng.random() < 0.85
    hands: list[tuple[JobRole, Person | str]] = [
        (JobRole.FACILITATOR, cast.fiona),
        (JobRole.FACILITATOR, cast.isla if isla_is_there else STANDS_IN),
        (JobRole.TEA, telling.story.tea),
    ]
    if evening.on >= telling.volunteers_from:
        hands.append((JobRole.WELCOME, cast.vera))
    for role, who in hands:
        job = Job(session=evening, role=role, taken_at=evening.starts_at - JOBS_TAKEN_BEFORE)
        if isinstance(who, Person):
            job.person = who
            telling.add(evening, person=who, role=AtTheTime(role))
        else:
            job.first_name = who
            telling.add(evening, regular=telling.written_in[who], role=AtTheTime(role))
        telling.jobs.append(job)


def recent_taps(telling: Telling, now: dt.datetime) -> list[Tap]:
    """What Fiona's phone sent for the evenings whose taps are still kept."""
    phone = uuid.UUID(int=telling.rng.getrandbits(128), version=4)
    return [
        Tap(
            id=one.tap,
            session=one.session,
            device=phone,
            sequence=sequence,
            action=Tap.Action.ADD,
            person=one.person,
            regular=one.regular,
            first_time=one.first_time,
            role=one.role,
            by=telling.story.cast.fiona.user,
            received_at=one.session.starts_at,
        )
        for sequence, one in enumerate(telling.presences, start=1)
        if one.session.starts_at > now - TAPS_KEPT
    ]
