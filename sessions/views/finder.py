"""Finding a group, reading about one, and the organisation behind it."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import group_for, rights_of
from members.access import network_for
from peersupport.lib.answers import same_for_strangers
from sessions import finding, interests
from sessions.forms.finder import AGES, DAYS, FinderForm


@require_safe
@same_for_strangers
def finder(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    wanted = FinderForm(request.GET).wanted()
    visible = rights_of(request.user).visible()
    found, key = finding.find(visible=visible, wanted=wanted, now=now, after=request.GET.get("after", ""))
    choices = finding.choices_of(request.user, now=now)
    shown = {"wanted": wanted, "found": found, "key": key, "choices": choices, "days": DAYS, "ages": AGES}
    shown["networks"] = () if found else finding.networks()
    return render(request, "groups/finder/list.html", shown)


@require_safe
@same_for_strangers
def group(request: HttpRequest, slug: str) -> HttpResponse:
    group = group_for(request.user, slug)
    now, rights = timezone.now(), rights_of(request.user)
    agreement = group.agreements.begun_by(group.network.today(now)).first()
    ahead = finding.ahead(group=group, now=now)
    shown: dict[str, Any] = {
        "group": group,
        **finding.standing_shown(group=group, visible=rights.visible(), now=now),
        "stages": group.format.stages.all() if group.format else [],
        "ahead": ahead,
        "is_full": ahead.coming is not None and finding.is_full(ahead.coming, now),
        "agreement": agreement,
        "may_plan": rights.leads(group),
        "review_is_due": bool(agreement and agreement.is_due(group.network.today(now))),
        "may_set": rights.coordinates(group),
    }
    return render(request, "groups/group.html", shown)


@require_safe
@same_for_strangers
def network(request: HttpRequest, slug: str) -> HttpResponse:
    network = network_for(slug)
    now, visible = timezone.now(), rights_of(request.user).visible() & Q(network=network)
    found, key = finding.find(visible=visible, wanted=finding.Wanted(), now=now, after=request.GET.get("after", ""))
    ended = finding.ended(visible=visible, now=now)
    shown = {"network": network, "found": found, "key": key, "ended": ended}
    shown["nothing_yet"] = interests.nothing_yet(network=network, now=now)
    return render(request, "groups/network.html", shown)
