"""What the page about accessibility says is true: by axe in both lights, on 320 pixels, with letters twice as large.

And a place is asked for and given back by keyboard, without scripts.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import PHONE, axe_in_both_themes

PLAIN = (
    *("/privacy/", "/forgetting/", "/accessibility/", "/contact/", "/about/"),
    *("/networks/keep-the-heid/privacy/", "/networks/keep-the-heid/purposes/"),
)
HADDINGTON, SMALL_CIRCLE = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-small-circle/"
USED = ("/", "/groups/", HADDINGTON, "/sessions/", "/networks/keep-the-heid/", "/accounts/login/code/")
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
WIDTH = "document.documentElement.scrollWidth"
TWICE = "document.documentElement.style.fontSize = '200%'"
OPENED = "details => details.forEach(one => one.open = true)"


def test_they_break_no_rule_that_a_machine_can_find(page: Page) -> None:
    for path in PLAIN:
        page.goto(path)
        page.locator("details").evaluate_all(OPENED)
        axe_in_both_themes(page)


def test_nobody_scrolls_sideways_on_320_pixels_or_with_letters_twice_as_large(new_page: Callable[..., Page]) -> None:
    page, too_wide = new_page(**NARROW), dict[str, int]()
    for path in (*PLAIN, *USED):
        page.goto(path)
        page.locator("details").evaluate_all(OPENED)
        too_wide[path] = page.evaluate(WIDTH) - 320
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(TWICE)
        too_wide[f"{path}, twice as large"] = page.evaluate(WIDTH) - 390
        page.set_viewport_size({"width": 320, "height": 640})
    assert {path: pixels for path, pixels in too_wide.items() if pixels > 0} == {}


def test_a_place_is_asked_for_and_given_back_by_keyboard_without_scripts(new_page: Callable[..., Page]) -> None:
    page = new_page(**NARROW, java_script_enabled=False)
    page.goto(SMALL_CIRCLE)
    press(page, page.get_by_role("main").get_by_role("link", name=re.compile("eep me a place")).first, "Enter")
    press(page, page.get_by_label("What should we call you?"), *"Wren")
    # Of several answers Tab comes to the one that is chosen, and arrows choose another.
    press(page, page.get_by_label("By e-mail"), "ArrowDown", "ArrowDown")
    expect(page.get_by_label("Please don’t")).to_be_checked()
    for box in page.get_by_label(re.compile("^Yes, Keep The Heid may keep ")).all()[1:]:
        press(page, box, "Space")
    press(page, page.get_by_role("button", name="Keep me a place"), "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My place")

    press(page, page.get_by_role("button", name="Not this time"), "Enter")
    expect(page.get_by_text("You gave your place back.")).to_be_visible()


def press(page: Page, there: Locator, *keys: str) -> None:
    """Tab until the focus is there, then press these keys."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if there.evaluate("it => it === document.activeElement"):
            for key in keys:
                page.keyboard.press(key)
            return
    raise AssertionError(f"{page.url}: Tab never came to {there}")
