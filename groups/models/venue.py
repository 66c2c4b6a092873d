"""Where people meet: how to get in, how to get there, how to get home, and when it is shut."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from members.models import Network
from peersupport.lib.refs import RefField


class Known(models.TextChoices):
    """An access fact that nobody has checked is said to be unknown, never left to be guessed."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "", "Not known yet"


class VenueQuerySet(models.QuerySet["Venue"]):
    def to_meet_at(self) -> "VenueQuerySet":
        """Those that groups may be given. The others are known because past evenings were there."""
        return self.filter(left_on=None)


class Venue(models.Model):
    """A hall or room, with its access as facts."""

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=160, blank=True)
    town = models.CharField(max_length=60)
    postcode = models.CharField(max_length=10, blank=True)
    finding_the_door = models.TextField(blank=True)
    step_free = models.CharField(max_length=3, choices=Known, blank=True)
    accessible_toilet = models.CharField(max_length=3, choices=Known, blank=True)
    parking = models.CharField(max_length=3, choices=Known, blank=True)
    hearing_loop = models.CharField(max_length=3, choices=Known, blank=True)
    quiet_space = models.CharField(max_length=3, choices=Known, blank=True)
    bus_there = models.CharField(max_length=160, blank=True)
    last_bus_home = models.CharField(max_length=160, blank=True)
    left_on = models.DateField(null=True, blank=True, help_text="Removed on this day; past evenings were there")

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ("town", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["network", "town", "name"],
                condition=Q(left_on__isnull=True),
                name="one_venue_of_a_name_in_a_town",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.town}"


class VenueClosureQuerySet(models.QuerySet["VenueClosure"]):
    def on(self, day: dt.date) -> "VenueClosureQuerySet":
        return self.filter(from_on__lte=day, until_on__gte=day)

    def not_over(self, day: dt.date) -> "VenueClosureQuerySet":
        return self.filter(until_on__gte=day).order_by("from_on", "until_on", "pk")


class VenueClosure(models.Model):
    """Days, first and last included, on which a venue is shut."""

    ref = RefField()
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="closures")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=160, help_text="Shown to everyone")

    objects = VenueClosureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="closure_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.venue}: {self.from_on} to {self.until_on}"
