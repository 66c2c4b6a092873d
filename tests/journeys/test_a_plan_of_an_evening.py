"""A coordinator plans how evenings go, by keyboard and without scripts; a facilitator writes the next agreement."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESKTOP, PHONE, axe_in_both_themes, tab_to
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox
from tests.local_run import LocalRun

# Whether every word that a list may show has room in it.
SHOWS_ALL = """list => {
    const style = getComputedStyle(list), pen = document.createElement("canvas").getContext("2d");
    const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return [...list.options].every(one => pen.measureText(one.text.trim()).width <= room);
}"""


def test_parts_are_moved_and_added_by_keyboard_without_scripts(
    new_page: Callable[..., Page], house: LocalRun, mailbox: Mailbox
) -> None:
    page = new_page(**DESKTOP, java_script_enabled=False)
    log_in(page, mailbox, *house.logins()["Carol"])
    page.goto("/settings/")
    for words in ("How evenings go", "Make a new plan"):
        tab_to(page, words)
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name=re.compile("How evenings go|A new plan")).wait_for()
    name = page.get_by_label("Name of the plan")
    name.fill("Quiet evening")
    page.locator("#part-3").get_by_label("A few words for everyone").focus()
    tab_to(page, "Move up")
    page.keyboard.press("Enter")
    expect(page.locator("#part-3")).to_be_focused()
    expect(page.locator("#part-3").get_by_label("What you call it")).to_have_value("Tea")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#part-2").get_by_label("What you call it")).to_have_value("Tea")
    tab_to(page, "Add a part")
    page.keyboard.press("Enter")
    page.locator("#part-7").get_by_label("What kind of part").select_option("Self-care")
    expect(name).to_have_value("Quiet evening")

    name.press("Enter")
    expect(page.get_by_text("Added. Groups and dates can go by it now.")).to_be_visible()
    made = page.get_by_role("region", name="Quiet evening").get_by_role("listitem")
    expect(made).to_contain_text(["Our agreement", "Tea", "meditation", "going on", "going well", "quiet end", "Self"])


def test_every_page_of_it_can_be_read_on_a_phone(
    new_page: Callable[..., Page], house: LocalRun, mailbox: Mailbox
) -> None:
    page = new_page(**PHONE)
    log_in(page, mailbox, *house.logins()["Carol"])
    page.goto("/networks/keep-the-heid/formats/")
    axe_in_both_themes(page)
    page.get_by_role("link", name="Make a new plan").tap()
    axe_in_both_themes(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for kind in page.get_by_label("What kind of part").all():
        assert kind.evaluate(SHOWS_ALL), "the word for a kind is not cut"
    page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]  # its two words and two numbers
    page.get_by_label("Minutes").first.fill("0")
    page.get_by_role("button", name="Add this plan").tap()
    expect(page.get_by_role("alert")).to_contain_text("Part 1: Write a whole number from 1 to 600.")
    axe_in_both_themes(page)
    page.get_by_role("link", name="Part 1: Write a whole number").tap()
    expect(page.get_by_label("Minutes").first).to_be_focused()


def test_a_facilitator_writes_the_next_version_and_everybody_reads_the_one_in_use(
    new_page: Callable[..., Page], house: LocalRun, mailbox: Mailbox
) -> None:
    page = new_page(**PHONE)
    log_in(page, mailbox, *house.logins()["Fiona"])
    page.goto("/groups/keep-the-heid-tranent/")
    page.get_by_role("link", name="The agreement", exact=True).tap()
    page.get_by_role("link", name="Write a new version").tap()
    axe_in_both_themes(page)
    page.get_by_label("What we agree").fill("Tea first.")
    page.get_by_role("button", name="Save this version").tap()
    expect(page.get_by_text("Saved. The versions before it stay as they were.")).to_be_visible()
    expect(page.get_by_text("still to come")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Saved. The versions before it stay as they were.")).to_be_hidden()
    page.emulate_media(media="screen")
    axe_in_both_themes(page)

    stranger = new_page(**DESKTOP)
    stranger.goto("/groups/keep-the-heid-tranent/agreement/")
    expect(stranger.get_by_text("What is said here stays here")).to_be_visible()
    expect(stranger.get_by_text("Tea first.")).to_have_count(0)
    axe_in_both_themes(stranger)
    now = stranger.get_by_text(re.compile("^(Open|Closed) now"))
    expect(now).to_be_visible()
    stranger.emulate_media(media="print")
    expect(now).to_be_hidden()
    expect(stranger.get_by_text("Monday to Thursday 6pm to 2am")).to_be_visible()
