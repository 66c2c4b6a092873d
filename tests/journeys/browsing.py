"""Somebody's browser: a phone or a desk, watched for everything that must not happen on any page of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.journeys import chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
HERE = {"locale": "en-GB", "timezone_id": "Europe/London"}
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    "resultTypes": ["violations"],
}
COLOURS = WCAG | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SECONDS_TO_WAIT = 10
FOCUSED = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
    return it === document.body ? null : {
        name: (it.getAttribute("aria-label") || it.innerText || "").trim(),
        marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    };
}"""


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """One Chromium for many pages. Says what to install where there is none."""
    assert chromium.found(), chromium.MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


class Watch:
    """What happened in somebody's browser that must not: `troubles` has a line for each."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.troubles: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.note(f"a script broke: {error.error}"))
        context.on("request", self.asked)
        context.on("response", self.answered)

    def forgive(self, *words: str) -> None:
        """Let pass from here on what has one of these words in its line: a journey that goes offline means it."""
        self.forgiven += words

    def note(self, line: str) -> None:
        if not any(words in line for words in self.forgiven):
            self.troubles.append(line)

    def heard(self, message: ConsoleMessage) -> None:
        # A breach of the content security policy is said here too.
        if message.type == "error":
            self.note(f"the console says: {message.text} ({message.location.get('url', '')})")

    def asked(self, request: Request) -> None:
        to = urlsplit(request.url)
        if to.scheme in ("http", "https", "ws", "wss") and f"{to.scheme}://{to.netloc}" != self.address:
            self.note(f"another site was asked: {request.url}")

    def answered(self, response: Response) -> None:
        if response.status >= 500:
            self.note(f"{response.status} from {response.url}")


@contextmanager
def browse(browser: Browser, address: str, **wishes: Any) -> Iterator[tuple[Page, Watch]]:
    """A fresh browser (no cookies) at `address`, with a phone's or a desk's or other wishes, and its watch."""
    context = browser.new_context(base_url=address, **HERE, **wishes)
    context.set_default_timeout(SECONDS_TO_WAIT * 1000)
    watch = Watch(context, address)
    try:
        yield context.new_page(), watch
    finally:
        context.close()


def axe(page: Page, rules: dict[str, Any] = WCAG) -> None:
    """Assert that the page, seen from its top, breaks no rule of WCAG 2.2, A and AA, that a machine can find.

    Further down some line is always half under the bar that stays in reach: a finger scrolls it, a machine reports it.
    """
    page.evaluate("window.scrollTo(0, 0)")
    found = Axe().run(page, options=rules).response["violations"]
    lines = [
        f"{broken['id']} ({broken['help']}): {node['html']} {node.get('failureSummary', '')}"
        for broken in found
        for node in broken["nodes"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def axe_in_both_themes(page: Page) -> None:
    """The same by day and by night, as the device wishes: a theme changes colours, and nothing else."""
    page.emulate_media(color_scheme="dark")
    axe(page, COLOURS)
    page.emulate_media(color_scheme="light")
    axe(page)


def tab_to(page: Page, words: str, most: int = 80) -> None:
    """Press Tab until what has the focus is named so, seeing on the way that the focus can always be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:  # past the last one; the next Tab begins anew
            continue
        assert focused["marked"], f"{page.url}: the focus on {focused['name']!r} is not marked"
        assert focused["seen"], f"{page.url}: the focus on {focused['name']!r} is out of sight"
        if words in focused["name"]:
            return
    raise AssertionError(f"{page.url}: Tab never came to {words!r}")
