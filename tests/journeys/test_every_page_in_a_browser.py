"""Every page there is a link to, in a real browser, signed in and out.

The watch that every journey has fails on a request to another site and on a breach of the content security policy;
here every answer is asked for its headers too, files as well as pages.
"""

from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.utils.datastructures import CaseInsensitiveMapping
from playwright.sync_api import Page, Response

from tests.journeys.browsing import DESKTOP, axe
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.journeys.walking import MADE_UP, kind_of, kinds_of_pages
from tests.local_run import LocalRun
from tests.pages import assert_kept_nowhere, assert_safe

EVERYBODYS = {
    "",
    "groups/",
    "groups/<slug:slug>/",
    "networks/<slug:slug>/",
    "networks/<slug:slug>/interest/",
    "sessions/",
    "sessions/<slug:ref>/",
    "sessions/<slug:ref>/place/",
    "sessions/<slug:ref>/remind-me/",
    "networks/<slug:slug>/privacy/",
    "networks/<slug:slug>/purposes/",
    "privacy/",
    "forgetting/",
    "accessibility/",
    "contact/",
    "about/",
    "accounts/login/code/",
    "mailbox/",
}
HELPERS = {
    "tonight/",
    "me/",
    "me/<slug:person>/forget/",
    "sessions/<slug:ref>/register/",
    "sessions/<slug:ref>/jobs/",
    "groups/<slug:slug>/timetable/",
    "groups/<slug:slug>/timetable/new/",
    "groups/<slug:slug>/timetable/add/",
    "groups/<slug:slug>/series/<slug:ref>/move/",
    "groups/<slug:slug>/series/<slug:ref>/end/",
    "groups/<slug:slug>/poster/",
    "groups/<slug:slug>/regulars/",
    "groups/<slug:slug>/regulars/<slug:ref>/forget/",
    "accounts/logout/",
}
FIGURES = {"reports/attendance/", "accounts/second-factor/", "networks/<slug:slug>/interests/"}
VENUES = {
    "networks/<slug:slug>/venues/",
    "networks/<slug:slug>/venues/new/",
    "networks/<slug:slug>/venues/<slug:ref>/",
    "networks/<slug:slug>/venues/<slug:ref>/remove/",
    "networks/<slug:slug>/venues/<slug:ref>/door/",
    "networks/<slug:slug>/venues/<slug:ref>/door/remove/",
    "networks/<slug:slug>/venues/<slug:ref>/closures/",
}


def walk(page: Page, house: LocalRun, begin_at: tuple[str, ...]) -> set[str]:
    """Follow every link of the house, one of each kind. Answers with the kinds of pages that were opened.

    What differs between two groups or two evenings is what is said, not what is asked for.
    """
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # Playwright takes no method of a list
    opened = {kind_of(address) for address in kinds_of_pages(page, house, begin_at)}
    assert len(answers) > len(opened)
    for answer in answers:
        check(answer, signed_in="/tonight/" in begin_at)
    return opened


def check(answer: Response, *, signed_in: bool) -> None:
    """The headers that came over the wire: of pages, and of the files they use."""
    said = SimpleNamespace(headers=CaseInsensitiveMapping(answer.headers))
    assert_safe(said)
    if signed_in and not urlsplit(answer.url).path.startswith("/static/"):
        assert_kept_nowhere(said)


def test_a_stranger_is_served_by_us_alone(desktop: Page, house: LocalRun) -> None:
    desktop.goto("/mailbox/")
    # The oldest letter is the demonstration's: whom another journey wrote to may be forgotten since.
    letter = desktop.locator("main .row-link").last.evaluate("link => new URL(link.href).pathname")
    # And a group of which one evening alone is ahead, so that it is one to ask for a place at, whatever the hour.
    begin_at = ("/groups/learning-workshops/", letter, "/", "/mailbox/")
    assert walk(desktop, house, begin_at) >= EVERYBODYS


def test_so_is_a_facilitator(desktop: Page, house: LocalRun, mailbox: Mailbox) -> None:
    log_in(desktop, mailbox, *house.logins()["Fiona"])

    # First an evening that is ahead, whatever the hour: one that is over needs nobody for a job.
    begin_at = ("/groups/keep-the-heid-haddington/timetable/", "/tonight/", "/me/")
    assert walk(desktop, house, begin_at) >= HELPERS


def test_so_is_a_coordinator(new_page: Callable[..., Page], house: LocalRun, mailbox: Mailbox) -> None:
    page = new_page(**DESKTOP)
    log_in(page, mailbox, *house.logins()["Carol"])

    opened = walk(page, house, ("/tonight/", "/reports/attendance/", "/accounts/second-factor/", "/settings/"))
    assert opened >= FIGURES | VENUES


def test_so_is_staff_and_every_component_can_be_read_by_day_and_by_night(
    desktop: Page, house: LocalRun, mailbox: Mailbox
) -> None:
    log_in(desktop, mailbox, *house.logins()["Sasha"])

    assert walk(desktop, house, (MADE_UP,)) == {"styleguide/"}
    axe(desktop)
