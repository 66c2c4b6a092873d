"""A coordinator invites somebody, who says yes on their phone, logs in, steps back and is removed at the next page."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESKTOP, PHONE, axe_in_both_themes
from tests.journeys.login import log_in
from tests.journeys.mailbox import Mailbox, links_in
from tests.local_run import LocalRun

INES = "ines@example.org"
PEOPLE = "/networks/keep-the-heid/people/"
TONIGHT = "/tonight/"


def test_somebody_is_invited_says_yes_steps_back_and_is_removed(
    house: LocalRun, new_page: Callable[..., Page], mailbox: Mailbox
) -> None:
    desk, phone = new_page(**DESKTOP), new_page(**PHONE)
    log_in(desk, mailbox, *house.logins()["Carol"])
    desk.goto("/settings/")
    desk.get_by_role("main").get_by_role("link", name=re.compile("^People")).click()
    axe_in_both_themes(desk)
    desk.get_by_role("link", name="Invite somebody").click()
    axe_in_both_themes(desk)
    desk.get_by_label("Their e-mail address").fill(INES)
    desk.get_by_label("What do you call them?").fill("Ines")
    desk.get_by_label("What for?").select_option(label="Volunteer")
    desk.get_by_label("Where?").select_option(label="Keep The Heid Haddington")
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_text("Sent. The letter has a link")).to_be_visible()
    desk.get_by_role("link", name="Ines").click()
    expect(desk.get_by_text(INES)).to_be_visible()
    axe_in_both_themes(desk)

    letter = mailbox.next_to(INES)
    phone.goto(next(link for link in links_in(letter) if "/invitations/" in link))
    axe_in_both_themes(phone)
    phone.get_by_role("button", name="No, thank you").tap()
    expect(phone.get_by_text("That is fine")).to_be_visible()
    phone.get_by_role("button", name="Yes, gladly").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You said yes")
    axe_in_both_themes(phone)
    log_in(phone, mailbox, INES)
    phone.goto("/me/")
    phone.get_by_role("button", name="Step back for a while").tap()
    expect(phone.get_by_role("button", name="I am back")).to_be_visible()
    axe_in_both_themes(phone)

    desk.goto(PEOPLE)
    desk.get_by_role("link", name="Ines").click()
    axe_in_both_themes(desk)
    desk.get_by_role("link", name="End it now").click()
    desk.get_by_role("button", name="End it now").click()
    expect(desk.get_by_text("Ended.")).to_be_visible()
    phone.goto(TONIGHT)
    expect(phone.get_by_text("This page is for those who help at a group.")).to_be_visible()
