"""A photo of a venue's door, and what it shows."""

from typing import Any

from django import forms

from groups import doors
from groups.models import DoorPhoto
from peersupport.lib.fields import Line
from peersupport.lib.pictures import PictureField


class DoorForm(forms.Form):
    """A photo, and what it shows. Where there is one, a new one need not be sent to change the words."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    # It is looked at on a phone at a dark corner: more dots would only take longer to come.
    picture = PictureField(
        label="A photo of the door",
        help_text="Please with nobody in it. Where and when it was taken is left out of what we keep. 8 MB at most.",
        longest_side=1200,
        error_messages={"required": "Choose a photo of the door."},
    )
    alt = Line(
        label="What the photo shows",
        help_text="For whoever cannot see it, such as: a blue door beside the library, with a bell on the left.",
        most=160,
        nothing="Say in a few words what the photo shows, for whoever cannot see it.",
    )

    def __init__(self, *args: Any, door: DoorPhoto | None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.initial = {"seen": doors.mark(door), "alt": door.alt if door else ""}
        if door is not None:
            self.fields["picture"].required = False
            self.fields["picture"].label = "Another photo instead"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            self.ask_for_it_again()
        return given

    def show_now(self, door: DoorPhoto | None) -> None:
        """Somebody else changed it meanwhile: what is there now is shown, and may then be written over."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["seen"] = doors.mark(door)  # type: ignore[index]  # a copy may be written to
        self.ask_for_it_again()

    def ask_for_it_again(self) -> None:
        """Browsers keep words that were typed, and no file that was chosen."""
        if self.cleaned_data.get("picture"):
            self.add_error("picture", "Please choose the photo once more.")
