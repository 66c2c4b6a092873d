"""What any form may ask for: words that stay words wherever they are shown, and what tells one form from another."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

# Letters that turn the line they stand in: a name must not rearrange the register it is written in.
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters by their kind, and blank all the same: Hangul fillers, and the empty cell of Braille.
BLANK = set("\u115f\u1160\u3164\uffa0\u2800")
HIDDEN_MARKS = "Please leave out marks that cannot be seen."
FROM_THE_LIST = "Choose one from the list."
DAY_WORDS = {"required": "Choose a day.", "invalid": "Write the day like 27/11/2026, or choose it from the calendar."}
HOUR_WORDS = {"required": "Choose a time.", "invalid": "Write the time like 19:00."}
POSTCODE_WORDS = "That does not look like a postcode. It should read like EH41 3XX."
ADDRESS_WORDS = {
    "invalid": "That does not look like an e-mail address. It should read like name@example.org.",
    "max_length": "That is longer than an e-mail address can be. Have another look at it.",
    "null_characters_not_allowed": HIDDEN_MARKS,
}


def plain_words(value: str) -> None:
    """Words that stay words wherever they are shown: no marks of web pages, nothing that turns the line."""
    if TURNING.intersection(value) or "<" in value or ">" in value:
        raise ValidationError("Please leave out < and >, and marks that cannot be seen.")


def plain_name(value: str) -> None:
    """A name on one line, with something in it that can be read aloud at a door."""
    plain_words(value)
    kinds = [unicodedata.category(letter) for letter in value if letter != "\x00" and letter not in BLANK]
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


def said(nothing: str, too_long: str) -> dict[str, str]:
    """What is said of words that are missing, too many, or not words."""
    return {
        "required": nothing,
        "max_length": f"That is longer than we can keep. {too_long}",
        "null_characters_not_allowed": HIDDEN_MARKS,
    }


class Uncut(forms.CharField):
    """Words that reach us as they were typed or pasted: a browser told where they end cuts off the rest unsaid."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Line(Uncut):
    """A few words on one line, `most` letters at the longest. `nothing` is said when it is left empty and needed."""

    def __init__(
        self, *, most: int, nothing: str = "", autocomplete: str = "off", validators: Sequence[Any] = (), **facts: Any
    ) -> None:
        facts["widget"] = forms.TextInput(attrs={"autocomplete": autocomplete})
        words = said(nothing, f"Please use up to {most:,} letters.")
        super().__init__(max_length=most, validators=[plain_name, *validators], error_messages=words, **facts)


class Words(Uncut):
    """Some lines of words, `most` letters at the longest. A new line counts as one letter."""

    widget = forms.Textarea

    def __init__(self, *, most: int, nothing: str = "", **facts: Any) -> None:
        words = said(nothing, f"Please say it in up to {most:,} letters.")
        super().__init__(max_length=most, validators=[plain_words], error_messages=words, **facts)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class PostcodeLine(forms.CharField):
    """A postcode of the United Kingdom, Jersey, Guernsey or the Isle of Man, however its capitals and gaps are written.

    By its form, not by whether there is such a place: the six forms and the letters that each place may hold are those
    of Royal Mail's Postcode Address File (its Programmers' Guide, "Postcode"), and of the address types of BS 7666.
    """

    FORM = re.compile(
        r"(?P<outward>GIR(?=0AA)|[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRVWXY])?))"
        r"(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})"
    )

    def __init__(self, **facts: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
        super().__init__(widget=widget, error_messages={"invalid": POSTCODE_WORDS}, **facts)

    def to_python(self, value: Any) -> str:
        """As it is normally written: "eh413xx" is "EH41 3XX". Empty stays empty."""
        typed = "".join(str(super().to_python(value)).split()).upper()
        if not typed:
            return ""
        found = self.FORM.fullmatch(typed)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{found['outward']} {found['inward']}"


class EmailLine(Uncut, forms.EmailField):
    """An e-mail address."""

    def __init__(self, *, nothing: str = "", autocomplete: str = "email", **facts: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=254, widget=widget, error_messages={**ADDRESS_WORDS, "required": nothing}, **facts)


class OneOf(forms.ChoiceField):
    """One of a few things that are always the same."""

    def __init__(self, choices: Any, **facts: Any) -> None:
        words = {"required": FROM_THE_LIST, "invalid_choice": FROM_THE_LIST}
        super().__init__(choices=choices, error_messages=words, **facts)


class OneOfOurs(forms.ModelChoiceField):
    """One of the organisation's own rows. Anything else, however it is written, is answered alike."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as refusal:
            raise ValidationError(FROM_THE_LIST) from refusal


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Say which rows a form's `OneOfOurs` may be: those of whoever it is shown to."""
    field = form.fields[name]
    assert isinstance(field, OneOfOurs)  # noqa: S101 – tells the type checker which field it is
    field.queryset = rows


def offer_choices(form: forms.Form, name: str, choices: Iterable[Any]) -> forms.ChoiceField:
    """Say what a form's `OneOf` may be, to whoever it is shown to. Answers with the field."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 – tells the type checker which field it is
    field.choices = list(choices)
    return field


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **facts: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=DAY_WORDS, **facts)


class HourField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **facts: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M"], error_messages=HOUR_WORDS, **facts)


def whole_number(*, least: int, most: int, **facts: Any) -> forms.IntegerField:
    words = f"Write a whole number from {least} to {most}."
    kinds = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(min_value=least, max_value=most, error_messages=dict.fromkeys(kinds, words), **facts)
