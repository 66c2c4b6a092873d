"""Me: which networks know me, as whom, what I do in each, and how each forgets me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.people import with_parts
from members.access import logged_in, persons_of


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    persons = with_parts(persons_of(logged_in(request.user)), today)
    return render(request, "members/me.html", {"persons": persons, "today": today})
