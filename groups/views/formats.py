"""How evenings go: the plans there are, one more, one changed, one removed."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import formats
from groups.forms.formats import FormatForm
from members.access import one_of
from members.views.setting import READ_OR_POST, ask_once, to_set
from peersupport.lib.answers import sent


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug, in_part=True)
    plans = network.formats.annotate(group_count=Count("support_groups")).prefetch_related("stages", "jobs")
    return render(request, "groups/formats/list.html", {"network": network, "formats": plans})


def filled(request: HttpRequest, **facts: Any) -> FormatForm:
    """The form as it was sent; after a button that changes its rows, the form with them changed."""
    form = FormatForm(sent(request), **facts)
    return form.rearranged(request.POST["do"]) if "do" in request.POST else form


@READ_OR_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new plan begins with the usual evening, by its usual name while that is free."""
    network = to_set(request, slug, in_part=True)
    is_free = not network.formats.filter(name=formats.USUAL["name"]).exists()
    start = {**formats.USUAL, **formats.USUAL["needs"], "name": formats.USUAL["name"] if is_free else ""}
    form = filled(request, beside=network.formats.all(), initial=start)
    if form.is_valid() and form.tries(formats.add, network=network):
        messages.success(request, "Added. Groups and dates can go by it now.")
        return redirect("groups:formats", slug)
    return render(request, "groups/formats/add.html", {"network": network, "form": form}, status=form.status)


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    network = to_set(request, slug, in_part=True)
    plan = one_of(network.formats.all(), ref)
    form = filled(request, row=plan)
    if form.is_valid() and form.tries(formats.change, format=plan, now=timezone.now()):
        messages.success(request, "Saved. Evenings to come follow it.")
        return redirect("groups:formats", slug)
    shown = {"network": network, "format": plan, "form": form}
    return render(request, "groups/formats/change.html", shown, status=form.status)


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    plan = one_of(to_set(request, slug, in_part=True).formats.all(), ref)
    return ask_once(
        request,
        do=lambda: formats.remove(format=plan, now=timezone.now()),
        back=reverse("groups:formats", args=[slug]),
        done="Removed.",
        heading=f"Remove {plan.name}?",
        says="Evenings that have been keep how they went, and nobody is written to.",
        button="Remove this plan",
    )
