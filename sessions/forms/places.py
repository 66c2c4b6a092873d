"""Asking for a place, or to be reminded: a name to be called by, one way to reach you, and little else."""

import uuid
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from members.models import Reach
from members.people import Guest, digits

NO_MARKUP = RegexValidator(r"^[^<>\x00-\x1f]*$", "Please leave out < and >, and line breaks.")
ONCE, EVERY_WEEK = "once", "every_week"


class HowOften(forms.ChoiceField):
    """Once, or every week until the person says."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        choices = [(ONCE, "Just this once"), (EVERY_WEEK, "Every week, until I say")]
        super().__init__(label="How often?", choices=choices, initial=ONCE)


class GuestForm(forms.Form):
    """What to call you and an e-mail address: all that a reminder needs."""

    known_as = forms.CharField(
        label="What should we call you?",
        help_text="A first name, a nickname, anything you like.",
        max_length=60,
        validators=[NO_MARKUP],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Tell us what to call you. Any word will do."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Tell us where to write to.",
            "invalid": "That does not look like an e-mail address. It should read like name@example.org.",
        },
    )

    def guest(self) -> Guest:
        return Guest(known_as=self.cleaned_data["known_as"], reach=Reach.EMAIL, email=self.cleaned_data["email"])


class ReminderForm(GuestForm):
    """Remind me: of this evening, or of each one until I say."""

    how_often = HowOften()

    @property
    def every_week(self) -> bool:
        return bool(self.cleaned_data["how_often"] == EVERY_WEEK)


class PlaceForm(GuestForm):
    """Keep me a place: reachable in one way or not at all."""

    reach = forms.ChoiceField(
        label="How can we reach you if something changes?",
        choices=[
            (Reach.EMAIL, "By e-mail"),
            (Reach.PHONE, "By phone: a person will ring or text"),
            (Reach.NO, "Please don’t. I will look here before I set out"),
        ],
        initial=Reach.EMAIL,
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label="Your phone number",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    first_time = forms.BooleanField(label="It’s my first time here", required=False)
    needs = forms.CharField(
        label="Is there anything that would help you get in or feel at ease?",
        help_text="Only the people who run this evening see it.",
        max_length=300,
        required=False,
        validators=[RegexValidator(r"^[^<>\x00]*$", "Please leave out < and >.")],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    how_often = HowOften()
    asked_with = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    field_order = ("known_as", "reach", "email", "phone", "first_time", "needs", "how_often", "asked_with")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reach = given.get("reach")
        if reach == Reach.EMAIL and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "Tell us where to write to, or choose another way.")
        if reach == Reach.PHONE and len(digits(given.get("phone", ""))) < 7:
            self.add_error("phone", "Tell us the number to ring, with at least seven digits, or choose another way.")
        if reach == Reach.NO and given.get("how_often") == EVERY_WEEK:
            self.add_error("how_often", "To keep a place every week we need a way to reach you. Choose just this once.")
        return given

    def guest(self) -> Guest:
        given = self.cleaned_data
        return Guest(
            known_as=given["known_as"],
            reach=given["reach"],
            email=given.get("email", "") if given["reach"] == Reach.EMAIL else "",
            phone=given.get("phone", "") if given["reach"] == Reach.PHONE else "",
        )

    def wishes(self) -> dict[str, Any]:
        """What the verb needs besides the session, the guest and the clock."""
        given = self.cleaned_data
        return {
            "first_time": given["first_time"],
            "needs": given["needs"],
            "every_week": given["how_often"] == EVERY_WEEK,
            "asked_with": given["asked_with"],
        }

