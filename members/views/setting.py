"""What pages of settings have in common: who may, and asking once before something goes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from members import second_factor
from members.access import network_to_set
from members.models import Network
from peersupport.lib.refusals import Refused

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def to_set(request: HttpRequest, slug: str, *, in_part: bool = False) -> Network:
    """The network, for whoever may set it and has shown the second factor: `access.network_to_set`."""
    network = network_to_set(request.user, slug, in_part=in_part)
    second_factor.require(request)
    return network


def ask_once(
    request: HttpRequest, *, do: Callable[[], Any], back: str, done: str, heading: str, says: str, button: str
) -> HttpResponse:
    """A page that says what goes, with one button. After it, `back` says that it is `done`, or why it was not."""
    if request.method != "POST":
        shown = {"heading": heading, "says": says, "button": button, "back": back}
        return render(request, "layouts/ask_once.html", shown)
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(back)
