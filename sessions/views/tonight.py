"""Tonight: the page after logging in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from members.access import logged_in
from sessions.tonight import tonight as evenings_of


@require_safe
def tonight(request: HttpRequest) -> HttpResponse:
    user = logged_in(request.user)
    now = timezone.now()
    shown = {"tonight": evenings_of(user=user, now=now), "rights": rights_of(user), "today": timezone.localdate(now)}
    return render(request, "sessions/tonight/tonight.html", shown)
