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
from tests.journeys.test_every_page_in_a_browser import EVERYBODYS, LINKS
from tests.journeys.test_the_first_poster import Somebody, begin
from tests.local_run import LocalRun
from tests.sink import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

# What looks the same to whoever is logged in.
READ_BEFORE = EVERYBODYS - {"groups/<slug:slug>/", "sessions/<slug:ref>/"}
ANSWERED_FOR = ("/tonight/", "/settings/", "/reports/attendance/", "/complaints/", "/me/")


def test_a_stranger_reads_every_page(reader: Reader) -> None:
    assert reader.reads_every_kind("/", "/mailbox/") > 12


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


def test_a_regular_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    begin_at = ("/me/", "/tonight/", "/groups/keep-the-heid-small-circle/")
    assert reader.log_in(mailbox, "Rowan").reads_every_kind(*begin_at, but=READ_BEFORE) > 10


def test_a_leader_of_an_organisation_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    begin_at = ("/me/", "/tonight/", "/groups/learning-workshops/")
    assert reader.log_in(mailbox, "Erin").reads_every_kind(*begin_at, but=READ_BEFORE) > 8


def test_a_volunteer_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    assert reader.log_in(mailbox, "Vera").reads_every_kind("/tonight/", "/me/", but=READ_BEFORE) > 10


def test_a_facilitator_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    begin_at = ("/tonight/", "/me/", "/groups/keep-the-heid-haddington/timetable/")
    assert reader.log_in(mailbox, "Fiona").reads_every_kind(*begin_at, but=READ_BEFORE) > 15


def test_a_coordinator_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    assert reader.log_in(mailbox, "Carol").reads_every_kind(*ANSWERED_FOR, but=READ_BEFORE) > 30


def test_a_manager_reads_every_page(reader: Reader, mailbox: Mailbox) -> None:
    begin_at = ("/tonight/", "/reports/attendance/", "/complaints/")
    assert reader.log_in(mailbox, "Mina").reads_every_kind(*begin_at, but=READ_BEFORE) > 5


def test_an_empty_site_and_whoever_begins_it(chromium: Browser) -> None:
    """First nothing is there at all; then an organisation with nobody and nothing in any list."""
    with tempfile.TemporaryDirectory() as folder:
        house = LocalRun(Path(folder).resolve(), free_port(), DEMO="0", TICK_SECONDS="1").ready()
        with browse(chromium, house.address, **DESKTOP) as (page, watch):
            reader = Reader(house, page)
            assert reader.reads_every_kind("/", "/groups/", "/sessions/", "/privacy/", "/contact/") > 5
            begin(Somebody(page), Mailbox(house.folder / "mail"))
            watch.forgive("400", "403", "404", "409")
            assert reader.reads_every_kind(*ANSWERED_FOR, "/", "/groups/", "/sessions/") > 20
            assert watch.troubles == []
        house.ctrl_c()
