"""Tell me when it starts, or when something starts near: leaving an address, the signed link that takes it back, and
how many wait where.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from groups.access import group_for, rights_of
from members.access import network_for
from members.models import Basis
from members.views.setting import READ_OR_POST, to_set
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused
from sessions import finding, interests
from sessions.access import interest_of
from sessions.forms.interests import InterestForm, NearForm


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
        shown["refusal"] = refusal_of(interests.ask, form, group=group, now=now)
        if not shown["refusal"]:
            return render(request, "groups/interests/asked.html", shown)
    status = 409 if shown["refusal"] and form.is_bound else 200
    return render(request, "groups/interests/ask.html", shown, status=status)


@READ_OR_POST
@limited("interest")
def ask_near(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a network, about a place. What meets near there already is shown once it is known where."""
    network, now = network_for(slug), timezone.now()
    why, suggested = Basis.objects.of(network), request.GET.get("place", "")
    form = NearForm(sent(request), why=why, areas=network.areas.all(), suggested=suggested)
    shown: dict[str, Any] = {"network": network, "form": form, "refusal": ""}
    if form.is_valid():
        place = form.cleaned_data["place"]
        shown["refusal"] = refusal_of(interests.ask_near, form, network=network, place=place, now=now)
        if not shown["refusal"]:
            visible = rights_of(request.user).visible()
            found = interests.there_already(network=network, place=place, visible=visible, now=now)
            return render(request, "groups/interests/asked_near.html", {**shown, "place": place, "found": found})
    return render(request, "groups/interests/ask_near.html", shown, status=409 if shown["refusal"] else 200)


def refusal_of(ask: Callable[..., None], form: InterestForm, **facts: Any) -> str:
    """Why an address is not kept; empty when it is."""
    try:
        ask(email=form.cleaned_data["email"], yes=form.yes(), **facts)
    except Refused as refused:
        return str(refused)
    return ""


@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """For who coordinates all of a network: how many wait, and where."""
    network = to_set(request, slug)
    return render(request, "groups/interests/waiting.html", {"network": network, "waiting": interests.waiting(network)})


@csrf_exempt  # the link is the proof: a mail program's "unsubscribe" posts here with nothing else
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """All that the address of a signed link is to be told. Reading it changes nothing; a post forgets it."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    interest = interest_of(token)
    if request.method != "POST":
        waits = [(one.where, one.get_purpose_display()) for one in interests.of_one_address(interest)]
        return render(request, "groups/interests/mine.html", {"waits": waits})
    interests.take_back(interest=interest, now=timezone.now())
    if "List-Unsubscribe" in request.POST:  # a mail program follows no redirect after its one click
        return HttpResponse("We have forgotten your address.\n", content_type="text/plain")
    return render(request, "groups/interests/mine.html")
