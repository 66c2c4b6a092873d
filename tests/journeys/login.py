"""Logging in as people do: the code from the letter, then the six digits from the phone."""

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import Page

from tests.journeys.mailbox import Mailbox, code_in

SECONDS_A_CODE = 30
LOGIN_PAGE = "/accounts/login/code/"
CODE_LETTER = "Your code"


def log_in(page: Page, mailbox: Mailbox, address: str, secret: str = "") -> None:
    """Log in with the code from the letter; with a secret, show the second factor as well."""
    page.goto(LOGIN_PAGE)
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code", exact=True).fill(code_in(mailbox.next_to(address, CODE_LETTER)))
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("link", name="Log out").wait_for()
    if secret:
        page.goto("/accounts/second-factor/")
        show_second_factor(page, secret)


def show_second_factor(page: Page, secret: str) -> None:
    """On the page that asks for it. A code works once: shown just before, the next one is waited for."""
    asks, instead = page.get_by_role("heading", name="Show it is you"), page.get_by_text("Type a code instead")
    for _ in range(2):
        asks.wait_for()
        if instead.is_visible():  # a passkey is theirs too
            instead.click()
        page.get_by_label("Code", exact=True).fill(second_factor(secret))
        page.get_by_role("button", name="Go on").click()
        if not asks.is_visible():
            return
        time.sleep(SECONDS_A_CODE - time.time() % SECONDS_A_CODE)
    raise AssertionError(f"{page.url}: the second factor was not taken")


def second_factor(secret: str) -> str:
    """The six digits an authenticator app shows now for a secret in base 32 (RFC 6238), with time left to type them."""
    left = SECONDS_A_CODE - time.time() % SECONDS_A_CODE
    if left < 3:
        time.sleep(left)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // SECONDS_A_CODE), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
