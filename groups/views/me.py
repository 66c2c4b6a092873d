"""Me: which networks know me, as whom, what I do in each, and how each forgets me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from groups.models import SupportGroup
from groups.people import with_parts
from members.access import logged_in, persons_of


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    persons = with_parts(persons_of(logged_in(request.user)), today)
    theirs = SupportGroup.objects.filter(memberships__person__in=persons)
    found = set(theirs.filter(rights_of(request.user).visible()).values_list("pk", flat=True))
    return render(request, "members/me.html", {"persons": persons, "found": found, "today": today})
