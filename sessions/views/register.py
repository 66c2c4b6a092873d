"""The register page, the taps its script sends, locking up, "did not meet", and taking either back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from groups.models import JobRole
from groups.trail import looked
from members import second_factor
from members.models import Look
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions import register as verbs
from sessions.access import session_to_help_at
from sessions.forms.register import DidNotMeetForm, LockUpForm, RowForm, TooMany, Unreadable, read_batch
from sessions.models import GroupSession
from sessions.register.lockup import HeadcountBelowNames
from sessions.tonight import is_shown

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# For a script: it sent something else than taps, or too many; anything else is a rule that says "not now".
STATUSES = {Unreadable: 400, TooMany: 413}
NOT_NOW = 409


def to_help_at(request: HttpRequest, ref: str) -> GroupSession:
    """The evening, for who helps at it; one that `/tonight/` does not show, after the second factor alone."""
    session = session_to_help_at(request.user, ref)
    if not is_shown(request.user, session, timezone.now()):
        second_factor.require(request)
    return session


@READ_OR_POST
def register(request: HttpRequest, ref: str) -> HttpResponse:
    """Everyone to tap. Each line is a form, so it works without scripts; with them, taps go to `taps` below."""
    session = to_help_at(request, ref)
    if request.method == "POST":
        return mark(request, session)
    sheet = verbs.sheet(session=session, now=timezone.now(), reader=request.user)
    looked(
        user=request.user, what=Look.What.REGISTER, group=session.group, about=session.ref,
        whom=sheet.refs, showed_needs=sheet.shows_needs,
    )  # fmt: skip
    shows_summary = sheet.is_done and "correct" not in request.GET
    shown = {"session": session, "sheet": sheet, "shows_summary": shows_summary}
    # The page is a device to the register.
    shown |= {"page": uuid.uuid4(), "job_roles": JobRole.choices}
    return render(request, "sessions/register/register.html", shown)


def mark(request: HttpRequest, session: GroupSession) -> HttpResponse:
    """One line pressed without scripts. The answer is the same page, where that line is."""
    form = RowForm.sent(request.POST)
    try:
        if not form.is_valid():
            raise Unreadable
        for receipt in verbs.tap(session=session, taps=form.taps(), by=request.user, now=timezone.now()):
            if receipt.says:
                messages.warning(request, receipt.says)
    except Refused as refused:
        messages.warning(request, str(refused))
    correcting = "?correct=1" if session.state == GroupSession.State.HELD else ""
    line = f"#row-{form.ref}" if form.is_valid() and form.ref.isalnum() else "#who"
    return redirect(reverse("sessions:register", args=[session.ref]) + correcting + line)


@require_POST
def taps(request: HttpRequest, ref: str) -> HttpResponse:
    """A batch from a script: a receipt for each tap, or one sentence why none of them counts."""
    session = to_help_at(request, ref)
    sent = request.body if request.content_type == "application/json" else b""  # a form is no batch, and read already
    try:
        receipts = verbs.tap(session=session, taps=read_batch(sent), by=request.user, now=timezone.now())
    except Refused as refused:
        return JsonResponse({"says": str(refused)}, status=STATUSES.get(type(refused), NOT_NOW))
    return JsonResponse({"taps": [{"id": receipt.id, "says": receipt.says} for receipt in receipts]})


@READ_OR_POST
def lock_up(request: HttpRequest, ref: str) -> HttpResponse:
    session = to_help_at(request, ref)
    now = timezone.now()
    sheet = verbs.sheet(session=session, now=now)
    known = {"headcount": session.headcount, "agreement_was_read": session.agreement_read_id, "note": session.note}
    form = LockUpForm(sent(request), session=session, tapped=sheet.tapped, initial=known)
    shown = {"session": session, "sheet": sheet, "form": form}
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        confirmed = request.POST.get("confirmed") == str(facts["headcount"])
        try:
            verbs.lock_up(session=session, **facts, by=request.user, now=now, confirmed=confirmed)
            messages.success(request, "Done. Thank you for tonight. You can correct it whenever you need to.")
            return redirect("sessions:register", session.ref)
        except Refused as refused:
            form.add_error("headcount", str(refused))
            shown["asks"] = isinstance(refused, HeadcountBelowNames)
    return render(request, "sessions/register/lock_up.html", shown)


@READ_OR_POST
def did_not_meet(request: HttpRequest, ref: str) -> HttpResponse:
    session = to_help_at(request, ref)
    form = DidNotMeetForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            verbs.did_not_meet(session=session, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, "Noted. It counts neither as held nor as empty.")
            return redirect("sessions:register", session.ref)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "sessions/register/did_not_meet.html", {"session": session, "form": form})


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    session = session_to_help_at(request.user, ref)  # however long ago: it shows nobody, and undoes what was a mistake
    try:
        verbs.reopen(session=session, by=request.user, now=timezone.now())
        messages.success(request, "Taken back. It is not recorded again, and whoever was tapped still is.")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("sessions:register", session.ref)
