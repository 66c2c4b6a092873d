"""The jobs of one evening: take one, give it back, or write somebody in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.access import rights_of
from groups.models import JobRole
from peersupport.lib.refusals import Refused
from sessions import jobs as verbs
from sessions.access import session_to_help_at, session_to_lead
from sessions.forms.jobs import GIVE_BACK, TAKE, WRITE_IN, JobForm
from sessions.models import GroupSession


@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: HttpRequest, ref: str) -> HttpResponse:
    session = session_to_help_at(request.user, ref)
    if request.method == "POST":
        return settle(request, session)
    now = timezone.now()
    shown = {
        "session": session,
        "lines": verbs.board_of(session=session, user=request.user),
        "roles": JobRole.choices,
        "may_write_in": rights_of(request.user).leads(session.group),
        "can_change": session.group.uses_jobs and not session.is_cancelled and not session.is_over(now),
    }
    return render(request, "sessions/jobs/jobs.html", shown)


def settle(request: HttpRequest, session: GroupSession) -> HttpResponse:
    """One line's tap. Whoever came from Tonight goes back there."""
    form = JobForm(request.POST)
    if form.is_valid():
        try:
            act(request, session, form)
        except Refused as refused:
            messages.warning(request, str(refused))
    else:
        for sentence in form.errors.get("first_name", ["Choose a job from the list."]):
            messages.warning(request, str(sentence))
    if form.cleaned_data.get("from_tonight"):
        return redirect("sessions:tonight")
    return redirect("sessions:jobs", session.ref)


def act(request: HttpRequest, session: GroupSession, form: JobForm) -> None:
    """Taking and giving back are one's own; writing somebody in is for those who lead."""
    wanted, role, now = form.cleaned_data["act"], form.cleaned_data["role"], timezone.now()
    if wanted in (TAKE, GIVE_BACK):
        own = verbs.take if wanted == TAKE else verbs.give_back
        own(session=session, role=role, person=verbs.worker(session=session, user=request.user), now=now)
        return
    session = session_to_lead(request.user, session.ref)
    written = verbs.write_in if wanted == WRITE_IN else verbs.take_back_written
    written(session=session, role=role, first_name=form.cleaned_data["first_name"], by=request.user, now=now)
