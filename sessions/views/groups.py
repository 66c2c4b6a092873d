"""The groups of an organisation, each as it stands, for who coordinates all or part of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import rights_of
from groups.models import SupportGroup
from members.views.setting import to_set
from sessions import finding


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    network = to_set(request, slug, in_part=True)
    theirs = SupportGroup.objects.filter(rights_of(request.user).coordinated(), network=network)
    found = finding.standing_of(list(theirs.select_related("network").order_by("name", "slug")), timezone.now())
    return render(request, "groups/groups/list.html", {"network": network, "found": found})
