"""Where I am logged in: each browser, and a button that ends it there. The middleware says which browser is in use."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members import devices
from members.access import Visitor, logged_in
from members.models.device import SessionStore, now_asking

ALL_OTHERS = "others"


class InUse:
    """Each login knows the browser it is used in, and when that was last."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = cast(SessionStore, request.session)
        session.kind = devices.in_words(request.headers.get("User-Agent", ""))
        token = now_asking.set(session)
        try:
            response = self.answer(request)
        finally:
            now_asking.reset(token)
        if session.device is not None:
            devices.in_use(device=session.device, kind=session.kind, now=timezone.now())
        return response


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    user, here = logged_in(request.user), request.session.session_key
    if request.method == "POST":
        end(user, request.POST.get("end", ""), here)
        messages.success(request, "Done. Logging in there again takes a new code.")
        return redirect("devices")
    mine = devices.listed(user=user, now=timezone.now())
    return render(request, "account/devices.html", {"devices": mine, "here": here, "all_others": ALL_OTHERS})


def end(user: Visitor, which: str, here: str | None) -> None:
    """Nothing more is asked for: who ends a login has often just lost the phone that shows their second factor."""
    if which == ALL_OTHERS:
        devices.end_others(user=user, here=here)
    else:
        devices.end(user=user, ref=which)
