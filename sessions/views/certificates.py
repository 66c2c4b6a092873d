"""A certificate of attendance: for whoever holds the link of the place that somebody had who was there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from peersupport.lib import limits
from peersupport.lib.refusals import NotFound
from sessions import certificates
from sessions.access import place_of


@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Made anew each time: a file with somebody's name on it is kept nowhere."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    place = place_of(token)
    if not certificates.there_is_one(place) or certificates.not_printable(place):
        raise NotFound
    limits.spend("sheets", request, most=settings.SHEETS_FOR_ONE_ADDRESS)
    content = certificates.make(certificates.certificate_of(place=place, now=timezone.now()))
    saved_as = f'inline; filename="certificate-{place.session.on}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": saved_as})
