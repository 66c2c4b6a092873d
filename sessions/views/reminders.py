"""Remind me: asking, and the signed link that shows and stops that one reminder."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.models import Basis
from members.views.consent import ask_to_take_back
from members.views.me import ask_to_be_forgotten
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused
from sessions import finding, reminders
from sessions.access import reminder_of, session_for
from sessions.forms.places import ReminderForm
from sessions.models import GroupSession, Reminder

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_POST
@limited("reminder")
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    session, now = session_for(request.user, ref), timezone.now()
    why = Basis.objects.of(session.group.network)
    form = ReminderForm(sent(request), why=why)
    refusal = why_not(session, now)
    shown: dict[str, Any] = {"session": session, "group": session.group, "form": form}
    shown["reminds"] = reminders.are_still_to_go(session=session, now=now)
    if form.is_valid() and not refusal:
        try:
            remind(session, form, now)
        except Refused as refused:
            refusal = str(refused)
        else:
            return render(request, "sessions/reminders/asked.html", {**shown, "every_week": form.every_week})
    if refusal:
        shown |= finding.instead_of(session, user=request.user, now=now)
    status = 409 if refusal and form.is_bound else 200
    return render(request, "sessions/reminders/ask.html", {**shown, "refusal": refusal}, status=status)


def why_not(session: GroupSession, now: dt.datetime) -> str:
    """Why there is nothing to be reminded of, shown instead of the form; empty when there is."""
    try:
        reminders.check_open(session, now)
    except Refused as refused:
        return str(refused)
    return ""


def remind(session: GroupSession, form: ReminderForm, now: dt.datetime) -> None:
    if form.every_week:
        reminders.remind_me_every_week(session=session, guest=form.guest(), yes=form.yes(), now=now)
    else:
        reminders.remind_me(session=session, guest=form.guest(), yes=form.yes(), now=now)


@csrf_exempt  # the link is the proof: a mail program's "unsubscribe" posts here with nothing else
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The one reminder a signed link is for. Reading it changes nothing; a post stops it."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    wish = reminder_of(token)
    if request.method == "POST":
        reminders.stop(wish=wish, now=timezone.now())
        if "List-Unsubscribe" in request.POST:  # a mail program follows no redirect after its one click
            return HttpResponse("We will not remind you any more.\n", content_type="text/plain")
        return redirect("sessions:my-reminder", token)
    shown: dict[str, Any] = {"wish": wish}
    if isinstance(wish, Reminder):
        session = wish.session
        shown |= {"session": session, "group": session.group, "has_begun": session.has_begun(timezone.now())}
    else:
        shown["group"] = wish.group
    return render(request, "sessions/reminders/mine.html", shown)


@csrf_exempt  # the link is the proof, as above
@READ_OR_POST
def consent(request: HttpRequest, token: str) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]
    return ask_to_take_back(request, reminder_of(token).person, back=reverse("sessions:my-reminder", args=[token]))


@csrf_exempt  # the link is the proof, as above
@READ_OR_POST
def forget_me(request: HttpRequest, token: str) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]
    return ask_to_be_forgotten(request, reminder_of(token).person, back=reverse("sessions:my-reminder", args=[token]))
