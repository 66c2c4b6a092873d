"""Where groups meet: those there are, one more, what is said of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import doors, venues
from groups.forms.venues import VenueForm
from groups.models import Venue
from members.access import one_of
from members.views.setting import READ_OR_POST, to_set
from peersupport.lib.answers import sent


def venue_to_set(request: HttpRequest, slug: str, ref: str) -> Venue:
    """A venue for whoever sets something of its network, all or part of it: halls belong to no area."""
    return one_of(to_set(request, slug, in_part=True).venues.to_meet_at(), ref)


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug, in_part=True)
    return render(request, "groups/venues/list.html", {"network": network, "venues": network.venues.to_meet_at()})


@READ_OR_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug, in_part=True)
    form = VenueForm(sent(request), beside=network.venues.to_meet_at())
    venue = form.is_valid() and form.tries(venues.add, network=network)
    if venue:
        messages.success(request, "Added. Groups can meet there now.")
        return redirect("groups:venue", slug, venue.ref)
    return render(request, "groups/venues/new.html", {"network": network, "form": form}, status=form.status)


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    venue = venue_to_set(request, slug, ref)
    form = VenueForm(sent(request), row=venue)
    if form.is_valid() and form.tries(venues.change, venue=venue):
        messages.success(request, "Saved. Everyone sees it within a minute.")
        return redirect("groups:venue", slug, ref)
    shown = {
        "network": venue.network,
        "venue": venue,
        "form": form,
        "door": doors.door_of(venue),
        "closures": venue.closures.not_over(venue.network.today(timezone.now())).count(),
    }
    return render(request, "groups/venues/change.html", shown, status=form.status)
