"""One evening of one group: when it is, where, what has become of it, and its register's state."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q

from groups.models import Agreement, Format, SupportGroup, Venue, VenueClosure
from members.models import Basis, Purpose
from peersupport.lib.refs import RefField
from sessions.models.series import Series

# An evening ends on the day it starts (`session_ends_after_it_starts`), and the longest day has 25 hours. Said of its
# start as well, "not over" is a range of an index, however many years of evenings lie behind.
LONGEST = dt.timedelta(hours=25)
# Its series was ended, or moved to other days, before its date.
BEHIND_ITS_SERIES = Q(series__ended_on__lt=F("original_on"))


class GroupWords(NamedTuple):
    name: str
    place: str
    address_is_private: bool


class VenueWords(NamedTuple):
    name: str
    town: str


class SessionLine(NamedTuple):
    """An evening as one line of a list says it: the words and nothing else, so that long lists stay cheap."""

    ref: str
    on: dt.date
    starts_local: dt.time
    starts_at: dt.datetime
    state: str
    state_reason: str
    original_on: dt.date | None
    online_link: str
    group: GroupWords
    venue: VenueWords | None

    @classmethod
    def read(cls, row: Sequence[Any]) -> "SessionLine":
        return cls._make((*row[:8], GroupWords(*row[8:11]), VenueWords(*row[11:]) if row[11] else None))

    @property
    def is_moved(self) -> bool:
        return self.original_on is not None and self.on != self.original_on


OWN_WORDS = SessionLine._fields[:8]
GROUP_WORDS = [f"group__{name}" for name in GroupWords._fields]
VENUE_WORDS = [f"venue__{name}" for name in VenueWords._fields]


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def not_over(self, now: dt.datetime) -> "GroupSessionQuerySet":
        """Not over, for a list of dates. What is left out because the group is not open is no date."""
        return self.filter(ends_at__gt=now, starts_at__gt=now - LONGEST, is_left_out=False)

    def upcoming(self, now: dt.datetime) -> "GroupSessionQuerySet":
        """Evenings that are not over, soonest first, cancelled ones included: people must hear of those."""
        return self.not_over(now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> "GroupSessionQuerySet":
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def public(self) -> "GroupSessionQuerySet":
        return self.filter(group__found_by=SupportGroup.FoundBy.PUBLIC)

    def locked(self, session: "GroupSession") -> "GroupSession":
        """The evening's row, held until the transaction ends. What is read after this is true."""
        return self.select_for_update(of=("self",)).select_related("group__network").get(pk=session.pk)

    def locked_with_asks(self, session: "GroupSession") -> tuple["GroupSession", frozenset[str]]:
        """The same in the same one question, and for which purposes its network needs somebody's yes."""
        without = Basis.objects.without_a_yes().filter(network=OuterRef("group__network")).values("purpose")
        held = self.annotate(without_a_yes=ArraySubquery(without)).locked(session)
        return held, frozenset(Purpose.values).difference(held.without_a_yes)

    def with_words(self) -> "GroupSessionQuerySet":
        """With the rows a line about an evening is written from, in the same query."""
        return self.select_related("group__network", "venue")

    def lines(self) -> list[SessionLine]:
        """For a list: a line each, in one query."""
        return [SessionLine.read(row) for row in self.for_lines()]

    def for_lines(self) -> models.QuerySet["GroupSession", tuple[Any, ...]]:
        """A row each, as `SessionLine.read` reads it."""
        return self.values_list(*OWN_WORDS, *GROUP_WORDS, *VENUE_WORDS)


class GroupSession(models.Model):
    """One evening of one group. It keeps its key, its places and its letters however often it is moved."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        DID_NOT_MEET = "did_not_meet", "Did not meet"
        CANCELLED = "cancelled", "Cancelled"

    class RegisterState(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CORRECTED = "corrected", "Corrected"

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="sessions")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    original_on = models.DateField(null=True, blank=True)
    # Series that took it over as it stood, changed by hand: when that move is taken back, it stays so again.
    stayed_at = models.ManyToManyField(Series, blank=True, related_name="stayed")
    on = models.DateField()
    starts_local = models.TimeField()
    ends_local = models.TimeField()
    # Derived from the three above and the network's time zone, by `timetable.set_time` alone.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    online_link = models.URLField(blank=True)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    # Its own copies of how its format is, kept once it has begun: `plans` reads and writes them.
    # [{kind, title, prompt, minutes}, …], and {role: people, …}.
    plan = models.JSONField(null=True, blank=True)
    jobs_needed = models.JSONField(null=True, blank=True)
    # None is no limit; 0 is zero.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=200, blank=True, help_text="Why it is cancelled or did not meet; public")
    # The closure of its venue that cancelled it, and puts it on again when it is taken back.
    closure = models.ForeignKey(
        VenueClosure, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="sessions"
    )
    # Cancelled because its day is in none of the group's runs, or its series was ended before; back as it was when that
    # is so no more: `left_out.py`.
    is_left_out = models.BooleanField(default=False)
    was_off = models.BooleanField(
        default=False, help_text="Cancelled already when it was left out, and so it comes back"
    )
    # Raised with every change of time, place or state: calendars and letters tell a change by it.
    change = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)
    register_state = models.CharField(max_length=9, choices=RegisterState, default=RegisterState.OPEN)
    register_done_at = models.DateTimeField(null=True, blank=True)
    headcount = models.PositiveSmallIntegerField(null=True, blank=True)
    agreement_read = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    note = models.TextField(blank=True, max_length=500, help_text="Practical only: the key, the heating, the milk")

    without_a_yes: list[str]  # set by `locked_with_asks` alone

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["starts_at", "ref"], name="session_by_start_and_ref"),
            models.Index(fields=["group", "starts_at"], name="session_by_group_and_start"),
            models.Index(fields=["ends_at"], name="session_by_end"),
            models.Index(fields=["closure"], condition=Q(closure__isnull=False), name="session_by_closure"),
        )
        constraints = (
            models.UniqueConstraint(fields=["series", "original_on"], name="one_session_of_a_series_date"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, original_on__isnull=True)
                | Q(series__isnull=False, original_on__isnull=False),
                name="series_and_original_date_or_neither",
            ),
            models.CheckConstraint(condition=Q(ends_local__gt=F("starts_local")), name="session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(register_state="open") | Q(register_done_at__isnull=False), name="done_register_has_a_time"
            ),
            models.CheckConstraint(condition=Q(is_left_out=False) | Q(state="cancelled"), name="left_out_is_cancelled"),
            models.CheckConstraint(condition=Q(was_off=False) | Q(is_left_out=True), name="was_off_is_of_the_left_out"),
            models.CheckConstraint(
                condition=Q(closure__isnull=True) | Q(state="cancelled"), name="what_a_closure_shut_is_cancelled"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(register_state="open"), name="held_is_said_by_a_register"
            ),
        )

    def __str__(self) -> str:
        return f"session {self.ref}"

    def is_over(self, now: dt.datetime) -> bool:
        return self.ends_at <= now

    def has_begun(self, now: dt.datetime) -> bool:
        return self.starts_at <= now

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def takes_place(self) -> bool:
        """Whether people come, came or may: a register done during the evening sends nobody home before its end."""
        return self.state in (self.State.PLANNED, self.State.HELD)

    @property
    def is_moved(self) -> bool:
        """Whether this date of a series is not where the series would put it."""
        return self.original_on is not None and self.on != self.original_on

    @property
    def is_as_usual(self) -> bool:
        """Whether it is just what its series gives it and goes where that goes: then there is nothing to put back."""
        usual = self.series
        if usual is None or self.stayed_at.exists():
            return False
        mine = (self.on, self.starts_local, self.ends_local, self.venue_id, self.capacity)
        return mine == (self.original_on, usual.starts_local, usual.ends_local, usual.venue_id, usual.capacity)

    @property
    def is_behind_its_series(self) -> bool:
        """Whether its series was ended before its date."""
        return (
            self.series is not None and self.original_on is not None and not self.series.goes_on_until(self.original_on)
        )

    @property
    def is_of_a_course(self) -> bool:
        """Whether a place at it is one on each date of a course. Where the group is none, the series is not read."""
        return self.group.is_course and self.series is not None and self.series.all_dates_at_once
