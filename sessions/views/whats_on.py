"""What is on, and one evening."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from peersupport.lib.answers import same_for_strangers
from peersupport.lib.walltime import spoken_day
from sessions import finding, letters, plans, ringing
from sessions.access import own_place_at, session_for, visible_sessions
from sessions.forms.finder import WhatsOnForm
from sessions.models import GroupSession


@require_safe
@same_for_strangers
def whats_on(request: HttpRequest) -> HttpResponse:
    place, now = WhatsOnForm(request.GET).wanted_place(), timezone.now()
    evenings, key = finding.whats_on(
        visible=visible_sessions(request.user), now=now, place=place, after=request.GET.get("after", "")
    )
    choices = finding.choices_of(request.user, now=now)
    shown = {"evenings": evenings, "place": place, "places": choices.places, "key": key}
    return render(request, "sessions/whats_on/list.html", shown)


@require_safe
@same_for_strangers
def session(request: HttpRequest, ref: str) -> HttpResponse:
    now = timezone.now()
    session = session_for(request.user, ref)
    rights = rights_of(request.user)
    is_over = session.is_over(now)
    is_off = is_over or not session.takes_place
    shown: dict[str, Any] = {
        "session": session,
        "group": session.group,
        "stages": [] if is_off else plans.stages_of(session),
        "is_over": is_over,
        "is_off": is_off,
        "has_begun": session.has_begun(now),
        "is_full": finding.is_full(session, now),
        "moved_from": moved_from(session, now),
        "others": finding.other_dates(session=session, now=now),
        "may_lead": rights.leads(session.group),
        "may_help": rights.helps(session.group),
    }
    if mine := own_place_at(request.user, session):
        shown["my_place"] = letters.token(mine)
    if shown["may_lead"]:
        shown["to_ring"] = ringing.to_ring(session).count()
    if session.is_left_out:
        shown |= finding.standing_shown(group=session.group, visible=rights.visible(), now=now)
    return render(request, "sessions/whats_on/session.html", shown)


def moved_from(session: GroupSession, now: dt.datetime) -> str:
    if session.original_on is None:
        return ""
    return f"It would have been on {spoken_day(session.original_on, today=session.group.network.today(now))}."
