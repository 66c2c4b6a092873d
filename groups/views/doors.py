"""The photo of a venue's door: choosing it, taking it away, and the picture itself for whoever may see it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from groups import doors
from groups.access import group_with_address_for
from groups.doors import NoPhoto
from groups.forms.doors import DoorForm
from groups.models import Venue
from groups.views.venues import venue_to_set
from members.views.setting import READ_OR_POST, ask_once
from peersupport.lib.answers import sent, takes_a_picture
from peersupport.lib.crossing import ChangedMeanwhile
from peersupport.lib.refusals import NotFound


@takes_a_picture
@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """The photo there is, and a form for another, or for other words about it."""
    venue, status = venue_to_set(request, slug, ref), 200
    form = DoorForm(sent(request), request.FILES or None, door=doors.door_of(venue))
    if form.is_valid():
        try:
            doors.show(venue=venue, **form.cleaned_data)
        except ChangedMeanwhile as refused:
            form.add_error(None, str(refused))
            form.show_now(doors.door_of(venue))
            status = 409
        except NoPhoto as refused:
            form.add_error("picture", str(refused))
        else:
            messages.success(request, "Saved. Everyone who may know the address sees it.")
            return redirect("groups:door", slug, ref)
    shown = {"network": venue.network, "venue": venue, "form": form, "door": doors.door_of(venue)}
    return render(request, "groups/doors/change.html", shown, status=status)


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    venue = venue_to_set(request, slug, ref)
    return ask_once(
        request,
        do=lambda: doors.take_away(venue=venue),
        back=reverse("groups:door", args=[slug, ref]),
        done="Taken away.",
        heading="Take the photo away?",
        says=f"The pages about {venue.name} show no photo then. You can choose one again.",
        button="Take it away",
    )


@require_safe
def of_venue(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """The picture itself, for whoever sets something of the network."""
    return picture_of(request, venue_to_set(request, slug, ref))


@require_safe
def of_group(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of where a group usually meets, for whoever may know the address."""
    return picture_of(request, group_with_address_for(request.user, slug).venue)


def picture_of(request: HttpRequest, venue: Venue | None) -> HttpResponse:
    """The picture of a venue's door. Browsers keep it, and ask each time whether it may still be shown; nobody between
    us and them keeps it: an address that becomes private is gone with the next look.
    """
    door = doors.door_of(venue) if venue else None
    if door is None:
        raise NotFound
    mark = f'"{door.name}"'
    answer = get_conditional_response(request, etag=mark)
    answer = answer or HttpResponse(bytes(door.content), content_type="image/jpeg")
    answer["ETag"] = mark
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
