"""Somebody's part in a group: another role, a last day, stepping back and back again, and its end. And one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from groups import memberships
from groups.access import membership_of
from groups.forms.memberships import MembershipForm
from groups.models import Membership, SupportGroup
from groups.trail import looked_who_does_what
from groups.views.people import reached
from members.access import one_of
from members.views.setting import READ_OR_POST, ask_once
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused

STEPS = {
    "step-back": (memberships.step_back, "Noted: stepping back for a while. Nobody was asked why, or written to."),
    "come-back": (memberships.come_back, "Noted: back again. The jobs of the evenings ahead are there to take."),
}

# What an end is felt by: where anyone finds the group, and where they find it no more themselves.
AN_END = {
    True: "From the next page they open, they are no longer one of its team. Their jobs to come are free.",
    False: "From the next page they open, they find the group no more. Their jobs and places to come are free.",
}
LEAVING = {
    True: "It ends at once, and your jobs to come are free. You can still come.",
    False: "It ends at once: you find the group no more, and your jobs and places to come are free.",
}


def to_change(request: HttpRequest, slug: str, ref: str) -> Membership:
    """One of those who help where somebody coordinates. Their name is about to be shown."""
    reach = reached(request, slug)
    membership = one_of(reach.memberships(reach.network.today(timezone.now())), ref)
    looked_who_does_what(user=request.user, network=reach.network, whom=[membership.person.ref])
    return membership


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    membership = to_change(request, slug, ref)
    if request.POST.get("do") in STEPS:
        step(request, membership)
        return redirect("groups:membership", slug, ref)
    form = MembershipForm(sent(request), row=membership)
    if form.is_valid() and form.tries(memberships.change, membership=membership, now=timezone.now()):
        messages.success(request, "Saved. It holds from the next page they open.")
        return redirect("groups:people", slug)
    shown = {"network": membership.group.network, "membership": membership, "form": form}
    return render(request, "groups/memberships/change.html", shown, status=form.status)


def anyone_finds(membership: Membership) -> bool:
    return membership.group.found_by == SupportGroup.FoundBy.PUBLIC


def choose(request: HttpRequest, membership: Membership, role: str) -> None:
    try:
        memberships.choose(membership=membership, role=role, now=timezone.now())
        messages.success(request, "Noted, from today. Nobody is asked why, or written to. Thank you for all you do.")
    except Refused as refused:
        messages.warning(request, str(refused))


def step(request: HttpRequest, membership: Membership) -> None:
    verb, done = STEPS[request.POST["do"]]
    try:
        verb(membership=membership, now=timezone.now())
        messages.success(request, done)
    except Refused as refused:
        messages.warning(request, str(refused))


@READ_OR_POST
def end(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    membership = to_change(request, slug, ref)
    return ask_once(
        request,
        do=lambda: memberships.end(membership=membership, now=timezone.now()),
        back=reverse("groups:people", args=[slug]),
        done="Ended. Nobody was written to.",
        heading=f"End what {membership.person.known_as} does in {membership.group.name}?",
        says=f"{AN_END[anyone_finds(membership)]} You can invite them again.",
        button="End it now",
    )


# -- One's own


@require_POST
def mine(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """Stepping back for a while, and back, and choosing another role of one's own, in one tap each."""
    membership = membership_of(request.user, person, ref)
    if request.POST.get("do") in STEPS:
        step(request, membership)
    elif request.POST.get("role") in Membership.Role.values:
        choose(request, membership, request.POST["role"])
    else:
        messages.error(request, "That button is from an older page. Have a look at how things stand now.")
    return redirect("groups:me")


@READ_OR_POST
def leave(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    membership = membership_of(request.user, person, ref)
    return ask_once(
        request,
        do=lambda: memberships.end(membership=membership, now=timezone.now()),
        back=reverse("groups:me"),
        done="You have left. Thank you for all you did. You are welcome whenever you like.",
        heading=f"Leave {membership.group.name}?",
        says=f"{LEAVING[anyone_finds(membership)]} Nobody is asked why, or written to.",
        button="Leave this group",
    )
