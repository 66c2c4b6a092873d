"""One invitation: sent again or taken back by whoever coordinates, and answered by whoever holds its letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from groups import invitations as verbs
from groups.access import invitation_of
from groups.forms.invitations import yes_form_of
from groups.trail import looked_who_does_what
from groups.views.people import reached
from members import invitations
from members.access import one_of
from members.forms.consent import AsksForYes
from members.models import Basis, Invitation
from members.views.setting import READ_OR_POST, ask_once
from peersupport.lib.refusals import Refused


def to_change(request: HttpRequest, slug: str, ref: str) -> Invitation:
    """One of those to what somebody coordinates. Whom it is to is about to be shown."""
    reach = reached(request, slug)
    invitation = one_of(reach.invitations, ref)
    looked_who_does_what(user=request.user, network=reach.network, whom=[invitation.ref])
    return invitation


@READ_OR_POST
def one(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Its one button sends the letter again. The address is for whoever typed it, to see a slip of the finger."""
    invitation = to_change(request, slug, ref)
    if request.method == "POST":
        try:
            verbs.check_stands(invitation, timezone.now())
            invitations.send_again(invitation=invitation, now=timezone.now())
            messages.success(request, "Sent again. The link in the letter before opens nothing any more.")
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect("groups:people", slug)
    by = invitation.invited_by
    shown = {"network": invitation.network, "invitation": invitation, "now": timezone.now()}
    shown["is_mine"] = by is not None and by.user_id == request.user.pk
    return render(request, "groups/invitations/one.html", shown)


@READ_OR_POST
def take_back(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    invitation = to_change(request, slug, ref)
    return ask_once(
        request,
        do=lambda: invitations.take_back(invitation=invitation, now=timezone.now()),
        back=reverse("groups:people", args=[slug]),
        done="Taken back. The link in the letter opens nothing any more.",
        heading=f"Take back the invitation to {invitation.known_as}?",
        says="The link in the letter then says that it was taken back. You can invite them again.",
        button="Take it back",
    )


@csrf_exempt  # the link is the proof, whatever the browser's cookies; and it sends no origin from a page like this
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is invited to, with a yes and a no. Reading it changes nothing."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    invitation, do = invitation_of(token), request.POST.get("do", "")
    asks = yes_form_of(invitation)
    form = asks(request.POST if do == "accept" else None, why=Basis.objects.of(invitation.network))
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        try:
            answer(request, invitation, do, form)
        except Refused as refused:
            messages.warning(request, str(refused))
        return redirect("groups:my-invitation", token)
    refusal = why_not(request, invitation)
    shown = {"invitation": invitation, "network": invitation.network, "refusal": str(refusal or ""), "form": form}
    shown["is_to_come"] = verbs.is_to_come(invitation)
    shown["is_somebody_else"] = isinstance(refusal, invitations.AnotherAddress)
    return render(request, "groups/invitations/mine.html", shown)


def answer(request: HttpRequest, invitation: Invitation, do: str, form: AsksForYes) -> None:
    facts: dict[str, Any] = {"invitation": invitation, "by": request.user, "now": timezone.now()}
    if do == "accept":
        verbs.accept(**facts, yes=form.yes())
    elif do == "decline":
        invitations.decline(**facts)
    else:
        messages.error(request, "That button is from an older page. Have a look at how things stand now.")


def why_not(request: HttpRequest, invitation: Invitation) -> Refused | None:
    """Why it cannot be answered now, shown instead of the buttons. A yes that was said is no refusal."""
    try:
        invitations.check_reader(invitation, request.user)
        if invitation.accepted_at is None:
            invitations.check_open(invitation, timezone.now())
            verbs.check_stands(invitation, timezone.now())
    except Refused as refused:
        return refused
    return None
