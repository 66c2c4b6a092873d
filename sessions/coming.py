"""Who is coming from where: for those who come to a network event themselves, until it is over.

There is no such list of any other kind of group, and nobody is on it who was not told before they asked for a place.
"""

import datetime as dt
from itertools import groupby

from members.models import Reach
from peersupport.lib.same import folded
from sessions.models import Place


def may_know(*, place: Place, now: dt.datetime) -> bool:
    """Whether somebody with this place may read who else is coming: whoever is on the list, while it is ahead or on.

    The link of a place kept without an address opens for whoever filled in the form, so it does not lead there.
    """
    session, is_on_it = place.session, place.state == Place.State.COMING and place.organisation
    if not is_on_it or not session.group.is_for_organisations or place.person.reach != Reach.EMAIL:
        return False
    return not session.is_cancelled and not session.is_over(now)


def others(place: Place) -> list[tuple[str, str]]:
    """Each organisation with the names of those who are coming from there, without who asks. One query."""
    coming = place.session.places.filter(state=Place.State.COMING).exclude(organisation="").exclude(pk=place.pk)
    in_order = coming.order_by(folded("organisation"), folded("person__known_as"), "pk")
    rows = in_order.values_list(folded("organisation"), "organisation", "person__known_as")
    by_organisation = [list(each) for _, each in groupby(rows, key=lambda row: row[0])]
    return [(each[0][1], ", ".join(name for *_, name in each)) for each in by_organisation]
