"""Planning a group's dates: the timetable, a new weekly series with its preview, and one date at a time.

What becomes of a series from a day on is in `series.py`.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import group_to_lead, rights_of
from peersupport.lib.answers import sent
from peersupport.lib.compiled import Compiled, Given
from peersupport.lib.refusals import Refused
from sessions import dates, finding, letters, series
from sessions import timetable as verbs
from sessions.access import session_to_lead
from sessions.forms.timetable import AddForm, CancelForm, ChangeForm, PlanForm, RoomForm
from sessions.models import GroupSession, Series

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# How many dates a preview shows.
SHOWN = 6
ADDED = "Added. Everyone can see it now."
CHANGED = "Changed. Those who asked for a place or a reminder are told."
SAVED = "Saved. Its time and place are as they were, so nobody is written to."
CANCELLED = "Cancelled. Those who asked are told in two minutes; until then you can undo it."
CANCELLED_NEAR = "Cancelled. It is so near that those who asked are told at once."


@require_safe
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    group, now = group_to_lead(request.user, slug), timezone.now()
    shown = {
        "group": group,
        "today": group.network.today(now),
        "all_series": series_of.ask(group=group.pk),
        "dates": finding.next_dates(group=group, now=now),
    }
    return render(request, "groups/timetable/list.html", shown)


@Compiled
def series_of() -> QuerySet[Series]:
    followed = Exists(Series.objects.filter(follows=OuterRef("pk")))
    of_group = Series.objects.filter(group=Given("group")).select_related("venue", "follows")
    return of_group.annotate(is_followed=followed).order_by("-first_on", "-pk")[:12]


@READ_OR_POST
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """First the form, then the same form with the next dates under it and the question whether this is right."""
    group = group_to_lead(request.user, slug)
    now = timezone.now()
    form = PlanForm(sent(request), group=group, today=group.network.today(now))
    shown: dict[str, Any] = {"group": group, "form": form, "may_set": rights_of(request.user).coordinates(group)}
    if form.is_valid():
        try:
            found = series.preview(group=group, plan=form.plan(), count=SHOWN + 1)
            shown |= {"preview": found[:SHOWN], "goes_on": len(found) > SHOWN}
            if request.POST.get("save") == form.as_read:
                made = series.plan_weekly(group=group, plan=form.plan(), now=now, ahead_until=dates.horizon(now))
                messages.success(request, planned(made))
                return redirect("sessions:timetable", group.slug)
        except Refused as refused:
            shown.pop("preview", None)
            say_why(request, form, refused)
    return render(request, "groups/timetable/plan.html", shown)


def say_why(request: HttpRequest, form: RoomForm, refused: Refused) -> None:
    """A refusal on its form; where the group has ended, with the way to open it again for whoever may."""
    form.add_error(None, str(refused))
    if isinstance(refused, verbs.GroupHasEnded) and rights_of(request.user).coordinates(form.group):
        form.onward = {"url": reverse("sessions:runs", args=[form.group.slug]), "link": "See when it is open"}


def planned(made: Series) -> str:
    if made.sessions.exists():
        return "The dates are planned. Everyone can see them now."
    return "The series is planned. Its dates appear when the group is open and they are nearer."


@READ_OR_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """One date outside a series; in a group that is a course, the days of one."""
    group, now = group_to_lead(request.user, slug), timezone.now()
    form = AddForm(sent(request), group=group, today=group.network.today(now))
    if form.is_valid():
        try:
            if group.is_course:
                series.plan_days(group=group, days=form.days(), plan=form.plan(), now=now)
            else:
                verbs.add(group=group, times=form.times(), **form.room(), now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, ADDED)
            return redirect("sessions:timetable", group.slug)
    return render(request, "groups/timetable/add.html", {"group": group, "form": form})


@READ_OR_POST
def change(request: HttpRequest, ref: str) -> HttpResponse:
    session, now = session_to_lead(request.user, ref), timezone.now()
    group, usual = session.group, ChangeForm.as_it_is(session)
    form = ChangeForm(sent(request), group=group, today=group.network.today(now), initial=usual)
    if form.is_valid():
        room = {"venue": form.cleaned_data["venue"], "capacity": form.cleaned_data["capacity"]}
        try:
            changed = verbs.change(session=session, times=form.times(), now=now, **room)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = changed.change > session.change and not session.is_cancelled
            messages.success(request, CHANGED if told else SAVED)
            return redirect("sessions:session", session.ref)
    return render(request, "sessions/timetable/change.html", {"session": session, "form": form})


@READ_OR_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    session, now = session_to_lead(request.user, ref), timezone.now()
    form = CancelForm(sent(request))
    if form.is_valid():
        try:
            verbs.cancel(session=session, reason=form.cleaned_data["reason"], now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            near = session.starts_at - now < letters.NEARLY_THERE
            messages.success(request, CANCELLED_NEAR if near else CANCELLED)
            return redirect("sessions:session", session.ref)
    return render(request, "sessions/timetable/cancel.html", {"session": session, "form": form})


@READ_OR_POST
def reinstate(request: HttpRequest, ref: str) -> HttpResponse:
    session = session_to_lead(request.user, ref)
    if request.method != "POST":
        return render(request, "sessions/timetable/reinstate.html", {"session": session})
    return done(request, session, verbs.reinstate, "It is on again. Those who asked are told.")


@READ_OR_POST
def put_back(request: HttpRequest, ref: str) -> HttpResponse:
    session = session_to_lead(request.user, ref)
    if request.method != "POST":
        return render(request, "sessions/timetable/put_back.html", {"session": session})
    return done(request, session, verbs.put_back, "This date is as it usually is.")


def done(request: HttpRequest, session: GroupSession, verb: Any, words: str) -> HttpResponse:
    """One verb that takes only the evening and the clock, answered in words on the evening's page."""
    try:
        verb(session=session, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("sessions:session", session.ref)
