"""Taking a job, giving it back, or writing in a first name: one line of an evening's jobs."""

from django import forms

from groups.models import JobRole
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
