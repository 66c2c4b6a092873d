"""What totals need of those who have been forgotten: how many they were. Everything else outlives names in the rows."""

from django.db import models
from django.db.models import Q

from groups.models import SupportGroup
from members.models import Area, Network


class Tally(models.Model):
    """How many of the people who came to a group, an area or a network, in a month, quarter or year, are forgotten.

    Written in the transaction that forgets them. Evenings, headcounts and presences keep what all other totals need.
    """

    class Period(models.TextChoices):
        MONTH = "month", "Month"
        QUARTER = "quarter", "Quarter"
        YEAR = "year", "Year"

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="tallies")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="tallies")
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="tallies")
    period = models.CharField(max_length=7, choices=Period)
    begins_on = models.DateField()
    # Of the different people of that time, those since forgotten: they are counted here and nowhere else.
    forgotten_people = models.PositiveIntegerField(default=0)

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
