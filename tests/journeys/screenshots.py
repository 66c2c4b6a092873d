"""Pictures of the main pages, phone and desktop, light and dark, to look at before a page is called done.

`make screenshots` runs this module. They are var/screenshots/<page>-<size>-<theme>.png, each page as a whole.
With `ONLY="place jobs"` they are made anew for the pages that have one of these words in their name.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys import states
from tests.journeys.browsing import DESKTOP, PHONE, browse, open_chromium
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.journeys.ways import Visit, Way, go
from tests.local_run import ROOT, LocalRun
from tests.sink import free_port

FOLDER = ROOT / "var" / "screenshots"
SIZES = {"phone": PHONE["viewport"], "desktop": DESKTOP["viewport"]}
THEMES = ("light", "dark")
HADDINGTON, SMALL_CIRCLE = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-small-circle/"
VENUES = "/networks/keep-the-heid/venues/"
COURSE = "/groups/principles-in-practice/"
KEEP_THE_HEID = "/networks/keep-the-heid"
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
    "jobs": ("/tonight/", "All about jobs"),
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
    "about-the-organisation": (f"{KEEP_THE_HEID}/change/",),
    "bases": (f"{KEEP_THE_HEID}/bases/",),
    "keeping": (f"{KEEP_THE_HEID}/keeping/",),
    "areas": (f"{KEEP_THE_HEID}/areas/",),
    "area": (f"{KEEP_THE_HEID}/areas/", "East Lothian"),
    "organisations": (f"{KEEP_THE_HEID}/organisations/",),
    "helplines": (f"{KEEP_THE_HEID}/helplines/",),
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
    ("", PUBLIC | states.STRANGERS | states.REFUSALS | states.BARE),
    ("Fiona", BY_A_CODE_ALONE),
    ("Fiona", FACILITATORS | states.FACILITATORS),
    ("Rowan", PARTICIPANTS | states.REGULARS),
    ("Erin", states.LEADERS),
    ("Carol", COORDINATORS | states.COORDINATORS),
    ("Mina", MANAGERS),
    ("Sasha", STAFF),
)
# The same site before there is anything in it.
NOTHING_YET = (("", {"empty-site": ("/",), "begin": ("/", "Begin with your organisation")}),)


def take(page: Page, name: str) -> None:
    """The page that is open, in both sizes and both themes, from its top."""
    page.evaluate("window.scrollTo(0, 0)")
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a width and a height
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its words
            page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png", full_page=True, animations="disabled")


def look(browser: Browser, run: LocalRun, who: str, ways: Mapping[str, Way], words: Sequence[str]) -> None:
    """Somebody goes all their ways, for one leads on from another. Where one leads nowhere, that is said instead."""
    mailbox = Mailbox(run.folder / "mail")
    with browse(browser, run.address, **DESKTOP) as (page, watch):
        watch.forgive(*states.MEANT)
        if who:
            address, secret = run.logins()[who]
            log_in(page, mailbox, address, "" if ways is BY_A_CODE_ALONE else secret)
        for name, way in ways.items():
            try:
                go(Visit(page, mailbox, run), way)
            except LookupError as lost:
                sys.stderr.write(f"{name}: {lost}\n")
                continue
            if not words or any(word in name for word in words):
                take(page, name)
        for trouble in watch.troubles:
            sys.stderr.write(f"{trouble}\n")


def main(*words: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in () if words else FOLDER.glob("*.png"):
        old.unlink()
    for demonstration, rounds in (("1", ROUNDS), ("0", NOTHING_YET)):
        with tempfile.TemporaryDirectory() as folder:
            run = LocalRun(Path(folder).resolve(), free_port(), DEMO=demonstration, TICK_SECONDS="1").ready()
            try:
                with open_chromium() as browser:
                    for who, ways in rounds:
                        look(browser, run, who, ways, words)
            finally:
                run.ctrl_c()
    sys.stderr.write(f"{len(list(FOLDER.glob('*.png')))} pictures are in {FOLDER.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
