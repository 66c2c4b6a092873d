"""The sheet: whom the register page lists for an evening, who of them is here, and what that adds up to.

Names and headcount are never added together. Once the evening is over, nothing tells who had said they would come.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote_plus

from groups.models import JobRole, Membership
from members.access import Visitor
from sessions.access import sees_needs
from sessions.models import GroupSession, Job, Place
from sessions.models.register import AtTheTime
from sessions.register import offered
from sessions.register.taps import opens_at

TAKING_ROOM = {Place.State.COMING, Place.State.OFFERED}


@dataclass(frozen=True)
class Row:
    """One line to tap: a person or a regular by ref, somebody on a job by word, or somebody who gave no name.

    `taps` are those that stand for them: with any, they are here. `role` is what they are here as, or what a tap
    would say; `job` is the job they are listed under, if any.
    """

    name: str
    person: str = ""
    regular: str = ""
    word: str = ""
    taps: tuple[uuid.UUID, ...] = ()
    first_time: bool = False
    role: str = AtTheTime.CAME
    job: str = ""
    needs: str = ""
    is_expected: bool = False

    @property
    def is_here(self) -> bool:
        return bool(self.taps)

    @property
    def is_visit(self) -> bool:
        """People on a job are not visits."""
        return self.is_here and self.role == AtTheTime.CAME

    @property
    def ref(self) -> str:
        return self.person or self.regular

    @property
    def job_label(self) -> str:
        return JobRole(self.job).label if self.job else ""

    @property
    def anchor(self) -> str:
        return self.ref or self.word

    @cached_property
    def state(self) -> str:
        """The line as an address would say it: what pressing it sends, less what is pressed."""
        facts = {
            "person": self.person,
            "regular": self.regular,
            "word": quote_plus(self.word),
            "job": self.job,
            "role": self.role if self.role != AtTheTime.CAME else "",
            "first_time": "1" if self.first_time else "",
            "undoes": "+".join(map(str, self.taps)),
        }
        return "&".join([f"{name}={value}" for name, value in facts.items() if value])


@dataclass(frozen=True)
class Sheet:
    """An evening's register as its page shows it. `expected` is empty once the evening is over or recorded."""

    session: GroupSession
    now: dt.datetime
    helping: list[Row] = field(default_factory=list)
    expected: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    unnamed: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [*self.helping, *self.expected, *self.others, *self.unnamed]

    @property
    def refs(self) -> list[str]:
        """Of the people and regulars whose names stand on it."""
        return [row.ref for row in self.rows if row.ref]

    @property
    def shows_needs(self) -> bool:
        return any(row.needs for row in self.rows)

    @property
    def takes_taps(self) -> bool:
        off = {GroupSession.State.CANCELLED, GroupSession.State.DID_NOT_MEET}
        return self.session.state not in off and self.now >= opens_at(self.session)

    @property
    def opens_at(self) -> dt.datetime:
        return opens_at(self.session)

    @property
    def has_begun(self) -> bool:
        return self.session.has_begun(self.now)

    @property
    def is_done(self) -> bool:
        return self.session.state == GroupSession.State.HELD

    @property
    def here(self) -> list[Row]:
        return [row for row in self.rows if row.is_here]

    @property
    def named_here(self) -> list[Row]:
        rows = [row for row in self.here if row not in self.unnamed]
        return sorted(rows, key=lambda row: row.name.casefold())

    @property
    def tapped(self) -> int:
        return sum(row.is_visit for row in self.here)

    @property
    def named(self) -> int:
        return self.tapped - sum(row.is_visit for row in self.unnamed)

    @property
    def on_a_job(self) -> int:
        return len(self.here) - self.tapped

    @property
    def visits(self) -> int:
        """The headcount where given, else the presences; never their sum."""
        return self.tapped if self.session.headcount is None else self.session.headcount

    @property
    def gave_no_name(self) -> int:
        return max(self.visits - self.named, 0)

    @property
    def first_timers(self) -> int:
        return sum(row.is_visit and row.first_time for row in self.here)


def sheet(*, session: GroupSession, now: dt.datetime, reader: Visitor | None = None) -> Sheet:
    """Everyone to tap at an evening, in three queries however many they are.

    What somebody needs is shown while the evening is ahead or on, to `reader` only if they lead it.
    """
    present, jobs = offered.presences(session), offered.jobs(session)
    ahead = not session.is_over(now) and session.register_state == GroupSession.RegisterState.OPEN
    shows_needs = ahead and reader is not None and sees_needs(reader, session, leading=leading(jobs))
    lines = offered.everyone(session) if session.group.uses_names else []
    rows = [row_of(line, ahead=ahead, shows_needs=shows_needs) for line in lines]
    rows = with_presences(with_jobs(rows, jobs) if session.group.uses_names else rows, present)
    rows.sort(key=lambda row: row.name.casefold())
    return Sheet(
        session=session,
        now=now,
        helping=[row for row in rows if row.job],
        expected=[row for row in rows if not row.job and row.is_expected],
        others=[row for row in rows if not row.job and not row.is_expected],
        unnamed=[row_unnamed(one) for one in present if not one.person and not one.regular],
    )


def row_of(line: offered.Offered, *, ahead: bool, shows_needs: bool) -> Row:
    """A facilitator of the group is taken to be there as one, unless the register says they came for themselves."""
    job = JobRole.FACILITATOR if line.membership == Membership.Role.FACILITATOR else ""
    return Row(
        name=line.name,
        person=line.person,
        regular=line.regular,
        first_time=line.first_time,
        role=job or AtTheTime.CAME,
        job=job,
        needs=line.needs if shows_needs else "",
        is_expected=ahead and line.place in TAKING_ROOM,
    )


def with_jobs(rows: list[Row], jobs: Iterable[Job]) -> list[Row]:
    """List people on a job under it. A written first name that is a regular's word is that regular."""
    found: dict[str, Row] = {row.person or f"word {row.name.casefold()}": row for row in rows}
    for job in reversed(list(jobs)):
        if job.person is not None:
            key, new = job.person.ref, Row(job.person.known_as, person=job.person.ref)
        else:
            key, new = f"word {job.first_name.casefold()}", Row(job.first_name, word=job.first_name)
        found[key] = replace(found.get(key, new), job=job.role, role=job.role)
    return list(found.values())


def with_presences(rows: list[Row], present: Iterable[offered.Present]) -> list[Row]:
    """Mark who is here, and list those who are and whom nothing else would list."""
    found = {row.ref or f"word {row.word}": row for row in rows}
    for one in present:
        ref = one.person or one.regular
        if not ref:
            continue
        row = found.get(ref) or Row(one.name, person=one.person, regular=one.regular)
        job = row.job if one.role == AtTheTime.CAME else one.role
        taps = tuple(one.standing) or (one.tap,)
        found[ref] = replace(row, taps=taps, first_time=one.first_time, role=one.role, job=job)
    return list(found.values())


def row_unnamed(one: offered.Present) -> Row:
    return Row("Gave no name", taps=(one.tap,), first_time=one.first_time, role=one.role)


def leading(jobs: Iterable[Job]) -> set[int]:
    """The logins that have taken the facilitator's job."""
    people = [job.person for job in jobs if job.role == JobRole.FACILITATOR and job.person is not None]
    return {person.user_id for person in people if person.user_id is not None}
