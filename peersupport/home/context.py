"""What every page has at hand: the site's name, the ways to go, facts of the whole site, and the chosen theme."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
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
    """What is the same on every page, read once in a while and not for each: it changes a few times a year.

    `nations` maps each network, by number, to those that it or an area of it is in.
    """

    is_demonstration: bool
    leave_page: bool
    nations: Mapping[int, frozenset[str]]
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
        nations = {pk: frozenset((first, *others)) for _, _, pk, first, others, _ in networks}
        lines = Helpline.objects.filter(Q(nation="") | Q(nation__in=frozenset[str]().union(*nations.values())))
        return cls(
            is_demonstration=any(demonstration for demonstration, *_ in networks),
            leave_page=any(leave for _, leave, *_ in networks),
            nations=nations,
            without_manager=frozenset(pk for _, _, pk, *_, is_managed in networks if not is_managed),
            helplines=list(lines.select_related("network")),
        )


class Remembered:
    """Site facts, kept for `settings.SITE_FACTS_SECONDS` in this process."""

    facts: SiteFacts | None = None
    until = 0.0

    @classmethod
    def read(cls) -> SiteFacts:
        if cls.facts is None or time.monotonic() >= cls.until:
            cls.facts = SiteFacts.read()
            cls.until = time.monotonic() + settings.SITE_FACTS_SECONDS
        return cls.facts

    @classmethod
    def forget(cls) -> None:
        cls.facts = None


def site(request: HttpRequest) -> dict[str, Any]:
    facts = Remembered.read()
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": SITE_NAME,
        "nav": ways(request, facts),
        "is_demonstration": facts.is_demonstration,
        "leave_page": facts.leave_page,
        "site_facts": facts,
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
