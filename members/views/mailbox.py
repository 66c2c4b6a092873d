"""The mailbox of a local run, so that codes and reminders can be read in the browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import mailbox


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    return render(request, "members/mailbox/list.html", {"letters": mailbox.letters()})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]  # the same
    return render(request, "members/mailbox/letter.html", {"letter": mailbox.letter(name)})
