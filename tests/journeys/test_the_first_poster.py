"""From an empty site to an evening that everyone can find and a poster that leads there, by phone, in ten minutes.

A machine types faster than people do. So what is counted is what somebody has to do, at the pace of somebody who has
never seen it: reading a page, filling a field, waiting for a letter.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import PHONE, axe_in_both_themes, browse
from tests.journeys.login import second_factor
from tests.journeys.mailbox import Mailbox, code_in
from tests.local_run import LocalRun
from tests.sink import free_port

ADA = "ada@example.org"
TEN_MINUTES = 600
# Seconds: to read a page of ours, to fill or choose one thing, and what a letter or an app on a phone takes.
A_PAGE, A_FIELD, A_WAIT = 12, 8, 30


@pytest.fixture
def empty() -> Iterator[LocalRun]:
    """`manage.py run` without the demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        run = LocalRun(Path(folder).resolve(), free_port(), DEMO="0", TICK_SECONDS="1").ready()
        yield run
        run.ctrl_c()


class Somebody:
    """Somebody at a browser who does one thing after the other. `seconds` is what that takes a person."""

    def __init__(self, page: Page) -> None:
        self.page, self.seconds = page, 0.0

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.seconds += A_FIELD

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)
        self.seconds += A_FIELD

    def press(self, button: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=button).click()
        self.seconds += A_PAGE

    def follow(self, link: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()
        self.seconds += A_PAGE

    def go_to_settings(self) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name="Settings").click()
        self.seconds += A_PAGE

    def wait(self) -> None:
        self.seconds += A_WAIT

    def reads(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        axe_in_both_themes(self.page)


def test_from_an_empty_site_to_the_first_poster(empty: LocalRun, chromium: Browser, tmp_path: Path) -> None:
    mailbox = Mailbox(empty.folder / "mail")
    with browse(chromium, empty.address, **PHONE) as (page, watch), browse(chromium, empty.address, **PHONE) as other:
        ada = Somebody(page)
        begin(ada, mailbox)
        set_up(ada)
        plan(ada)
        poster = save_poster(ada, tmp_path)
        assert empty.seconds + ada.seconds < TEN_MINUTES
        phone, seen = other
        see_it(phone, poster)
        assert watch.troubles + seen.troubles == []


def begin(ada: Somebody, mailbox: Mailbox) -> None:
    """The four questions, the code from the letter, and the app on the phone."""
    ada.page.goto("/")
    ada.reads("Nothing here yet")
    ada.follow("Begin with your organisation")
    ada.reads("Begin")
    ada.fill("Name of the organisation", "The Kettle Club")
    ada.choose("Nation", "Scotland")
    ada.fill("What should we call you?", "Ada")
    ada.fill("Your e-mail address", ADA)
    ada.press("Begin")
    ada.fill("Your e-mail address", ADA)
    ada.press("Send me a code")
    ada.wait()
    ada.page.get_by_label("Code", exact=True).fill(code_in(mailbox.next_to(ADA)))
    ada.press("Log in")
    ada.follow("A code from an app on your phone")
    ada.wait()
    secret = ada.page.locator("strong").last.inner_text()
    ada.page.get_by_label("The code the app shows now").fill(second_factor(secret))
    ada.press("Set it up")
    ada.reads("Your paper codes")
    ada.follow("I have kept them")


def set_up(ada: Somebody) -> None:
    """Who is asked, on which days; the first venue, the first plan, the first group."""
    ada.reads("Settings")
    ada.follow("About the organisation")
    ada.fill("E-mail address for questions", "hello@kettle.example")
    ada.fill("When messages are answered", "Tuesdays and Thursdays")
    ada.press("Save")
    ada.go_to_settings()
    ada.follow("Venues")
    ada.follow("Add a venue")
    ada.fill("Name of the venue", "Poldrate Mill")
    ada.fill("Town or village", "Haddington")
    ada.fill("Finding the door", "The blue door by the river.")
    ada.press("Add this venue")
    ada.go_to_settings()
    ada.follow("How evenings go")
    ada.follow("Make your first plan")
    ada.reads("A new plan")
    ada.press("Add this plan")
    ada.go_to_settings()
    ada.follow("Groups")
    ada.follow("Add a group")
    ada.fill("Name of the group", "Friday kettle")
    ada.fill("Town or part of town", "Haddington")
    ada.press("Add this group")
    ada.follow("Open it")
    ada.press("Open it")


def plan(ada: Somebody) -> None:
    """A weekly evening, seen before it is saved, and there for everyone."""
    ada.follow("Plan the dates")
    ada.follow("Plan a weekly series")
    ada.choose("Every week on", "Fridays")
    ada.press("Show the next dates")
    ada.press("Yes, plan these dates")
    expect(ada.page.get_by_role("heading", name="Next dates")).to_be_visible()


def save_poster(ada: Somebody, folder: Path) -> Path:
    """The picture of the poster, as the page shows it."""
    ada.follow("Poster and slips")
    ada.reads("Poster and slips")
    shown = ada.page.locator("img.poster-picture")
    expect(shown).to_have_js_property("naturalWidth", 1080)
    answer = ada.page.request.get(str(shown.get_attribute("src")))
    (folder / "poster.png").write_bytes(answer.body())
    printed = ada.page.request.get(str(ada.page.get_by_role("link", name="Open the A4 poster").get_attribute("href")))
    assert printed.ok
    assert printed.headers["content-type"] == "application/pdf"
    return folder / "poster.png"


def see_it(phone: Page, poster: Path) -> None:
    """Somebody who has never come scans the square, and finds when and where."""
    with Image.open(poster) as picture:
        [square] = zxingcpp.read_barcodes(picture)
    phone.goto(square.text)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Friday kettle")
    axe_in_both_themes(phone)
    phone.get_by_role("main").get_by_role("link", name="Friday").first.tap()
    expect(phone.get_by_text("Poldrate Mill").first).to_be_visible()
    expect(phone.get_by_text("7pm").first).to_be_visible()
    axe_in_both_themes(phone)
