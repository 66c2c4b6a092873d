"""P2: somebody says yes when they ask for a place, and takes it back by the letter's link, in two taps."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, axe_in_both_themes
from tests.journeys.mailbox import Mailbox, links_in

WREN = "wren@example.org"


def test_a_yes_is_given_and_taken_back(
    new_page: Callable[..., Page], mailbox: Mailbox, forgive: Callable[..., None]
) -> None:
    page = new_page(**PHONE)
    page.goto("/groups/keep-the-heid-small-circle/")
    page.get_by_role("link", name="Keep me a place").tap()
    page.get_by_label("What should we call you?").fill("Wren")
    page.get_by_label("Your e-mail address").fill(WREN)
    box_for_needs = page.get_by_label(re.compile("may keep what would help me"))
    expect(box_for_needs).to_be_hidden()
    page.get_by_label("Is there anything that would help you").fill("A chair near the door")
    box_for_needs.check()
    page.get_by_role("button", name="Keep me a place").tap()
    expect(page.get_by_role("alert")).to_contain_text("Without a yes here we cannot keep a place")
    axe_in_both_themes(page)
    expect(box_for_needs).to_be_checked()
    page.get_by_label(re.compile("may keep what I tell it here")).check()
    page.get_by_role("button", name="Keep me a place").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("We’ve kept you a place. Come or don’t.")

    place = next(link for link in links_in(mailbox.next_to(WREN)) if "/places/" in link)
    page.goto(place)
    page.get_by_role("link", name="Take back my yes").tap()
    expect(page.get_by_role("heading", name="What goes now")).to_be_visible()
    axe_in_both_themes(page)
    page.get_by_role("button", name="Take back my yes").tap()
    expect(page.get_by_text("We have forgotten you.")).to_be_visible()
    forgive("404")  # what the link opens from here on
    answer = page.goto(place)
    assert answer is not None
    assert answer.status == 404
