"""Everything we hold about me: a page to read and print, and the same as a file."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.access import logged_in, person_of
from members.holding import LEFT_OUT, everything


@require_safe
def page(request: HttpRequest, person: str) -> HttpResponse:
    me, now = person_of(logged_in(request.user), person), timezone.now()
    told = everything(person=me, now=now)
    shown = {
        "person": me,
        "now": now,
        "told": [section for section in told if section.rows],
        "nothing": [section for section in told if not section.rows],
        "left_out": list(LEFT_OUT),
    }
    return render(request, "members/holding.html", shown)


@require_safe
def file(request: HttpRequest, person: str) -> JsonResponse:
    """The same rows. The file's name says neither whose they are nor what they are of."""
    me, now = person_of(logged_in(request.user), person), timezone.now()
    words = {
        "made": now,
        "by": me.network.name,
        "sections": [
            {
                "chapter": section.chapter,
                "title": section.title,
                "rows": [{"what": row.what, "when": row.at, "known": row.known} for row in section.rows],
            }
            for section in everything(person=me, now=now)
        ],
        "not here": list(LEFT_OUT),
    }
    answer = JsonResponse(words, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="about-me-{timezone.localdate(now)}.json"'
    return answer
