"""A circle that meets, and the periods in which it is open."""

import datetime as dt
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from groups.models.format import Format
from groups.models.venue import Venue
from members.models import Area, Network
from peersupport.lib.refs import RefField


class SupportGroupQuerySet(models.QuerySet["SupportGroup"]):
    def public(self) -> "SupportGroupQuerySet":
        """Groups that anyone may find. The access modules add those a login may see."""
        return self.filter(found_by=SupportGroup.FoundBy.PUBLIC)

    def not_ended(self, today: Any) -> "SupportGroupQuerySet":
        """Without those that ended for good before this day: their last run was closed, and is over.

        Planned and paused ones stay. One that has ended is found by its address, and on its organisation's page alone.
        """
        return self.exclude(Exists(Run.objects.closed_for_good(today).filter(group=OuterRef("pk"))))


class SupportGroup(models.Model):
    """A circle that meets: what kind it is, who it is for, and how people come to it."""

    class Kind(models.TextChoices):
        SUPPORT = "support", "Peer support"
        LISTENING = "listening", "Listening"
        EDUCATION = "education", "Learning together"
        TUTORING = "tutoring", "Tutoring"
        MENTORING = "mentoring", "Mentoring"
        MEDIATION = "mediation", "Mediation"
        COURSE = "course", "Course"
        NETWORK_EVENT = "event", "Network event"
        CONSULTATION = "consultation", "Consultation"
        SUPERVISION = "supervision", "Supervision"

    class FoundBy(models.TextChoices):
        PUBLIC = "public", "Anyone"
        MEMBERS = "members", "Its members"
        STAFF = "staff", "Staff"

    class Noun(models.TextChoices):
        EVENING = "evening", "evening"
        MEETING = "meeting", "meeting"
        WORKSHOP = "workshop", "workshop"

    class PlacePolicy(models.TextChoices):
        TURN_UP = "turn_up", "Just turn up"
        CAN_KEEP = "can_keep", "We can keep you a place"
        PLEASE_ASK = "please_ask", "Please ask for a place"
        WORD_FIRST = "word_first", "Have a word first"

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="support_groups")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="support_groups")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SUPPORT)
    found_by = models.CharField(max_length=8, choices=FoundBy, default=FoundBy.PUBLIC)
    noun = models.CharField(max_length=10, choices=Noun, default=Noun.EVENING)
    who_for = models.CharField(max_length=120, blank=True)
    ages_from = models.PositiveSmallIntegerField(null=True, blank=True)
    ages_until = models.PositiveSmallIntegerField(null=True, blank=True)
    about = models.TextField(blank=True)
    place = models.CharField(max_length=60, help_text="The town or area people would look for")
    place_policy = models.CharField(max_length=10, choices=PlacePolicy, default=PlacePolicy.TURN_UP)
    # None is no limit; 0 is zero.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="support_groups")
    format = models.ForeignKey(Format, on_delete=models.PROTECT, null=True, blank=True, related_name="support_groups")
    address_is_private = models.BooleanField(default=False)
    details_confirmed_on = models.DateField(null=True, blank=True)
    uses_agreement_mark = models.BooleanField(default=True)
    uses_jobs = models.BooleanField(default=True)
    uses_run_sheet = models.BooleanField(default=True)
    uses_notes = models.BooleanField(default=False)
    uses_names = models.BooleanField(default=True, help_text="Off: the register is a headcount alone")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SupportGroupQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        # The order in which they are found, page by page.
        indexes = (models.Index(fields=["place", "slug"], name="group_by_place_and_slug"),)

    def __str__(self) -> str:
        return self.name

    def has_ended(self, today: dt.date) -> bool:
        return not SupportGroup.objects.not_ended(today).filter(pk=self.pk).exists()

    @property
    def keeps_places(self) -> bool:
        """Whether a place can be kept with a form; elsewhere people turn up, or have a word."""
        return self.place_policy in (self.PlacePolicy.CAN_KEEP, self.PlacePolicy.PLEASE_ASK)

    @property
    def is_for_organisations(self) -> bool:
        """Whether people come on behalf of organisations. Leading one is no secret: more may be said of who comes."""
        return self.kind == self.Kind.NETWORK_EVENT

    @property
    def is_course(self) -> bool:
        """Whether dates are planned as those of a course, where one place is a place on each of them."""
        return self.kind == self.Kind.COURSE

    @property
    def nation(self) -> str:
        """Where whoever comes would ring for help: the nation of its area, or of what that is part of."""
        of_the_area = (self.area.nation or (self.area.parent.nation if self.area.parent else "")) if self.area else ""
        return of_the_area or self.network.nation

    @property
    def ages(self) -> str:
        """Who it is for by age, as shown: "16 and over". Birth dates are never asked."""
        if self.ages_from is not None and self.ages_until is not None:
            return f"{self.ages_from} to {self.ages_until}"
        if self.ages_from is not None:
            return f"{self.ages_from} and over"
        return f"up to {self.ages_until}" if self.ages_until is not None else ""


class FormerSlug(models.Model):
    """A name a group's address once had. It redirects, and is never given to another."""

    slug = models.SlugField(max_length=60, unique=True)
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class DateRange(Func):
    """PostgreSQL's `daterange(from, until, bounds)`."""

    function = "DATERANGE"
    output_field = DateRangeField()


class RunQuerySet(models.QuerySet["Run"]):
    def on(self, day: dt.date) -> "RunQuerySet":
        """Runs open on a day. The day a run ended is its last."""
        return self.filter(Q(opens_on__isnull=True) | Q(opens_on__lte=day), self._not_over(day))

    def in_order(self) -> "RunQuerySet":
        """As they followed each other; the last is open, will be, or is the one that ended last."""
        return self.order_by(F("opens_on").asc(nulls_first=True))

    def open_or_coming(self, day: dt.date) -> "RunQuerySet":
        return self.filter(self._not_over(day))

    def closed_for_good(self, day: Any) -> "RunQuerySet":
        """The runs with which a group ended before this day, one for each such group: its last, if it was closed."""
        later = Run.objects.filter(group=OuterRef("group")).exclude(ended_on__lte=OuterRef("ended_on"))
        return self.filter(~Exists(later), ended_as=Run.EndedAs.CLOSED, ended_on__lt=day)

    @staticmethod
    def _not_over(day: dt.date) -> Any:
        return Q(ended_on__isnull=True) | Q(ended_on__gte=day)


class Run(models.Model):
    """A period in which a group is open. Dates exist only inside runs; a planned group has none yet."""

    class EndedAs(models.TextChoices):
        OPEN = "", "Open"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="runs")
    opens_on = models.DateField(null=True, blank=True, help_text="Empty: before our records begin")
    ended_on = models.DateField(null=True, blank=True, help_text="The last day it was open")
    ended_as = models.CharField(max_length=6, choices=EndedAs, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Shown to everyone")
    review_on = models.DateField(null=True, blank=True, help_text="Empty: no date yet")
    instead = models.ManyToManyField(SupportGroup, blank=True, related_name="open_instead_of")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("opens_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(opens_on__isnull=True) | Q(ended_on__gte=F("opens_on")),
                name="run_ends_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_as="") | Q(ended_on__isnull=False) & ~Q(ended_as=""),
                name="ended_run_says_how",
            ),
            ExclusionConstraint(
                name="one_run_at_a_time",
                expressions=[
                    (F("group"), RangeOperators.EQUAL),
                    (
                        DateRange("opens_on", "ended_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"run of {self.group_id} from {self.opens_on}"

    def review_ahead(self, today: dt.date) -> dt.date | None:
        """The day on which it is looked at again, as people are told it. One that has passed tells nobody anything."""
        return self.review_on if self.review_on is not None and self.review_on >= today else None
