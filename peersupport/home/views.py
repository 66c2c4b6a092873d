"""Pages that need the whole house, and those for when something is not right."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from members import second_factor, starting
from members.models import Basis
from peersupport.home import desk
from peersupport.lib.answers import same_for_strangers
from sessions import finding
from sessions.access import visible_sessions

THEMES = ("light", "dark")


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


@require_safe
@same_for_strangers
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, and why each network may keep it."""
    reasons = [(network, why.values()) for network, why in Basis.objects.of_each(finding.networks())]
    return render(request, "home/privacy.html", {"reasons": reasons})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact.html", {"networks": finding.networks()})


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually a page left open too long. Nothing was saved."""
    return render(request, "form_too_old.html", status=403)
