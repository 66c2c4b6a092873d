"""Days on which a venue is shut: those to come, some more, and taking them back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from groups.models import Venue
from groups.views.venues import venue_to_set
from members.access import one_of
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions import closures
from sessions.access import visible_sessions
from sessions.forms.closures import ClosureForm
from sessions.models.session import GroupSessionQuerySet

# How many evenings a preview names.
SHOWN = 30
SHUT = "Shut on those days. Those who asked for an evening that is cancelled are told."
OPEN = "Taken back. Those who asked for an evening that is on again are told."


@READ_OR_POST
def index(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """First the form, then the same form with the evenings it will cancel under it, and the question whether to."""
    venue, now = venue_to_set(request, slug, ref), timezone.now()
    today = venue.network.today(now)
    form = ClosureForm(sent(request), today=today)
    shown: dict[str, Any] = {"network": venue.network, "venue": venue, "form": form}
    if form.is_valid():
        evenings = closures.would_cancel(venue=venue, **form.days(), now=now)
        shown |= {"preview": True, "as_read": form.as_read(list(evenings)), **seen_by(request, evenings)}
        if request.POST.get("save") == shown["as_read"] and shut(venue, form, now):
            messages.success(request, SHUT)
            return redirect("sessions:closures", slug, ref)
    shown["closures"] = venue.closures.not_over(today)
    return render(request, "groups/closures/list.html", shown)


def shut(venue: Venue, form: ClosureForm, now: dt.datetime) -> bool:
    """Whether it is shut as the form says; else the form says why not."""
    try:
        closures.shut(venue=venue, **form.days(), reason=form.cleaned_data["reason"], now=now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@READ_OR_POST
def take_back(request: HttpRequest, slug: str, ref: str, closure: str) -> HttpResponse:
    venue, now = venue_to_set(request, slug, ref), timezone.now()
    found = one_of(venue.closures.all(), closure)
    if request.method == "POST":
        closures.take_back(closure=found, now=now)
        messages.success(request, OPEN)
        return redirect("sessions:closures", slug, ref)
    evenings = closures.would_put_on_again(closure=found, now=now)
    shown = {"network": venue.network, "venue": venue, "closure": found, **seen_by(request, evenings)}
    return render(request, "groups/closures/take_back.html", shown)


def seen_by(request: HttpRequest, evenings: GroupSessionQuerySet) -> dict[str, Any]:
    """The evenings that somebody may find, and how many more: the others are named to nobody."""
    named = evenings.filter(visible_sessions(request.user))[:SHOWN].lines()
    return {"evenings": named, "others": evenings.count() - len(named)}
