"""Until when somebody answers for something."""

from peersupport.lib.fields import DayField
from peersupport.lib.row_forms import RowForm


class ResponsibilityForm(RowForm):
    """Its last day, or none."""

    until_on = DayField(
        label="Their last day",
        help_text="Leave it empty if no end is in sight. They answer for it until the end of that day.",
        required=False,
    )
