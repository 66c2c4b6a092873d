"""The poster of a group: the page with its files for who leads the group, and the files, for whoever may find it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from groups.access import group_for, group_to_lead
from peersupport.lib import limits
from peersupport.lib.refusals import NotFound, Refused
from sessions import posters

KINDS = {True: "image/png", False: "application/pdf"}


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    group = group_to_lead(request.user, slug)
    _, *others = posters.SHEETS.values()
    shown = {"group": group, "others": others}
    try:
        found = posters.poster_of(group=group, now=timezone.now())
    except Refused as refused:
        return render(request, "groups/posters/none.html", shown | {"refusal": str(refused)})
    return render(request, "groups/posters/list.html", shown | {"poster": found, "lost": posters.lost(found)})


@require_safe
def sheet(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One file, made once for what it says. Who has it already is told so."""
    group = group_for(request.user, slug)
    try:
        found = posters.poster_of(group=group, now=timezone.now())
    except Refused as refused:
        raise NotFound from refused
    wanted = posters.SHEETS[name]
    key = posters.digest(found, wanted)
    saved_as = f'inline; filename="{found.slug}-{name}"'
    headers = {"ETag": f'"{key}"', "Cache-Control": "private, no-cache", "Content-Disposition": saved_as}
    answer = HttpResponse(content_type=KINDS[wanted.is_picture], headers=headers)
    told = get_conditional_response(request, etag=headers["ETag"], response=answer) or answer
    if told is answer:
        answer.content = content_of(request, found, wanted, key)
    return told


def content_of(request: HttpRequest, poster: posters.Poster, sheet: posters.Sheet, key: str) -> bytes:
    content = posters.kept(key)
    if content is None:
        limits.spend("sheets", request, most=settings.SHEETS_FOR_ONE_ADDRESS)
        content = posters.make(poster, sheet)
    return content
