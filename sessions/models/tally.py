"""Totals that outlive names: stored before anything personal goes, so that no past figure ever changes."""

from django.db import models
from django.db.models import Q

from groups.models import SupportGroup
from members.models import Area, Network


class Tally(models.Model):
    """The figures of a group, an area or a network for a month, a quarter or a year."""

    class Period(models.TextChoices):
        MONTH = "month", "Month"
        QUARTER = "quarter", "Quarter"
        YEAR = "year", "Year"

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="tallies")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="tallies")
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="tallies")
    period = models.CharField(max_length=7, choices=Period)
    begins_on = models.DateField()
    held = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField()
    did_not_meet = models.PositiveIntegerField()
    not_recorded = models.PositiveIntegerField()
    visits = models.PositiveIntegerField()
    gave_no_name = models.PositiveIntegerField()
    first_timers = models.PositiveIntegerField()
    # None: no longer known.
    different_people = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = (
            models.UniqueConstraint(
                fields=["network", "area", "group", "period", "begins_on"],
                nulls_distinct=False,
                name="one_tally_of_a_period",
            ),
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(group__isnull=True), name="tally_of_one_scope"),
        )

    def __str__(self) -> str:
        return f"{self.period} from {self.begins_on}"
