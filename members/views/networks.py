"""What an organisation says of itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members import networks
from members.forms.bases import BasesForm
from members.forms.networks import KeepingForm, NetworkForm
from members.views.setting import READ_OR_POST, to_set
from peersupport.lib.answers import sent


@READ_OR_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug)
    form = NetworkForm(sent(request), row=network)
    changed = form.is_valid() and form.tries(networks.change, network=network)
    if changed:
        messages.success(request, "Saved. Everyone sees it within a minute.")
        return redirect("members:change-network", changed.slug)
    return render(request, "members/networks/change.html", {"network": network, "form": form}, status=form.status)


@READ_OR_POST
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug)
    form = KeepingForm(sent(request), row=network)
    if form.is_valid() and form.tries(networks.keep, network=network):
        messages.success(request, "Saved. What is over its time goes within the hour.")
        return redirect("home:settings")
    return render(request, "members/networks/keep.html", {"network": network, "form": form}, status=form.status)


@READ_OR_POST
def bases(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug)
    form = BasesForm(sent(request), network=network)
    if form.is_valid() and form.record():
        messages.success(request, "Saved. Forms and the page about what we keep say so from now on.")
        return redirect("home:settings")
    return render(request, "members/networks/bases.html", {"network": network, "form": form}, status=form.status)
