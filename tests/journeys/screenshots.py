"""Pictures of the main pages, phone and desktop, light and dark, to look at before a page is called done.

`make screenshots` runs this module. They are var/screenshots/<page>-<size>-<theme>.png, each page as a whole.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from peersupport.home.demo.people import CAROL, FIONA, Login
from tests.journeys.browsing import DESKTOP, PHONE, browse, open_chromium
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.local_run import ROOT, LocalRun
from tests.sink import free_port

FOLDER = ROOT / "var" / "screenshots"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
THEMES = ("light", "dark")
HADDINGTON, SMALL_CIRCLE = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-small-circle/"
# What a page is called, and the way to it: an address, then the links to follow from there by their words.
Way = tuple[str, ...]
PUBLIC: dict[str, Way] = {
    "front": ("/",),
    "groups": ("/groups/",),
    "groups-none-found": ("/groups/?words=nothing+like+this",),
    "group": (HADDINGTON,),
    "group-planned": ("/groups/keep-the-heid-north-berwick/",),
    "group-paused": ("/groups/lambeth-and-southwark-hearing-voices/",),
    "network": ("/networks/keep-the-heid/",),
    "sessions": ("/sessions/",),
    "session": (HADDINGTON, "How to get there"),
    "remind-me": (HADDINGTON, "Remind me"),
    "place": (SMALL_CIRCLE, "a place"),
    "privacy": ("/privacy/",),
    "contact": ("/contact/",),
    "accessibility": ("/accessibility/",),
    "log-in": ("/accounts/login/code/",),
    "not-found": ("/groups/there-is-no-such-group/",),
}
FACILITATORS: dict[str, Way] = {
    "tonight": ("/tonight/",),
    "timetable": (f"{HADDINGTON}timetable/",),
    "plan": (f"{HADDINGTON}timetable/new/",),
}
COORDINATORS: dict[str, Way] = {
    "attendance": ("/reports/attendance/",),
    "styleguide": ("/styleguide/",),
}


def take(page: Page, name: str, way: Way, size: str) -> None:
    """One page in both themes. A link that is not there is said, and the rest goes on."""
    address, *links = way
    page.goto(address)
    for words in links:
        link = page.get_by_role("main").get_by_role("link", name=words).first
        if not link.count():
            sys.stderr.write(f"{name}: there is no link {words!r} on {page.url}\n")
            return
        link.click()
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its words
        page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png", full_page=True, animations="disabled")


def rounds(mailbox: Mailbox) -> Iterator[tuple[Login | None, dict[str, Way]]]:
    yield None, PUBLIC
    yield FIONA, FACILITATORS
    yield CAROL, COORDINATORS


def take_all(browser: Browser, run: LocalRun) -> None:
    for size, wishes in SIZES.items():
        mailbox = Mailbox(run.folder / "mail")
        for login, ways in rounds(mailbox):
            with browse(browser, run.address, **wishes) as (page, watch):
                if login is not None:
                    log_in(page, mailbox, login.address, login.secret)
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
