"""Every kind of page as everybody who may open it, in every state: nothing that a machine can find is in anybody's way.

By day and by night, on the narrowest phone, with letters twice as large; and each form sent empty, as it comes back.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import DESKTOP, PHONE, axe, axe_in_both_themes, browse
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_every_page_in_a_browser import LINKS, MADE_UP, is_a_page_of, kind_of
from tests.local_run import LocalRun
from tests.sink import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
TWICE = "html { font-size: 200% !important }"
# What stands further right than the page is wide, and cannot be scrolled within its own frame.
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("body *")]
        .filter(it => it.getBoundingClientRect().right > wide + 1)
        .map(it => it.outerHTML.slice(0, 120)).slice(0, 4);
}"""
# Forms with something to write in, and their own button: sent empty they come back with what is missing.
EMPTIED = """form => {
    const written = [...form.elements].filter(it => /^(text|email|tel|number|date|time|textarea|url)$/.test(it.type));
    written.forEach(it => { it.value = ""; });
    return written.length;
}"""
HELPERS, SET = ("/tonight/", "/me/"), ("/tonight/", "/settings/", "/reports/attendance/", "/complaints/", "/me/")


def kinds_of_pages(page: Page, house: LocalRun, begin_at: tuple[str, ...]) -> Iterator[str]:
    """One address of each kind that a link leads to; the page is open there."""
    ahead, opened = [house.address + path for path in begin_at], set[str]()
    while ahead:
        address = ahead.pop(0).split("#")[0]
        if not is_a_page_of(house, address) or kind_of(address) in opened:
            continue
        opened.add(kind_of(address))
        page.goto(address)
        if not address.endswith(MADE_UP):
            ahead += page.locator("a[href]").evaluate_all(LINKS)
        yield address


def comes_back(page: Page, address: str) -> Iterator[None]:
    """Each form of a page, sent with nothing in it; what it says then is open."""
    for at in range(page.locator("main form[method=post]").count()):
        form = page.locator("main form[method=post]").nth(at)
        button = form.locator("button[type=submit].button-main")
        if button.count() != 1 or not button.is_visible() or not form.evaluate(EMPTIED):
            continue
        button.click()
        yield
        page.goto(address)


class Reader:
    """Somebody who opens every kind of page they may, in three browsers at once."""

    def __init__(self, house: LocalRun, new_page: Callable[..., Page]) -> None:
        self.house, self.wrong = house, list[str]()
        self.desk = new_page(**DESKTOP, bypass_csp=True)
        self.phone = new_page(**NARROW, bypass_csp=True)

    def log_in(self, mailbox: Mailbox, name: str) -> "Reader":
        log_in(self.desk, mailbox, *self.house.logins()[name])
        self.phone.context.add_cookies(self.desk.context.cookies())
        return self

    def reads(self, begin_at: tuple[str, ...]) -> int:
        opened = list(kinds_of_pages(self.desk, self.house, begin_at))
        for address in opened:
            self.reads_one(address)
        for address in opened:
            self.desk.goto(address)
            for _ in comes_back(self.desk, address):
                self.tries("sent empty", axe_in_both_themes, self.desk)
        assert not self.wrong, "\n".join(self.wrong)
        return len(opened)

    def reads_one(self, address: str) -> None:
        """By day and by night; on the narrowest phone; with text twice its size, as WCAG 1.4.4 asks."""
        self.desk.goto(address)
        self.tries("", axe_in_both_themes, self.desk)
        self.phone.goto(address)
        self.tries("narrow", axe, self.phone)
        self.tries("narrow", fits, self.phone)
        for page, how in ((self.desk, "large letters"), (self.phone, "narrow, large letters")):
            page.goto(address)
            page.add_style_tag(content=TWICE)
            self.tries(how, fits, page)

    def tries(self, how: str, looks: Callable[[Page], None], page: Page) -> None:
        try:
            looks(page)
        except AssertionError as wrong:
            self.wrong.append(f"{how}: {wrong}")


def fits(page: Page) -> None:
    wide = page.evaluate(TOO_WIDE)
    assert not wide, f"{page.url}: wider than the window: {wide}"


@pytest.fixture
def reader(house: LocalRun, new_page: Callable[..., Page], forgive: Callable[..., None]) -> Reader:
    made = Reader(house, new_page)
    forgive("400", "403", "404", "409")  # a form that comes back may say so with its status
    return made


def test_a_stranger_reads_every_page(reader: Reader) -> None:
    assert reader.reads(("/", "/mailbox/")) > 12


def test_a_stranger_reads_of_groups_that_meet_that_are_planned_and_that_are_paused(reader: Reader) -> None:
    reader.desk.goto("/groups/")
    groups = reader.desk.locator("main a[href^='/groups/']").evaluate_all(LINKS)
    standing = set()
    for address in dict.fromkeys(address for address in groups if "?" not in address):
        reader.reads_one(address)
        standing |= {word for word in ("Paused", "Not started yet", "Next:") if word in reader.desk.inner_text("main")}
    assert not reader.wrong, "\n".join(reader.wrong)
    assert standing == {"Paused", "Not started yet", "Next:"}


def test_a_facilitator_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    assert reader.log_in(mailbox, "Fiona").reads((*HELPERS, "/groups/keep-the-heid-haddington/timetable/")) > 15


def test_a_coordinator_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    assert reader.log_in(mailbox, "Carol").reads(SET) > 40


def test_a_manager_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    assert reader.log_in(mailbox, "Mina").reads(("/tonight/", "/reports/attendance/", "/complaints/")) > 8


def test_an_empty_site(chromium: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = LocalRun(Path(folder).resolve(), free_port(), DEMO="0").ready()
        for size in (DESKTOP, PHONE):
            with browse(chromium, house.address, **size) as (page, watch):
                for _ in kinds_of_pages(page, house, ("/", "/groups/", "/sessions/", "/privacy/", "/contact/")):
                    axe_in_both_themes(page)
                    fits(page)
                assert watch.troubles == []
        house.ctrl_c()
