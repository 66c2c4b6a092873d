"""What people asked of an evening: keep me a place, remind me; once, or every week until I say."""

from django.db import models
from django.db.models import Q

from groups.models import SupportGroup
from members.models import Person
from peersupport.lib.refs import RefField
from sessions.models.session import GroupSession


class PlaceQuerySet(models.QuerySet["Place"]):
    def live(self) -> "PlaceQuerySet":
        return self.exclude(state=Place.State.GIVEN_BACK)

    def taking_room(self) -> "PlaceQuerySet":
        """Places that count against capacity: those coming, and those offered and not yet answered."""
        return self.filter(state__in=(Place.State.COMING, Place.State.OFFERED))

    def at_the_course_of(self, place: "Place") -> "PlaceQuerySet":
        """Those of the same person on the dates of the same course, the soonest first."""
        theirs = self.filter(person=place.person_id, session__series=place.session.series_id)
        return theirs.order_by("session__starts_at", "pk")

    def waiting(self) -> "PlaceQuerySet":
        """The waiting list, in order of asking."""
        return self.filter(state=Place.State.WAITING).order_by("asked_at", "pk")


class Place(models.Model):
    """ "Keep me a place": an intention, never attendance."""

    class State(models.TextChoices):
        COMING = "coming", "We’ve kept you a place"
        WAITING = "waiting", "You are on the waiting list"
        OFFERED = "offered", "A place is free for you"
        GIVEN_BACK = "given_back", "You gave it back"

    ref = RefField()
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="places")
    state = models.CharField(max_length=10, choices=State)
    asked_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    given_back_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True, help_text="When somebody last rang or texted them")
    first_time = models.BooleanField(default=False)
    needs = models.CharField(max_length=300, blank=True, help_text="Seen by this evening's facilitators only")
    # Asked at network events alone, by a form that says who reads it: whoever left it empty was never told.
    organisation = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="On whose behalf, in their own words"
    )
    link_version = models.PositiveIntegerField(default=1)
    # The form it was asked with, so that the same form sent twice is one place even for someone without an address.
    asked_with = models.UUIDField(null=True, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["session", "asked_at"], condition=Q(state="waiting"), name="waiting_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "session"],
                condition=~Q(state="given_back"),
                name="one_live_place_per_person_and_session",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_until__isnull=False), name="offer_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(state="given_back") | Q(given_back_at__isnull=False), name="given_back_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"place {self.ref}"


class Reminder(models.Model):
    """ "Remind me" of one evening. It keeps no place."""

    ref = RefField()
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "session"],
                condition=Q(ended_at__isnull=True),
                name="one_reminder_per_person_and_session",
            ),
        )

    def __str__(self) -> str:
        return f"reminder {self.ref}"


class EveryWeek(models.Model):
    """A standing wish, until the person says: a place, or a reminder, at each of a group's evenings."""

    class Wants(models.TextChoices):
        PLACE = "place", "A place every week"
        REMINDER = "reminder", "A reminder every week"

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="every_week")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="every_week")
    wants = models.CharField(max_length=8, choices=Wants)
    needs = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "every week"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "group", "wants"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_wish_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.wants} every week {self.ref}"
