"""Where to turn in a crisis: what people are shown, what somebody has checked, and lines of the network's own."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from members import helplines
from members.access import one_of
from members.forms.helplines import HelplineForm
from members.views.setting import READ_OR_POST, ask_once, to_set
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused


@READ_OR_POST
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that people are shown, each with the day it was checked, and a form for one more."""
    network = to_set(request, slug)
    today = network.today(timezone.now())
    form = HelplineForm(sent(request))
    if form.is_valid() and form.tries(functools.partial(helplines.add, today=today), network=network):
        messages.success(request, "Added. Everyone sees it within a minute.")
        return redirect("members:helplines", slug)
    lines = [(line, helplines.is_fresh(line, today)) for line in helplines.shown_to(network)]
    return render(
        request, "members/helplines/list.html", {"network": network, "form": form, "lines": lines}, status=form.status
    )


@READ_OR_POST
def change(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One of the network's own. Those of everyone are the same for all."""
    network = to_set(request, slug)
    line = one_of(network.helplines.all(), ref)
    form = HelplineForm(sent(request), row=line)
    today = network.today(timezone.now())
    if form.is_valid() and form.tries(functools.partial(helplines.change, today=today), line=line):
        messages.success(request, "Saved, and checked today.")
        return redirect("members:helplines", slug)
    shown = {"network": network, "line": line, "form": form}
    return render(request, "members/helplines/change.html", shown, status=form.status)


@require_POST
def check(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    network = to_set(request, slug)
    line = one_of(helplines.shown_to(network), ref)
    try:
        helplines.check(line=line, today=network.today(timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{line.name} is checked today. Thank you.")
    return redirect("members:helplines", slug)


@READ_OR_POST
def remove(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    line = one_of(to_set(request, slug).helplines.all(), ref)
    return ask_once(
        request,
        do=lambda: helplines.remove(line=line),
        back=reverse("members:helplines", args=[slug]),
        done="Removed.",
        heading=f"Remove {line.name}?",
        says="Nobody is shown it any more. The lines for everyone stay.",
        button="Remove this line",
    )
