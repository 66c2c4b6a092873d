"""What staff look at of networks and what is around them. Lines to turn to that are the same for everybody they set."""

from typing import Any

from django import forms
from django.contrib import admin

from members.models import (
    Area,
    Basis,
    Change,
    Complaint,
    Consent,
    Device,
    FormerSlug,
    Helpline,
    Invitation,
    Look,
    Message,
    Network,
    Organisation,
    Person,
    Responsibility,
    Tombstone,
    User,
)
from members.office import PartsToLookAt, ToLookAt, keeps_out

keeps_out("somebody, or what they are, said or were written", Person, Consent, Responsibility, Invitation, Complaint)
keeps_out("a login, and where it is open: whoever has it sees that on their own pages", User, Device)
keeps_out("letters that go to somebody", Message)
keeps_out("the trail: nobody reads it on a page, but for who looked at oneself", Change, Look)
keeps_out("numbers of rows that are gone", Tombstone)
keeps_out("an address that a network had, and that leads on by itself", FormerSlug)


class BasisInline(PartsToLookAt):
    """Why it may hold what it holds. It is recorded at `/networks/<slug>/bases/`."""

    model = Basis
    fields = ("purpose", "basis", "condition")


@admin.register(Network)
class NetworkAdmin(ToLookAt):
    inlines = (BasisInline,)
    list_display = ("name", "nation", "is_demonstration")
    list_filter = ("nation",)
    search_fields = ("name", "slug")
    fields = (
        *("name", "slug", "nation", "time_zone", "contact_days", "sender_name", "discreet", "shows_leave_page"),
        *("is_demonstration", "small_number_threshold", "keeps_contact_months", "keeps_place_days"),
        *("keeps_message_days", "keeps_complaint_months", "keeps_trail_years"),
    )


@admin.register(Area)
class AreaAdmin(ToLookAt):
    list_display = ("name", "network", "parent")
    list_filter = ("network",)
    search_fields = ("name",)
    fields = ("network", "name", "parent", "nation")


@admin.register(Organisation)
class OrganisationAdmin(ToLookAt):
    list_display = ("name", "kind", "network", "area")
    list_filter = ("network", "kind")
    search_fields = ("name",)
    fields = ("network", "name", "kind", "area")


MINUTES_OF_A_WEEK = 7 * 24 * 60


class LineForm(forms.ModelForm):
    """A line that is the same for everybody. Its hours decide on every page whether somebody answers now."""

    class Meta:
        model = Helpline
        fields = (
            *("nation", "position", "name", "says", "call", "text", "text_word"),
            *("hours", "open_minutes", "checked_on"),
        )

    def clean_open_minutes(self) -> list[list[int]]:
        given = self.cleaned_data["open_minutes"] or []
        if not isinstance(given, list) or not all(is_a_time(pair) for pair in given):
            raise forms.ValidationError(
                "Write pairs of minutes from Monday 00:00, such as [[1080, 1560]] for Mondays 6pm to 2am."
            )
        return [[begins, ends] for begins, ends in given]


def is_a_time(pair: Any) -> bool:
    """From a minute of the week until a later one, which may be in the week after."""
    if not isinstance(pair, list) or [type(minute) for minute in pair] != [int, int]:
        return False
    begins, ends = pair
    return bool(0 <= begins < MINUTES_OF_A_WEEK and begins < ends <= begins + MINUTES_OF_A_WEEK)


@admin.register(Helpline)
class HelplineAdmin(ToLookAt):
    """Those of everyone, or of a nation, are set here and nowhere else. A network's own are its coordinators'."""

    form = LineForm
    list_display = ("name", "nation", "network", "call", "text", "checked_on")
    list_filter = ("nation", "network")
    search_fields = ("name",)

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return bool(request.user.has_perm("members.add_helpline"))

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return is_everybodys(obj) and bool(request.user.has_perm("members.change_helpline"))

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return is_everybodys(obj) and bool(request.user.has_perm("members.delete_helpline"))


def is_everybodys(line: Helpline | None) -> bool:
    """No line at all: whether there is anything to change in the list."""
    return line is None or line.network is None
