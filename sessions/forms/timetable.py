"""Planning a weekly series, changing one date, cancelling one."""

import datetime as dt
from typing import Any

from django import forms

from groups.models import Format, SupportGroup, Venue
from sessions.models import GroupSession
from peersupport.lib.recurrence import DAY_NAMES, weekly
from sessions.timetable import Plan, Times

WEEKDAYS = [(str(number), name) for number, name in enumerate(DAY_NAMES)]
# Nobody plans further ahead, and a slip of the finger in the year is caught here.
FURTHEST = dt.timedelta(days=5 * 366)
HOUR_WORDS = {"invalid": "Write the time like 19:00."}
DAY_WORDS = {"invalid": "Write the day like 2026-11-27, or choose it from the calendar."}


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=DAY_WORDS, **kwargs)


class HourField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M"], error_messages=HOUR_WORDS, **kwargs)


class RoomForm(forms.Form):
    """Where, and for how many: the fields that a plan and a change share. Venues are the group's network's own."""

    venue = forms.ModelChoiceField(queryset=Venue.objects.none(), required=False, empty_label="No venue yet")
    capacity = forms.IntegerField(
        label="How many people fit",
        help_text="Leave it empty when there is no limit.",
        min_value=0,
        max_value=1000,
        required=False,
    )

    def __init__(self, *args: Any, group: SupportGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        venue = self.fields["venue"]
        assert isinstance(venue, forms.ModelChoiceField)  # noqa: S101 – tells the type checker which field it is
        venue.queryset = Venue.objects.filter(network=group.network)


class PlanForm(RoomForm):
    """A weekly series. The length is asked in minutes, as people say it: two hours."""

    weekday = forms.ChoiceField(label="Every week on", choices=WEEKDAYS)
    starts = HourField(label="Starts at")
    minutes = forms.IntegerField(label="How long, in minutes", min_value=10, max_value=720, initial=120)
    first_on = DayField(label="From this day on")
    last_on = DayField(label="Until this day", required=False, help_text="Leave it empty to go on until you say.")
    format = forms.ModelChoiceField(
        label="How the evening goes", queryset=Format.objects.none(), required=False, empty_label="No plan"
    )

    field_order = ("weekday", "starts", "minutes", "first_on", "last_on", "venue", "format", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        format_field = self.fields["format"]
        assert isinstance(format_field, forms.ModelChoiceField)  # noqa: S101 – tells the type checker which field it is
        format_field.queryset = Format.objects.filter(network=self.group.network)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first. Choose a later one.")
        for name in ("first_on", "last_on"):
            day = given.get(name)
            if day and abs(day - dt.date.today()) > FURTHEST:  # noqa: DTZ011 – a rough guard, not a rule of time
                self.add_error(name, "That is more than five years away. Have another look at the year.")
        starts, minutes = given.get("starts"), given.get("minutes")
        if starts and minutes and starts.hour * 60 + starts.minute + minutes >= 24 * 60:
            self.add_error("minutes", "It would go past midnight. Choose a shorter length or an earlier start.")
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        start = dt.datetime.combine(dt.date.min, given["starts"])
        return Plan(
            rule=weekly(int(given["weekday"])),
            first_on=given["first_on"],
            last_on=given["last_on"],
            starts=given["starts"],
            ends=(start + dt.timedelta(minutes=given["minutes"])).time(),
            venue=given["venue"],
            format=given["format"],
            capacity=given["capacity"],
        )


class ChangeForm(RoomForm):
    """Another day, time or room for one date."""

    on = DayField(label="Day")
    starts = HourField(label="Starts at")
    ends = HourField(label="Ends at")

    field_order = ("on", "starts", "ends", "venue", "capacity")

    def times(self) -> Times:
        given = self.cleaned_data
        return Times(on=given["on"], starts=given["starts"], ends=given["ends"])

    @staticmethod
    def as_it_is(session: GroupSession) -> dict[str, Any]:
        return {
            "on": session.on,
            "starts": session.starts_local,
            "ends": session.ends_local,
            "venue": session.venue_id,
            "capacity": session.capacity,
        }


class CancelForm(forms.Form):
    """Why a date is cancelled, in words that everyone may read."""

    reason = forms.CharField(
        label="Why is it cancelled?",
        help_text="Everyone can read this. A few words are enough, such as: the hall is shut.",
        max_length=200,
        error_messages={"required": "Say in a few words why, for everyone who would have come."},
    )
