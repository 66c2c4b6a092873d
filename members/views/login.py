"""Logging in and out. allauth runs the steps; what is said, and what a stranger may learn, is decided here."""

from typing import Any

from allauth.account.stages import LoginStage
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from members.login import as_if_known


def door(request: HttpRequest) -> HttpResponse:
    """The login page is the one that asks where to send a code."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('account_request_login_code')}{'?' if query else ''}{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: a login comes with a place, a group or an invitation."""
    return render(request, "account/signup_closed.html")


class AskForCode(RequestLoginCodeView):
    """Where shall the code go? Whoever has a code under way is sent on to enter it."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponse | None:
        if stage.login.user is None:
            as_if_known()
        answer: HttpResponse | None = super()._redirect_to_pending_stage(request, stage)
        return answer


class EnterCode(ConfirmLoginCodeView):
    """The code from the letter."""

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.stage.login.user is None:
            as_if_known()
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "has_mailbox": settings.KEEPS_LETTERS_AS_FILES}


# Django lets a form be PUT as well; ours are only looked at and sent.
LOOK_AND_SEND = ["get", "head", "post"]
ask_for_code = AskForCode.as_view(http_method_names=LOOK_AND_SEND)
enter_code = EnterCode.as_view(http_method_names=LOOK_AND_SEND)
log_out = LogoutView.as_view(http_method_names=LOOK_AND_SEND)
