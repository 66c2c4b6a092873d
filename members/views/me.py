"""How much letters to me say, and how each network that knows me forgets me.

The page about me says what I do in groups: `groups/views/me.py`.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from members.access import logged_in, person_of
from members.forgetting import forget_me
from members.models import Person
from members.people import choose_words
from peersupport.lib.refusals import Refused

# What the two buttons say, and what is said back.
WORDS = {
    "plain": "Letters to you may name the group from now on.",
    "discreet": "Letters to you name no group and no condition from now on. Only events for leaders are named.",
}


@require_POST
def letters(request: HttpRequest, person: str) -> HttpResponse:
    """How much letters to me say, in one tap."""
    me = person_of(logged_in(request.user), person)
    words = request.POST.get("words", "")
    if words in WORDS:
        choose_words(person=me, plain=words == "plain")
        messages.success(request, WORDS[words])
    return redirect("/me/")


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, person: str) -> HttpResponse:
    me = person_of(logged_in(request.user), person)
    return ask_to_be_forgotten(request, me, back="/me/", is_logged_in=True)


def ask_to_be_forgotten(request: HttpRequest, person: Person, *, back: str, is_logged_in: bool = False) -> HttpResponse:
    """First what goes and what we cannot reach, with one button; then that it is done. `back` is the way out."""
    refusal = ""
    if request.method == "POST":
        try:
            forget_me(person=person, now=timezone.now(), is_logged_in=is_logged_in)
        except Refused as refused:
            refusal = str(refused)
        else:
            return render(request, "members/forgotten.html")
    shown = {"person": person, "network": person.network, "back": back, "refusal": refusal}
    shown["needs_login"] = person.user_id is not None and not is_logged_in
    return render(request, "members/forget.html", shown, status=409 if refusal else 200)
