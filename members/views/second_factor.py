"""Showing the second factor, setting it up, and replacing it. allauth runs the steps."""

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from members import passkeys, second_factor
from members.access import logged_in
from members.forms.login import SecondFactorForm, SetUpForm
from members.views.passkeys import to_show

ONWARD = "after_second_factor"


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Where everyone comes who needs the second factor, and from where they go on once it is shown.

    Where to is remembered on the way: setting it up takes several pages.
    """
    user = logged_in(request.user)
    onward = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    if is_ours and onward.startswith("/"):  # an address, and not a word that could be taken for the name of a page
        request.session[ONWARD] = onward
    if not second_factor.is_ready(user):
        return render(request, "mfa/choose.html")
    if not second_factor.is_shown(request, timezone.now()):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': reverse('mfa_index')})}")
    there = request.session.pop(ONWARD, None)
    shown = {"passkeys": passkeys.passkeys_of(user), "has_app": second_factor.has_app(user)}
    return redirect(there) if there else render(request, "mfa/index.html", shown)


class Show(ReauthenticateView):
    form_class = SecondFactorForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "options": to_show(self.request.user)}


class SetUp(ActivateTOTPView):
    form_class = SetUpForm

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        # Whoever has just typed the app's first code has shown it.
        made = Authenticator.objects.get(user_id=self.request.user.pk, type=Authenticator.Type.TOTP)
        post_authentication(self.request, made, reauthenticated=True)
        return answer


class Replace(DeactivateTOTPView):
    """A new phone: the old one's code is shown a last time, then the new one is set up."""

    success_url = reverse_lazy("mfa_activate_totp")

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        second_factor.was_taken_away(self.request)
        return answer


class NewPaperCodes(GenerateRecoveryCodesView):
    """The old ones may be in other hands: with them goes what they may have opened."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        second_factor.was_taken_away(self.request)
        return answer


# Django lets a form be PUT as well; ours are only looked at and sent.
LOOK_AND_SEND = ["get", "head", "post"]
show = Show.as_view(http_method_names=LOOK_AND_SEND)
set_up = SetUp.as_view(http_method_names=LOOK_AND_SEND)
replace = Replace.as_view(http_method_names=LOOK_AND_SEND)
paper_codes = ViewRecoveryCodesView.as_view()
new_paper_codes = NewPaperCodes.as_view(http_method_names=LOOK_AND_SEND)
