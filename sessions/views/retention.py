"""What is kept and for how long, and what is overdue: numbers for whoever answers for a network."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members import second_factor
from sessions.access import networks_to_report_on
from sessions.retention import forgotten_lately, last_turn, overdue

YEAR = dt.timedelta(days=365)


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    networks, now = networks_to_report_on(request.user), timezone.now()
    second_factor.require(request)
    lines, lately = overdue(networks=networks, now=now), forgotten_lately(networks=networks, since=now - YEAR)
    each = [{"network": network, "lines": lines[network], "lately": lately[network]} for network in networks]
    every = [line for network in networks for line in lines[network]]
    shown = {
        "each": each,
        "is_stuck": any(line.is_stuck for line in every),
        "going": sum(line.rows for line in every),
        "last_turn": last_turn(),
    }
    return render(request, "sessions/retention/retention.html", shown)
