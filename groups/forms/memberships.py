"""What somebody does in a group, and until when."""

from groups.access import HELPING
from peersupport.lib.fields import DayField, OneOf
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
        help_text="Leave it empty if no end is in sight. They help until the end of that day.",
        required=False,
    )
