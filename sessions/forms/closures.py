"""The days on which a venue is shut, and why."""

import datetime as dt
from typing import Any

from django import forms

from peersupport.lib.crossing import mark_of
from peersupport.lib.fields import DayField, Line
from sessions.forms.timetable import check_day, refuse_far_away
from sessions.models import GroupSession


class ClosureForm(forms.Form):
    """From a day until a day, both included."""

    from_on = DayField(label="First day it is shut")
    until_on = DayField(label="Last day it is shut", required=False, help_text="Leave it empty when it is one day.")
    reason = Line(
        label="Why is it shut?",
        help_text="Everyone can read this. A few words are enough, such as: the hall is needed for the vote.",
        most=160,
        nothing="Say in a few words why, for everyone who would have come.",
    )

    def __init__(self, *args: Any, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day is before the first. Choose a later one.")
        elif "until_on" not in self.errors:
            if last:
                refuse_far_away(self, "from_on", self.today)
            check_day(self, "until_on" if last else "from_on", self.today)
        return given

    def days(self) -> dict[str, dt.date]:
        first = self.cleaned_data["from_on"]
        return {"from_on": first, "until_on": self.cleaned_data["until_on"] or first}

    def as_read(self, evenings: list[GroupSession]) -> str:
        """What the preview shows, on its button: changed since, it is shown again before anything is cancelled."""
        return mark_of([*self.days().values(), self.cleaned_data["reason"], *(evening.ref for evening in evenings)])
