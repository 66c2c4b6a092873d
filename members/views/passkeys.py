"""Passkeys: making one, logging in with it, showing it, and taking it away. allauth runs the steps."""

import json
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods
from django.views.generic.edit import FormView

from members import passkeys, second_factor
from members.access import Visitor, logged_in
from members.forms.passkeys import LogInByPasskeyForm, MakePasskeyForm, NamePasskeyForm, ShowPasskeyForm

LOOK_AND_SEND = ["get", "head", "post"]


def as_text(options: dict[str, Any]) -> str:
    """What a device is asked, for an attribute of the form: no script stands in any page of ours."""
    return json.dumps(options, cls=DjangoJSONEncoder)


def to_show(user: Visitor) -> str:
    """What a device is asked to show one of a login's passkeys; empty where there is none."""
    return as_text(auth.begin_authentication(user)) if passkeys.passkeys_of(user) else ""


class Make(AddWebAuthnView):
    """A passkey that needs no address to log in with, and asks for its holder's face, finger or PIN."""

    form_class = MakePasskeyForm
    template_name = "mfa/passkeys/make.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**FormView.get_context_data(self, **kwargs), "options": as_text(options)}

    def form_valid(self, form: MakePasskeyForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever has just made it has shown it.
        made = passkeys.passkeys_of(self.request.user)[-1]
        post_authentication(self.request, made.row, reauthenticated=True)
        return answer


class Show(ReauthenticateWebAuthnView):
    """What a device answers; it is asked on the page that takes codes as well."""

    form_class = ShowPasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return back_to("mfa_reauthenticate", request)

    def form_invalid(self, form: ShowPasskeyForm) -> HttpResponse:
        messages.error(self.request, form.errors["credential"][0])
        return back_to("mfa_reauthenticate", self.request)


class LogIn(LoginWebAuthnView):
    """Logging in by passkey. No address is asked for, so nothing is told about any."""

    form_class = LogInByPasskeyForm

    def form_invalid(self, form: LogInByPasskeyForm) -> HttpResponse:
        messages.error(self.request, form.errors["credential"][0])
        return back_to("account_request_login_code", self.request)


def back_to(page: str, request: HttpRequest) -> HttpResponse:
    """To another page on the same way; that page looks whether the way leads to another site."""
    onward = request.POST.get("next") or request.GET.get("next")
    return redirect(f"{reverse(page)}?{urlencode({'next': onward})}" if onward else reverse(page))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, passkey: str) -> HttpResponse:
    """One's own passkey: what it is called, and taking it away."""
    mine = passkeys.passkey_of(logged_in(request.user), passkey)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    if request.POST.get("do") == "remove":
        passkeys.remove(user=request.user, passkey=mine)
        second_factor.was_taken_away(request)
        messages.success(request, "The passkey is taken away. You are logged out everywhere else.")
        return redirect("mfa_index")
    form = NamePasskeyForm(request.POST or None, initial={"name": mine.name})
    if form.is_valid():
        passkeys.rename(passkey=mine, name=form.cleaned_data["name"])
        return redirect("mfa_index")
    is_last = second_factor.ways_of(request.user) == 1
    return render(request, "mfa/passkeys/passkey.html", {"passkey": mine, "form": form, "is_last": is_last})


make = Make.as_view(http_method_names=LOOK_AND_SEND)
show = Show.as_view(http_method_names=LOOK_AND_SEND)
log_in = LogIn.as_view(http_method_names=LOOK_AND_SEND)
