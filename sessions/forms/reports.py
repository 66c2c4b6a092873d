"""What a report is asked for: a period, and which groups. All of it is in the address, so a report can be shared."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from groups.models import SupportGroup
from peersupport.lib.refusals import NotFound

EARLIEST = dt.date(2000, 1, 1)
MOST_YEARS = 5
HOW_TO_WRITE = "Write a date as day, month and year, such as 1/4/2026."
DAY: dict[str, Any] = {"input_formats": ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]}


class Preset(NamedTuple):
    """A period people ask for by name."""

    label: str
    begins_on: dt.date
    ends_on: dt.date


def presets(today: dt.date) -> list[Preset]:
    """The periods offered as links; the last is what is shown before anyone has asked."""
    month = today.replace(day=1)
    quarter = month.replace(month=month.month - (month.month - 1) % 3)
    return [
        Preset("This month", month, last_before(months_later(month, 1))),
        Preset("Last month", months_later(month, -1), last_before(month)),
        Preset("Last quarter", months_later(quarter, -3), last_before(quarter)),
        Preset("This year so far", today.replace(month=1, day=1), today),
        Preset("Last 12 months", months_later(month, -12), last_before(month)),
    ]


def months_later(month: dt.date, months: int) -> dt.date:
    years, at = divmod(month.month - 1 + months, 12)
    return dt.date(month.year + years, at + 1, 1)


def last_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


class PeriodForm(forms.Form):
    """From one day to another, both included. A period that has not begun has no figures."""

    without_optional = True
    begins = forms.DateField(
        label="First day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose the first day as well.", "invalid": HOW_TO_WRITE},
        **DAY,
    )
    ends = forms.DateField(
        label="Last day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Choose the last day as well.", "invalid": HOW_TO_WRITE},
        **DAY,
    )

    def __init__(self, asked: MultiValueDict[str, str], *, today: dt.date) -> None:
        self.today = today
        if not asked.get("begins") and not asked.get("ends"):
            *_, usual = presets(today)
            asked = asked.copy()
            asked["begins"], asked["ends"] = usual.begins_on.isoformat(), usual.ends_on.isoformat()
        super().__init__(asked)

    def clean(self) -> None:
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if begins is None or ends is None:
            return
        if ends < begins:
            self.add_error("ends", "The last day comes before the first. Choose a later one.")
        elif begins > self.today:
            self.add_error(
                "begins", "That day is still to come, so there is nothing to count yet. Choose an earlier one."
            )
        elif begins < EARLIEST:
            self.add_error("begins", f"We look back to {EARLIEST.year} at most. Choose a later first day.")
        elif ends > self.today + dt.timedelta(days=366):
            self.add_error("ends", "That is more than a year ahead. Choose an earlier last day.")
        elif ends >= later_year(begins, MOST_YEARS):
            self.add_error("ends", f"One report covers {MOST_YEARS} years at most. Choose an earlier last day.")

    @property
    def days(self) -> dict[str, dt.date]:
        """The period as a report takes it."""
        return {"begins_on": self.cleaned_data["begins"], "ends_on": self.cleaned_data["ends"]}


def later_year(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


class GroupsField(forms.MultipleChoiceField):
    """Groups by their slugs. Which of them the reader may choose is the form's to say."""

    def validate(self, value: list[str]) -> None:
        return


class AttendanceForm(PeriodForm):
    """A period, and groups to choose from if the reader coordinates several; none chosen means all there are.

    `groups` are those whose figures the reader may read, `own` those they coordinate. With any other among them it is
    a report of totals only: whole months and all groups together, since parts of it could be subtracted.
    """

    group = GroupsField(
        label="Groups", help_text="Tick none to see them all.", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        asked: MultiValueDict[str, str],
        *,
        today: dt.date,
        groups: Sequence[SupportGroup],
        own: Sequence[SupportGroup],
    ) -> None:
        super().__init__(asked, today=today)
        self.groups = groups
        self.own = own
        self.offers_groups = len(groups) > 1 and len(own) > 0
        field = self.fields["group"]
        if not self.offers_groups:
            field.widget = forms.MultipleHiddenInput()
        field.choices = [(group.slug, group.name) for group in own]  # type: ignore[attr-defined]  # it has choices

    def clean_group(self) -> list[str]:
        """A group outside one's walls is answered like one that does not exist."""
        slugs = [slug for slug in self.cleaned_data["group"] if slug]
        if not {group.slug for group in self.groups}.issuperset(slugs):
            raise NotFound
        if not {group.slug for group in self.own}.issuperset(slugs):
            raise forms.ValidationError("Only its coordinators see one group by itself. Look at all groups together.")
        return slugs

    def clean(self) -> None:
        super().clean()
        if not self.errors and self.totals_only:
            begins, ends = self.cleaned_data["begins"], self.cleaned_data["ends"]
            self.cleaned_data["begins"] = begins.replace(day=1)
            self.cleaned_data["ends"] = last_before(months_later(ends.replace(day=1), 1))

    @property
    def chosen(self) -> list[SupportGroup]:
        slugs = self.cleaned_data.get("group")
        return [group for group in self.groups if not slugs or group.slug in slugs]

    @property
    def networks(self) -> list[str]:
        return sorted({group.network.name for group in self.chosen})

    @property
    def groups_q(self) -> Q:
        return Q(pk__in=[group.pk for group in self.chosen])

    @property
    def totals_only(self) -> bool:
        own = {group.pk for group in self.own}
        return not all(group.pk in own for group in self.chosen)

    @property
    def threshold(self) -> int:
        """Numbers of people below this are small: the strictest of the networks reported on."""
        return max(group.network.small_number_threshold for group in self.chosen)

    @property
    def address(self) -> str:
        """The same report again, as the end of an address, wherever it was asked for from."""
        slugs = [("group", slug) for slug in self.cleaned_data["group"]]
        return urlencode([("begins", self.cleaned_data["begins"]), ("ends", self.cleaned_data["ends"]), *slugs])
