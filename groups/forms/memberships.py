"""What somebody does in a group, and until when."""

from typing import Any

from groups.access import HELPING
from groups.models import Membership, SupportGroup
from peersupport.lib.fields import DayField, OneOf, offer_choices
from peersupport.lib.row_forms import RowForm


class MembershipForm(RowForm):
    """Their role from today, and their last day, or none."""

    role = OneOf(
        [(role.value, role.label) for role in HELPING],
        label="What they do",
        help_text="Facilitators plan evenings and lead them. Volunteers and helpers lend a hand and take the register.",
    )
    until_on = DayField(
        label="Their last day",
        help_text="Leave it empty if no end is in sight. It holds until the end of that day.",
        required=False,
    )

    def __init__(self, *args: Any, row: Membership, **facts: Any) -> None:
        super().__init__(*args, row=row, **facts)
        if row.group.found_by == SupportGroup.FoundBy.MEMBERS:  # where it matters, one can belong and just come
            offer_choices(self, "role", Membership.Role.choices)
