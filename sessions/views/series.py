"""A series from a day on: moving it, ending it, and taking back what was said last. Each is shown before it is done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from groups.access import group_to_lead
from members.access import one_of
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions import series as verbs
from sessions.forms.series import EndForm, MoveForm, as_read
from sessions.models import Series
from sessions.views.timetable import say_why

# How many evenings a preview names.
SHOWN = 6
MOVED = "Moved. Those who asked are told in two minutes; until then you can take it back and nobody hears of it."
ENDED = (
    "It ends on that day. Those who asked for a later date are told in two minutes; until then you can take it back."
)
TAKEN_BACK = "Taken back. Its dates are what they were."


def series_to_lead(request: HttpRequest, slug: str, ref: str) -> Series:
    group = group_to_lead(request.user, slug)
    return one_of(group.series.select_related("group__network", "venue", "follows__venue"), ref)


@READ_OR_POST
def move(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    series, now = series_to_lead(request, slug, ref), timezone.now()
    form = MoveForm(sent(request), series=series, today=series.group.network.today(now))
    shown: dict[str, Any] = {"group": series.group, "series": series, "form": form}
    if form.is_valid():
        facts: dict[str, Any] = {"series": series, "way": form.way(), "now": now}
        try:
            if is_told(request, form, shown, verbs.would_move(**facts)):
                verbs.move(**facts)
                messages.success(request, MOVED)
                return redirect("sessions:timetable", slug)
        except Refused as refused:
            say_why(request, form, refused)
            shown.pop("ahead", None)
    return render(request, "groups/series/move.html", shown)


@READ_OR_POST
def end(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    series, now = series_to_lead(request, slug, ref), timezone.now()
    form = EndForm(sent(request), today=series.group.network.today(now))
    shown: dict[str, Any] = {"group": series.group, "series": series, "form": form}
    if form.is_valid():
        facts: dict[str, Any] = {"series": series, "last_on": form.cleaned_data["last_on"], "now": now}
        try:
            if is_told(request, form, shown, verbs.would_end(**facts)):
                verbs.end(**facts, reason=form.cleaned_data["reason"])
                messages.success(request, ENDED)
                return redirect("sessions:timetable", slug)
        except Refused as refused:
            form.add_error(None, str(refused))
            shown.pop("ahead", None)
    return render(request, "groups/series/end.html", shown)


def is_told(request: HttpRequest, form: forms.Form, shown: dict[str, Any], ahead: verbs.Ahead | None) -> bool:
    """Whether somebody has said yes to what is ahead, or it is so already; else it is put with what is shown."""
    if ahead is None:
        return True
    asked = ahead.asked
    shown |= {"ahead": ahead, "asked": asked, "as_read": as_read(form, ahead, asked)}
    shown |= {"named": list(zip(ahead.follow, ahead.were, strict=True))[:SHOWN]}
    shown |= {"others": max(len(ahead.follow) - SHOWN, 0)}
    return bool(request.POST.get("save") == shown["as_read"])


@READ_OR_POST
def take_back(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Asks once, and shows which of the things said last it would undo."""
    series, now = series_to_lead(request, slug, ref), timezone.now()
    if request.method == "POST":
        try:
            verbs.take_back(series=series, seen=request.POST.get("seen", ""), now=now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, TAKEN_BACK)
        return redirect("sessions:timetable", slug)
    stays = verbs.why_not_taken_back(series=series, now=now)
    shown = {"group": series.group, "series": series, "stays": stays, "seen": verbs.mark_of(series)}
    return render(request, "groups/series/take_back.html", shown)
