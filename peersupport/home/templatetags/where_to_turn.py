"""Where to turn in a crisis, at the end of every page. Available in every template."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Helpline, Network
from peersupport.home.context import SiteFacts
from sessions.models import GroupSession

register = template.Library()


@dataclass(frozen=True)
class Said:
    """The words of one minute, for the pages of each network and for those of none. The last are kept in this process.

    The next minute begins with new ones: who still reads these, in another thread, has them whole.
    """

    facts: SiteFacts
    minute: dt.datetime
    words: dict[int | None, str] = field(default_factory=dict)
    last: ClassVar["Said | None"] = None

    @classmethod
    def at(cls, minute: dt.datetime, facts: SiteFacts) -> "Said":
        said = cls.last
        if said is None or said.facts is not facts or said.minute != minute:
            said = cls.last = cls(facts, minute)
        return said


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
    said = Said.at(timezone.localtime().replace(second=0, microsecond=0), facts)
    if network not in said.words:
        said.words[network] = in_words(facts, network, said.minute)
    return said.words[network]


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
