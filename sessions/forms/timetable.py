"""Planning a weekly series, adding one date or those of a course, changing one date, cancelling one."""

import datetime as dt
from typing import Any

from django import forms

from groups.models import Format, SupportGroup, Venue
from peersupport.lib.fields import FROM_THE_LIST, DayField, HourField, Line, OneOfOurs, offer, whole_number
from peersupport.lib.recurrence import DAY_NAMES, weekly
from peersupport.lib.walltime import far_away, spoken_length
from sessions.models import GroupSession
from sessions.series import Plan
from sessions.timetable import Times

WEEKDAYS = [(str(number), name) for number, name in enumerate(DAY_NAMES)]
# A longer course meets weekly, and is planned as that.
MOST_DAYS = 6
# When an evening begins, unless somebody says otherwise.
SEVEN = dt.time(19)


def refuse_far_away(form: forms.Form, name: str, today: dt.date) -> None:
    """Say so of a day that is so far away, or so long ago, that a finger must have slipped."""
    day = form.cleaned_data.get(name)
    wrong = day and far_away(day, today)
    if wrong:
        form.add_error(name, wrong)


def check_day(form: forms.Form, name: str, today: dt.date) -> None:
    """Say so of a day that is over, or so far away that a finger must have slipped."""
    day = form.cleaned_data.get(name)
    if day and day < today:
        form.add_error(name, "That day is over. Choose a day from today on.")
    else:
        refuse_far_away(form, name, today)


def weekday_field() -> forms.ChoiceField:
    words = {"required": "Choose a day of the week.", "invalid_choice": FROM_THE_LIST}
    return forms.ChoiceField(label="Every week on", choices=WEEKDAYS, error_messages=words)


class RoomForm(forms.Form):
    """Where, and for how many: the fields that a plan and a change share. Venues are the group's network's own."""

    # Where a refusal leads on to: `url` and `link`.
    onward: dict[str, str] | None = None

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


class HoursForm(RoomForm):
    """From when, for how long, and where. The length is asked in minutes, as people say it: two hours."""

    starts = HourField(label="Starts at")
    minutes = whole_number(least=10, most=720, label="How long, in minutes", initial=120)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, minutes = given.get("starts"), given.get("minutes")
        if starts and minutes and starts.hour * 60 + starts.minute + minutes >= 24 * 60:
            self.add_error("minutes", "It would go past midnight. Choose a shorter length or an earlier start.")
        return given

    def ends(self) -> dt.time:
        start = dt.datetime.combine(dt.date.min, self.cleaned_data["starts"])
        return (start + dt.timedelta(minutes=self.cleaned_data["minutes"])).time()


class WholeForm(HoursForm):
    """With how the evening goes: all there is to say of a new date."""

    format = OneOfOurs(queryset=Format.objects.none(), required=False, empty_label="No plan")

    def __init__(self, *args: Any, group: SupportGroup, **kwargs: Any) -> None:
        usual = {"venue": group.venue, "format": group.format, "capacity": group.capacity}
        super().__init__(*args, group=group, initial=usual, **kwargs)
        offer(self, "format", Format.objects.filter(network=group.network))
        self.fields["format"].label = f"How the {group.get_noun_display()} goes"

    def room(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("venue", "format", "capacity")}


class PlanForm(WholeForm):
    """A weekly series."""

    weekday = weekday_field()
    first_on = DayField(label="From this day on")
    last_on = DayField(label="Until this day", required=False, help_text="Leave it empty to go on until you say.")

    field_order = ("weekday", "starts", "minutes", "first_on", "last_on", "venue", "format", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"first_on": self.today, "starts": SEVEN, **self.initial}
        if self.group.is_course:
            self.fields["last_on"].required = True
            self.fields["last_on"].help_text = "One place is a place on every date until then."

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("first_on"), given.get("last_on")
        check_day(self, "first_on", self.today)
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first. Choose a later one.")
        else:
            check_day(self, "last_on", self.today)
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        days = {"first_on": given["first_on"], "last_on": given["last_on"]}
        hours = {"starts": given["starts"], "ends": self.ends()}
        return Plan(rule=weekly(int(given["weekday"])), **days, **hours, **self.room())

    @property
    def too_long(self) -> tuple[str, str] | None:
        """How long the parts of the plan take, and the evening, if that is shorter."""
        plan, evening = self.cleaned_data["format"], self.cleaned_data["minutes"]
        parts = plan.minutes if plan else 0
        return (spoken_length(parts), spoken_length(evening)) if parts > evening else None

    @property
    def as_read(self) -> str:
        """What the preview shows, on its button: changed since, the dates are shown again before they are planned."""
        given = self.cleaned_data
        chosen = [given[name] for name in self.field_order]
        return "|".join(str(getattr(one, "pk", one)) for one in chosen)


class AddForm(WholeForm):
    """One date; in a group that is a course, all dates of one, at the same hours in the same room."""

    on = DayField(label="Day")

    field_order = ("on", *(f"on_{number}" for number in range(2, MOST_DAYS + 1)), "starts", "minutes", "venue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.group.is_course:
            self.fields["on"].label = "First day"
            for number in range(2, MOST_DAYS + 1):
                self.fields[f"on_{number}"] = DayField(label=f"Day {number}", required=False)
            self.order_fields(self.field_order)

    @property
    def day_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("on")]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        seen: set[dt.date] = set()
        for name in self.day_names:
            check_day(self, name, self.today)
            if given.get(name) in seen:
                self.add_error(name, "That day is there already. Give each day once.")
            seen |= {given[name]} if given.get(name) else set()
        return given

    def days(self) -> list[dt.date]:
        given = (self.cleaned_data[name] for name in self.day_names)
        return sorted(day for day in given if day is not None)

    def plan(self) -> Plan:
        """The hours and the room of all of its days."""
        first, *_, last = [*self.days(), *self.days()]
        hours = {"starts": self.cleaned_data["starts"], "ends": self.ends()}
        return Plan(rule="", first_on=first, last_on=last, **hours, **self.room())

    def times(self) -> Times:
        return Times(on=self.cleaned_data["on"], starts=self.cleaned_data["starts"], ends=self.ends())


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

    reason = Line(
        label="Why is it cancelled?",
        help_text="Everyone can read this. A few words are enough, such as: the hall is shut.",
        most=200,
        nothing="Say in a few words why, for everyone who would have come.",
    )
