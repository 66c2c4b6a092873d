"""What every page has at hand: the site's name, the ways to go, where to turn in a crisis, and the chosen theme."""

import datetime as dt
import re
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from groups.access import rights_of
from members.access import may_answer_complaints
from members.models import Area, Helpline, Network, Responsibility

SITE_NAME = "Evenings"
THEMES = ("light", "dark")
SETTINGS = "/settings/"
# A network’s pages but those that are for everybody; and what is set of a group.
IS_SET = re.compile(r"/networks/[^/]+/(?!complain/|interest/|privacy/|purposes/).+|/groups/[^/]+/(change|runs)/.*")


@dataclass(frozen=True)
class SiteFacts:
    """What is the same on every page, read once in a while and not for each: it changes a few times a year."""

    is_demonstration: bool
    leave_page: bool
    many_nations: bool
    many_networks: bool
    without_manager: frozenset[int]
    helplines: list[Helpline]

    @classmethod
    def read(cls) -> "SiteFacts":
        managers = Responsibility.objects.on(timezone.localdate()).filter(
            network=OuterRef("pk"), area=None, role=Responsibility.Role.MANAGER
        )
        of_areas = Area.objects.filter(network=OuterRef("pk")).exclude(nation="").values("nation")
        facts = ("is_demonstration", "shows_leave_page", "pk", "nation")
        networks = list(Network.objects.values_list(*facts, ArraySubquery(of_areas), Exists(managers)))
        nations = {nation for *_, first, others, _ in networks for nation in (first, *others)}
        lines = Helpline.objects.filter(Q(nation="") | Q(nation__in=nations)).select_related("network")
        return cls(
            is_demonstration=any(demonstration for demonstration, *_ in networks),
            leave_page=any(leave for _, leave, *_ in networks),
            many_nations=len(nations) > 1,
            many_networks=len(networks) > 1,
            without_manager=frozenset(pk for _, _, pk, *_, is_managed in networks if not is_managed),
            helplines=list(lines),
        )


class Remembered:
    """Site facts, kept for `settings.SITE_FACTS_SECONDS` in this process; and where to turn, in words."""

    facts: SiteFacts | None = None
    until = 0.0
    said: tuple[SiteFacts, dt.datetime, str] | None = None

    @classmethod
    def read(cls) -> SiteFacts:
        if cls.facts is None or time.monotonic() >= cls.until:
            cls.facts = SiteFacts.read()
            cls.until = time.monotonic() + settings.SITE_FACTS_SECONDS
        return cls.facts

    @classmethod
    def where_to_turn(cls, facts: SiteFacts, local: dt.datetime) -> str:
        """The same on every page of a minute: whether somebody answers changes with the hour."""
        minute, said = local.replace(second=0, microsecond=0), cls.said
        if said is None or said[0] is not facts or said[1] != minute:
            lines = [Line(line, minute, facts) for line in facts.helplines]
            said = (facts, minute, render_to_string("components/crisis_help.html", {"helplines": lines}))
            cls.said = said
        return said[2]

    @classmethod
    def forget(cls) -> None:
        cls.facts = None


class Line:
    """A helpline as it is shown now: its facts, and whether somebody answers at this hour."""

    def __init__(self, line: Helpline, local: dt.datetime, facts: SiteFacts) -> None:
        self.name, self.says, self.hours = line.name, line.says, line.hours
        if facts.many_nations and line.nation:
            self.name = f"{line.name}, {line.get_nation_display()}"
        if facts.many_networks and line.network:
            self.name = f"{line.name}, {line.network.name}"
        self.call, self.text, self.text_word = line.call, line.text, line.text_word
        self.open_now = line.is_open(local)


def site(request: HttpRequest) -> dict[str, Any]:
    facts = Remembered.read()
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": SITE_NAME,
        "nav": ways(request, facts),
        "is_demonstration": facts.is_demonstration,
        "leave_page": facts.leave_page,
        "where_to_turn": Remembered.where_to_turn(facts, timezone.localtime()),
        "theme": theme if theme in THEMES else "",
        "local_run": settings.LOCAL and settings.KEEPS_LETTERS_AS_FILES,
    }


def ways(request: HttpRequest, facts: SiteFacts) -> list[dict[str, Any]]:
    """The few ways to go from any page, for whoever is looking."""
    found = [("/groups/", "Groups"), ("/sessions/", "What is on")]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        found.append(("/tonight/", "Tonight"))
        charges = rights_of(user).charges
        if any(charge.role != Responsibility.Role.SAFEGUARDING for charge in charges):
            found.append(("/reports/attendance/", "Attendance"))
        if any(may_answer_complaints(charge, facts.without_manager) for charge in charges):
            found.append(("/complaints/", "Complaints"))
        if any(charge.role == Responsibility.Role.COORDINATOR for charge in charges):
            found.append((SETTINGS, "Settings"))
        found.append(("/accounts/logout/", "Log out"))
    else:
        found.append((settings.LOGIN_URL, "Log in"))
    # A register and an evening's jobs are reached from "Tonight", whatever their address.
    here = "/tonight/" if any(part in request.path for part in ("/register/", "/jobs/")) else request.path
    here = SETTINGS if IS_SET.fullmatch(here) else here
    return [{"url": url, "label": label, "current": here.startswith(url)} for url, label in found]
