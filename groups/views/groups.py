"""One more group, and what a group is: for who coordinates its organisation or its area."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from groups import groups
from groups.access import group_to_set
from groups.forms.groups import GroupForm, NewGroupForm
from members import second_factor
from members.views.setting import READ_OR_POST, to_set
from peersupport.lib.answers import sent


@READ_OR_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The few facts of a new group. It leads on to the day from which it is open."""
    network = to_set(request, slug, in_part=True)
    form = NewGroupForm(sent(request), user=request.user, network=network)
    if form.is_valid():
        group = form.tries(groups.add, network=network)
        if group is not None:
            messages.success(request, "Added. Say from which day it is open, then plan its dates.")
            return redirect(f"/groups/{group.slug}/runs/")
    return render(request, "groups/groups/new.html", {"network": network, "form": form}, status=form.status)


@READ_OR_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """All facts of a group."""
    group = group_to_set(request.user, slug)
    second_factor.require(request)
    now = timezone.now()
    form = GroupForm(sent(request), user=request.user, network=group.network, row=group)
    if form.is_valid():
        confirmed_on = group.network.today(now) if form.cleaned_data["confirmed"] else None
        changed = form.tries(groups.change, group=group, confirmed_on=confirmed_on, now=now)
        if changed is not None:
            messages.success(request, "Saved.")
            return redirect("groups:change-group", changed.slug)
    return render(request, "groups/groups/change.html", {"group": group, "form": form}, status=form.status)
