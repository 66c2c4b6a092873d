"""A repeating timetable: the rule, and what each of its dates begins with."""

from django.db import models
from django.db.models import F, Q

from groups.models import Format, SupportGroup, Venue
from peersupport.lib.recurrence import usual_day
from peersupport.lib.refs import RefField


class Series(models.Model):
    """A repeating timetable of a group, in local time. "From here on" ends one and begins another that follows it."""

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="series")
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by")
    # An RFC 5545 rule without DTSTART or UNTIL, such as FREQ=WEEKLY;BYDAY=FR.
    rule = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    starts_local = models.TimeField()
    ends_local = models.TimeField()
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="series")
    online_link = models.URLField(blank=True)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, null=True, blank=True, related_name="series")
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    all_dates_at_once = models.BooleanField(default=False, help_text="A course: one place is a place on every date")
    # Dates up to here have been looked at; the tick goes on from the day after.
    dates_made_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "series"
        constraints = (
            models.CheckConstraint(condition=Q(ends_local__gt=F("starts_local")), name="series_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="series_last_date_after_first"
            ),
        )

    def __str__(self) -> str:
        return f"series {self.ref}"

    @property
    def usual_day(self) -> str:
        """The weekday of a weekly series, as people say it: "Fridays"."""
        return usual_day(self.rule)
