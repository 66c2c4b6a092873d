"""Finding a group, reading about one, and the organisation behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import group_for, network_for, rights_of
from groups.models import Agreement, FormerSlug, SupportGroup
from peersupport.lib.refusals import NotFound
from sessions import finding
from sessions.forms.finder import AGES, DAYS, FinderForm


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    form = FinderForm(request.GET)
    wanted = form.wanted()
    visible = rights_of(request.user).visible()
    found, key = finding.find(visible=visible, wanted=wanted, now=timezone.now(), after=request.GET.get("after", ""))
    shown: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "key": key,
        "places": finding.places_with_groups(visible),
        "days": DAYS,
        "ages": AGES,
        "kinds": SupportGroup.Kind.choices,
    }
    return render(request, "groups/finder/list.html", shown)


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        group = group_for(request.user, slug)
    except NotFound:
        return moved(slug)
    now = timezone.now()
    run = finding.latest_runs([group.pk]).get(group.pk)
    shown: dict[str, Any] = {
        "group": group,
        "run": run,
        "standing": finding.standing(run, group.network.today(now)),
        "instead": run.instead.public() if run and run.ended_on else [],
        "stages": group.format.stages.all() if group.format else [],
        "dates": finding.next_dates(group=group, now=now),
        "agreement": Agreement.objects.filter(group=group, begins_on__lte=group.network.today(now)).first(),
        "may_plan": rights_of(request.user).leads(group),
    }
    return render(request, "groups/group.html", shown)


def moved(slug: str) -> HttpResponse:
    """A group that was renamed is still found by the name on an old poster."""
    former = FormerSlug.objects.filter(slug=slug, group__found_by=SupportGroup.FoundBy.PUBLIC).first()
    if former is None:
        raise NotFound
    return redirect("sessions:group", former.group.slug, permanent=True)


@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    network = network_for(slug)
    visible = rights_of(request.user).visible()
    groups = SupportGroup.objects.filter(visible, network=network).select_related("network").order_by("place", "slug")
    found = finding.standing_of(list(groups[: finding.PAGE]), timezone.now())
    return render(request, "groups/network.html", {"network": network, "found": found})

