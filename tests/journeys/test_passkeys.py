"""Passkeys in a real browser, with a phone's lock that Chromium makes up: set up, shown, logged in with, taken away."""

import re
from collections.abc import Callable

from playwright.sync_api import CDPSession, Page, expect

from peersupport.home import demo
from tests.journeys.browsing import DESKTOP, PHONE, axe_in_both_themes
from tests.journeys.login import LOGIN_PAGE, log_in, show_second_factor
from tests.journeys.mailbox import Mailbox

CAROL, ROWAN = "carol.coordinator@demo.example", "rowan.regular@demo.example"
DESK, REPORT = "/accounts/second-factor/", "/reports/attendance/"
LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class PhonesLock:
    """The lock of the device a page is on; `hold` is whether its holder's finger is on it."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})["authenticatorId"]

    def is_its_holder(self, yes: bool) -> None:
        self.line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})

    def passkeys(self) -> int:
        return len(self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


def test_a_passkey_from_setting_it_up_to_taking_it_away(new_page: Callable[..., Page], mailbox: Mailbox) -> None:
    page = new_page(**PHONE)
    lock = PhonesLock(page)
    log_in(page, mailbox, ROWAN)

    page.goto(DESK)
    axe_in_both_themes(page)
    page.get_by_role("link", name="The lock of this phone or computer").tap()
    page.get_by_label("What you call it").fill("My phone")
    axe_in_both_themes(page)
    page.get_by_role("button", name="Set up a passkey").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your paper codes")
    assert lock.passkeys() == 1

    page.get_by_role("link", name="I have kept them").tap()
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()
    axe_in_both_themes(page)
    log_out(page)

    logs_in_by_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tonight")

    page.goto(f"{DESK}")
    page.get_by_role("link", name=re.compile("Rename or take away")).tap()
    shows_it(page)
    expect(page.get_by_text("It is the only one you have")).to_be_visible()
    axe_in_both_themes(page)
    page.get_by_role("button", name="Take this passkey away").tap()
    expect(page.get_by_text("The passkey is taken away.")).to_be_visible()

    log_out(page)
    page.goto(LOGIN_PAGE)
    page.get_by_role("button", name="Use my passkey instead").tap()
    expect(page.get_by_text("That passkey opened nothing here.")).to_be_visible()


def test_logged_in_by_passkey_the_report_opens_and_a_strange_hand_opens_nothing(
    new_page: Callable[..., Page], mailbox: Mailbox
) -> None:
    page = new_page(**DESKTOP)
    lock = PhonesLock(page)
    log_in(page, mailbox, CAROL)
    page.goto(REPORT)
    show_second_factor(page, demo.SECRET)
    page.goto(DESK)
    page.get_by_role("link", name=re.compile("^Set up a")).click()
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your paper codes")
    log_out(page)

    page.goto(f"{LOGIN_PAGE}?next={REPORT}")
    axe_in_both_themes(page)
    lock.is_its_holder(False)
    page.get_by_role("button", name="Use my passkey instead").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("No passkey was shown"))
    axe_in_both_themes(page)
    lock.is_its_holder(True)
    page.get_by_role("button", name="Use my passkey instead").click()
    expect(page).to_have_url(re.compile(f"{REPORT}$"))
    expect(page.get_by_role("heading", name="Month by month")).to_be_visible()


def test_without_scripts_an_apps_code_does_the_same(new_page: Callable[..., Page], mailbox: Mailbox) -> None:
    page = new_page(**PHONE, java_script_enabled=False)
    page.goto(LOGIN_PAGE)
    expect(page.get_by_role("button", name="Use my passkey instead")).to_be_hidden()
    log_in(page, mailbox, "vera.volunteer@demo.example")
    page.goto(DESK)
    show_second_factor(page, demo.SECRET)

    page.goto(f"{DESK}passkeys/new/")

    expect(page.get_by_role("button", name="Set up a passkey")).to_be_hidden()
    expect(page.get_by_role("link", name="Use an app")).to_be_visible()


def logs_in_by_passkey(page: Page) -> None:
    page.goto(LOGIN_PAGE)
    page.get_by_role("button", name="Use my passkey instead").tap()
    page.get_by_role("link", name="Log out").wait_for()


def shows_it(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Show it is you")
    axe_in_both_themes(page)
    page.get_by_role("button", name="Use my passkey").tap()


def log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").first.wait_for()
