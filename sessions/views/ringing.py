"""The page with which a facilitator rings those who asked for that instead of letters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.trail import looked
from members import second_factor
from members.models import Look
from peersupport.lib.refusals import Refused
from sessions import courses, places, ringing
from sessions.access import session_to_lead
from sessions.models import Place


@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is to be rung, with their numbers, and who has been. One tap says so, and one takes it back."""
    session = session_to_lead(request.user, ref)
    second_factor.require(request)
    if request.method == "POST":
        place = ringing.concerned(session).filter(ref=request.POST.get("place", "")).first()
        if place is not None:
            note(request, place)
        else:
            messages.warning(request, "That button is from an older page. Have a look at how things stand now.")
        return redirect("sessions:ring", ref)
    waiting, every = set(ringing.to_ring(session)), list(ringing.concerned(session))
    whom = [place.person.ref for place in every]
    looked(user=request.user, what=Look.What.NUMBERS, group=session.group, about=session.ref, whom=whom)
    shown = {"waiting": [place for place in every if place in waiting], "told": [p for p in every if p not in waiting]}
    return render(request, "sessions/ringing/list.html", {"session": session, **shown})


def note(request: HttpRequest, place: Place) -> None:
    """What came of ringing somebody: they know; they do not want the place; or nobody has rung after all."""
    now, wish = timezone.now(), request.POST.get("do", "")
    try:
        if wish == "not-rung":
            ringing.not_rung(place=place)
        else:
            if wish == "not-this-time":
                (courses if place.session.is_of_a_course else places).give_back(place=place, now=now)
            ringing.rung(place=place, now=now)
        messages.success(request, "Noted.")
    except Refused as refused:
        messages.warning(request, str(refused))
