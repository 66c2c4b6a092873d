"""Reports are for coordinators and managers, of their own groups; names for a group's own coordinators alone."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from groups.models import SupportGroup
from members.models import Area, Person, Responsibility
from tests import factories
from tests.conftest import somebody
from tests.phones import code_of
from tests.sessions.history import FRIDAY, WEEK, held, known_by_a_word, person, walk_in
from tests.sessions.views.test_reports import CODE, FILE, NAMES, OCTOBER, PAGE, Open, headline, november, read, reading

__all__ = ["november", "reading"]

pytestmark = pytest.mark.django_db

EVERYTHING = (PAGE, FILE, NAMES)
Browse = Callable[[Person | None], Client]


@pytest.fixture
def area(group: SupportGroup) -> Area:
    """The area of the group."""
    group.area = factories.AreaFactory(network=group.network)
    group.save()
    return group.area


def coordinator_of(area: Area) -> Person:
    found = somebody(area.network, "Ella")
    Responsibility.objects.create(
        person=found, network=area.network, area=area, role="coordinator", from_on=dt.date(2020, 1, 1)
    )
    return found


# -- At the door


@pytest.mark.parametrize("address", EVERYTHING)
def test_somebody_unknown_logs_in_first(browse: Browse, group: SupportGroup, address: str) -> None:
    answer = browse(None).get(f"{address}?group={group.slug}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/code/?next=%2Freports")


@pytest.mark.parametrize("address", EVERYTHING)
def test_a_code_by_letter_alone_does_not_open_reports(
    browse: Browse, group: SupportGroup, coordinator: Person, address: str
) -> None:
    answer = browse(coordinator).get(f"{address}?group={group.slug}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/second-factor/?next=%2Freports%2Fattendance")


@pytest.mark.parametrize("address", EVERYTHING)
@pytest.mark.parametrize("who", ["facilitator", "volunteer", "regular", "former_facilitator"])
def test_those_who_answer_for_no_figures_find_nothing(
    reading: Open, group: SupportGroup, request: pytest.FixtureRequest, who: str, address: str
) -> None:
    assert reading(request.getfixturevalue(who)).get(f"{address}?group={group.slug}").status_code == 404


def test_a_safeguarding_lead_finds_no_figures(reading: Open, group: SupportGroup) -> None:
    lead = somebody(group.network, "Sal")
    Responsibility.objects.create(person=lead, network=group.network, role="safeguarding", from_on=dt.date(2020, 1, 1))

    assert reading(lead).get(PAGE).status_code == 404


def test_a_responsibility_that_has_ended_opens_nothing(reading: Open, group: SupportGroup, coordinator: Person) -> None:
    client = reading(coordinator)
    assert client.get(PAGE).status_code == 200
    Responsibility.objects.update(until_on=dt.date(2026, 11, 20))

    assert [client.get(f"{address}?group={group.slug}").status_code for address in EVERYTHING] == [404] * 3


# -- Other people's groups


@pytest.mark.parametrize("address", EVERYTHING)
def test_a_forged_group_is_answered_like_one_that_does_not_exist(
    reading: Open, group: SupportGroup, stranger: Person, address: str
) -> None:
    factories.SupportGroupFactory(network=stranger.network)
    client = reading(stranger)

    slugs = (group.slug, "no-such-group")
    foreign, missing = (client.get(f"{address}?{OCTOBER}&group={slug}") for slug in slugs)

    assert (foreign.status_code, missing.status_code) == (404, 404)
    bodies = {
        answer.content.replace(slug.encode(), b"") for answer, slug in zip((foreign, missing), slugs, strict=True)
    }
    assert len(bodies) == 1, "but for the address itself, which the page's own switches lead back to"


def test_one_foreign_group_among_ones_own_is_not_found(reading: Open, group: SupportGroup, coordinator: Person) -> None:
    foreign = factories.SupportGroupFactory()

    client, asked = reading(coordinator), f"{OCTOBER}&group={group.slug}&group={foreign.slug}"

    assert [client.get(f"{address}?{asked}").status_code for address in (PAGE, FILE)] == [404, 404]


def test_the_groups_of_another_network_are_in_no_figure(
    reading: Open, group: SupportGroup, coordinator: Person, stranger: Person
) -> None:
    held(group, FRIDAY, headcount=7)
    held(factories.SupportGroupFactory(network=stranger.network), FRIDAY, headcount=50)

    assert headline(reading(coordinator), f"{PAGE}?{OCTOBER}")["Visits"] == "7"


def test_a_coordinator_of_one_area_reports_on_its_groups_alone(reading: Open, group: SupportGroup, area: Area) -> None:
    elsewhere = factories.SupportGroupFactory(network=group.network)
    held(group, FRIDAY, headcount=3)
    held(elsewhere, FRIDAY, headcount=50)
    client = reading(coordinator_of(area))

    assert headline(client, f"{PAGE}?{OCTOBER}")["Visits"] == "3"
    assert [row["Group"] for row in read(client, f"{FILE}?{OCTOBER}")] == [group.name]
    assert client.get(f"{PAGE}?{OCTOBER}&group={elsewhere.slug}").status_code == 404


def test_groups_can_be_chosen(reading: Open, group: SupportGroup, coordinator: Person) -> None:
    other = factories.SupportGroupFactory(network=group.network, slug="monday-circle")
    held(group, FRIDAY, headcount=3)
    held(other, FRIDAY, headcount=50)
    client = reading(coordinator)

    assert headline(client, f"{PAGE}?{OCTOBER}")["Visits"] == "53"
    assert headline(client, f"{PAGE}?{OCTOBER}&group=monday-circle")["Visits"] == "50"
    assert [row["Visits"] for row in read(client, f"{FILE}?{OCTOBER}&group=monday-circle")] == ["50"]


# -- Those who see totals only


def test_a_manager_sees_no_small_number_of_people_on_the_page_or_in_the_file(
    reading: Open, group: SupportGroup, manager: Person
) -> None:
    held(group, FRIDAY, *[walk_in(group) for _ in range(3)])
    held(factories.SupportGroupFactory(network=group.network, name="Monday circle"), FRIDAY, headcount=12)
    held(factories.SupportGroupFactory(network=group.network, name="Zumba"), FRIDAY, headcount=31)
    client = reading(manager)

    page = client.get(f"{PAGE}?{OCTOBER}").content.decode()
    file = read(client, f"{FILE}?{OCTOBER}")

    assert "You see totals" in page
    assert 'data-label="Visits">fewer than 5<' in page
    assert 'data-label="Visits">not shown<' in page
    assert not re.search(r'data-label="(Visits|Gave no name|First-timers|Different people)">[1-4]<', page)
    assert [(row["Lines for"], row["Which"], row["Visits"]) for row in file] == [
        ("All", "", "46"),
        ("Month", "October 2026", "46"),
        ("Group", "Friday circle", "fewer than 5"),
        ("Group", "Monday circle", "not shown"),
        ("Group", "Zumba", "31"),
    ]


def test_a_manager_sees_whole_months_so_that_two_reports_do_not_differ_by_an_evening(
    reading: Open, group: SupportGroup, manager: Person
) -> None:
    held(group, FRIDAY, headcount=6)
    held(group, FRIDAY + 3 * WEEK, headcount=8)
    client = reading(manager)

    assert headline(client, f"{PAGE}?begins=2026-10-05&ends=2026-10-20")["Visits"] == "14"


def test_a_manager_cannot_ask_for_one_group(reading: Open, group: SupportGroup, manager: Person) -> None:
    client = reading(manager)

    page, file = (client.get(f"{address}?{OCTOBER}&group={group.slug}") for address in (PAGE, FILE))

    assert (page.status_code, file.status_code) == (200, 400)
    assert "Only its coordinators see one group by itself." in page.content.decode()
    assert "headline-figure" not in page.content.decode()


def test_who_coordinates_an_area_and_manages_the_network_sees_real_numbers_of_the_area_only(
    reading: Open, group: SupportGroup, area: Area
) -> None:
    both = coordinator_of(area)
    Responsibility.objects.create(person=both, network=area.network, role="manager", from_on=dt.date(2020, 1, 1))
    held(group, FRIDAY, headcount=3)
    held(factories.SupportGroupFactory(network=group.network), FRIDAY, headcount=2)
    client = reading(both)

    assert headline(client, f"{PAGE}?{OCTOBER}&group={group.slug}")["Visits"] == "3"
    page = client.get(f"{PAGE}?{OCTOBER}").content.decode()
    assert "You see totals" in page
    assert 'data-label="Visits">3<' not in page


# -- Names


def test_names_are_a_file_of_their_own(reading: Open, group: SupportGroup, coordinator: Person) -> None:
    held(group, FRIDAY, person(group, known_as="Robin"), known_by_a_word(group, word="Heron"), None)
    other = factories.SupportGroupFactory(network=group.network)
    held(other, FRIDAY, person(group, known_as="Somebody else"))
    client = reading(coordinator)

    assert read(client, f"{NAMES}?{OCTOBER}&group={group.slug}") == [
        {"Name": name, "Known": how, "Evenings": "1", "First came": "2026-10-02", "Last came": "2026-10-02"}
        for name, how in (("Heron", "By a word"), ("Robin", "To the network"))
    ]
    answer = client.get(f"{NAMES}?{OCTOBER}&group={group.slug}")
    assert answer["Content-Disposition"] == 'attachment; filename="list-2026-10-01-to-2026-10-31.csv"'
    assert "no-store" in answer["Cache-Control"]


def test_names_are_asked_for_again_with_the_second_factor(
    reading: Open, group: SupportGroup, coordinator: Person, november: time_machine.Traveller
) -> None:
    client = reading(coordinator)
    asked = f"{OCTOBER}&group={group.slug}"
    november.shift(dt.timedelta(minutes=11))
    assert client.get(f"{PAGE}?{asked}").status_code == 200, "good for figures, all evening"

    answer = client.get(f"{NAMES}?{asked}")
    assert answer["Location"].startswith("/accounts/second-factor/?next=")
    answer = client.get(answer["Location"])
    assert answer["Location"].startswith(CODE), "it does not lead straight on"
    client.post(answer["Location"], {"code": code_of()})
    answer = client.get("/accounts/second-factor/")

    assert answer["Location"] == f"{PAGE}?{asked}#names"
    assert "Download the names" in client.get(f"{PAGE}?{asked}").content.decode()
    assert client.get(f"{NAMES}?{asked}").status_code == 200


def test_a_manager_is_told_whom_to_ask_for_names(reading: Open, group: SupportGroup, manager: Person) -> None:
    held(group, FRIDAY, person(group, known_as="Canary"))
    client = reading(manager)

    answer = client.get(f"{NAMES}?{OCTOBER}&group={group.slug}")

    assert answer.status_code == 403
    assert "Canary" not in answer.content.decode()
    assert NAMES not in client.get(f"{PAGE}?{OCTOBER}").content.decode()


def test_names_need_a_group(reading: Open, group: SupportGroup, coordinator: Person) -> None:
    assert reading(coordinator).get(f"{NAMES}?{OCTOBER}").status_code == 404


def test_names_of_days_that_make_no_sense_are_refused_with_a_sentence(
    reading: Open, group: SupportGroup, coordinator: Person
) -> None:
    answer = reading(coordinator).get(f"{NAMES}?begins=2026-10-31&ends=2026-10-01&group={group.slug}")

    assert answer.status_code == 400
    assert "The last day comes before the first." in answer.content.decode()
