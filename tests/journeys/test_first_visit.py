"""Somebody who has never come: from the front page to knowing where, when and what it is like."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESKTOP, PHONE, axe_in_both_themes, tab_to

NEXT_DATE = re.compile(r"^Next: \w+day \d+ \w+, 7pm$")


def test_on_a_phone_from_the_front_page_to_an_evening(page: Page) -> None:
    page.goto("/")
    axe_in_both_themes(page)

    page.get_by_label("Find a group").fill("haddington")
    page.get_by_role("button", name="Find a group").tap()
    expect(page.get_by_role("heading", name="Find a group", level=1)).to_be_visible()
    axe_in_both_themes(page)

    page.get_by_role("main").get_by_role("link", name="Keep The Heid Haddington").tap()
    expect(page.get_by_role("heading", name="Haddington", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name=NEXT_DATE)).to_be_visible()
    expect(page.get_by_text("Just turn up. You do not need a place")).to_be_visible()
    expect(page.get_by_role("heading", name="What to expect")).to_be_visible()
    axe_in_both_themes(page)

    page.get_by_role("link", name="How to get there").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\w+day \d+ \w+, 7pm$"))
    expect(page.get_by_role("heading", name="Where")).to_be_visible()
    axe_in_both_themes(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_by_keyboard_alone_from_the_front_page_to_an_evening(new_page: Callable[..., Page], size: dict) -> None:
    page = new_page(**size)
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))

    tab_to(page, "Find a group")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Find a group", level=1)).to_be_visible()

    tab_to(page, "Keep The Heid Haddington")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Haddington", level=1)).to_be_visible()

    tab_to(page, "How to get there")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where")).to_be_visible()


def test_without_scripts_from_the_front_page_to_an_evening(new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Find a group").fill("haddington")
    page.get_by_role("button", name="Find a group").tap()
    page.get_by_role("main").get_by_role("link", name="Keep The Heid Haddington").tap()
    page.get_by_role("link", name="How to get there").tap()
    expect(page.get_by_role("heading", name="Where")).to_be_visible()
