"""A complaint: the form, the signed link that follows it, and the desk where it is answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members import clock, complaints, second_factor, trail
from members.access import Visitor, complaint_among, complaint_of, network_for, networks_to_answer_for
from members.forms.complaints import AnswerForm, ComplaintForm
from members.models import Complaint, Look, Network, Responsibility
from peersupport.lib.acting import through as by_nobody  # the trail must not tell which login complained
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# More than any network has; the oldest ended ones are not listed.
MOST = 100


@READ_OR_POST
@limited("complaint")
def complain(request: HttpRequest, slug: str) -> HttpResponse:
    """Without a login. Who gave no address is shown their complaint's own page at once: there is no letter."""
    network = network_for(slug)
    form = ComplaintForm(sent(request))
    shown: dict[str, Any] = {"network": network, "form": form, "read_by": read_by(network)}
    if form.is_valid():
        try:
            with by_nobody("members:complain"):
                complaint = complaints.complain(network=network, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            shown["refusal"] = str(refused)
        else:
            if not complaint.email:
                return redirect("members:my-complaint", complaints.token(complaint))
            return render(request, "members/complaints/received.html", {**shown, "complaint": complaint})
    status = 409 if "refusal" in shown else 200
    return render(request, "members/complaints/complain.html", shown, status=status)


def read_by(network: Network) -> str:
    """Who reads a complaint to this network today: its managers, who stands in for them, or nobody."""
    role = Responsibility.objects.for_complaints(timezone.localdate()).filter(network=network)
    return str(role.values_list("role", flat=True).first() or "")


@csrf_exempt  # the link is the proof, whatever the browser's cookies; and it sends no origin from a page like this
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The one complaint a signed link is for. Reading it changes nothing."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    complaint = complaint_of(token)
    if request.method == "POST":
        if request.POST.get("do") == "take-back":
            with by_nobody("members:my-complaint"):
                complaints.withdraw(complaint=complaint, now=timezone.now())
        else:
            messages.error(request, "That button is from an older page. Have a look at how things stand now.")
        return redirect("members:my-complaint", token)
    first_look = Look.objects.filter(whom__contains=[complaint.ref]).order_by("at").first()
    shown = {"complaint": complaint, "network": complaint.network, "first_look": first_look}
    return render(request, "members/complaints/mine.html", shown)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Those to answer, the most pressing first; then those that have ended, the newest first."""
    networks = networks_to_answer_for(request.user)
    second_factor.require(request)
    found, now = Complaint.objects.select_related("network").filter(network__in=networks), timezone.now()
    waiting = found.open().order_by("due_on", "pk")[: MOST + 1]
    shown = {
        "networks": networks,
        "open": [(complaint, clock.in_words(complaint, now)) for complaint in waiting[:MOST]],
        "has_more": len(waiting) > MOST,
        "ended": found.ended().order_by("-received_at", "-pk")[:MOST],
    }
    return render(request, "members/complaints/list.html", shown)


@READ_OR_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Read one, and write what came of it. An answer can be put right by who has seen it."""
    networks = networks_to_answer_for(request.user)
    second_factor.require(request)
    complaint, now = complaint_among(networks, ref), timezone.now()
    form = AnswerForm(sent(request), initial=as_it_stands(complaint))
    shown: dict[str, Any] = {"refusal": ""}
    if form.is_valid():
        try:
            complaints.answer(complaint=complaint, now=now, **form.cleaned_data)
        except Refused as refused:
            complaint.refresh_from_db()
            form = AnswerForm({**as_it_stands(complaint), "outcome": form.cleaned_data["outcome"]})
            shown["refusal"] = str(refused)
        else:
            messages.success(request, "Thank you. They can read your answer now.")
            return redirect("members:complaint", ref)
    look_at(request.user, complaint)
    shown |= {"complaint": complaint, "form": form, "clock": clock.in_words(complaint, now)}
    return render(request, "members/complaints/answer.html", shown, status=409 if shown["refusal"] else 200)


def look_at(user: Visitor, complaint: Complaint) -> None:
    """Whoever wrote it sees on their own page that somebody has read it. There is nothing to read once it is gone."""
    if not complaint.is_forgotten:
        network, ref = complaint.network, complaint.ref
        trail.looked(user=user, what=Look.What.COMPLAINT, network=network, about=ref, role=read_by(network), whom=[ref])


def as_it_stands(complaint: Complaint) -> dict[str, str]:
    """The form about the answer there is, so that nobody overwrites one they have not seen."""
    return {"outcome": complaint.outcome, "instead_of": complaints.mark_of(complaint)}
