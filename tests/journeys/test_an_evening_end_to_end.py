"""The main job, from a stranger's first look to the coordinator's figures, on one run and its demonstration."""

import csv
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from peersupport.home import demo
from tests.journeys.browsing import DESKTOP, PHONE, axe_in_both_themes
from tests.journeys.login import log_in, show_second_factor
from tests.journeys.mailbox import Mailbox, links_in

HEATHER, IVY = "heather@example.org", "ivy@example.org"
# The box that asks for a yes, by its words. On the form for a place the first is about what would help.
A_YES = re.compile("^Yes, Keep The Heid may keep ")
FACILITATOR, COORDINATOR = "fiona.facilitator@demo.example", "carol.coordinator@demo.example"


def test_an_evening_end_to_end(new_page: Callable[..., Page], mailbox: Mailbox, forgive: Callable[..., None]) -> None:
    stranger = new_page(**PHONE)
    asks_to_be_reminded(stranger, mailbox)
    keeps_a_place_and_gives_it_back(stranger, mailbox)
    forgive("404")  # what the link opens once its reader is forgotten
    is_forgotten(stranger)

    facilitator = new_page(**PHONE)
    log_in(facilitator, mailbox, FACILITATOR)
    plans_a_series(facilitator)
    came = takes_a_register(facilitator)

    coordinator = new_page(**DESKTOP, accept_downloads=True)
    log_in(coordinator, mailbox, COORDINATOR)
    downloads_figures_that_match(coordinator, came)


def asks_to_be_reminded(page: Page, mailbox: Mailbox) -> None:
    page.goto("/")
    page.get_by_text("Or choose one of").tap()
    page.get_by_role("link", name="Haddington", exact=True).tap()
    page.get_by_role("link", name="Keep The Heid Haddington").tap()
    next_evening = page.get_by_role("heading", name=re.compile("^Next: ")).inner_text().removeprefix("Next: ")
    page.get_by_role("link", name="Remind me").tap()
    axe_in_both_themes(page)

    page.get_by_role("button", name="Remind me").tap()
    expect(page.get_by_role("alert")).to_contain_text("Tell us what to call you")
    expect(page).to_have_title(re.compile("^Error: "))
    axe_in_both_themes(page)

    page.get_by_label("What should we call you?").fill("Heather")
    page.get_by_label("Your e-mail address").fill(HEATHER)
    page.get_by_role("button", name="Remind me").tap()
    expect(page.get_by_role("alert")).to_contain_text("Without a yes here we cannot remind you")
    page.get_by_label(A_YES).check()
    page.get_by_role("button", name="Remind me").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("We’ll remind you. Come or don’t.")

    letter = mailbox.next_to(HEATHER)
    assert next_evening in letter.text
    assert "Keep The Heid" not in letter.text + letter.subject
    read_in_the_mailbox(page, letter.subject)
    page.goto(the_link(links_in(letter), "/reminders/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("My reminder")


def read_in_the_mailbox(page: Page, subject: str) -> None:
    page.goto("/mailbox/")
    page.get_by_role("link", name=subject).first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)


def the_link(links: list[str], to: str) -> str:
    return next(link for link in links if to in link)


def keeps_a_place_and_gives_it_back(page: Page, mailbox: Mailbox) -> None:
    page.goto("/groups/")
    page.get_by_role("link", name="Small circle (demonstration)").tap()
    page.get_by_role("link", name="Keep me a place").tap()
    axe_in_both_themes(page)
    page.get_by_label("What should we call you?").fill("Ivy")
    page.get_by_label("Your e-mail address").fill(IVY)
    page.get_by_label("It’s my first time here").check()
    page.get_by_label(A_YES).last.check()
    page.get_by_role("button", name="Keep me a place").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("We’ve kept you a place. Come or don’t.")
    axe_in_both_themes(page)

    letter = mailbox.next_to(IVY, "we’ve kept you a place")
    read_in_the_mailbox(page, letter.subject)
    page.locator("a[href*='/places/']").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("My place")
    axe_in_both_themes(page)
    page.get_by_role("button", name="Not this time").tap()
    expect(page.get_by_text("You gave your place back. Thank you.")).to_be_visible()


def is_forgotten(page: Page) -> None:
    place = page.url
    page.get_by_role("link", name="Forget me").tap()
    expect(page.get_by_role("heading", name="What we cannot reach")).to_be_visible()
    axe_in_both_themes(page)
    page.get_by_role("button", name="Forget me").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is done")
    axe_in_both_themes(page)
    answer = page.goto(place)
    assert answer is not None
    assert answer.status == 404


def plans_a_series(page: Page) -> None:
    page.goto("/groups/keep-the-heid-haddington/timetable/")
    page.get_by_role("link", name="Plan a weekly series").tap()
    page.get_by_label("Every week on").select_option("Mondays")
    page.get_by_label("Starts at").fill("19:00")
    page.get_by_label("From this day on").fill(f"{dt.date.today() + dt.timedelta(days=1)}")  # noqa: DTZ011 – the machine's own day
    page.get_by_role("button", name="Show the next dates").tap()
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(page.get_by_text("It stays 7pm when the clocks change")).to_be_visible()
    axe_in_both_themes(page)
    page.get_by_role("button", name="Yes, plan these dates").tap()
    expect(page.get_by_text("The dates are planned.")).to_be_visible()
    expect(page.get_by_text("Mondays, 7pm to 9pm")).to_be_visible()


def takes_a_register(page: Page) -> int:
    """Records Tranent's evening of last week, which the demonstration leaves open: three by tap, five by headcount."""
    page.goto("/tonight/")
    axe_in_both_themes(page)
    page.get_by_role("link", name=re.compile("Say who came")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who came")
    axe_in_both_themes(page)
    someone = page.locator("[data-section=others] button.tap").first
    someone.tap()
    expect(someone).to_have_attribute("aria-pressed", "true")
    page.get_by_label("add someone new by one word").fill("Kittiwake")
    page.get_by_role("button", name="Add").tap()
    expect(page.get_by_role("button", name="Kittiwake", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=re.compile(r"\+1")).tap()
    page.get_by_role("link", name="Before you lock up").tap()
    page.get_by_label("How many people came?").fill("5")
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("main")).to_contain_text("5")
    return 5


def downloads_figures_that_match(page: Page, came: int) -> None:
    page.goto("/reports/attendance/")
    show_second_factor(page, demo.SECRET)
    page.get_by_role("link", name="Last 12 months").click()
    expect(page.get_by_role("heading", name="Month by month")).to_be_visible()
    today = dt.date.today()  # noqa: DTZ011 – the machine's own day, as somebody at the desk reads it
    page.goto(f"/reports/attendance/?begins={today - dt.timedelta(days=90)}&ends={today}")
    axe_in_both_themes(page)
    shown = {name: figure(page, name) for name in ("Visits", "Evenings held", "First-timers")}
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download for a spreadsheet").click()
    rows = read(waiting.value.path())

    assert "Kittiwake" not in str(rows)
    held = [row for row in rows if row["What happened"] == "Held"]
    assert sum(int(row["Visits"]) for row in held) == shown["Visits"]
    assert len(held) == shown["Evenings held"]
    assert any(int(row["Headcount"] or -1) == came and "Tranent" in row["Group"] for row in held)


def figure(page: Page, name: str) -> int:
    """One of the headline figures, as its reader sees it."""
    group = page.locator("dl.headline > div").filter(has=page.get_by_text(name, exact=True))
    return int(group.locator(".headline-figure").inner_text().replace(",", ""))


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
