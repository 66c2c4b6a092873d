"""Somebody who leads an organisation asks for a place at an event, for a colleague too, and sees who else is coming."""

from playwright.sync_api import Page, expect

from tests.journeys.browsing import axe_in_both_themes
from tests.journeys.mailbox import Mailbox, links_in


def test_a_place_at_an_event_then_one_for_a_colleague_and_both_see_who_comes_from_where(
    page: Page, mailbox: Mailbox
) -> None:
    page.goto("/groups/learning-workshops/")
    page.get_by_role("link", name="Ask for a place").tap()
    page.get_by_role("button", name="Keep me a place").tap()
    expect(page.get_by_text("Please have another look")).to_be_visible()
    axe_in_both_themes(page)
    page.get_by_label("Your name").fill("Teasel Quill")
    page.get_by_label("Your organisation").fill("Demonstration Kitchen")
    page.get_by_label("Your e-mail address").fill("teasel@example.org")
    page.get_by_role("button", name="Keep me a place").tap()
    page.locator("summary", has_text="Keep a place for a colleague").tap()
    expect(page.get_by_label("Their organisation")).to_have_value("Demonstration Kitchen")
    axe_in_both_themes(page)
    page.get_by_label("Their name").fill("Sorrel Quill")
    page.get_by_label("Their e-mail address").fill("sorrel@example.org")
    page.get_by_role("button", name="Keep them a place").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("We’ve kept your colleague a place.")
    axe_in_both_themes(page)

    letter = mailbox.next_to("sorrel@example.org")
    assert "Learning workshops. " in letter.subject
    page.goto(next(link for link in links_in(letter) if "/places/" in link))
    coming = page.get_by_role("region", name="Who is coming from where")
    expect(coming).to_contain_text("Demonstration Kitchen")
    expect(coming).to_contain_text("Teasel Quill")
    expect(coming).to_contain_text("They see you too: Sorrel Quill, Demonstration Kitchen.")
    axe_in_both_themes(page)
