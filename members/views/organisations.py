"""The bodies around an organisation: those there are, one more, one called something else, one removed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from members import organisations
from members.access import one_of
from members.forms.organisations import OrganisationForm
from members.views.setting import READ_OR_POST, ask_once, to_set
from peersupport.lib.answers import sent


@READ_OR_POST
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Those there are, and a form for one more."""
    network = to_set(request, slug)
    form = OrganisationForm(sent(request), network=network, beside=network.organisations.all())
    if form.is_valid() and form.tries(organisations.add, network=network):
        messages.success(request, "Added.")
        return redirect("members:organisations", slug)
    shown = {"network": network, "form": form, "organisations": network.organisations.select_related("area")}
    return render(request, "members/organisations/list.html", shown, status=form.status)


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    network = to_set(request, slug)
    organisation = one_of(network.organisations.all(), ref)
    form = OrganisationForm(sent(request), network=network, row=organisation)
    if form.is_valid() and form.tries(organisations.change, organisation=organisation):
        messages.success(request, "Saved.")
        return redirect("members:organisations", slug)
    shown = {"network": network, "organisation": organisation, "form": form}
    return render(request, "members/organisations/change.html", shown, status=form.status)


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    organisation = one_of(to_set(request, slug).organisations.all(), ref)
    return ask_once(
        request,
        do=lambda: organisations.remove(organisation=organisation),
        back=reverse("members:organisations", args=[slug]),
        done="Removed.",
        heading=f"Remove {organisation.name}?",
        says="Whoever came on its behalf stays known to you, without it.",
        button="Remove this organisation",
    )
