"""Where to turn in a crisis, at the end of every page. Available in every template."""

import datetime as dt
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Helpline, Network
from peersupport.home.context import SiteFacts
from sessions.models import GroupSession

register = template.Library()


class Said:
    """The words of one minute, for the pages of each network and for those of none. Kept in this process."""

    facts: SiteFacts | None = None
    minute: dt.datetime | None = None
    words: dict[int | None, str]


class Line:
    """A helpline as it is shown now: its facts, and whether somebody answers at this hour."""

    def __init__(self, line: Helpline, local: dt.datetime, *, names_nation: bool, names_network: bool) -> None:
        self.name, self.says, self.hours = line.name, line.says, line.hours
        if names_nation and line.nation:
            self.name = f"{line.name}, {line.get_nation_display()}"
        if names_network and line.network:
            self.name = f"{line.name}, {line.network.name}"
        self.call, self.text, self.text_word = line.call, line.text, line.text_word
        self.open_now = line.is_open(local)


@register.simple_tag(takes_context=True)
def where_to_turn(context: template.Context) -> str:
    """The lines of a page's own network, in the nations it is in; on the pages of no network, those of all.

    The same on every such page of a minute: whether somebody answers changes with the hour.
    """
    facts: SiteFacts = context["site_facts"]
    network = network_of(context)
    if network not in facts.nations:
        network = None
    minute = timezone.localtime().replace(second=0, microsecond=0)
    if Said.facts is not facts or Said.minute != minute:
        Said.facts, Said.minute, Said.words = facts, minute, {}
    if network not in Said.words:
        Said.words[network] = in_words(facts, network, minute)
    return Said.words[network]


def network_of(context: template.Context) -> int | None:
    """Whose page it is, by number, as far as that is read already: it says so, or the group or evening it is about."""
    network, group, session = context.get("network"), context.get("group"), context.get("session")
    if isinstance(network, Network):
        return network.pk
    if isinstance(session, GroupSession) and "group" in session._state.fields_cache:
        group = session.group
    return group.network_id if isinstance(group, SupportGroup) else None


def in_words(facts: SiteFacts, network: int | None, minute: dt.datetime) -> str:
    nations, lines = frozenset[str]().union(*facts.nations.values()), facts.helplines
    if network is not None:
        nations = facts.nations[network]
        lines = [line for line in lines if line.network_id in (None, network) and line.nation in {"", *nations}]
    names: dict[str, Any] = {
        "names_nation": len(nations) > 1,
        "names_network": network is None and len(facts.nations) > 1,
    }
    shown = [Line(line, minute, **names) for line in lines]
    return render_to_string("components/crisis_help.html", {"helplines": shown})
