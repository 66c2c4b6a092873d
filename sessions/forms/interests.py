"""Tell me when it starts: one address, and nothing else; or one address and a place."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from members.areas import in_order
from members.forms.consent import AsksForYes
from members.models import Area, Purpose
from peersupport.lib.fields import EmailLine, Line
from sessions.interests import bare


class InterestForm(AsksForYes):
    """Where to write to, once."""

    email = EmailLine(label="Your e-mail address", nothing="Tell us where to write to.")
    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.LETTERS: ""}
    WITHOUT: ClassVar[Mapping[str, str]] = {
        Purpose.LETTERS: "Without a yes here we cannot write to you. Tick the box if that is all right."
    }


class NearForm(InterestForm):
    """Near where. The areas there are stand to choose from, and any other place may be written."""

    place = Line(
        label="Which town or area?",
        help_text="The name is enough: no street and no postcode.",
        most=60,
        nothing="Tell us which town or area it is about.",
        autocomplete="address-level2",
    )
    field_order = ("place", "email")

    def __init__(self, *args: Any, areas: Iterable[Area], suggested: str, **facts: Any) -> None:
        """`suggested` stands there already, if it is a place: what somebody looked for and did not find."""
        super().__init__(*args, **facts)
        self.areas = [area.name for area in in_order(areas)]
        self.fields["place"].widget.attrs["list"] = "areas"
        self.fields["place"].validators.append(self.check_place)
        with suppress(ValidationError):
            self.initial["place"] = self.fields["place"].clean(suggested)

    def check_place(self, value: str) -> None:
        """One that many live in. Whoever coordinates reads it, so it must not tell who wrote it."""
        numbers = any(letter.isdigit() for letter in value)
        if "@" in value or (numbers and bare(value) not in map(bare, self.areas)):
            raise ValidationError("A town or an area is enough. Please leave out numbers, such as a postcode.")
