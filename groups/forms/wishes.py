"""I would like to help: where, as what, and a few words if one likes. And a yes, where the network needs one."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from groups.models import Membership, SupportGroup
from members.forms.consent import AsksForYes
from members.models import Purpose
from peersupport.lib.fields import FROM_THE_LIST, Line, OneOf, offer_choices

Role = Membership.Role
ROLES = [
    (Role.HELPER.value, "Lend a hand now and then (helper)"),
    (Role.VOLUNTEER.value, "Take a job often: welcome people, make the tea (volunteer)"),
    (Role.FACILITATOR.value, "Plan evenings and lead them (facilitator)"),
]


class YesToHelping(AsksForYes):
    """Why the network may know who helps; with a box to tick, where it needs somebody's yes."""

    PURPOSES: ClassVar[Mapping[str, str]] = {Purpose.HELPING: ""}


class WishForm(YesToHelping):
    group = OneOf([], label="Where?")
    role = OneOf(ROLES, label="What would you like to do?", initial=Role.HELPER.value, widget=forms.RadioSelect)
    words = Line(
        label="Anything you would like to say?",
        help_text="What you enjoy, or when you can. The people who lead the group see it.",
        most=200,
        required=False,
    )
    field_order = ("group", "role", "words", "yes_helping")

    def __init__(self, *args: Any, groups: Iterable[SupportGroup], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.groups = {group.ref: group for group in groups}
        where = offer_choices(self, "group", ((ref, group.name) for ref, group in self.groups.items()))
        where.error_messages["invalid_choice"] = f"{FROM_THE_LIST} A group that has ended is no longer in it."

    def wish(self) -> dict[str, Any]:
        """What the verb needs besides the person and the clock."""
        given = self.cleaned_data
        return {
            "group": self.groups[given["group"]],
            "role": given["role"],
            "words": given["words"],
            "yes": self.yes(),
        }
