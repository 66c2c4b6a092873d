"""What a group has agreed: to read and print, and its next version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import agreements
from groups.access import group_for, group_to_lead, rights_of
from groups.forms.agreements import AgreementForm
from members.views.setting import READ_OR_POST
from peersupport.lib.answers import same_for_strangers, sent


@require_safe
@same_for_strangers
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who finds the group reads the version in use; who leads it, all of them."""
    group, now = group_for(request.user, slug), timezone.now()
    today = group.network.today(now)
    shown: dict[str, Any] = {
        "group": group,
        "agreement": group.agreements.begun_by(today).first(),
        "may_lead": rights_of(request.user).leads(group),
        "today": today,
    }
    if shown["may_lead"]:
        shown["others"] = [one for one in group.agreements.all() if one != shown["agreement"]]
    return render(request, "groups/agreements/agreement.html", shown)


@READ_OR_POST
def write(request: HttpRequest, slug: str) -> HttpResponse:
    group, now = group_to_lead(request.user, slug), timezone.now()
    form = AgreementForm(sent(request), group=group, today=group.network.today(now))
    if form.is_valid() and form.tries(agreements.write, group=group, now=now):
        messages.success(request, "Saved. The versions before it stay as they were.")
        return redirect("groups:agreement", slug)
    shown = {"group": group, "form": form}
    return render(request, "groups/agreements/write.html", shown, status=form.status)
