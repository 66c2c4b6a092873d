"""What a finder's address may say. What it does not understand is left out, so that a shared link never breaks."""

from typing import Any

from django import forms

from groups.models import SupportGroup
from peersupport.lib.recurrence import DAY_NAMES
from sessions.finding import Wanted

DAYS = [(str(number), name) for number, name in enumerate(DAY_NAMES, start=1)]
# Nobody is asked how old they are: two doors, and the group's own page says the rest.
AGES = [("16", "I’m 16 or 17"), ("18", "I’m 18 or over")]


class FinderForm(forms.Form):
    """The search box and the filters, all optional, all in the address."""

    words = forms.CharField(label="A place, a name or a word", max_length=60, required=False)
    place = forms.CharField(max_length=60, required=False)
    day = forms.ChoiceField(choices=DAYS, required=False)
    kind = forms.ChoiceField(choices=SupportGroup.Kind, required=False)
    age = forms.ChoiceField(choices=AGES, required=False)
    step_free = forms.BooleanField(required=False)

    def wanted(self) -> Wanted:
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return Wanted(
            words=given.get("words", ""),
            place=given.get("place", ""),
            weekday=int(given["day"]) if given.get("day") else None,
            kind=given.get("kind", ""),
            age=int(given["age"]) if given.get("age") else None,
            step_free=bool(given.get("step_free")),
        )


class WhatsOnForm(forms.Form):
    """Where: the one filter of the list of evenings."""

    place = forms.CharField(max_length=60, required=False)

    def wanted_place(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("place", ""))
