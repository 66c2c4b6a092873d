"""What somebody answers for: its last day, and its end. And one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from groups.trail import looked_who_does_what
from groups.views.people import reached
from members import responsibilities
from members.access import one_of, responsibility_of
from members.forms.responsibilities import ResponsibilityForm
from members.models import Responsibility
from members.views.setting import READ_OR_POST, ask_once
from peersupport.lib.answers import sent


def to_change(request: HttpRequest, slug: str, ref: str) -> Responsibility:
    """One of those where somebody coordinates. The name of who answers is about to be shown."""
    reach = reached(request, slug)
    responsibility = one_of(reach.responsibilities(reach.network.today(timezone.now())), ref)
    looked_who_does_what(user=request.user, network=reach.network, whom=[responsibility.person.ref])
    return responsibility


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    responsibility = to_change(request, slug, ref)
    form = ResponsibilityForm(sent(request), row=responsibility)
    verb, now = responsibilities.change, timezone.now()
    if form.is_valid() and form.tries(verb, responsibility=responsibility, now=now):
        messages.success(request, "Saved.")
        return redirect("groups:people", slug)
    shown = {"network": responsibility.network, "responsibility": responsibility, "form": form}
    return render(request, "groups/responsibilities/change.html", shown, status=form.status)


@READ_OR_POST
def end(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    responsibility = to_change(request, slug, ref)
    label = responsibility.get_role_display().split(" (")[0].lower()
    return ask_once(
        request,
        do=lambda: responsibilities.end(responsibility=responsibility, now=timezone.now()),
        back=reverse("groups:people", args=[slug]),
        done="Ended. It holds from the next page they open.",
        heading=f"End what {responsibility.person.known_as} answers for as {label}?",
        says="From the next page they open, this opens nothing for them any more. You can invite them again.",
        button="End it now",
    )


@READ_OR_POST
def hand_on(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One's own, ended by oneself."""
    responsibility = responsibility_of(request.user, person, ref)
    return ask_once(
        request,
        do=lambda: responsibilities.end(responsibility=responsibility, now=timezone.now()),
        back=reverse("groups:me"),
        done="It has ended. Thank you for all you did.",
        heading=f"Stop being {responsibility.get_role_display().split(' (')[0].lower()}?",
        says="It ends at once, and nobody is asked why. Somebody who coordinates here can invite you again.",
        button="Stop now",
    )
