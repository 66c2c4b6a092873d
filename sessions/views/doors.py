"""What the door looks like where an evening is, which may be elsewhere than its group usually meets."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from groups.views.doors import picture_of
from sessions.access import session_with_address_for


@require_safe
def of_session(request: HttpRequest, ref: str) -> HttpResponse:
    """The picture itself, for whoever may know the address of this evening."""
    return picture_of(request, session_with_address_for(request.user, ref).venue)
