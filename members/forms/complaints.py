"""Complaining, and answering a complaint: words first, and nothing else has to be given."""

from typing import Any

from django import forms

from members.models.complaint import MOST_LETTERS
from peersupport.lib.fields import HIDDEN_MARKS, FormMark, plain_name, plain_words


class Words(forms.CharField):
    """A page of words at most. A new line counts as one letter, as it does in the browser."""

    widget = forms.Textarea

    def __init__(self, *, nothing: str, **facts: Any) -> None:
        words = {
            "required": nothing,
            "max_length": f"That is longer than we can keep. Please say it in up to {MOST_LETTERS:,} letters.",
            "null_characters_not_allowed": HIDDEN_MARKS,
        }
        super().__init__(max_length=MOST_LETTERS, validators=[plain_words], error_messages=words, **facts)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class ComplaintForm(forms.Form):
    """What is not right. A name and an address only for who wants a letter."""

    words = Words(
        label="What is not right?",
        help_text="What happened, and what you would like us to do. A few words are enough.",
        nothing="Tell us what is not right. A few words are enough.",
    )
    known_as = forms.CharField(
        label="What should we call you?",
        max_length=60,
        required=False,
        validators=[plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "max_length": "That is longer than we can keep. Please use up to 60 letters.",
            "null_characters_not_allowed": HIDDEN_MARKS,
        },
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="Only for our letters about this. Without one, the next page shows how to find our answer.",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": "That does not look like an e-mail address. It should read like name@example.org.",
            "max_length": "That is longer than an e-mail address can be. Have another look at it.",
            "null_characters_not_allowed": HIDDEN_MARKS,
        },
    )
    asked_with = FormMark()


class AnswerForm(forms.Form):
    """What came of a complaint, in words for whoever wrote it. `instead_of` tells which answer its writer has seen."""

    outcome = Words(
        label="Your answer",
        help_text="What you found, what you have done, and what they can do if they are not happy with it.",
        nothing="Write what came of it. Whoever complained is waiting for that.",
    )
    instead_of = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
