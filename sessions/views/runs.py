"""When a group is open: how it stands, from when it is open, a pause or its end, and taking back what was a mistake."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import group_to_set, rights_of
from groups.models import SupportGroup
from members import second_factor
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions import finding
from sessions import runs as verbs
from sessions.forms.runs import CloseForm, OpenForm, PauseForm, SaidForm

# By what waited for it.
OPENED = {
    "series": "It is open from that day on. Its series have made their dates.",
    "dates": "It is open from that day on. Its dates are there again.",
    "": "It is open from that day on. Now plan its dates.",
}
UNDO = "Those who asked for a later date are told in two minutes; until then you can undo it."
PAUSED, CLOSED = f"It pauses after that day. {UNDO}", f"It ends on that day. {UNDO}"


def to_set(request: HttpRequest, slug: str) -> SupportGroup:
    group = group_to_set(request.user, slug)
    second_factor.require(request)
    return group


@require_safe
def runs(request: HttpRequest, slug: str) -> HttpResponse:
    """How the group stands, what can be said of it now, and the times in which it was open."""
    group, now = to_set(request, slug), timezone.now()
    visible = rights_of(request.user).visible()
    shown = {
        "group": group,
        "last": verbs.last_run(group),
        "stays": verbs.why_not_taken_back(group=group, now=now),
        "runs": list(reversed(finding.runs_of([group.pk])[group.pk])),
        **finding.standing_shown(group=group, visible=visible, now=now),
    }
    return render(request, "groups/runs/list.html", shown)


@READ_OR_POST
def open_from(request: HttpRequest, slug: str) -> HttpResponse:
    group, now = to_set(request, slug), timezone.now()
    form, waits = OpenForm(sent(request), today=group.network.today(now)), verbs.what_waits(group=group, now=now)
    if form.is_valid() and tries(form, verbs.open_from, group=group, on=form.cleaned_data["on"], now=now):
        messages.success(request, OPENED[waits])
        return redirect("sessions:runs", slug)
    return render(request, "groups/runs/open.html", {"group": group, "form": form, "waits": waits})


@READ_OR_POST
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    return end(request, slug, PauseForm, "groups/runs/pause.html", PAUSED)


@READ_OR_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    return end(request, slug, CloseForm, "groups/runs/close.html", CLOSED)


def end(request: HttpRequest, slug: str, kind: type[CloseForm], template: str, done: str) -> HttpResponse:
    group, now = to_set(request, slug), timezone.now()
    form = kind(sent(request), group=group, today=group.network.today(now))
    if form.is_valid() and tries(form, verbs.end, group=group, ending=form.ending(), now=now):
        messages.success(request, done)
        return redirect("sessions:runs", slug)
    return render(request, template, {"group": group, "form": form})


def tries(form: Any, verb: Any, **facts: Any) -> Any:
    """Call a verb. Returns its answer, or None: then the form says why."""
    try:
        return verb(**facts)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


@READ_OR_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """What people read of a pause or an ending."""
    group = to_set(request, slug)
    run = verbs.last_run(group)
    if run is None or run.ended_on is None:
        return render(request, "groups/runs/change.html", {"group": group})
    form = SaidForm(sent(request), row=run, today=group.network.today(timezone.now()))
    if form.is_valid() and form.tries(verbs.say_otherwise, run=run, instead=form.cleaned_data["instead"]):
        messages.success(request, "Saved. Everyone reads it from now on.")
        return redirect("sessions:runs", slug)
    return render(request, "groups/runs/change.html", {"group": group, "form": form}, status=form.status)


@READ_OR_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once, and shows which of the things said last it would undo."""
    group, now = to_set(request, slug), timezone.now()
    if request.method == "POST":
        try:
            verbs.take_back(group=group, seen=request.POST.get("seen", ""), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Taken back. Its dates are what they were.")
        return redirect("sessions:runs", slug)
    last, stays = verbs.last_run(group), verbs.why_not_taken_back(group=group, now=now)
    shown = {"group": group, "last": last, "stays": stays, "seen": verbs.mark_of(last)}
    return render(request, "groups/runs/take_back.html", shown)
