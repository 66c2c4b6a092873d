"""Every kind of page as everybody who may open it: nothing that a machine can find is in anybody's way.

And each form sent empty, as it comes back. States that no link leads to are in `test_states_by_name.py`.
"""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import DESKTOP, browse
from tests.journeys.mailbox import Mailbox
from tests.journeys.reading import Reader
from tests.journeys.test_every_page_in_a_browser import EVERYBODYS
from tests.journeys.test_the_first_poster import Somebody, begin
from tests.journeys.walking import LINKS
from tests.local_run import LocalRun
from tests.sink import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

# What looks the same to whoever is logged in.
READ_BEFORE = EVERYBODYS - {"groups/<slug:slug>/", "sessions/<slug:ref>/"}
SAME_WHEN_EMPTY = {"privacy/", "forgetting/", "accessibility/", "about/", "mailbox/<slug:name>/"}
ANSWERED_FOR = ("/tonight/", "/settings/", "/reports/attendance/", "/complaints/", "/me/")


def test_a_stranger_reads_every_page(reader: Reader) -> None:
    pages = reader.reads_every_kind("/", "/mailbox/")
    assert len(pages) > 12
    reader.sends_every_form_empty(pages)


def test_a_stranger_reads_of_groups_that_meet_that_are_planned_and_that_are_paused(reader: Reader) -> None:
    reader.page.goto("/groups/")
    groups = reader.page.locator("main a[href^='/groups/']").evaluate_all(LINKS)
    standing = set()
    for address in dict.fromkeys(address for address in groups if "?" not in address):
        reader.page.goto(address)
        reader.reads()
        standing |= {word for word in ("Paused", "Not started yet", "Next:") if word in reader.page.inner_text("main")}
    reader.says()
    assert standing == {"Paused", "Not started yet", "Next:"}


# Who else looks, where they begin, how many kinds of pages they come to at least, and whether their forms are new.
EVERYBODY = {
    "Rowan": (("/me/", "/tonight/", "/groups/keep-the-heid-small-circle/"), 10, True),
    "Erin": (("/me/", "/tonight/", "/groups/learning-workshops/"), 8, False),
    "Vera": (("/tonight/", "/me/"), 10, False),
    "Fiona": (("/tonight/", "/me/", "/groups/keep-the-heid-haddington/timetable/"), 15, True),
    "Carol": (ANSWERED_FOR, 30, True),
    "Mina": (("/tonight/", "/reports/attendance/", "/complaints/"), 5, True),
}


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_every_page_of_theirs(reader: Reader, mailbox: Mailbox, name: str) -> None:
    begin_at, at_least, has_forms = EVERYBODY[name]
    pages = reader.log_in(mailbox, name).reads_every_kind(*begin_at, but=READ_BEFORE)
    assert len(pages) > at_least
    reader.sends_every_form_empty(pages if has_forms else ())


def test_an_empty_site_and_whoever_begins_it(chromium: Browser) -> None:
    """First nothing is there at all; then an organisation with nobody and nothing in any list."""
    with tempfile.TemporaryDirectory() as folder:
        house = LocalRun(Path(folder).resolve(), free_port(), DEMO="0", TICK_SECONDS="1").ready()
        with browse(chromium, house.address, **DESKTOP) as (page, watch):
            reader = Reader(house, page)
            assert len(reader.reads_every_kind("/", "/groups/", "/sessions/")) > 5
            begin(Somebody(page), Mailbox(house.folder / "mail"))
            watch.forgive("400", "403", "404", "409")
            begin_at = (*ANSWERED_FOR, "/groups/", "/sessions/")
            assert len(reader.reads_every_kind(*begin_at, but=SAME_WHEN_EMPTY)) > 20
            assert watch.troubles == []
        house.ctrl_c()
