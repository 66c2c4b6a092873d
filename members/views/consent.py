"""Take back my yes: what happens then, one button, and what is left if others rely on somebody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members import consent
from members.access import logged_in, person_of
from members.models import Person
from peersupport.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, person: str) -> HttpResponse:
    me = person_of(logged_in(request.user), person)
    return ask_to_take_back(request, me, back="/me/", is_logged_in=True)


def ask_to_take_back(request: HttpRequest, person: Person, *, back: str, is_logged_in: bool = False) -> HttpResponse:
    """First what goes and what stays, with one button; then that it is done. `back` is the way out."""
    status, now = 200, timezone.now()
    if request.method == "POST":
        try:
            reasons = consent.take_back(person=person, now=now, is_logged_in=is_logged_in)
        except Refused:
            status = 409  # the page says why: a login comes first, or there is no yes
        else:
            done = "members/consent/taken_back.html" if reasons else "members/forgotten.html"
            return render(request, done, {"network": person.network, "reasons": reasons})
    shown = {"person": person, "network": person.network, "back": back}
    shown["reasons"] = consent.reasons_to_stay(person, now)
    shown["needs_login"] = person.user_id is not None and not is_logged_in
    return render(request, "members/consent/take_back.html", shown, status=status)
