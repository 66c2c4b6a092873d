"""What a venue is called, how one gets in, there and home."""

from django import forms

from groups.models.venue import Known
from peersupport.lib.fields import Line, OneOf, PostcodeLine, Words
from peersupport.lib.row_forms import RowForm


def fact(label: str) -> OneOf:
    """Yes, no, or that nobody has checked it yet."""
    return OneOf(Known.choices, label=label, required=False)


class VenueForm(RowForm):
    """Where groups meet. What nobody has checked is said to be unknown."""

    name = Line(label="Name of the venue", most=80, nothing="Tell people what the venue is called.")
    address = Line(label="Street and number", most=160, required=False)
    town = Line(label="Town or village", most=60, nothing="Tell people which town or village it is in.")
    postcode = PostcodeLine(label="Postcode", required=False)
    finding_the_door = Words(
        label="Finding the door",
        help_text="What you would tell somebody who comes for the first time.",
        most=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    step_free = fact("Is it step-free all the way in?")
    accessible_toilet = fact("Is there an accessible toilet?")
    parking = fact("Can people park?")
    hearing_loop = fact("Is there a hearing loop?")
    quiet_space = fact("Is there a quiet room to step out to?")
    bus_there = Line(
        label="Bus there", help_text="Such as: 106 from Tranent, 6.22pm, stops outside.", most=160, required=False
    )
    last_bus_home = Line(
        label="Last bus home", help_text="Such as: 9.35pm from Court Street.", most=160, required=False
    )
