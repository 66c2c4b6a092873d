"""Addresses are a contract: people have them on posters and in letters. A new one is written down here on purpose."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

CONTRACT = {
    # For everyone
    "/",
    "/groups/",
    "/groups/<slug>/",
    "/groups/<slug>/interest/",
    "/groups/<slug>/sessions.ics",
    "/groups/<slug>/door.jpg",
    "/networks/<slug>/",
    "/networks/<slug>/complain/",
    "/networks/<slug>/interest/",
    "/sessions/",
    "/sessions/<ref>/",
    "/sessions/<ref>/door.jpg",
    "/sessions/<ref>/place/",
    "/sessions/<ref>/remind-me/",
    "/networks/<slug>/privacy/",
    "/networks/<slug>/purposes/",
    "/privacy/",
    "/forgetting/",
    "/accessibility/",
    "/contact/",
    "/about/",
    "/theme/",
    # One's own, by a link in a letter or logged in
    "/places/<token>/",
    "/reminders/<token>/",
    "/interests/<token>/",
    "/complaints/<token>/",
    "/invitations/<token>/",
    "/calendars/<token>.ics",
    "/places/<token>/certificate.pdf",
    "/places/<token>/consent/",
    "/reminders/<token>/consent/",
    "/places/<token>/forget-me/",
    "/reminders/<token>/forget-me/",
    "/me/",
    "/me/<person>/consent/",
    "/me/<person>/everything/",
    "/me/<person>/everything.json",
    "/me/<person>/letters/",
    "/me/<person>/forget/",
    "/me/<person>/memberships/<ref>/",
    "/me/<person>/memberships/<ref>/end/",
    "/me/<person>/responsibilities/<ref>/end/",
    "/me/<person>/wishes/new/",
    "/me/<person>/wishes/<ref>/",
    # The evening
    "/tonight/",
    "/sessions/<ref>/run/",
    "/sessions/<ref>/jobs/",
    "/sessions/<ref>/place/for-somebody/",
    "/sessions/<ref>/register/",
    "/sessions/<ref>/register/taps/",
    "/sessions/<ref>/register/lock-up/",
    "/sessions/<ref>/register/did-not-meet/",
    "/sessions/<ref>/register/reopen/",
    # The dates
    "/groups/<slug>/timetable/",
    "/groups/<slug>/timetable/new/",
    "/groups/<slug>/timetable/add/",
    "/groups/<slug>/series/<ref>/move/",
    "/groups/<slug>/series/<ref>/end/",
    "/groups/<slug>/series/<ref>/take-back/",
    "/sessions/<ref>/change/",
    "/sessions/<ref>/cancel/",
    "/sessions/<ref>/reinstate/",
    "/sessions/<ref>/put-back/",
    "/sessions/<ref>/ring/",
    "/groups/<slug>/poster/",
    "/groups/<slug>/poster/poster-a4.pdf",
    "/groups/<slug>/poster/poster-a5.pdf",
    "/groups/<slug>/poster/slips.pdf",
    "/groups/<slug>/poster/poster.png",
    "/groups/<slug>/wishes/",
    "/groups/<slug>/wishes/new/",
    "/groups/<slug>/wishes/<ref>/",
    "/groups/<slug>/regulars/",
    "/groups/<slug>/regulars/<ref>/forget/",
    "/groups/<slug>/regulars/<ref>/join/",
    "/groups/<slug>/regulars/<ref>/tell-apart/",
    "/groups/<slug>/by-phone/",
    # What is set
    "/start/<token>/",
    "/settings/",
    "/networks/<slug>/change/",
    "/networks/<slug>/keeping/",
    "/networks/<slug>/bases/",
    "/networks/<slug>/areas/",
    "/networks/<slug>/areas/<ref>/",
    "/networks/<slug>/areas/<ref>/remove/",
    "/networks/<slug>/organisations/",
    "/networks/<slug>/organisations/<ref>/",
    "/networks/<slug>/organisations/<ref>/remove/",
    "/networks/<slug>/helplines/",
    "/networks/<slug>/helplines/<ref>/",
    "/networks/<slug>/helplines/<ref>/check/",
    "/networks/<slug>/helplines/<ref>/remove/",
    "/networks/<slug>/venues/",
    "/networks/<slug>/venues/new/",
    "/networks/<slug>/venues/<ref>/",
    "/networks/<slug>/venues/<ref>/remove/",
    "/networks/<slug>/venues/<ref>/door/",
    "/networks/<slug>/venues/<ref>/door/remove/",
    "/networks/<slug>/venues/<ref>/door.jpg",
    "/networks/<slug>/venues/<ref>/closures/",
    "/networks/<slug>/venues/<ref>/closures/<closure>/take-back/",
    "/networks/<slug>/formats/",
    "/networks/<slug>/formats/new/",
    "/networks/<slug>/formats/<ref>/",
    "/networks/<slug>/formats/<ref>/remove/",
    "/groups/<slug>/agreement/",
    "/groups/<slug>/agreement/new/",
    "/networks/<slug>/groups/",
    "/networks/<slug>/groups/new/",
    "/groups/<slug>/change/",
    "/groups/<slug>/runs/",
    "/groups/<slug>/runs/open/",
    "/groups/<slug>/runs/pause/",
    "/groups/<slug>/runs/close/",
    "/groups/<slug>/runs/change/",
    "/groups/<slug>/runs/take-back/",
    "/networks/<slug>/interests/",
    "/networks/<slug>/people/",
    "/networks/<slug>/people/invite/",
    "/networks/<slug>/invitations/<ref>/",
    "/networks/<slug>/invitations/<ref>/take-back/",
    "/networks/<slug>/memberships/<ref>/",
    "/networks/<slug>/memberships/<ref>/end/",
    "/networks/<slug>/responsibilities/<ref>/",
    "/networks/<slug>/responsibilities/<ref>/end/",
    # Figures
    "/retention/",
    "/reports/attendance/",
    "/reports/attendance.csv",
    "/reports/attendance.xlsx",
    "/reports/attendance.pdf",
    "/reports/attendance/names.csv",
    # Complaints
    "/complaints/",
    "/complaints/<ref>/",
    # Those who look after the house, and machines
    "/styleguide/",
    "/mailbox/",
    "/mailbox/<name>/",
    "/readyz",
}
# Whole wings: logging in, and configuration.
WINGS = ("/accounts/", "/admin/")


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield re.sub(r"<\w+:", "<", here)


def test_every_address_is_in_the_contract() -> None:
    ours = {address for address in addresses(get_resolver().url_patterns) if not address.startswith(WINGS)}
    assert {"/", "/groups/<slug>/", "/sessions/<ref>/", "/tonight/"} <= ours
    assert ours - CONTRACT == set()
