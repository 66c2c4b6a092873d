"""Who came, one touch at a time: what a batch of taps from a device changes in the register.

Taps are written down once and never taken away by an undo; presences follow from those that still stand. So it
makes no difference how often a tap arrives, in which order devices are heard, or how many of them tap one person.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from members.access import Visitor
from peersupport.lib.refusals import Refused
from peersupport.lib.walltime import spoken_day, spoken_time
from sessions.models import GroupSession, Presence, Tap
from sessions.models.register import AtTheTime
from sessions.register import names

OPENS_BEFORE = dt.timedelta(hours=12)

NO_SUCH_ROLE = "We do not know that job. Tap them as someone who came."
OF_ANOTHER_EVENING = "That tap belongs to another evening. Open the register again and tap once more."
NUMBER_TAKEN = "Something got mixed up on this device. Open the register again and tap once more."


class Cancelled(Refused):
    """This evening is cancelled. If it went ahead after all, a facilitator can reinstate it first."""


class DidNotMeet(Refused):
    """We have it down that this evening did not meet. Take that back first, then say who came."""


class NotYet(Refused):
    """The register opens twelve hours before the evening begins."""


@dataclass(frozen=True)
class TapIn:
    """One touch as a device sends it. An add names a person or a regular by ref, someone by a word, or nobody."""

    id: uuid.UUID
    device: uuid.UUID
    sequence: int
    action: str = Tap.Action.ADD
    undoes: uuid.UUID | None = None
    person: str = ""
    regular: str = ""
    word: str = ""
    first_time: bool = False
    role: str = AtTheTime.CAME


@dataclass(frozen=True)
class Receipt:
    """What became of one tap. `says` is empty when it counts, else the sentence to show."""

    id: uuid.UUID
    says: str = ""


class Fact(NamedTuple):
    """What the register says of one who was there, as it follows from the taps that stand for them."""

    tap: uuid.UUID
    person_id: int | None
    regular_id: int | None
    first_time: bool
    role: str


Heard = dict[uuid.UUID, Tap]


@transaction.atomic
def tap(*, session: GroupSession, taps: Sequence[TapIn], by: Visitor, now: dt.datetime) -> list[Receipt]:
    """Write down a batch of taps; each counts once however often it is sent, and a bad one is refused alone.

    Somebody is there while one add of them stands that no undo names. A register that was done is now corrected.
    Answers one `Receipt` a tap, in the order given. Raises `Cancelled`, `DidNotMeet`, `NotYet` for the batch.
    """
    session = GroupSession.objects.locked(session)
    check_open(session, now)
    batch = {one.id: one for one in sorted(taps, key=lambda one: (one.device, one.sequence))}
    heard = heard_before(session, batch.values())
    known = names.people_named(session, batch.values())
    says = sentences(batch.values(), session, heard, known)
    new = [one for one in batch.values() if one.id not in heard and not says[one.id]]
    if new:
        before = [row for row in heard.values() if row.session_id == session.pk]
        undone = {one.undoes for one in new} | {row.undoes for row in before}
        known = names.with_new_words(session, [one for one in new if one.id not in undone], known)
        rows = [row_of(one, session, by, now, known) for one in new]
        Tap.objects.bulk_create(rows)
        derive(session, before, rows)
        mark_corrected(session)
    return [Receipt(one.id, says[one.id]) for one in taps]


def check_open(session: GroupSession, now: dt.datetime) -> None:
    """Whether anything can be written into this register now: from twelve hours before, without end."""
    if session.is_cancelled:
        raise Cancelled
    if session.state == GroupSession.State.DID_NOT_MEET:
        raise DidNotMeet
    if now < opens_at(session):
        opens = opens_at(session).astimezone(session.group.network.zone)
        raise NotYet(f"The register opens on {spoken_day(opens.date())} at {spoken_time(opens.time())}.")


def opens_at(session: GroupSession) -> dt.datetime:
    return session.starts_at - OPENS_BEFORE


def heard_before(session: GroupSession, batch: Iterable[TapIn]) -> Heard:
    """The evening's taps so far, and any of other evenings that these claim to be or to undo."""
    ids = {number for one in batch for number in (one.id, one.undoes) if number}
    return {row.pk: row for row in Tap.objects.filter(Q(session=session) | Q(pk__in=ids))}


def sentences(
    batch: Iterable[TapIn], session: GroupSession, heard: Heard, known: list[names.Known]
) -> dict[uuid.UUID, str]:
    """For each tap why it cannot count, or nothing."""
    numbers = {(row.device, row.sequence): row.pk for row in heard.values() if row.session_id == session.pk}
    says = {}
    for one in batch:
        says[one.id] = why_not(one, session, heard, known)
        if not says[one.id] and numbers.setdefault((one.device, one.sequence), one.id) != one.id:
            says[one.id] = NUMBER_TAKEN
    return says


def why_not(one: TapIn, session: GroupSession, heard: Heard, known: list[names.Known]) -> str:
    before = heard.get(one.id)
    undone = heard.get(one.undoes) if one.undoes else None
    if any(row is not None and row.session_id != session.pk for row in (before, undone)):
        return OF_ANOTHER_EVENING
    if before is not None or one.action == Tap.Action.UNDO:
        return ""
    return names.why_not(one, session, known) if one.role in AtTheTime.values else NO_SUCH_ROLE


def row_of(one: TapIn, session: GroupSession, by: Visitor, now: dt.datetime, known: list[names.Known]) -> Tap:
    row = Tap(id=one.id, session=session, device=one.device, sequence=one.sequence, by_id=by.pk, received_at=now)
    row.action = one.action
    if one.action == Tap.Action.UNDO:
        row.undoes = one.undoes
        return row
    row.first_time, row.role = one.first_time, one.role
    someone = names.found(one, known)
    if someone is not None:
        row.person_id, row.regular_id = someone.person_id, someone.regular_id
    return row


def derive(session: GroupSession, before: list[Tap], new: list[Tap]) -> None:
    """Make the presences what the taps say. One whose taps are no longer kept stays, unless it is undone."""
    then, now = standing(before), standing([*before, *new])
    undone = {row.undoes for row in new if row.undoes}
    changed = {someone for someone in then.keys() | now.keys() if then.get(someone) != now.get(someone)}
    touched = changed | {whom(row) for row in before if row.pk in undone}
    stale = undone | {then[someone].tap for someone in changed if someone in then}
    fresh = [Presence(session=session, **fact._asdict()) for someone, fact in now.items() if someone in touched]
    if stale:
        # Two taps that were two people's once may be one's meanwhile: all their marks go, and one is made.
        stale |= {row.pk for row in before if whom(row) in touched}
        Presence.objects.filter(session=session, tap__in=stale).delete()
        drop_alone(session, fresh)
    Presence.objects.bulk_create(fresh, ignore_conflicts=True)
    names.forget_unused(session, {row.regular_id for row in before if row.regular_id and row.pk in undone})


def drop_alone(session: GroupSession, fresh: Sequence[Presence]) -> None:
    """A mark that is there again goes with the one that counted, unless a fresh one of that person counts instead.

    One by the same word takes its place.
    """
    marked = Presence.objects.filter(session=session, person__isnull=False).values("person")
    alone = Presence.objects.filter(session=session, is_again=True).exclude(regular__person__in=marked)
    people = {one.person_id for one in fresh if one.person_id}
    words = {one.regular_id for one in fresh if one.regular_id}
    alone.filter(~Q(regular__person__in=people) | Q(regular__in=words)).delete()


def mark_who_stands(session: GroupSession, *someone: Hashable) -> None:
    """Of these (see `whom`), whoever a tap stands for is there, if no mark says so yet. The evening's row is held."""
    facts = standing(session.taps.all())
    missing = [Presence(session=session, **facts[one]._asdict()) for one in someone if one in facts]
    Presence.objects.bulk_create(missing, ignore_conflicts=True)


def standing(taps: Iterable[Tap]) -> dict[Hashable, Fact]:
    """One fact for each who is there, from the adds that no undo names, in the order they were received."""
    rows = sorted(taps, key=lambda row: (row.received_at, row.device, row.sequence))
    undone = {row.undoes for row in rows if row.undoes}
    adds: dict[Hashable, list[Tap]] = defaultdict(list)
    for row in rows:
        if row.action == Tap.Action.ADD and row.pk not in undone:
            adds[whom(row)].append(row)
    return {someone: fact_of(rows) for someone, rows in adds.items()}


def whom(row: Tap) -> Hashable:
    """Whom a tap adds; each "+1" is somebody else."""
    if row.person_id is not None:
        return "person", row.person_id
    return ("regular", row.regular_id) if row.regular_id is not None else ("nobody named", row.pk)


def fact_of(adds: Sequence[Tap]) -> Fact:
    """A first time, and a job, hold if any of the adds says so."""
    first = adds[0]
    jobs = [row.role for row in adds if row.role != AtTheTime.CAME]
    return Fact(
        tap=first.pk,
        person_id=first.person_id,
        regular_id=first.regular_id,
        first_time=any(row.first_time for row in adds),
        role=jobs[0] if jobs else AtTheTime.CAME,
    )


def mark_corrected(session: GroupSession) -> None:
    if session.register_state == GroupSession.RegisterState.DONE:
        session.register_state = GroupSession.RegisterState.CORRECTED
        session.save(update_fields=["register_state"])
