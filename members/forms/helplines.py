"""A line to turn to in a crisis, of a network's own."""

from django.core.validators import RegexValidator

from peersupport.lib.fields import Line
from peersupport.lib.row_forms import RowForm

NUMBER = RegexValidator(r"^\+?[0-9][0-9 ]*$", "Write the number with digits and spaces alone, such as 0800 83 85 87.")


class HelplineForm(RowForm):
    """Who answers, and how to reach them."""

    name = Line(label="Who answers", most=60, nothing="Tell people who answers.")
    says = Line(label="When to turn to them", help_text="Such as: if you feel low.", most=120, required=False)
    call = Line(label="The number to ring", most=20, required=False, validators=[NUMBER])
    text = Line(label="The number to text", most=20, required=False, validators=[NUMBER])
    text_word = Line(label="The word to text to it", most=20, required=False)
    hours = Line(
        label="When somebody answers",
        help_text="Such as: Monday to Friday 9am to 5pm. Leave it empty for day and night.",
        most=80,
        required=False,
    )
