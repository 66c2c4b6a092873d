"""Pictures of the main pages, phone and desktop, light and dark, to look at before a page is called done.

`make screenshots` runs this module. They are var/screenshots/<page>-<size>-<theme>.png, each page as a whole.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.browsing import DESKTOP, PHONE, browse, open_chromium
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.local_run import ROOT, LocalRun
from tests.sink import free_port

FOLDER = ROOT / "var" / "screenshots"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
THEMES = ("light", "dark")
HADDINGTON, SMALL_CIRCLE = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-small-circle/"
VENUES = "/networks/keep-the-heid/venues/"
COURSE = "/groups/principles-in-practice/"
# What a page is called, and the way to it: an address, then the links to follow by their words, or one of several.
Way = tuple[str, ...]
PUBLIC: dict[str, Way] = {
    "front": ("/",),
    "groups": ("/groups/",),
    "groups-none-found": ("/groups/?words=nothing+like+this",),
    "group": (HADDINGTON,),
    "group-planned": ("/groups/keep-the-heid-north-berwick/",),
    "group-paused": ("/groups/lambeth-and-southwark-hearing-voices/",),
    "tell-me": ("/groups/keep-the-heid-north-berwick/interest/",),
    "network": ("/networks/keep-the-heid/",),
    "network-of-branches": ("/networks/hug-action-for-mental-health/",),
    "group-of-a-branch": ("/groups/hug-branch-5/",),
    "tell-me-near": ("/networks/hug-action-for-mental-health/interest/?place=Branch+7",),
    "sessions": ("/sessions/",),
    "agreement": (f"{HADDINGTON}agreement/",),
    "session": (HADDINGTON, "How to get there"),
    "remind-me": (HADDINGTON, "Remind me"),
    "place": (SMALL_CIRCLE, "a place"),
    "place-at-an-event": ("/groups/learning-workshops/", "Ask for a place"),
    "network-with-programmes": ("/networks/mental-health-foundation/",),
    "course": (COURSE,),
    "course-place": (COURSE, "Ask for a place"),
    "privacy": ("/privacy/",),
    "purposes": ("/networks/keep-the-heid/purposes/",),
    "forgetting": ("/forgetting/",),
    "about": ("/about/",),
    "contact": ("/contact/",),
    "accessibility": ("/accessibility/",),
    "complain": ("/networks/keep-the-heid/complain/",),
    "log-in": ("/accounts/login/code/",),
    "not-found": ("/groups/there-is-no-such-group/",),
}
FACILITATORS: dict[str, Way] = {
    "tonight": ("/tonight/",),
    "register": ("/tonight/", "register|Say who came|Done"),
    "timetable": (f"{HADDINGTON}timetable/",),
    "poster": (f"{HADDINGTON}poster/",),
    "plan": (f"{HADDINGTON}timetable/new/",),
    "date-new": (f"{HADDINGTON}timetable/add/",),
    "series-move": (f"{HADDINGTON}timetable/", "Move it"),
    "series-end": (f"{HADDINGTON}timetable/", "End it"),
    "agreement-versions": (f"{HADDINGTON}agreement/",),
    "agreement-new": (f"{HADDINGTON}agreement/new/",),
    "regulars": (f"{HADDINGTON}regulars/",),
    "forget-a-word": (f"{HADDINGTON}regulars/", "Forget this word"),
    "known-by-name": (f"{HADDINGTON}regulars/", "They would like to be known by name"),
    "forget-by-phone": (f"{HADDINGTON}regulars/", "Forget somebody known by phone"),
    "wishes": (f"{HADDINGTON}wishes/",),
    "me": ("/me/",),
    "everything": ("/me/", "Everything you hold about me"),
    "forget-me": ("/me/", "Forget me"),
    "devices": ("/accounts/devices/",),
}
# The same login, before it has shown the second factor.
BY_A_CODE_ALONE: dict[str, Way] = {"second-factor-asked": (f"{HADDINGTON}regulars/",)}
# Rowan said yes when asking for a place, and has a login.
PARTICIPANTS: dict[str, Way] = {
    "me-who-said-yes": ("/me/",),
    "wish": ("/me/", "I would like to do more"),
    "take-back-my-yes": ("/me/", "Take back my yes"),
}
COORDINATORS: dict[str, Way] = {
    "settings": ("/settings/",),
    "formats": ("/networks/keep-the-heid/formats/",),
    "format": ("/networks/keep-the-heid/formats/", "Keep The Heid evening"),
    "format-new": ("/networks/keep-the-heid/formats/new/",),
    "attendance": ("/reports/attendance/",),
    "retention": ("/retention/",),
    "groups-of-a-network": ("/networks/keep-the-heid/groups/",),
    "group-new": ("/networks/keep-the-heid/groups/new/",),
    "group-change": (f"{HADDINGTON}change/",),
    "group-runs": (f"{HADDINGTON}runs/",),
    "group-pause": (f"{HADDINGTON}runs/pause/",),
    "group-take-back": (f"{HADDINGTON}runs/take-back/",),
    "waiting": ("/networks/keep-the-heid/interests/",),
    "people": ("/networks/keep-the-heid/people/",),
    "invite": ("/networks/keep-the-heid/people/", "Invite somebody"),
    "membership": ("/networks/keep-the-heid/people/", "Fiona"),
    "second-factor": ("/accounts/second-factor/",),
    "passkey-new": ("/accounts/second-factor/passkeys/new/",),
    "venues": (VENUES,),
    "venue-new": (f"{VENUES}new/",),
    "venue": (VENUES, "Demonstration hall"),
    "door": (VENUES, "Demonstration hall", "Photo of the door"),
    "closures": (VENUES, "Demonstration hall", "Days it is shut"),
}
MANAGERS: dict[str, Way] = {
    "complaints": ("/complaints/",),
    "complaint": ("/complaints/", "Answer by"),
}
STAFF: dict[str, Way] = {"styleguide": ("/styleguide/",)}
# Who looks at which pages; first those that need no login.
ROUNDS = (
    ("", PUBLIC),
    ("Fiona", BY_A_CODE_ALONE),
    ("Fiona", FACILITATORS),
    ("Rowan", PARTICIPANTS),
    ("Carol", COORDINATORS),
    ("Mina", MANAGERS),
    ("Sasha", STAFF),
)


def take(page: Page, name: str, way: Way, size: str) -> None:
    """One page in both themes. A link that is not there is said, and the rest goes on."""
    address, *links = way
    page.goto(address)
    for words in links:
        link = page.get_by_role("main").get_by_role("link", name=re.compile(words)).first
        if not link.count():
            sys.stderr.write(f"{name}: there is no link {words!r} on {page.url}\n")
            return
        link.click()
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its words
        page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png", full_page=True, animations="disabled")


def take_all(browser: Browser, run: LocalRun) -> None:
    mailbox = Mailbox(run.folder / "mail")
    for size, wishes in SIZES.items():
        for who, ways in ROUNDS:
            with browse(browser, run.address, **wishes) as (page, watch):
                watch.forgive("404")  # one of the pictures is of that
                if who:
                    address, secret = run.logins()[who]
                    log_in(page, mailbox, address, "" if ways is BY_A_CODE_ALONE else secret)
                for name, way in ways.items():
                    take(page, name, way, size)
                for trouble in watch.troubles:
                    sys.stderr.write(f"{trouble}\n")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        run = LocalRun(Path(folder).resolve(), free_port(), TICK_SECONDS="1").ready()
        try:
            with open_chromium() as browser:
                take_all(browser, run)
        finally:
            run.ctrl_c()
    sys.stderr.write(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main()
