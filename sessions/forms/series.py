"""From which day on a series meets otherwise, and after which it does not meet."""

import datetime as dt
from typing import Any

from django import forms

from peersupport.lib.crossing import mark_of
from peersupport.lib.fields import DayField, Line
from peersupport.lib.recurrence import weekday_of, weekly
from sessions.forms.timetable import HoursForm, check_day, refuse_far_away, weekday_field
from sessions.models import Series
from sessions.series import Ahead, Way


class MoveForm(HoursForm):
    """Another weekday, hour or venue, from a day on. It begins with how the series meets now."""

    from_on = DayField(label="From this day on", help_text="Dates before it stay as they are.")
    weekday = weekday_field()

    field_order = ("from_on", "weekday", "starts", "minutes", "venue")

    def __init__(self, *args: Any, series: Series, today: dt.date, **facts: Any) -> None:
        length = minute_of(series.ends_local) - minute_of(series.starts_local)
        usual: dict[str, Any] = {"weekday": weekday_of(series.rule), "starts": series.starts_local, "minutes": length}
        usual |= {"venue": series.venue, "from_on": max(today + dt.timedelta(days=1), series.first_on)}
        super().__init__(*args, group=series.group, today=today, initial=usual, **facts)
        del self.fields["capacity"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        refuse_far_away(self, "from_on", self.today)
        return given

    def way(self) -> Way:
        given = self.cleaned_data
        hours = {"starts": given["starts"], "ends": self.ends()}
        return Way(from_on=given["from_on"], rule=weekly(int(given["weekday"])), venue=given["venue"], **hours)


class EndForm(forms.Form):
    """The last day, and why."""

    last_on = DayField(label="The last day on which it meets")
    reason = Line(
        label="Why does it end?",
        help_text="Everyone can read this. A few words are enough, such as: we meet on Tuesdays instead.",
        most=200,
        nothing="Say in a few words why, for everyone who would have come.",
    )

    def __init__(self, *args: Any, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_day(self, "last_on", self.today)
        return given


def minute_of(clock: dt.time) -> int:
    return clock.hour * 60 + clock.minute


def as_read(form: forms.Form, ahead: Ahead, asked: int) -> str:
    """What the preview shows, on its button: changed since, it is shown again before anything is done."""
    chosen = [getattr(value, "pk", value) for _, value in sorted(form.cleaned_data.items())]
    evenings = [f"{one.ref} {one.on} {one.state}" for one in (*ahead.follow, *ahead.stay)]
    return mark_of([*chosen, asked, *evenings, *(one.ref for one in ahead.outside)])
