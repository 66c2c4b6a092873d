"""Reading a page with a machine's eyes: by day and by night, on the narrowest phone, with letters twice as large."""

from collections.abc import Callable, Iterable, Iterator, Set

from playwright.sync_api import Page, ViewportSize

from tests.journeys.browsing import axe, axe_in_both_themes
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.journeys.walking import kinds_of_pages
from tests.local_run import LocalRun

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
LETTERS = "size => document.documentElement.style.setProperty('font-size', size, 'important')"
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


def comes_back(page: Page, address: str) -> Iterator[None]:
    """Each form of a page that no script sends, sent with nothing in it; what it says then is open."""
    forms = page.locator("main form[method=post]:not([data-add])")
    for at in range(forms.count()):
        form = forms.nth(at)
        button = form.locator("button[type=submit].button-main")
        if button.count() != 1 or not button.is_visible() or not form.evaluate(EMPTIED):
            continue
        with page.expect_navigation():
            button.click()
        yield
        page.goto(address)


class Reader:
    """Somebody whose browser is made narrow, dark and large. What is in their way is kept, and said at the end."""

    def __init__(self, house: LocalRun, page: Page) -> None:
        self.house, self.page, self.wrong = house, page, list[str]()

    def log_in(self, mailbox: Mailbox, name: str) -> "Reader":
        log_in(self.page, mailbox, *self.house.logins()[name])
        return self

    def reads_every_kind(self, *begin_at: str, but: Set[str] = frozenset()) -> list[str]:
        """Pages of every kind that links lead to. Answers with where they are."""
        opened = []
        for address in kinds_of_pages(self.page, self.house, begin_at, but):
            opened.append(address)
            self.reads()
        self.says()
        return opened

    def sends_every_form_empty(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            self.page.goto(address)
            for _ in comes_back(self.page, address):
                self.tries("sent empty", axe_in_both_themes)
                self.reads_large("sent empty")
        self.says()

    def reads(self, name: str = "", *, by_night: bool = True) -> None:
        """The page that is open: on a desk, on 320 pixels (WCAG 1.4.10), and with text at twice its size (1.4.4)."""
        looks = axe_in_both_themes if by_night else axe
        self.tries(name, looks)
        self.page.set_viewport_size(NARROW)
        self.tries(f"{name}, narrow", looks, fits)
        self.reads_large(name)

    def reads_large(self, name: str) -> None:
        """As somebody on the smallest phone has it who needs large letters; on a desk it has to fit too."""
        self.page.evaluate(LETTERS, "200%")
        self.page.set_viewport_size(NARROW)
        self.tries(f"{name}, narrow, large letters", axe, fits)
        self.page.set_viewport_size(WIDE)
        self.tries(f"{name}, large letters", fits)
        self.page.evaluate(LETTERS, "")

    def tries(self, how: str, *looks: Callable[[Page], None]) -> None:
        for look in looks:
            try:
                look(self.page)
            except AssertionError as wrong:
                self.wrong.append(f"{how}: {wrong}")

    def says(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


def fits(page: Page) -> None:
    wide = page.evaluate(TOO_WIDE)
    assert not wide, f"{page.url}: wider than the window: {wide}"
