"""Taking a job, giving it back, or writing in a first name: one line of an evening's jobs."""

from django import forms

from groups.models import JobRole
from peersupport.lib.fields import plain_name
from sessions.jobs import LONGEST_NAME

TAKE, GIVE_BACK, WRITE_IN, TAKE_BACK = "take", "give_back", "write_in", "take_back"
ACTS = [(TAKE, "I’ll do it"), (GIVE_BACK, "Not this time"), (WRITE_IN, "Write in"), (TAKE_BACK, "Take off")]


class JobForm(forms.Form):
    act = forms.ChoiceField(choices=ACTS)
    role = forms.ChoiceField(choices=JobRole)
    first_name = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        error_messages={"max_length": f"A first name of up to {LONGEST_NAME} letters is enough."},
    )
    from_tonight = forms.BooleanField(required=False)

    def clean_first_name(self) -> str:
        """Written in, it can be read aloud. Whatever is on the list can be taken off it."""
        first_name = str(self.cleaned_data["first_name"])
        if first_name and self.cleaned_data.get("act") == WRITE_IN:
            plain_name(first_name)
        return first_name
