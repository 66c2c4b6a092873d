"""What is on, and one evening."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from groups.models import SupportGroup
from sessions import finding, places
from sessions.access import session_for, visible_sessions
from sessions.models import GroupSession


@require_safe
def whats_on(request: HttpRequest) -> HttpResponse:
    place = request.GET.get("place", "")[:60]
    visible = visible_sessions(request.user)
    evenings, key = finding.whats_on(
        visible=visible, now=timezone.now(), place=place, after=request.GET.get("after", "")
    )
    shown = {"evenings": evenings, "place": place, "key": key}
    return render(request, "sessions/whats_on/list.html", shown)


@require_safe
def session(request: HttpRequest, ref: str) -> HttpResponse:
    now = timezone.now()
    session = session_for(request.user, ref)
    rights = rights_of(request.user)
    shown: dict[str, Any] = {
        "session": session,
        "group": session.group,
        "stages": session.plan or (session.format.stages.all() if session.format else []),
        "is_over": session.is_over(now),
        "has_begun": session.has_begun(now),
        "is_full": places.free_places(session) == 0,
        "others": other_dates(session, session.group),
        "may_lead": rights.leads(session.group),
        "may_help": rights.helps(session.group),
    }
    return render(request, "sessions/whats_on/session.html", shown)


def other_dates(session: GroupSession, group: SupportGroup) -> list[GroupSession]:
    """The next evenings besides this one: no full, cancelled or past page is a dead end."""
    dates = finding.next_dates(group=group, now=timezone.now(), count=4)
    return [other for other in dates if other.pk != session.pk and not other.is_cancelled][:3]
