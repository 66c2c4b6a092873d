"""What an area is called, and what it is a part of."""

from typing import Any

from members.models import Area, Nation, Network
from peersupport.lib.fields import Line, OneOf, OneOfOurs, offer
from peersupport.lib.row_forms import RowForm


class AreaForm(RowForm):
    """A branch or council area, perhaps a part of another."""

    name = Line(label="Name of the area", most=80, nothing="Tell people what the area is called.")
    parent = OneOfOurs(
        label="Part of", queryset=Area.objects.none(), required=False, empty_label="The organisation itself"
    )
    nation = OneOf(
        [("", "The same as what it is part of"), *Nation.choices],
        label="Nation",
        required=False,
        help_text="Crisis lines follow it.",
    )

    def __init__(self, *args: Any, network: Network, **facts: Any) -> None:
        super().__init__(*args, **facts)
        above = network.areas.filter(parent=None)
        offer(self, "parent", above.exclude(pk=self.row.pk) if self.row else above)
