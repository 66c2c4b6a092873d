"""The areas of an organisation: those there are, one more, one called something else, one removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from members import areas
from members.access import one_of
from members.forms.areas import AreaForm
from members.views.setting import READ_OR_POST, ask_once, to_set
from peersupport.lib.answers import sent


@READ_OR_POST
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Those there are, and a form for one more."""
    network = to_set(request, slug)
    form = AreaForm(sent(request), network=network, beside=network.areas.all())
    if form.is_valid() and form.tries(areas.add, network=network):
        messages.success(request, "Added.")
        return redirect("members:areas", slug)
    shown = {"network": network, "form": form, "areas": areas.in_order(network.areas.select_related("parent"))}
    return render(request, "members/areas/list.html", shown, status=form.status)


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    network = to_set(request, slug)
    area = one_of(network.areas.all(), ref)
    form = AreaForm(sent(request), network=network, row=area)
    if form.is_valid() and form.tries(areas.change, area=area):
        messages.success(request, "Saved.")
        return redirect("members:areas", slug)
    shown = {"network": network, "area": area, "form": form}
    return render(request, "members/areas/change.html", shown, status=form.status)


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    area = one_of(to_set(request, slug).areas.all(), ref)
    return ask_once(
        request,
        do=lambda: areas.remove(area=area, now=timezone.now()),
        back=reverse("members:areas", args=[slug]),
        done="Removed.",
        heading=f"Remove {area.name}?",
        says="No group is moved and nobody is written to. You can add it again.",
        button="Remove this area",
    )
