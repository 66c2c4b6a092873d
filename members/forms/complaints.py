"""Complaining, and answering a complaint: words first, and nothing else has to be given."""

from django import forms

from members.models.complaint import MOST_LETTERS
from peersupport.lib.fields import EmailLine, FormMark, Line, Words


class ComplaintForm(forms.Form):
    """What is not right. A name and an address only for who wants a letter."""

    words = Words(
        most=MOST_LETTERS,
        label="What is not right?",
        help_text="What happened, and what you would like us to do. A few words are enough.",
        nothing="Tell us what is not right. A few words are enough.",
    )
    known_as = Line(label="What should we call you?", most=60, required=False, autocomplete="given-name")
    email = EmailLine(
        label="Your e-mail address",
        help_text="Only for our letters about this. Without one, the next page shows how to find our answer.",
        required=False,
    )
    asked_with = FormMark()


class AnswerForm(forms.Form):
    """What came of a complaint, in words for whoever wrote it. `instead_of` tells which answer its writer has seen."""

    outcome = Words(
        most=MOST_LETTERS,
        label="Your answer",
        help_text="What you found, what you have done, and what they can do if they are not happy with it.",
        nothing="Write what came of it. Whoever complained is waiting for that.",
    )
    instead_of = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
