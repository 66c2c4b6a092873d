"""Removing a venue, which is refused while anybody is going to meet there."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from groups.views.venues import venue_to_set
from members.views.setting import READ_OR_POST, ask_once
from sessions import venues


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    venue = venue_to_set(request, slug, ref)
    return ask_once(
        request,
        do=lambda: venues.remove(venue=venue, now=timezone.now()),
        back=reverse("groups:venues", args=[slug]),
        done="Removed.",
        heading=f"Remove {venue.name}?",
        says="What is said of it goes with it. Past evenings keep where they were. You can add the venue again.",
        button="Remove this venue",
    )
