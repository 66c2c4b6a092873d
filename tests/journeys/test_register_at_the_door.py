"""The register in a hall with one bar of signal: taps wait, two helpers see each other, and nothing is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import PHONE, axe_in_both_themes
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox

FIONA, VERA = "fiona.facilitator@demo.example", "vera.volunteer@demo.example"
# What the browser says to a page when its phone is taken out of the pocket again.
WAKE = "document.dispatchEvent(new Event('visibilitychange'))"


def test_taps_wait_for_signal_and_survive_a_logout(
    new_page: Callable[..., Page], mailbox: Mailbox, forgive: Callable[..., None]
) -> None:
    page = new_page(**PHONE)
    log_in(page, mailbox, FIONA)
    open_a_register(page)
    forgive("ERR_INTERNET_DISCONNECTED", "403")

    page.context.set_offline(True)
    names = [tap_somebody(page) for _ in range(3)]
    press(line(page, names[0]))
    expect(line(page, names[0])).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("status").last).to_have_text("4 waiting to send")
    axe_in_both_themes(page)
    page.context.set_offline(False)
    expect(page.get_by_role("status").last).to_have_text("Saved")

    page.context.clear_cookies(name="session")
    names.append(tap_somebody(page, after=1))  # the first who is not here is the one just taken away
    expect(page.get_by_role("alert")).to_contain_text("You have been logged out. Nothing is lost")
    axe_in_both_themes(page)
    other_tab = page.context.new_page()
    log_in(other_tab, mailbox, FIONA)
    other_tab.close()
    page.get_by_role("button", name="Send now").tap()
    expect(page.get_by_role("status").last).to_have_text("Saved")

    page.reload()
    pressed = [line(page, name).get_attribute("aria-pressed") for name in names]
    assert pressed == ["false", "true", "true", "true"]


def test_two_helpers_see_each_other_and_no_line_moves(new_page: Callable[..., Page], mailbox: Mailbox) -> None:
    mine, theirs = new_page(**PHONE), new_page(**PHONE)
    log_in(mine, mailbox, FIONA)
    log_in(theirs, mailbox, VERA)
    address = open_a_register(mine)
    theirs.goto(address)
    before = mine.locator("[data-section] .tap > span").all_inner_texts()

    name = tap_somebody(theirs)
    theirs.get_by_label("add someone new by one word").fill("Sandpiper")
    theirs.get_by_role("button", name="Add").tap()
    expect(theirs.get_by_role("status").last).to_have_text("Saved")

    mine.evaluate(WAKE)
    expect(line(mine, name)).to_have_attribute("aria-pressed", "true")
    expect(line(mine, "Sandpiper")).to_have_attribute("aria-pressed", "true")
    assert mine.locator("[data-section] .tap > span").all_inner_texts() == [*before, "Sandpiper"]
    press(line(mine, "Sandpiper"))
    expect(mine.get_by_role("status").last).to_have_text("Saved")
    theirs.reload()
    expect(line(theirs, "Sandpiper")).to_have_count(0)


def test_every_line_works_without_scripts(new_page: Callable[..., Page], mailbox: Mailbox) -> None:
    page = new_page(**PHONE, java_script_enabled=False)
    log_in(page, mailbox, FIONA)
    open_a_register(page)

    name = tap_somebody(page)
    chip = page.get_by_role("button", name=f"{name}: First time", exact=True)
    press(chip)
    expect(chip).to_have_attribute("aria-pressed", "true")
    press(line(page, name))
    expect(line(page, name)).to_have_attribute("aria-pressed", "false")


def open_a_register(page: Page) -> str:
    """One of a past evening, to be corrected: what these journeys tap is in nobody's way."""
    page.goto("/tonight/")
    lately = page.get_by_role("region", name="Lately").get_by_role("link", name=re.compile("Done"))
    page.goto(f"{lately.first.get_attribute('href')}?correct=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who came")
    return page.url


def line(page: Page, name: str) -> Locator:
    return page.locator("button.tap").filter(has_text=re.compile(f"^\\s*{re.escape(name)}\\s*$"))


def press(what: Locator) -> None:
    """As a finger does, where it stands: under nothing that covers it."""
    what.scroll_into_view_if_needed()
    what.tap()


def tap_somebody(page: Page, after: int = 0) -> str:
    """Tap somebody who is not here yet among those who are not helping; returns their name."""
    waiting = page.locator("[data-section=others] button.tap[aria-pressed=false]").nth(after)
    name = waiting.inner_text().strip()
    press(waiting)
    expect(line(page, name)).to_have_attribute("aria-pressed", "true")
    return name
