"""Ways to a page: an address, then what somebody does there, one step after the other.

A step in words alone is a link to follow. The others are made here, so that a list of ways reads like what people do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.mailbox import Mailbox, links_in
from tests.local_run import ROOT, LocalRun


@dataclass(frozen=True)
class Visit:
    """Somebody at a page of a run, who can open the letters it sends."""

    page: Page
    mailbox: Mailbox
    house: LocalRun


Step = str | Callable[[Visit], None]
Way = tuple[Step, ...]
A_YES = re.compile("^Yes, .+ may keep ")


def go(visit: Visit, way: Way) -> None:
    """Go all of a way. Where it no longer leads there, `LookupError`."""
    for step in way:
        if callable(step):
            step(visit)
        elif step.startswith("/"):
            visit.page.goto(step)
        else:
            follow(visit.page, step)


def follow(page: Page, words: str) -> None:
    """The first link with these words, or one of several: `register|Say who came`."""
    link = page.get_by_role("main").get_by_role("link", name=re.compile(words)).first
    if not link.count():
        raise LookupError(f"there is no link {words!r} on {page.url}")
    with page.expect_navigation():
        link.click()


def press(words: str) -> Step:
    """A button of the page, by all its words or how they begin."""

    def step(visit: Visit) -> None:
        with visit.page.expect_navigation():
            visit.page.get_by_role("main").get_by_role("button", name=re.compile(f"^{words}")).first.click()

    return step


def fill(**fields: str) -> Step:
    """Fields of a form by their names, and a yes in each box that asks for one."""

    def step(visit: Visit) -> None:
        for name, value in fields.items():
            visit.page.locator(f"main form [name={name}]:not([type=hidden])").first.fill(value)
        for box in visit.page.get_by_label(A_YES).all():
            if box.is_visible():
                box.check()

    return step


def choose(label: str, option: str) -> Step:
    def step(visit: Visit) -> None:
        visit.page.get_by_label(label).select_option(label=option)

    return step


def on(path: str) -> Step:
    """The page behind this one, at an address that nothing on it leads to."""

    def step(visit: Visit) -> None:
        visit.page.goto(visit.page.url.split("?")[0] + path)

    return step


def the_date_that_says(words: str) -> Step:
    """Of a group's next dates, the first whose page has a link of these words."""

    def step(visit: Visit) -> None:
        rows = visit.page.get_by_role("region", name="Next dates").get_by_role("link")
        for address in rows.evaluate_all("links => links.map(link => link.href)"):
            visit.page.goto(address)
            if visit.page.get_by_role("main").get_by_role("link", name=words).count():
                return
        raise LookupError(f"no date says {words!r}")

    return step


def letter(to: str, subject: str = "", link: str = "/places/") -> Step:
    """What the next letter to somebody leads to."""

    def step(visit: Visit) -> None:
        visit.page.goto(next(address for address in links_in(visit.mailbox.next_to(to, subject)) if link in address))

    return step


def doing(script: str, given: object = None) -> Step:
    """What nobody does by hand."""

    def step(visit: Visit) -> None:
        visit.page.evaluate(script, given)

    return step


def is_offline(off: bool) -> Step:
    def step(visit: Visit) -> None:
        visit.page.context.set_offline(off)

    return step


def without_cookies(*names: str) -> Step:
    """As after a long while, or in a browser that turns them away: all cookies, or those named."""

    def step(visit: Visit) -> None:
        for name in names or (None,):
            visit.page.context.clear_cookies(name=name)

    return step


def tap_three(visit: Visit) -> None:
    for _ in range(3):
        visit.page.locator("[data-section=others] button.tap[aria-pressed=false]").first.click()


def reads(words: str) -> Step:
    """What a page says by itself after a moment."""

    def step(visit: Visit) -> None:
        expect(visit.page.get_by_text(words).first).to_be_visible()

    return step


def made_of(template: str) -> Step:
    """A page that answers when nothing else can: by its template alone."""

    def step(visit: Visit) -> None:
        said = visit.house.do(f"from django.template import loader; print(loader.render_to_string({template!r}))")
        visit.page.goto("/about/")
        visit.page.set_content(said)

    return step


def told(statements: str) -> Step:
    """A page whose address only the house knows: it prints it."""

    def step(visit: Visit) -> None:
        visit.page.goto(urlsplit(visit.house.do(statements).strip()).path)

    return step


def file(path: str) -> Step:
    """A page that a server gives out as it lies there."""

    def step(visit: Visit) -> None:
        visit.page.goto((ROOT / path).as_uri())

    return step
