"""From when a group is open, after which day it is not, and what people read of that."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groups.models import Run, SupportGroup
from peersupport.lib.fields import DayField, Line, OneOf
from peersupport.lib.row_forms import RowForm
from sessions.forms.timetable import check_day, refuse_far_away
from sessions.runs import Ending

ENDED = ((Run.EndedAs.PAUSED, "Paused for now"), (Run.EndedAs.CLOSED, "Ended for good"))


class Instead(forms.ModelMultipleChoiceField):
    """Other groups of the network, ticked. Anything else, however it is written, is answered alike."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(
            queryset=SupportGroup.objects.none(),
            required=False,
            label="What is open instead",
            help_text="People find these on the page of this group.",
        )

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as refusal:
            raise ValidationError("Choose from the list.") from refusal

    def label_from_instance(self, group: Any) -> str:
        return f"{group.name}, {group.place}"


class Reason(Line):
    """Why it is not open, in words that everyone may read."""

    def __init__(self) -> None:
        super().__init__(
            most=200,
            label="Why",
            help_text="Everyone can read this. A few words are enough, such as: our hall is being mended.",
            nothing="Say in a few words why, for everyone who would have come.",
        )


class ReviewField(DayField):
    def __init__(self) -> None:
        super().__init__(
            label="When you look at it again",
            help_text="Leave it empty when there is no date yet. That is fine.",
            required=False,
        )


def offer_others(form: forms.Form, group: SupportGroup, today: dt.date) -> None:
    """The other groups of the network that are open or will be, but those that only staff may find."""
    field = form.fields["instead"]
    assert isinstance(field, Instead)  # noqa: S101 – tells the type checker which field it is
    meets = Run.objects.open_or_coming(today).filter(group__network=group.network_id)
    others = SupportGroup.objects.filter(pk__in=meets.values("group")).exclude(pk=group.pk)
    field.queryset = others.exclude(found_by=SupportGroup.FoundBy.STAFF)


def refuse_review(form: forms.Form, last_on: dt.date | None, today: dt.date) -> None:
    """Say so of a day to look again that is not after the last day, or is over. One that has passed since may stay."""
    review = form.cleaned_data.get("review_on")
    if last_on and review and review <= last_on:
        form.add_error("review_on", "That is not after the last day. Choose a later day, or none.")
    elif "review_on" in form.changed_data:
        check_day(form, "review_on", today)


class OpenForm(forms.Form):
    """The first day on which it is open."""

    on = DayField(label="The first day it is open")

    def __init__(self, *args: Any, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **facts})
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        refuse_far_away(self, "on", self.today)
        return given


class CloseForm(forms.Form):
    """The last day, and why."""

    last_on = DayField(label="The last day it is open")
    reason = Reason()
    instead = Instead()
    ENDED_AS: str = Run.EndedAs.CLOSED

    def __init__(self, *args: Any, group: SupportGroup, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, **{"initial": {"last_on": today}, **facts})
        self.today = today
        offer_others(self, group, today)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        refuse_far_away(self, "last_on", self.today)
        return given

    def ending(self) -> Ending:
        return Ending(ended_as=self.ENDED_AS, **self.cleaned_data)


class PauseForm(CloseForm):
    """The last day before a pause, why, and when it is looked at again."""

    review_on = ReviewField()
    ENDED_AS = Run.EndedAs.PAUSED

    field_order = ("last_on", "reason", "review_on", "instead")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        refuse_review(self, given.get("last_on"), self.today)
        return given


class SaidForm(RowForm):
    """What people read of a group that is paused or has ended, and which of the two it is."""

    ended_as = OneOf(ENDED, label="How it stands", widget=forms.RadioSelect)
    reason = Reason()
    review_on = ReviewField()
    instead = Instead()

    def __init__(self, *args: Any, row: Run, today: dt.date, **facts: Any) -> None:
        super().__init__(*args, row=row, initial={"instead": row.instead.all()}, **facts)
        self.today = today
        offer_others(self, row.group, today)

    @property
    def names(self) -> list[str]:
        """`instead` is no field of the row."""
        return [name for name in super().names if name != "instead"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        assert isinstance(self.row, Run)  # noqa: S101 – tells the type checker whose form it is
        refuse_review(self, self.row.ended_on, self.today)
        return given
