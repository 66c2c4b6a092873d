"""Remind me: asking, and the signed link that shows and stops that one reminder."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from peersupport.lib.refusals import Refused
from sessions import reminders
from sessions.access import reminder_of, session_for
from sessions.forms.places import ReminderForm
from sessions.models import GroupSession, Reminder


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    session = session_for(request.user, ref)
    form = ReminderForm(request.POST or None)
    shown: dict[str, Any] = {"session": session, "group": session.group, "form": form, "refusal": ""}
    if request.method == "POST" and form.is_valid():
        try:
            remind(session, form)
        except Refused as refused:
            return render(request, "sessions/reminders/ask.html", {**shown, "refusal": str(refused)}, status=409)
        return render(request, "sessions/reminders/asked.html", {**shown, "every_week": form.every_week})
    return render(request, "sessions/reminders/ask.html", shown)


def remind(session: GroupSession, form: ReminderForm) -> None:
    now = timezone.now()
    if form.every_week:
        reminders.remind_me_every_week(session=session, guest=form.guest(), now=now)
    else:
        reminders.remind_me(session=session, guest=form.guest(), now=now)


@csrf_exempt  # a mail program's "unsubscribe" posts here with nothing but the signed link, which is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The one reminder a signed link is for. Reading it changes nothing; a post stops it."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    wish = reminder_of(token)
    if request.method == "POST":
        reminders.stop(wish=wish, now=timezone.now())
        messages.success(request, "We will not remind you any more. You are welcome whenever you like.")
        return redirect("sessions:my-reminder", token)
    once = isinstance(wish, Reminder)
    shown = {"wish": wish, "session": wish.session if isinstance(wish, Reminder) else None, "once": once}
    return render(request, "sessions/reminders/mine.html", shown)
