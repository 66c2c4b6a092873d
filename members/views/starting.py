"""Beginning an organisation, by the link that whoever installed the site was given."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members import starting
from members.forms.starting import StartForm
from members.login import join_persons
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused


@csrf_exempt  # the link is the proof, and a browser sends no origin from a page like this
@require_http_methods(["GET", "HEAD", "POST"])
@limited("start")
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Four questions, then the login page."""
    number = starting.number_of(token)
    if request.method != "POST":  # sent twice, it is answered as the first time
        try:
            starting.check(number)
        except starting.BegunAlready as refused:
            messages.warning(request, str(refused))
            return go_on()
    form = StartForm(sent(request))
    if form.is_valid():
        try:
            starting.begin(number=number, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            join_whoever_is_logged_in(request, form.cleaned_data["email"])
            messages.success(request, "You have begun. Now log in with your address: we send you a code.")
            return go_on()
    return render(request, "members/start.html", {"form": form})


def go_on() -> HttpResponse:
    """Where it goes on once it has begun, today or on another day."""
    return redirect(f"{reverse('account_request_login_code')}?next=/settings/")


def join_whoever_is_logged_in(request: HttpRequest, email: str) -> None:
    """With the address they began it with, they are led straight on, so it is theirs at once."""
    if request.user.is_authenticated and request.user.email.lower() == email.lower():
        join_persons(user=request.user)
