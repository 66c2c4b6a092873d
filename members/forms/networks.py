"""What a network says of itself."""

from typing import Any

from django import forms

from members.models import Nation
from peersupport.lib.fields import HIDDEN_MARKS, EmailLine, Line, OneOf, Uncut, Words, whole_number
from peersupport.lib.row_forms import RowForm
from peersupport.lib.slugs import LONGEST


class SlugField(Uncut, forms.SlugField):
    """The end of a public address."""

    def __init__(self, **facts: Any) -> None:
        words = {
            "required": "Choose the end of its address, such as tea-and-talk.",
            "invalid": "Use letters without accents, numbers and hyphens, such as tea-and-talk.",
            "max_length": f"Please use up to {LONGEST} letters.",
            "null_characters_not_allowed": HIDDEN_MARKS,
        }
        super().__init__(max_length=LONGEST, error_messages=words, **facts)

    def clean(self, value: Any) -> str:
        slug = str(super().clean(value)).lower()
        if slug and not slug.strip("-_"):
            raise forms.ValidationError(self.error_messages["invalid"])
        return slug


class KeepingForm(RowForm):
    """For how long a network keeps what, after it was needed."""

    keeps_contact_months = whole_number(
        least=1,
        most=72,
        label="What people are called and how to reach them, in months",
        help_text="After they last came or asked.",
    )
    keeps_place_days = whole_number(
        least=1, most=366, label="Who asked for a place, in days", help_text="After the evening."
    )
    keeps_message_days = whole_number(
        least=7, most=366, label="That a letter was sent, in days", help_text="Never what it said."
    )
    keeps_complaint_months = whole_number(
        least=1, most=72, label="What a complaint said, in months", help_text="After it was answered."
    )
    keeps_trail_years = whole_number(
        least=1, most=10, label="Who looked at what, in years", help_text="People can see who looked at them."
    )
    small_number_threshold = whole_number(
        least=1,
        most=20,
        label="Smallest number shown to managers",
        help_text="Anything below it is shown as fewer than that, so that a figure points at nobody.",
    )


class NetworkForm(RowForm):
    """What everybody may read of an organisation, and how its letters sign."""

    name = Line(label="Name of the organisation", most=120, nothing="Tell people what the organisation is called.")
    slug = SlugField(
        label="The end of its address",
        help_text="Change it seldom. The address it has now will lead to the new one.",
    )
    nation = OneOf(Nation.choices, label="Nation", help_text="Holidays and crisis lines follow it.")
    about = Words(label="What it is", help_text="A few sentences for everyone.", most=2000, required=False)
    contact_email = EmailLine(label="E-mail address for questions", required=False, autocomplete="off")
    contact_phone = Line(label="Phone for questions", most=30, required=False)
    contact_days = Line(
        label="When messages are answered",
        help_text="Such as: Tuesdays, Wednesdays and Thursdays.",
        most=120,
        required=False,
    )
    sender_name = Line(
        label="Who letters are from",
        help_text="It shows on a locked phone, so choose a word that tells nobody anything, such as Evenings.",
        most=60,
        nothing="Choose a word that letters are from, such as Evenings.",
    )
    discreet = forms.BooleanField(
        label="Letters name no group and no condition",
        help_text="Whoever has a login can choose otherwise for themselves, on their own page.",
        required=False,
    )
    shows_leave_page = forms.BooleanField(
        label="Show “Leave this page” on every page",
        help_text="It goes to the weather at once, for who must not be seen reading.",
        required=False,
    )
