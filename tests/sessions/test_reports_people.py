"""Who is one of the different people, who is listed by name, and what readers of totals do not see."""

import datetime as dt

import pytest
from django.db.models import Q

from groups.models import SupportGroup
from members.models import Network
from sessions import reports
from sessions.reports import NameRow
from tests import factories
from tests.sessions.history import (
    FRIDAY,
    NOW,
    OCTOBER,
    WEEK,
    evening,
    figures,
    held,
    known_by_a_word,
    mark,
    person,
    report,
    walk_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_group(network: Network) -> SupportGroup:
    return factories.SupportGroupFactory(network=network, name="Monday circle")


# -- Different people


def test_one_who_comes_every_week_is_one_person(group: SupportGroup) -> None:
    robin, heron = person(group), known_by_a_word(group)
    for week in range(4):
        held(group, FRIDAY + week * WEEK, robin, heron)

    assert (figures(group).visits, figures(group).different_people) == (8, 2)


def test_a_person_is_one_person_in_all_groups_of_a_network(group: SupportGroup, other_group: SupportGroup) -> None:
    robin = person(group)
    held(group, FRIDAY, robin)
    held(other_group, FRIDAY, robin)

    found = report(group, other_group)
    assert found.totals.different_people == 1
    assert [line.figures.different_people for line in found.groups] == [1, 1]


def test_a_regular_may_count_once_in_each_group(group: SupportGroup, other_group: SupportGroup) -> None:
    held(group, FRIDAY, known_by_a_word(group, word="Heron"))
    held(other_group, FRIDAY, known_by_a_word(other_group, word="Heron"))

    assert figures(group, other_group).different_people == 2


def test_a_regular_who_became_a_person_counts_once(group: SupportGroup, other_group: SupportGroup) -> None:
    robin = person(group)
    held(group, FRIDAY, known_by_a_word(group, person=robin))
    assert figures(group).different_people == 1
    held(group, FRIDAY + WEEK, robin)
    held(other_group, FRIDAY, known_by_a_word(other_group, person=robin))

    assert figures(group, other_group).different_people == 1


def test_a_person_without_an_address_is_a_visit_and_not_one_of_the_different_people(group: SupportGroup) -> None:
    held(group, FRIDAY, walk_in(group), walk_in(group), person(group))

    found = figures(group)
    assert (found.visits, found.gave_no_name) == (3, 0)
    assert (found.different_people, found.one_evening_only) == (1, 2)


def test_a_telephone_number_is_an_address(group: SupportGroup) -> None:
    held(group, FRIDAY, person(group, email="", phone="01620 555 111", reach="phone"))

    assert figures(group).different_people == 1


def test_a_regular_joined_to_somebody_without_an_address_counts_as_the_regular(group: SupportGroup) -> None:
    held(group, FRIDAY, known_by_a_word(group, person=walk_in(group)))

    assert figures(group).different_people == 1


def test_who_gave_no_name_is_nobody_we_can_tell_apart(group: SupportGroup) -> None:
    held(group, FRIDAY, None, None, headcount=5)

    assert (figures(group).visits, figures(group).different_people) == (5, 0)


def test_who_is_on_an_unfinished_register_is_not_counted_yet(group: SupportGroup) -> None:
    held(group, FRIDAY, person(group))
    mark(evening(group, FRIDAY + WEEK), person(group))

    assert figures(group).different_people == 1


# -- Months and groups


def test_months_add_up_but_their_people_do_not(group: SupportGroup) -> None:
    robin = person(group)
    held(group, dt.date(2026, 9, 25), robin, None)
    held(group, FRIDAY, robin)

    found = report(group, begins_on=dt.date(2026, 8, 15), ends_on=dt.date(2026, 11, 30))
    labels = [(line.label, line.figures.visits, line.figures.different_people) for line in found.months]
    assert labels == [
        ("August 2026, part of it", "none held", "none held"),
        ("September 2026", 2, 1),
        ("October 2026", 1, 1),
        ("November 2026, part of it", "none held", "none held"),
    ]
    assert (found.totals.visits, found.totals.different_people) == (3, 1)


def test_groups_without_evenings_are_named_apart(group: SupportGroup, other_group: SupportGroup) -> None:
    held(group, FRIDAY, headcount=3)

    found = report(group, other_group)
    assert [line.group for line in found.groups] == [group]
    assert found.without_evenings == (other_group,)


# -- The names of one's own group


def names(group: SupportGroup) -> list[NameRow]:
    return list(reports.names(group=group, now=NOW, **OCTOBER))


def test_names_say_how_many_evenings_and_the_first_and_last(group: SupportGroup) -> None:
    robin, heron = person(group, known_as="Robin"), known_by_a_word(group, word="Heron")
    held(group, FRIDAY, robin, heron, walk_in(group), None)
    held(group, FRIDAY + 3 * WEEK, robin)

    found = names(group)
    assert [row[:3] for row in found[:1]] == [("Heron", "By a word", 1)]
    assert found[1] == NameRow("Robin", "To the network", 2, FRIDAY, FRIDAY + 3 * WEEK)
    assert [row.known for row in found[2:]] == ["For one evening"]


def test_a_regular_who_became_a_person_is_one_name(group: SupportGroup) -> None:
    robin = person(group, known_as="Robin")
    heron = known_by_a_word(group, word="Heron", person=robin)
    held(group, FRIDAY, heron)
    held(group, FRIDAY + WEEK, robin)
    held(group, FRIDAY + 2 * WEEK, robin, heron)

    assert names(group) == [NameRow("Robin", "To the network", 3, FRIDAY, FRIDAY + 2 * WEEK)]


def test_names_are_of_this_group_these_days_and_those_who_came(group: SupportGroup, other_group: SupportGroup) -> None:
    held(other_group, FRIDAY, person(group))
    held(group, FRIDAY - WEEK, person(group))
    mark(held(group, FRIDAY), person(group), role="tea")
    mark(evening(group, FRIDAY + WEEK), person(group))

    assert names(group) == []


# -- Totals only


def test_totals_only_hides_small_numbers_of_people_and_no_evenings(
    group: SupportGroup, other_group: SupportGroup
) -> None:
    held(group, FRIDAY, headcount=3)
    held(other_group, FRIDAY, headcount=0)
    busy = factories.SupportGroupFactory(network=group.network, name="Wednesday circle")
    busier = factories.SupportGroupFactory(network=group.network, name="Zumba")
    held(busy, FRIDAY, headcount=11)
    held(busier, FRIDAY, headcount=40)

    found = reports.for_totals_only(report(group, other_group, busy, busier), 5)
    assert found.totals.visits == 54
    assert {line.group.name: line.figures.visits for line in found.groups} == {
        "Friday circle": "fewer than 5",
        "Monday circle": 0,
        "Wednesday circle": "not shown",
        "Zumba": 40,
    }
    assert [line.figures.held for line in found.groups] == [1, 1, 1, 1]
    assert [line.figures.visits for line in found.months] == [54]


def test_totals_only_hides_a_line_that_would_give_two_small_ones_away(
    group: SupportGroup, other_group: SupportGroup
) -> None:
    held(group, FRIDAY, headcount=2)
    held(other_group, FRIDAY, headcount=2)
    held(factories.SupportGroupFactory(network=group.network, name="Zumba"), FRIDAY, headcount=20)

    everyone = Q(network=group.network)
    found = reports.for_totals_only(reports.attendance(groups_q=everyone, now=NOW, **OCTOBER), 5)
    assert found.totals.visits == 24
    assert [line.figures.visits for line in found.groups] == ["fewer than 5", "fewer than 5", "not shown"]


def test_totals_only_hides_the_total_too_where_it_is_small(group: SupportGroup) -> None:
    held(group, FRIDAY, walk_in(group), person(group))

    found = reports.for_totals_only(report(group), 5)
    hidden = (found.totals.visits, found.totals.different_people, found.totals.one_evening_only)
    assert set(hidden) == {"fewer than 5"}
    assert found.groups[0].figures.visits == found.months[0].figures.visits == "not shown"


def test_the_file_of_totals_has_the_lines_of_the_page_hidden_numbers_too(group: SupportGroup) -> None:
    held(group, FRIDAY, headcount=3)
    held(group, FRIDAY + WEEK, headcount=0)

    lines = list(reports.line_rows(reports.for_totals_only(report(group), 5)))
    assert [line[:3] + line[6:7] for line in lines] == [
        ("All", "", 2, "fewer than 5"),
        ("Month", "October 2026", 2, "not shown"),
        ("Group", "Friday circle", 2, "not shown"),
    ]
    assert {len(line) for line in lines} == {len(reports.LINE_HEADING)}
