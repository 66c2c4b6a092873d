"""I would like to help: said on one's own page, and answered by whoever leads the group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from groups import wishes as verbs
from groups.access import group_for, group_to_lead, groups_to_help_at, rights_of, wish_of
from groups.forms.wishes import WishForm
from groups.models import SupportGroup, Wish
from groups.trail import looked
from members import second_factor
from members.access import logged_in, person_of, persons_of
from members.models import Basis, Look, Person
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Forbidden, Refused

# -- One's own

NOT_KNOWN = "We do not know you by this e-mail address yet. Tell the people who lead the group when you come."
BY_TWO_NAMES = "We know you by more than one name. Choose which of them would like to help."


@require_safe
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """From a group's page, which is the same for everybody, to the form of whoever one is to its organisation."""
    persons = persons_of(logged_in(request.user))
    group = group_for(request.user, slug)
    known = [person for person in persons if person.network_id == group.network_id]
    if len(known) == 1:
        return redirect(f"{reverse('groups:new-wish', args=[known[0].ref])}?group={group.ref}")
    messages.info(request, BY_TWO_NAMES if known else NOT_KNOWN)
    return redirect("groups:me") if known else redirect("sessions:group", slug)


@READ_OR_POST
def new(request: HttpRequest, person: str) -> HttpResponse:
    me = person_of(logged_in(request.user), person)
    groups, why = groups_to_help_at(request.user, me), Basis.objects.of(me.network)
    form = WishForm(sent(request), groups=groups, why=why, initial={"group": request.GET.get("group", "")})
    if form.is_valid() and said(me, form):
        messages.success(request, "Thank you! The people who lead the group see it now, and will talk with you.")
        return redirect("groups:me")
    shown = {"person": me, "network": me.network, "form": form}
    return render(request, "groups/wishes/new.html", shown, status=409 if form.non_field_errors() else 200)


def said(person: Person, form: WishForm) -> bool:
    try:
        verbs.wish(person=person, now=timezone.now(), **form.wish())
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
def take_back(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    verbs.take_back(wish=wish_of(request.user, person, ref))
    messages.success(request, "Taken back. You are welcome as you are, and you can say it again whenever you like.")
    return redirect("groups:me")


# -- By whoever leads the group


def to_answer(request: HttpRequest, slug: str) -> SupportGroup:
    group = group_to_lead(request.user, slug)
    second_factor.require(request)
    return group


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    group, rights = to_answer(request, slug), rights_of(request.user)
    wishes = list(group.wishes.select_related("person").order_by("said_at", "pk"))
    whom = [wish.person.ref for wish in wishes]
    looked(user=request.user, what=Look.What.WISHES, group=group, about=group.ref, whom=whom)
    lines = [(wish, rights.may_say_yes(group, wish.role)) for wish in wishes]
    shown = {"waiting": [line for line in lines if not line[0].talk_at], "group": group}
    shown["to_talk"] = [line for line in lines if line[0].talk_at]
    shown["has_ended"] = group.has_ended(group.network.today(timezone.now()))
    return render(request, "groups/wishes/list.html", shown)


@require_POST
def answer(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """A yes to what was read, or talking first. One that is gone meanwhile is said so, whoever's it was."""
    group = to_answer(request, slug)
    wish = Wish.objects.filter(group=group, ref=ref).first()
    do, role = request.POST.get("do"), request.POST.get("role", "")
    try:
        if wish is None:
            raise verbs.NoLongerThere
        messages.success(request, said_yes(request, wish, role) if do == "yes" else talks_first(wish, do))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("groups:wishes", slug)


def said_yes(request: HttpRequest, wish: Wish, role: str) -> str:
    if not rights_of(request.user).may_say_yes(wish.group, role):
        raise Forbidden("Whoever coordinates the group says yes to a facilitator. Ask one of them.")
    began = verbs.say_yes(wish=wish, role=role, now=timezone.now())
    return f"{began.person.known_as} is one of the team from today. No letter goes: tell them when you meet."


def talks_first(wish: Wish, do: str | None) -> str:
    if do != "talk":
        raise Refused("That button is from an older page. Have a look at how things stand now.")
    verbs.talk_first(wish=wish, now=timezone.now())
    return "Noted, for you alone. Talk when you meet; you can say yes here at any time."
