"""Asking for a yes: a box nobody has ticked yet, beside the very words, and only where the network needs one."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from members.consent import WordsChanged, Yes
from members.models import Basis, Consent, Purpose
from members.models.wordings import current

WITHOUT_IT: Mapping[str, str] = {
    Purpose.PLACES: "Without a yes here we cannot keep a place. Tick the box if that is all right.",
    Purpose.LETTERS: "Without a yes here we cannot remind you. Tick the box if that is all right.",
    Purpose.REGISTER: "Without their yes we keep the word and nothing else. Tick the box once they have agreed.",
    Purpose.HELPING: "Without a yes here we cannot write down that you help. Tick the box if that is all right.",
    Purpose.NEEDS: "Tick the box if we may keep what is written above. Or leave that empty.",
}


class YesBox(forms.CheckboxInput):
    """A box whose value is the version of the words beside it: ticked beside other words, it comes back empty."""

    def __init__(self, version: str) -> None:
        super().__init__(check_test=lambda value: value == version)
        self.version = version

    def format_value(self, value: Any) -> str:
        return self.version

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return str(data.get(name, ""))


class YesField(forms.Field):
    """A yes to the words of one purpose, as its version; nothing is the answer of whoever left the box alone."""

    def __init__(self, basis: Basis, label: str, *, without_it: str, required: bool) -> None:
        self.version = current(basis.purpose)
        super().__init__(label=label, required=required, widget=YesBox(self.version))
        self.error_messages["required"] = without_it

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value != self.version:
            raise ValidationError(str(WordsChanged()))


class AsksForYes(forms.Form):
    """A form that says why the network may keep what it is told, and asks for each yes that this needs."""

    # What it asks for. Of these, whatever is left empty needs no yes: the name of its field.
    PURPOSES: ClassVar[Mapping[str, str]] = {}
    # What is said without the box that is needed, by purpose; what a form asks for otherwise, it says otherwise.
    WITHOUT: ClassVar[Mapping[str, str]] = WITHOUT_IT
    SAYS = "{words}"
    HOW = Consent.How.FORM

    def __init__(self, *args: Any, why: Mapping[str, Basis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why = [why[purpose] for purpose in self.PURPOSES]
        for basis in self.why:
            if basis.asks_a_yes:
                label = self.SAYS.format(words=basis.wording)
                only_with = self.PURPOSES[basis.purpose]
                self.fields[f"yes_{basis.purpose}"] = YesField(
                    basis, label, without_it=self.WITHOUT[basis.purpose], required=not only_with
                )
                if only_with:  # a blank in it tells a stylesheet whether anything is written: css/pages/places.css
                    self.fields[only_with].widget.attrs["placeholder"] = " "
        if self.field_order:
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for purpose, only_with in self.PURPOSES.items():
            box = f"yes_{purpose}"
            if only_with and given.get(only_with) and box in given and not given[box]:
                self.add_error(box, self.WITHOUT[purpose])
        return given

    def yes(self) -> Yes:
        return Yes({purpose: self.cleaned_data.get(f"yes_{purpose}", "") for purpose in self.PURPOSES}, how=self.HOW)
