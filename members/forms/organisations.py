"""What a body around the network is called, and what it is to them."""

from typing import Any

from members.models import Area, Network, Organisation
from peersupport.lib.fields import Line, OneOf, OneOfOurs, offer
from peersupport.lib.row_forms import RowForm


class OrganisationForm(RowForm):
    """A member organisation, partner, funder or school."""

    name = Line(label="Name of the organisation", most=120, nothing="Tell people what the organisation is called.")
    kind = OneOf(Organisation.Kind.choices, label="What it is to you")
    area = OneOfOurs(label="Area", queryset=Area.objects.none(), required=False, empty_label="None, or all of them")

    def __init__(self, *args: Any, network: Network, **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "area", network.areas.all())
