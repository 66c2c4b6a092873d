"""Keep me a place: asking, the signed link that shows and changes that one place, and keeping one for who phones."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.models import Basis
from members.views.consent import ask_to_take_back
from members.views.me import ask_to_be_forgotten
from peersupport.lib.answers import sent
from peersupport.lib.limits import limited
from peersupport.lib.refusals import Refused
from sessions import certificates, coming, courses, finding, letters, places, reminders
from sessions.access import place_of, session_for, session_to_lead
from sessions.forms.places import PlaceForColleagueForm, PlaceForm, PlaceForSomebodyForm
from sessions.models import GroupSession, Place

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_POST
@limited("place")
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """For oneself; at a network event for a colleague too, by the questions that are asked of somebody else."""
    session = session_for(request.user, ref)
    for_colleague = session.group.is_for_organisations and request.GET.get("for") == "colleague"
    kind, why = PlaceForColleagueForm if for_colleague else PlaceForm, Basis.objects.of(session.group.network)
    form = kind(sent(request), why=why, session=session)
    answer, refusal = None, why_not(session)
    if form.is_valid() and not refusal:
        try:
            answer = word_of(session).keep(session=session, guest=form.guest(), now=timezone.now(), **form.wishes())
        except Refused as refused:
            refusal = str(refused)
    if answer is not None and answer.opens_place:
        return redirect("sessions:my-place", letters.token(answer.place))
    shown: dict[str, Any] = {"session": session, "group": session.group, "form": form, "refusal": refusal}
    shown |= {"for_colleague": for_colleague, "dates": dates_of(session)}
    if answer is not None:
        return render(request, "sessions/places/asked.html", shown | asked(session, form, answer))
    if refusal:
        shown |= finding.instead_of(session, user=request.user, now=timezone.now())
    shown["is_full"] = not refusal and finding.is_full(session, timezone.now())
    return render(request, "sessions/places/ask.html", shown, status=409 if refusal and form.is_bound else 200)


def asked(session: GroupSession, form: PlaceForm, answer: places.Answer) -> dict[str, Any]:
    """What is said after asking: what the form said and the answer, and nothing that was stored before."""
    shown: dict[str, Any] = {"answer": answer}
    shown["reminds"] = reminders.are_still_to_go(session=session, now=timezone.now())
    if session.group.is_for_organisations:
        why = Basis.objects.of(session.group.network)
        same = {"organisation": form.cleaned_data["organisation"]}
        shown["next_form"] = PlaceForColleagueForm(why=why, session=session, initial=same)
    return shown


def word_of(session: GroupSession) -> Any:
    """Whose verbs keep, take and give back a place at it: those of one evening, or of all dates of a course."""
    return courses if session.is_of_a_course else places


def dates_of(session: GroupSession) -> list[GroupSession]:
    """The dates that one place is for, when it is for several."""
    if not session.is_of_a_course or session.series is None or session.series.is_one_day:
        return []
    return [one for one in courses.dates_ahead(session.series_id, timezone.now()) if not one.is_cancelled]


def why_not(session: GroupSession) -> str:
    """Why no place can be kept just now, shown instead of the form; empty when one can."""
    try:
        places.check_open(session, timezone.now())
    except Refused as refused:
        return str(refused)
    return ""


@csrf_exempt  # the link is the proof, whatever the browser's cookies; and it sends no origin from a page like this
@READ_OR_POST
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The one place a signed link is for. Reading it changes nothing; each button is a post of its own."""
    request.is_personal = True  # type: ignore[attr-defined]  # read by the PersonalPages middleware
    place = place_of(token)
    if request.method == "POST":
        try:
            messages.success(request, act(request.POST.get("do", ""), place))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("sessions:my-place", token)
    now = timezone.now()
    session = place.session
    shown: dict[str, Any] = {
        "place": place,
        "session": session,
        "group": session.group,
        "every_week": letters.every_week_of(place),
        "has_begun": session.has_begun(now),
        "is_over": session.is_over(now),
        "may_know_where": place.state == Place.State.COMING or not session.group.address_is_private,
        "has_certificate": certificates.there_is_one(place),
        "not_printable": certificates.not_printable(place),
        "course": course_of(place, now),
    }
    if coming.may_know(place=place, now=now):
        shown["others"] = coming.others(place)
    return render(request, "sessions/places/mine.html", shown)


def course_of(place: Place, now: dt.datetime) -> list[tuple[Place, str]]:
    """Somebody's places on the dates ahead of a course, each with the end of the address of its page."""
    if not place.session.is_of_a_course:
        return []
    ahead = Place.objects.live().at_the_course_of(place).filter(session__starts_at__gt=now, session__is_left_out=False)
    return [(one, letters.token(one)) for one in ahead.select_related("session")]


def act(do: str, place: Place) -> str:
    """One tap on one's own place, answered in words."""
    now = timezone.now()
    if do == "give-back":
        word_of(place.session).give_back(place=place, now=now)
        return "Thank you. Your place is free for someone else. You are welcome any other time."
    if do == "accept":
        word_of(place.session).accept(place=place, now=now)
        return "The place is yours. Come or don’t."
    if do == "give-back-all" and place.session.is_of_a_course:
        courses.give_back_all(place=place, now=now)
        return "Thank you. All dates are free for someone else. You are welcome any other time."
    if do == "stop-every-week":
        wish = letters.every_week_of(place)
        if wish is not None:
            places.stop_every_week(wish=wish, now=now, besides=place.session)
        return "We will not keep you a place every week any more. This evening stays as it is."
    raise Refused("That button is from an older page. Have a look at how things stand now.")


@csrf_exempt  # the link is the proof, as above
@READ_OR_POST
def consent(request: HttpRequest, token: str) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]
    return ask_to_take_back(request, place_of(token).person, back=reverse("sessions:my-place", args=[token]))


@csrf_exempt  # the link is the proof, as above
@READ_OR_POST
def forget_me(request: HttpRequest, token: str) -> HttpResponse:
    request.is_personal = True  # type: ignore[attr-defined]
    return ask_to_be_forgotten(request, place_of(token).person, back=reverse("sessions:my-place", args=[token]))


@READ_OR_POST
def keep_for_somebody(request: HttpRequest, ref: str) -> HttpResponse:
    """A facilitator keeps a place for someone who phones."""
    session = session_to_lead(request.user, ref)
    why = Basis.objects.of(session.group.network)
    form = PlaceForSomebodyForm(sent(request), why=why, session=session)
    refusal = why_not(session)
    if form.is_valid() and not refusal:
        try:
            answer = word_of(session).keep(session=session, guest=form.guest(), now=timezone.now(), **form.wishes())
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, said(answer))
            return redirect("sessions:session", session.ref)
    is_full = not refusal and finding.is_full(session, timezone.now())
    shown: dict[str, Any] = {"session": session, "group": session.group, "form": form, "refusal": refusal}
    shown |= {"is_full": is_full, "for_somebody": True, "dates": dates_of(session)}
    if refusal:
        shown |= finding.instead_of(session, user=request.user, now=timezone.now())
    return render(request, "sessions/places/ask.html", shown, status=409 if refusal and form.is_bound else 200)


def said(answer: places.Answer) -> str:
    if answer.state == Place.State.WAITING:
        return "The room is full. They are on the waiting list, and the next free place is offered to them."
    return "A place is kept for them."
