"""The next version of a group's agreement."""

import datetime as dt
from typing import Any

from django import forms

from groups.agreements import latest_of
from groups.models import SupportGroup
from peersupport.lib.fields import DayField, Words
from peersupport.lib.row_forms import RowForm

MOST_LETTERS = 6000
# A slip of the finger in the year is caught here.
FURTHEST = dt.timedelta(days=50 * 366)
A_YEAR = dt.timedelta(days=365)
START = """What is said here stays here, unless somebody is in danger.
We listen without judging, and without trying to put each other right.
You may speak, or pass, or just listen. Passing is fine.
One person speaks at a time.
You can leave the room whenever you need to. Somebody will check that you are all right."""


class AgreementForm(RowForm):
    """What the group agrees, from which day, and when to look at it again. It begins with the words there are."""

    text = Words(
        label="What we agree",
        help_text="It is read aloud. One thing on each line is easiest.",
        most=MOST_LETTERS,
        nothing="Write what you have agreed.",
    )
    is_major = forms.BooleanField(
        label="Something in it is new, so it is shared again with everyone",
        help_text="A major change. Leave it empty when the words alone have changed.",
        required=False,
    )
    begins_on = DayField(label="From this day on")
    review_on = DayField(
        label="Look at it again by", help_text="Whoever runs the group sees it on the group’s page.", required=False
    )

    def __init__(self, *args: Any, group: SupportGroup, today: dt.date, **facts: Any) -> None:
        self.group, self.today = group, today
        latest = latest_of(group)
        soon = max(today + dt.timedelta(days=1), latest.begins_on) if latest else today
        fresh = {"begins_on": soon, "review_on": soon + A_YEAR, "is_major": latest is None}
        super().__init__(*args, row=latest, initial=fresh if latest else {**fresh, "text": START}, **facts)

    def as_it_stands(self) -> Any:
        return latest_of(self.group)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("begins_on", "review_on"):
            day = given.get(name)
            if day and abs(day - self.today) > FURTHEST:
                self.add_error(name, "That is far away. Have another look at the year.")
        begins, review = given.get("begins_on"), given.get("review_on")
        if begins and review and review <= begins:
            self.add_error("review_on", "That is before it begins. Choose a later day.")
        return given
