"""What every journey has: the real thing running with its demonstration, browsers, a mailbox, and a watchful eye.

A journey fails on a word in the browser's console (a breach of the content security policy is one), on a request
to another site, and on an answer of 500 or above. At the end the run itself must have complained of nothing.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import DESKTOP, PHONE, Watch, browse, open_chromium
from tests.journeys.mailbox import Mailbox
from tests.journeys.reading import Reader
from tests.local_run import ROOT, LocalRun
from tests.sink import free_port

HERE = Path(__file__).parent
PAGES = pytest.StashKey[list[Page]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """When a journey does not get there, a picture of where it stopped is kept."""
    report: Any = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(item.stash.get(PAGES, []), start=1):
            page.screenshot(path=ROOT / "var" / "journeys" / f"{item.name}-{number}.png")
    return report


@pytest.fixture(scope="session")
def house() -> Iterator[LocalRun]:
    """`manage.py run` with the demonstration, in a folder of its own: started once for all journeys."""
    with tempfile.TemporaryDirectory() as folder:
        run = LocalRun(Path(folder).resolve(), free_port(), DEMO="1", TICK_SECONDS="1").ready()
        yield run
        run.ctrl_c()


# For this folder and no longer: Playwright's loop in this thread would make Django refuse other tests the database.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def watches() -> list[Watch]:
    """One for each browser of this journey."""
    return []


@pytest.fixture
def forgive(watches: list[Watch]) -> Callable[..., None]:
    """`forgive("ERR_INTERNET_DISCONNECTED")`: let pass from here on what a journey brings about on purpose."""

    def let_pass(*words: str) -> None:
        for watch in watches:
            watch.forgive(*words)

    return let_pass


@pytest.fixture
def new_page(
    house: LocalRun, chromium: Browser, watches: list[Watch], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open another fresh browser, a phone unless wished otherwise: `new_page(**DESKTOP, color_scheme="dark")`."""
    pages = request.node.stash.setdefault(PAGES, [])
    with ExitStack() as open_browsers:

        def open_page(**wishes: Any) -> Page:
            page, watch = open_browsers.enter_context(browse(chromium, house.address, **(wishes or PHONE)))
            pages.append(page)
            watches.append(watch)
            return page

        yield open_page
    assert [trouble for watch in watches for trouble in watch.troubles] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A phone."""
    return new_page(**PHONE)


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    return new_page(**DESKTOP)


@pytest.fixture
def reader(house: LocalRun, desktop: Page, mailbox: Mailbox, forgive: Callable[..., None]) -> Reader:
    forgive("400", "403", "404", "409")  # a form that comes back may say so with its status
    return Reader(house, desktop)


@pytest.fixture
def mailbox(house: LocalRun) -> Mailbox:
    """The letters of the run that come from here on. Each journey begins its tries anew: all are at one address."""
    with closing(
        psycopg2.connect(host=house.folder / "postgres", user="peersupport_app", dbname="peersupport")
    ) as line:
        line.autocommit = True
        line.cursor().execute("DELETE FROM tries; DELETE FROM form_counts")
    return Mailbox(house.folder / "mail")
