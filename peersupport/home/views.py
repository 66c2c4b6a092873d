"""Pages that need the whole house, and those for when something is not right."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from members import second_factor, starting
from members.access import network_for
from members.models import Network
from peersupport.home import desk, purposes
from peersupport.lib.answers import same_for_strangers
from sessions import finding
from sessions.access import visible_sessions

THEMES = ("light", "dark")
# When all that the page says was last tried: `tests/journeys/test_everybodys_pages.py`, and by hand.
ACCESSIBILITY_CHECKED_ON = dt.date(2026, 11, 22)


@require_safe
@same_for_strangers
def front(request: HttpRequest) -> HttpResponse:
    """Find a group, and what is on tonight and this week."""
    now = timezone.now()
    evenings, _ = finding.whats_on(visible=visible_sessions(request.user), now=now, page=8, within=finding.WEEK)
    if not evenings and starting.is_empty():
        return render(request, "home/empty_site.html", {"start": starting.link() if settings.LOCAL else ""})
    places = finding.choices_of(request.user, now=now).places
    today = timezone.localdate(now)
    return render(request, "home/front.html", {"evenings": evenings, "places": places, "today": today})


@csrf_exempt  # it harms nobody; so a page needs no cookie to show the switch, and signed links hide where one is
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device wishes; remembered in this browser alone."""
    back = request.POST.get("next", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if ours else "/")
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie("theme", wanted, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.PRODUCTION)
    else:
        response.delete_cookie("theme")
    return response


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """For a machine that asks whether to send people here: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def settings_desk(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, for who coordinates an organisation or a part of it."""
    found = desk.desks(request.user)
    second_factor.require(request)
    return render(request, "home/settings.html", {"desks": found})


def for_everybody(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    """A page of plain facts. Where there is one organisation it is that one's; where there are several it leads on.

    Every organisation, whoever may find its groups: whoever comes to one must be able to reach it, and to complain.
    """
    networks = list(Network.objects.all())
    only = networks[0] if len(networks) == 1 else None
    return render(request, template, {"networks": networks, "network": only, **more})


def of_one(request: HttpRequest, slug: str, template: str, **more: Callable[[Network], Any]) -> HttpResponse:
    """A page of one organisation's facts."""
    network = network_for(slug)
    return render(request, template, {"network": network, **{name: read(network) for name, read in more.items()}})


@require_safe
@same_for_strangers
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who sees it, and how to see it, have it put right, or be forgotten."""
    return for_everybody(request, "home/privacy.html")


@require_safe
@same_for_strangers
def privacy_of(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, with one organisation's own times."""
    return of_one(request, slug, "home/privacy.html")


@require_safe
@same_for_strangers
def purposes_of(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation's record of purposes, for anybody to read."""
    return of_one(request, slug, "home/purposes.html", record=purposes.record)


@require_safe
@same_for_strangers
def forgetting(request: HttpRequest) -> HttpResponse:
    """How to be forgotten."""
    return for_everybody(request, "home/forgetting.html")


@require_safe
@same_for_strangers
def accessibility(request: HttpRequest) -> HttpResponse:
    return for_everybody(request, "home/accessibility.html", checked_on=ACCESSIBILITY_CHECKED_ON)


@require_safe
@same_for_strangers
def contact(request: HttpRequest) -> HttpResponse:
    return for_everybody(request, "home/contact.html")


@require_safe
@same_for_strangers
def about(request: HttpRequest) -> HttpResponse:
    return for_everybody(request, "home/about.html")


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually a page left open too long. Nothing was saved."""
    return render(request, "form_too_old.html", status=403)
