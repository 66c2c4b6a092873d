"""Planning a weekly series, changing one date, cancelling one."""

import datetime as dt
from typing import Any

from django import forms

from groups.models import Format, SupportGroup, Venue
from peersupport.lib.fields import FROM_THE_LIST, DayField, HourField, OneOfOurs, offer, whole_number
from peersupport.lib.recurrence import DAY_NAMES, weekly
from sessions.models import GroupSession
from sessions.timetable import Plan, Times

WEEKDAYS = [(str(number), name) for number, name in enumerate(DAY_NAMES)]
# Nobody plans further ahead, and a slip of the finger in the year is caught here.
FURTHEST = dt.timedelta(days=5 * 366)
AWAY = {True: "away", False: "ago"}


def refuse_far_away(form: forms.Form, name: str, today: dt.date) -> None:
    """Say so of a day that is so far away, or so long ago, that a finger must have slipped."""
    day = form.cleaned_data.get(name)
    if day and abs(day - today) > FURTHEST:
        form.add_error(name, f"That is more than five years {AWAY[day > today]}. Have another look at the year.")


def check_day(form: forms.Form, name: str, today: dt.date) -> None:
    """Say so of a day that is over, or so far away that a finger must have slipped."""
    day = form.cleaned_data.get(name)
    if day and day < today:
        form.add_error(name, "That day is over. Choose a day from today on.")
    else:
        refuse_far_away(form, name, today)


class RoomForm(forms.Form):
    """Where, and for how many: the fields that a plan and a change share. Venues are the group's network's own."""

    venue = OneOfOurs(queryset=Venue.objects.none(), required=False, empty_label="No venue yet")
    capacity = whole_number(
        least=0,
        most=1000,
        label="How many people fit",
        help_text="Leave it empty when there is no limit.",
        required=False,
    )

    def __init__(self, *args: Any, group: SupportGroup, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.today = group, today
        offer(self, "venue", Venue.objects.to_meet_at().filter(network=group.network))


class PlanForm(RoomForm):
    """A weekly series. The length is asked in minutes, as people say it: two hours."""

    weekday = forms.ChoiceField(
        label="Every week on",
        choices=WEEKDAYS,
        error_messages={"required": "Choose a day of the week.", "invalid_choice": FROM_THE_LIST},
    )
    starts = HourField(label="Starts at")
    minutes = whole_number(least=10, most=720, label="How long, in minutes", initial=120)
    first_on = DayField(label="From this day on")
    last_on = DayField(label="Until this day", required=False, help_text="Leave it empty to go on until you say.")
    format = OneOfOurs(
        label="How the evening goes", queryset=Format.objects.none(), required=False, empty_label="No plan"
    )

    field_order = ("weekday", "starts", "minutes", "first_on", "last_on", "venue", "format", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "format", Format.objects.filter(network=self.group.network))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_on"), given.get("last_on")
        check_day(self, "first_on", self.today)
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first. Choose a later one.")
        else:
            check_day(self, "last_on", self.today)
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

    @property
    def as_read(self) -> str:
        """What the preview shows, on its button: changed since, the dates are shown again before they are planned."""
        given = self.cleaned_data
        chosen = [given[name] for name in self.field_order]
        return "|".join(str(getattr(one, "pk", one)) for one in chosen)


class ChangeForm(RoomForm):
    """Another day, time or room for one date."""

    on = DayField(label="Day")
    starts = HourField(label="Starts at")
    ends = HourField(label="Ends at")

    field_order = ("on", "starts", "ends", "venue", "capacity")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_day(self, "on", self.today)
        return given

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
        error_messages={
            "required": "Say in a few words why, for everyone who would have come.",
            "max_length": "That is longer than we can show. Please say it in up to 200 letters.",
            "null_characters_not_allowed": "Please leave out marks that cannot be seen.",
        },
    )
