"""Who gets which figures, on the page and as a file; and names only for a group's own coordinators, asked for again."""

import csv
import datetime as dt
import io
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import SupportGroup
from members import second_factor
from members.models import Person
from tests import factories
from tests.phones import SECRET, code_of
from tests.sessions.history import FRIDAY, NOW, WEEK, evening, held, known_by_a_word, mark, person, walk_in
from tests.sessions.test_reports_agree import PERIOD, by_hand, live_through, many_evenings, open_cursors

pytestmark = pytest.mark.django_db

PAGE, FILE, NAMES = "/reports/attendance/", "/reports/attendance.csv", "/reports/attendance/names.csv"
CODE = "/accounts/second-factor/code/"
OCTOBER = "begins=2026-10-01&ends=2026-10-31"
Open = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    """Noon on 21 November 2026, when phones have just shown a new code."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def reading(browse: Callable[[Person | None], Client]) -> Open:
    """The browser of somebody who has just shown their second factor."""

    def opened(person: Person) -> Client:
        assert person.user is not None
        second_factor.give(user=person.user, secret=SECRET)
        client = browse(person)
        client.post(CODE, {"code": code_of()})
        return client

    return opened


def read(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a file."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def headline(client: Client, address: str) -> dict[str, str]:
    html = client.get(address).content.decode()
    found = re.findall(r"<dt>([^<]+)</dt>\s*<dd class=\"headline-figure\">([^<]+)</dd>", html)
    assert len(found) == 4
    return dict(found)


# -- The same figures everywhere


def test_page_file_and_hand_agree(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    live_through(group, random.Random(21), evenings=16)
    others = factories.SupportGroupFactory(network=group.network)
    live_through(others, random.Random(22))
    address = f"?begins={PERIOD[0]}&ends={PERIOD[1]}"
    client = reading(coordinator)

    rows = read(client, FILE + address)
    shown = headline(client, PAGE + address)

    held_count, did_not_meet, cancelled, not_recorded, visits, no_name, new, people = by_hand(group, others)
    assert visits > 20
    assert shown == {
        "Visits": str(visits),
        "Different people": str(people),
        "First-timers": str(new),
        "Evenings held": str(held_count),
    }
    assert sum(int(row["Visits"] or 0) for row in rows) == visits
    assert sum(int(row["Gave no name"] or 0) for row in rows) == no_name
    assert sum(int(row["First-timers"] or 0) for row in rows) == new
    what = [row["What happened"] for row in rows]
    assert [what.count(one) for one in ("Held", "Did not meet", "Cancelled", "Not recorded")] == [
        held_count,
        did_not_meet,
        cancelled,
        not_recorded,
    ]


def test_the_file_is_one_row_an_evening_with_nought_as_nought_and_nothing_for_not_recorded(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    held(group, FRIDAY, person(group), known_by_a_word(group), headcount=9)
    held(group, FRIDAY + WEEK, headcount=0)
    evening(group, FRIDAY + 2 * WEEK, venue=None, online_link="https://example.org/room")

    first, nobody, unknown = read(reading(coordinator), f"{FILE}?{OCTOBER}")

    assert first == {
        "Date": "2026-10-02",
        "Day": "Friday",
        "Starts": "19:00",
        "Group": "Friday circle",
        "Area": "",
        "Where": "Haddington",
        "What happened": "Held",
        "Headcount": "9",
        "Visits": "9",
        "Gave no name": "7",
        "First-timers": "0",
        "Names on the register": "2",
        "Register": "Done",
    }
    counts = ("Headcount", "Visits", "Gave no name", "First-timers", "Names on the register")
    assert [nobody[name] for name in counts] == ["0"] * 5
    assert [unknown[name] for name in counts] == [""] * 5
    assert (unknown["What happened"], unknown["Where"]) == ("Not recorded", "Online")


def test_the_file_is_kept_nowhere_and_its_name_says_nothing(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    answer = reading(coordinator).get(f"{FILE}?{OCTOBER}")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="evenings-2026-10-01-to-2026-10-31.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.streaming
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfDate,Day,")


def test_a_formula_in_a_name_does_not_run(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    group.name = '=HYPERLINK("https://example.org")'
    group.save()
    held(group, FRIDAY, person(group, known_as="+44"))
    client = reading(coordinator)

    assert read(client, f"{FILE}?{OCTOBER}")[0]["Group"].startswith("'=")
    assert read(client, f"{NAMES}?{OCTOBER}&group={group.slug}")[0]["Name"] == "'+44"


def test_no_name_is_on_the_page_or_in_the_file_of_figures(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    canaries = [person(group, known_as="Canary-person"), known_by_a_word(group, word="Canary-word")]
    for week in range(2):
        session = held(group, FRIDAY + week * WEEK, *canaries)
        mark(session, person(group, known_as=f"Canary-tea-{week}"), role="tea")
    client = reading(coordinator)

    assert "Canary" not in client.get(f"{PAGE}?{OCTOBER}").content.decode()
    assert not any("Canary" in cell for row in read(client, f"{FILE}?{OCTOBER}") for cell in row.values())


# -- What the page says beside its figures


def test_each_figure_says_what_it_leaves_out(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    held(group, FRIDAY, person(group), person(group), walk_in(group), None)
    held(group, FRIDAY + WEEK, headcount=8)
    mark(evening(group, FRIDAY + 2 * WEEK), person(group))
    other = factories.SupportGroupFactory(network=group.network)
    held(other, FRIDAY, person(group), person(group), headcount=1)

    page = re.sub(r"\s+", " ", reading(coordinator).get(f"{PAGE}?{OCTOBER}").content.decode())

    assert "So is 1 evening with no register." in page
    assert "At 1 evening fewer heads were counted than people marked." in page
    assert "gave no name (9), or whom we know for one evening only (1)." in page
    assert "Somebody known only by a word counts once in each group." in page
    assert "Left out: 1 evening where heads were counted and nobody was asked." in page
    assert "0 cancelled, 0 did not meet, 1 not recorded. 1 of the last has a register that nobody has finished." in page


def test_a_period_without_evenings_says_so_and_shows_no_nought(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    page = reading(coordinator).get(f"{PAGE}?{OCTOBER}").content.decode()

    assert "No evenings in these days" in page
    assert "headline-figure" not in page


def test_the_address_of_the_file_is_the_report_that_is_shown(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    held(group, FRIDAY, headcount=3)
    client = reading(coordinator)

    assert f'"{FILE}?begins=2025-11-01&amp;ends=2026-10-31"' in client.get(PAGE).content.decode()
    chosen = client.get(f"{PAGE}?{OCTOBER}&group={group.slug}").content.decode()
    assert f'"{FILE}?{OCTOBER}&group={group.slug}"'.replace("&", "&amp;") in chosen


# -- Sentences instead of figures


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("begins=2026-10-31&ends=2026-10-01", "The last day comes before the first."),
        ("begins=2026-13-45&ends=2026-10-01", "Write a date as day, month and year"),
        ("begins=%00&ends=' OR 1", "Write a date as day, month and year"),
        ("begins=2026-10-01", "Choose the last day as well."),
        ("ends=2026-10-01", "Choose the first day as well."),
        ("begins=0001-01-01&ends=2026-10-01", "We look back to 2000 at most."),
        ("begins=2026-01-01&ends=9999-12-31", "That is more than a year ahead."),
        ("begins=2026-11-22&ends=2026-11-30", "That day is still to come"),
        ("begins=2020-02-29&ends=2026-10-01", "One report covers 5 years at most."),
    ],
)
def test_a_period_that_cannot_be_counted_gets_a_sentence(
    group: SupportGroup, coordinator: Person, reading: Open, asked: str, sentence: str
) -> None:
    client = reading(coordinator)

    page, file = client.get(f"{PAGE}?{asked}"), client.get(f"{FILE}?{asked}")

    assert (page.status_code, file.status_code) == (200, 400)
    assert sentence in page.content.decode()
    assert sentence in file.content.decode()
    assert "headline-figure" not in page.content.decode()


def test_days_may_be_written_as_people_write_them(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    held(group, FRIDAY, headcount=6)

    assert headline(reading(coordinator), f"{PAGE}?begins=1/10/2026&ends=31/10/2026")["Visits"] == "6"


def test_only_reading_is_possible(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    client = reading(coordinator)

    assert [client.post(address).status_code for address in (PAGE, FILE, NAMES)] == [405] * 3


# -- At any size


def test_p1_the_page_takes_as_many_queries_at_forty_evenings_as_at_one(
    group: SupportGroup, coordinator: Person, reading: Open
) -> None:
    client = reading(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"{PAGE}?begins=2026-01-01&ends=2026-10-31").status_code == 200
        return len(counted)

    held(group, FRIDAY, person(group))
    queries()
    one = queries()
    for night in range(1, 40):
        held(group, FRIDAY - dt.timedelta(days=night), person(group), known_by_a_word(group), None)

    # In tests the site's own facts are read for each page (two queries); in a run they are remembered.
    assert queries() == one <= 8 + 2


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_leaves_ends_the_file(group: SupportGroup, coordinator: Person, reading: Open) -> None:
    many_evenings(group, 3_000)
    answer: Any = reading(coordinator).get(f"{FILE}?begins={PERIOD[0]}&ends={PERIOD[1]}")
    next(answer.streaming_content)
    next(answer.streaming_content)
    assert open_cursors() == 1

    answer.close()

    assert open_cursors() == 0


def test_a_coordinator_without_groups_gets_a_page_all_the_same(coordinator: Person, reading: Open) -> None:
    client = reading(coordinator)

    assert "You have no groups yet." in client.get(PAGE).content.decode()
    assert read(client, FILE) == []
