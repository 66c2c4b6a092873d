"""From link to link through a house: one page of each kind, for what differs between two groups is what is said."""

from collections.abc import Iterator, Set
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.local_run import LocalRun

LINKS = "links => links.map(link => link.href)"
MADE_UP = "/styleguide/"  # its links lead nowhere


def is_a_page_of(house: LocalRun, address: str) -> bool:
    is_file = "." in urlsplit(address).path.rsplit("/", 1)[-1]
    return address.startswith(f"{house.address}/") and not is_file


def kind_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        pytest.fail(f"a link leads to {address}, where nothing is")


def kinds_of_pages(
    page: Page, house: LocalRun, begin_at: tuple[str, ...], but: Set[str] = frozenset()
) -> Iterator[str]:
    """One address of each kind that a link leads to, but for some kinds; the page is open there."""
    ahead, opened = [house.address + path for path in begin_at], set(but)
    while ahead:
        address = ahead.pop(0).split("#")[0]
        if not is_a_page_of(house, address) or kind_of(address) in opened:
            continue
        opened.add(kind_of(address))
        page.goto(address)
        if not address.endswith(MADE_UP):
            ahead += page.locator("a[href]").evaluate_all(LINKS)
        yield address
