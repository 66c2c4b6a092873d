"""Every component in every state, by day and by night, so that staff and tests can look at them all at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.models import DoorPhoto, Venue
from members.access import staff
from peersupport.home import specimens

# Each component by the name of its files, in the order in which pages use them.
COMPONENTS = (
    *("page_heading", "site_mark", "button", "notice", "empty", "pager"),
    *("session_rows", "group_card", "place_state", "stage_ribbon", "stage_icon"),
    *("facts", "access_facts", "door_photo", "figures"),
    *("form", "field", "error_summary", "crisis_help", "theme_switch"),
)
# Those that use the whole width of a desk: day and night stand below each other.
WIDE = ("stage_ribbon", "crisis_help")


def examples() -> dict[str, Any]:
    """What the styleguide shows. Nothing is asked of the database."""
    known = specimens.groups()
    shown = specimens.sessions(known)
    return {
        "specimens": [
            {"name": name, "title": name.replace("_", " ").capitalize(), "template": f"styleguide/{name}.html"}
            | {"is_wide": name in WIDE}
            for name in COMPONENTS
        ],
        "halves": [specimens.half("light"), specimens.half("dark")],
        "theme": "light",  # of what is around the halves, or its night would reach into their day
        "today": specimens.FRIDAY,
        "sessions": shown,
        "group_cards": specimens.group_cards(known),
        "places": specimens.places(shown[0]),
        "stages": specimens.stages(),
        "all_kinds": specimens.one_of_each_kind(),
        "venue": specimens.hall(),
        "unknown_venue": Venue(name="Town House", town="Haddington"),
        "door": DoorPhoto(width=320, height=240, alt="A blue door, level with the street"),
        "door_at": specimens.DOOR,
        "helplines": specimens.helplines(),
        "bars": specimens.bars(specimens.COUNTED),
        "facts": specimens.FACTS,
        **specimens.in_long_words(),
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components in all their states, for staff. To anybody else it is not there."""
    staff(request.user)
    return render(request, "styleguide/page.html", examples())
