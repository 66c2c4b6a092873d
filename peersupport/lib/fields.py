"""What any form may ask for: words that stay words wherever they are shown, and what tells one form from another."""

import unicodedata
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Letters that turn the line they stand in: a name must not rearrange the register it is written in.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
HIDDEN_MARKS = "Please leave out marks that cannot be seen."


def plain_words(value: str) -> None:
    """Words that stay words wherever they are shown: no marks of web pages, nothing that turns the line."""
    if TURNING.intersection(value) or "<" in value or ">" in value:
        raise ValidationError("Please leave out < and >, and marks that cannot be seen.")


def plain_name(value: str) -> None:
    """A name on one line, with something in it that can be read aloud at a door."""
    plain_words(value)
    kinds = [unicodedata.category(letter) for letter in value if letter != "\x00"]
    if {"Cc", "Zl", "Zp", "Cs"}.intersection(kinds):
        raise ValidationError("Please write it on one line, without marks that cannot be seen.")
    if not any(kind[0] in "LNS" for kind in kinds):
        raise ValidationError("Please use at least one letter. Any word will do.")


class FormMark(forms.UUIDField):
    """What tells one form from another, so that sent twice it counts once. A mark we cannot read is none."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid.uuid4)

    def clean(self, value: Any) -> uuid.UUID | None:
        try:
            mark: uuid.UUID | None = super().clean(value)
        except ValidationError:
            return None
        return mark
