"""Who can do what here, and inviting somebody to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import invitations
from groups.forms.invitations import InvitationForm
from groups.people import Reach, reach_of, who
from groups.trail import looked_who_does_what
from members.views.setting import READ_OR_POST, to_set
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused


def reached(request: HttpRequest, slug: str) -> Reach:
    """What somebody coordinates of a network, all of it or in part, once they have shown the second factor."""
    return reach_of(request.user, to_set(request, slug, in_part=True))


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    reach, now = reached(request, slug), timezone.now()
    people = who(reach=reach, now=now, page=request.GET.get("page"))
    looked_who_does_what(user=request.user, network=reach.network, whom=people.refs)
    shown = {"network": reach.network, "people": people, "now": now, "today": reach.network.today(now)}
    return render(request, "groups/people/list.html", shown)


@READ_OR_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    reach = reached(request, slug)
    form = InvitationForm(sent(request), reach=reach, today=reach.network.today(timezone.now()))
    if form.is_valid() and invited(request, reach, form):
        messages.success(request, "Sent. The letter has a link to answer with, good for two weeks.")
        return redirect("groups:people", slug)
    return render(request, "groups/people/invite.html", {"network": reach.network, "form": form})


def invited(request: HttpRequest, reach: Reach, form: InvitationForm) -> bool:
    to = {"email": form.cleaned_data["email"], "known_as": form.cleaned_data["known_as"]}
    try:
        invitations.invite(network=reach.network, by=reach.by, offer=form.offer(), now=timezone.now(), **to)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
