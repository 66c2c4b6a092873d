"""What staff look at of groups and where they meet. Who belongs to one, and what it agreed, stays in the group."""

from django.contrib import admin

from groups.models import (
    Agreement,
    DoorPhoto,
    Format,
    FormatJob,
    FormerSlug,
    Interest,
    Membership,
    OfferedRole,
    Regular,
    Run,
    Stage,
    SupportGroup,
    Venue,
    VenueClosure,
    Wish,
)
from members.office import PartsToLookAt, ToLookAt, keeps_out

keeps_out("somebody, or whom a group knows them as", Membership, OfferedRole, Regular, Interest, Wish)
keeps_out("what a group has agreed among itself", Agreement)
keeps_out("a picture of a door, which a group may keep private", DoorPhoto)
keeps_out("an address that a group had, and that leads on by itself", FormerSlug)


class ClosureInline(PartsToLookAt):
    model = VenueClosure
    fields = ("from_on", "until_on", "reason")


@admin.register(Venue)
class VenueAdmin(ToLookAt):
    """Without its address: some groups keep theirs private."""

    inlines = (ClosureInline,)
    list_display = ("name", "town", "network", "left_on")
    list_filter = ("network",)
    search_fields = ("name", "town")
    fields = (
        *("network", "name", "town", "step_free", "accessible_toilet", "parking", "hearing_loop", "quiet_space"),
        *("bus_there", "last_bus_home", "left_on"),
    )


class StageInline(PartsToLookAt):
    model = Stage
    fields = ("position", "kind", "title", "prompt", "minutes")


class FormatJobInline(PartsToLookAt):
    model = FormatJob
    fields = ("role", "people")


@admin.register(Format)
class FormatAdmin(ToLookAt):
    inlines = (StageInline, FormatJobInline)
    list_display = ("name", "network")
    list_filter = ("network",)
    search_fields = ("name",)
    fields = ("network", "name")


class RunInline(PartsToLookAt):
    model = Run
    fields = ("opens_on", "ended_on", "ended_as", "reason", "review_on")


@admin.register(SupportGroup)
class SupportGroupAdmin(ToLookAt):
    """Without its venue, whose name is an address: some groups keep theirs private."""

    inlines = (RunInline,)
    list_display = ("name", "place", "network", "kind", "found_by")
    list_filter = ("network", "kind", "found_by")
    search_fields = ("name", "place", "slug")
    fields = (
        *("network", "area", "name", "slug", "kind", "found_by", "noun", "who_for", "ages_from", "ages_until"),
        *("place", "place_policy", "capacity", "format", "address_is_private", "details_confirmed_on"),
        *("uses_agreement_mark", "uses_jobs", "uses_notes", "uses_names"),
    )
