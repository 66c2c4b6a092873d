"""Tell me when it starts, or starts again: leaving an address, and the signed link that takes it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from groups.access import group_for, rights_of
from members.models import Basis
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused
from sessions import finding, interests
from sessions.access import interest_of
from sessions.forms.interests import InterestForm


@READ_OR_POST
@limited("interest")
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer is the same whether or not the address was left before, so the form gives nobody away."""
    group, now = group_for(request.user, slug), timezone.now()
    form = InterestForm(sent(request), why=Basis.objects.of(group.network))
    visible = rights_of(request.user).visible()
    shown = {"group": group, "form": form, **finding.standing_shown(group=group, visible=visible, now=now)}
    shown["refusal"] = "" if interests.is_awaited(group, group.network.today(now)) else str(interests.NotAwaited())
    if form.is_valid() and not shown["refusal"]:
        try:
            interests.ask(group=group, email=form.cleaned_data["email"], yes=form.yes(), now=now)
        except Refused as refused:
            shown["refusal"] = str(refused)
        else:
            return render(request, "groups/interests/asked.html", shown)
    status = 409 if shown["refusal"] and form.is_bound else 200
    return render(request, "groups/interests/ask.html", shown, status=status)


@csrf_exempt  # the link is the proof: a mail program's "unsubscribe" posts here with nothing else
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The one address a signed link is for. Reading it changes nothing; a post forgets it."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    interest = interest_of(token)
    if request.method != "POST":
        return render(request, "groups/interests/mine.html", {"interest": interest})
    interests.take_back(interest=interest)
    if "List-Unsubscribe" in request.POST:  # a mail program follows no redirect after its one click
        return HttpResponse("We have forgotten your address.\n", content_type="text/plain")
    return render(request, "groups/interests/mine.html")
