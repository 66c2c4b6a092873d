"""The words a group knows people by, and forgetting one of them."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.access import group_to_lead
from groups.forgetting import forget_regular
from groups.models import Regular, SupportGroup
from groups.trail import looked
from members import second_factor
from members.access import Visitor
from members.models import Look
from peersupport.lib.refusals import NotFound


@require_safe
def regulars(request: HttpRequest, slug: str) -> HttpResponse:
    group = group_to_lead(request.user, slug)
    second_factor.require(request)
    words = (
        group.regulars.select_related("person").annotate(last_on=Max("presences__session__on")).order_by("word", "pk")
    )
    look_at(request.user, group, words)
    return render(request, "groups/regulars/list.html", {"group": group, "regulars": words})


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """At the wish of whoever is meant by it, or because nobody knows any more who that was."""
    group = group_to_lead(request.user, slug)
    second_factor.require(request)
    regular = Regular.objects.filter(group=group, ref=ref).first()
    if regular is None:
        raise NotFound
    if request.method == "POST":
        forget_regular(regular=regular, now=timezone.now())
        messages.success(request, "Forgotten. Registers keep that somebody was there, without whom.")
        return redirect("sessions:regulars", group.slug)
    look_at(request.user, group, [regular])
    return render(request, "groups/regulars/forget.html", {"group": group, "regular": regular})


def look_at(user: Visitor, group: SupportGroup, words: Iterable[Regular]) -> None:
    """A word that is known to be somebody is a look at that person too."""
    refs = {ref for word in words for ref in (word.ref, word.person.ref if word.person else "")}
    looked(user=user, what=Look.What.WORDS, group=group, about=group.ref, whom=refs)
