"""The words a group knows people by: forgetting one, and joining it to whoever would like to be known by name."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.access import group_to_lead
from groups.forgetting import forget_regular
from groups.models import Regular, SupportGroup
from groups.trail import looked
from members import second_factor
from members.access import Visitor, one_of
from members.models import Basis, Look, Person
from members.views.setting import READ_OR_POST, ask_once
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions import regulars as verbs
from sessions.forms.regulars import JoinForm

FORGOTTEN = "Forgotten. Registers keep that somebody was there, without whom."
GONE = "The word is gone. Their evenings stay under their name."


def to_lead(request: HttpRequest, slug: str) -> SupportGroup:
    group = group_to_lead(request.user, slug)
    second_factor.require(request)
    return group


def word_of(request: HttpRequest, slug: str, ref: str) -> Regular:
    return one_of(Regular.objects.filter(group=to_lead(request, slug)).select_related("person", "group__network"), ref)


@require_safe
def regulars(request: HttpRequest, slug: str) -> HttpResponse:
    group = to_lead(request, slug)
    words = (
        group.regulars.select_related("person").annotate(last_on=Max("presences__session__on")).order_by("word", "pk")
    )
    look_at(request.user, group, words)
    return render(request, "groups/regulars/list.html", {"group": group, "regulars": words})


@READ_OR_POST
def forget(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """At the wish of whoever is meant by it, or because nobody knows who that was. Of a person only the word goes."""
    regular = word_of(request, slug, ref)
    if request.method == "POST":
        forget_regular(regular=regular, now=timezone.now())
        messages.success(request, GONE if regular.person else FORGOTTEN)
        return redirect("sessions:regulars", slug)
    look_at(request.user, regular.group, [regular])
    return render(request, "groups/regulars/forget.html", {"group": regular.group, "regular": regular})


@READ_OR_POST
def join(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """At the wish of whoever is meant by it: they are known by name from now on."""
    regular = word_of(request, slug, ref)
    group, people = regular.group, list(verbs.people_to_choose(regular.group))
    why = Basis.objects.of(group.network)
    form = JoinForm(sent(request), why=why, people=people, initial={"known_as": regular.word})
    if form.is_valid() and joined(request, regular, form):
        return redirect("sessions:regulars", slug)
    look_at(request.user, group, [regular], people)
    shown = {"group": group, "network": group.network, "regular": regular, "form": form}
    return render(request, "groups/regulars/join.html", shown)


def joined(request: HttpRequest, regular: Regular, form: JoinForm) -> bool:
    try:
        again = verbs.join(regular=regular, person=form.who(), yes=form.yes(), now=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    twice = f" They were marked twice at {again} of them, and count once now." if again else ""
    messages.success(request, f"Done. All their evenings are theirs, and they count once.{twice}")
    return True


@READ_OR_POST
def tell_apart(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    regular = word_of(request, slug, ref)
    if request.method != "POST":
        look_at(request.user, regular.group, [regular])
    return ask_once(
        request,
        do=lambda: verbs.tell_apart(regular=regular, now=timezone.now()),
        back=reverse("sessions:regulars", args=[slug]),
        done="Done. The word stands for itself again, and everything is as it was.",
        heading=f"Is “{regular.word}” somebody else?",
        says="The word stands for itself again, with the evenings that were marked by it. You can join the two again.",
        button="Tell them apart",
    )


def look_at(user: Visitor, group: SupportGroup, words: Iterable[Regular], people: Iterable[Person] = ()) -> None:
    """A word that is known to be somebody is a look at that person too."""
    refs = {ref for word in words for ref in (word.ref, word.person.ref if word.person else "")}
    refs |= {person.ref for person in people}
    looked(user=user, what=Look.What.WORDS, group=group, about=group.ref, whom=refs)
