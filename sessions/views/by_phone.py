"""Forgetting somebody known by phone, by whoever leads the group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members.views.setting import READ_OR_POST
from peersupport.lib.answers import sent
from peersupport.lib.refusals import Refused
from sessions.by_phone import forget_by_phone
from sessions.forms.by_phone import ByPhoneForm
from sessions.views.regulars import to_lead


@READ_OR_POST
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """At the wish of whoever it is. The page shows nobody: it is told a name and a number."""
    group = to_lead(request, slug)
    form = ByPhoneForm(sent(request))
    if form.is_valid():
        try:
            forget_by_phone(group=group, guest=form.guest(), now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Forgotten. Registers keep that somebody was there, without whom.")
            return redirect("sessions:regulars", slug)
    return render(request, "sessions/by_phone/forget.html", {"group": group, "form": form})
