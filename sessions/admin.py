"""What staff look at of dates. Who asked, who came, how many, and what was noted of an evening stays with its group."""

from django.contrib import admin

from members.office import ToLookAt, keeps_out
from sessions.models import EveryWeek, GroupSession, Job, Place, Presence, Reminder, Series, Tally, Tap

keeps_out("who asked, who helped, and who was there", Place, Reminder, EveryWeek, Job, Presence, Tap)
keeps_out("how many: reports say it, to those they are for", Tally)


@admin.register(Series)
class SeriesAdmin(ToLookAt):
    """Without where it meets, as a group."""

    list_display = ("group", "rule", "first_on", "last_on", "starts_local", "ends_local")
    search_fields = ("group__name",)
    fields = (
        *("group", "rule", "first_on", "last_on", "starts_local", "ends_local", "format", "capacity"),
        *("all_dates_at_once", "dates_made_until"),
    )


@admin.register(GroupSession)
class GroupSessionAdmin(ToLookAt):
    """Without where it meets, its note, its link and its figures."""

    list_display = ("group", "on", "starts_local", "state", "register_state")
    list_filter = ("state", "register_state")
    search_fields = ("group__name",)
    ordering = ("-starts_at", "-pk")
    fields = (
        *("group", "series", "original_on", "on", "starts_local", "ends_local", "format", "capacity"),
        *("state", "state_reason", "is_left_out", "register_state", "changed_at"),
    )
