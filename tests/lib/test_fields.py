"""What forms ask for: words that reach us as they were written, and postcodes as they are normally written."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from peersupport.lib.fields import EmailLine, Line, PostcodeLine, Words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("EH41 3XX", "EH41 3XX"),
        ("eh413xx", "EH41 3XX"),
        ("  Eh4 1  3 xX ", "EH41 3XX"),
        ("eh41\u00a03xx", "EH41 3XX"),
        ("m11ae", "M1 1AE"),
        ("B338TH", "B33 8TH"),
        ("cr2 6xh", "CR2 6XH"),
        ("W1A 0AX", "W1A 0AX"),
        ("N1P 1AA", "N1P 1AA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("bt1 5gs", "BT1 5GS"),
        ("je2 3ab", "JE2 3AB"),
        ("GY1 1AA", "GY1 1AA"),
        ("im1 2pz", "IM1 2PZ"),
        ("gir0aa", "GIR 0AA"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_postcode_is_read_however_it_is_written(typed: str, kept: str) -> None:
    assert PostcodeLine(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "nonsense postcode",
        "nonsense p",
        "EH41",
        "3XX",
        "EH41 3XAB",
        "EH41 3XC",
        "QH41 3XX",
        "EI1 3XX",
        "E1I 3XX",
        "EC1C 1BB",
        "GIR 1AA",
        "EH41-3XX",
        "EH41 3XX, Scotland",
        "EH41 3XX\x00",
        "EH\u0664\u0661 3XX",
        "9" * 10_000,
    ],
    ids=lambda typed: typed[:20].encode("unicode_escape").decode(),
)
def test_what_is_no_postcode_is_asked_about_and_never_cut(typed: str) -> None:
    with pytest.raises(
        ValidationError, match=r"^\['That does not look like a postcode\. It should read like EH41 3XX\.'\]$"
    ):
        PostcodeLine(required=False).clean(typed)


@pytest.mark.parametrize(
    "field", [Line(most=10), Words(most=10), EmailLine(), PostcodeLine()], ids=lambda it: type(it).__name__
)
def test_no_browser_is_told_where_to_cut(field: forms.CharField) -> None:
    assert "maxlength" not in field.widget.attrs
    with pytest.raises(ValidationError):
        field.clean("x" * 11)
