"""A repeating timetable: the rule, and what each of its dates begins with."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from groups.models import Format, SupportGroup, Venue
from peersupport.lib.recurrence import usual_day
from peersupport.lib.refs import RefField


class SeriesQuerySet(models.QuerySet["Series"]):
    def going_on(self, day: dt.date) -> "SeriesQuerySet":
        """Those that have a date on this day or after it, or will have one."""
        never_was = Q(ended_on__lt=F("first_on"))
        over = Q(last_on__lt=day) | Q(ended_on__lt=day)
        return self.exclude(never_was | over)


class Series(models.Model):
    """A repeating timetable of a group, in local time. "From here on" ends one and begins another that follows it."""

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="series")
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by")
    # An RFC 5545 rule without DTSTART or UNTIL, such as FREQ=WEEKLY;BYDAY=FR. Empty: its dates were given one by one.
    rule = models.CharField(max_length=80, blank=True)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    # Later dates are left out, and there again when this is taken back: `series/`. Perhaps before the first.
    ended_on = models.DateField(null=True, blank=True, help_text="Its last day, when it was ended before it was over")
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

    objects = SeriesQuerySet.as_manager()

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

    @property
    def until(self) -> dt.date | None:
        """Its last day, as planned or as it was ended; None when it goes on until somebody says."""
        return min((day for day in (self.last_on, self.ended_on) if day is not None), default=None)

    def goes_on_until(self, day: dt.date) -> bool:
        """Whether it was not ended before this day."""
        return self.ended_on is None or day <= self.ended_on

    @property
    def is_one_day(self) -> bool:
        return self.first_on == self.last_on

    @property
    def is_weekly(self) -> bool:
        """Not a course: that is a place on each of its dates, and they are changed one by one."""
        return bool(self.rule) and not self.all_dates_at_once
