"""Tonight: the page after logging in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from members.access import logged_in
from sessions.tonight import is_before_their_first
from sessions.tonight import tonight as evenings_of


@require_safe
def tonight(request: HttpRequest) -> HttpResponse:
    user = logged_in(request.user)
    now = timezone.now()
    evenings, rights = evenings_of(user=user, now=now), rights_of(user)
    shown = {"tonight": evenings, "rights": rights, "today": timezone.localdate(now)}
    shown["is_setting_up"] = evenings.is_empty and is_before_their_first(user)
    return render(request, "sessions/tonight/tonight.html", shown)
