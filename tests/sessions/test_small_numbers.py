"""Somebody who sees totals only cannot work a small number out, however they reckon."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.reports.small_numbers import Figure, hide_in_column, hide_small

THRESHOLD = 5
FEW = "fewer than 5"
column = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 14)), min_size=1, max_size=4)


def what_a_solver_learns(total: Figure, shown: list[Figure], highest: int, *, adds_up: bool) -> list[set[int]]:
    """For each line, every number it can be: all tables with these words in them that come to this total.

    The solver knows our rules: "fewer than 5" is 1 to 4, and a line that is not shown beside one is 5 or more.
    """
    beside_few = FEW in shown
    choices = [
        {figure}
        if isinstance(figure, int)
        else set(range(1, THRESHOLD))
        if figure == FEW
        else set(range(THRESHOLD if beside_few else 0, highest + 1))
        for figure in shown
    ]
    totals = {total} if isinstance(total, int) else set(range(1, THRESHOLD))
    learned: list[set[int]] = [set() for _ in shown]
    for table in product(*choices):
        fits = sum(table) in totals if adds_up else any(max(table) <= one <= sum(table) for one in totals)
        if fits:
            for at, number in enumerate(table):
                learned[at].add(number)
    return learned


@settings(max_examples=150, deadline=None)
@given(column)
def test_no_hidden_line_can_be_worked_out_from_the_others_and_the_total(lines: list[int]) -> None:
    shown = hide_in_column(sum(lines), lines, THRESHOLD)
    learned = what_a_solver_learns(hide_small(sum(lines), THRESHOLD), shown, highest=sum(lines) + 5, adds_up=True)
    for line, words, possible in zip(lines, shown, learned, strict=True):
        assert line in possible, "what is shown is true"
        if words == FEW:
            assert possible == {1, 2, 3, 4}
        elif 0 < line < THRESHOLD:
            assert len(possible) >= 4


@settings(max_examples=150, deadline=None)
@given(column, st.data())
def test_nor_where_one_person_counts_in_several_lines(lines: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(max(lines), sum(lines)))
    shown = hide_in_column(total, lines, THRESHOLD, adds_up=False)
    learned = what_a_solver_learns(hide_small(total, THRESHOLD), shown, highest=total + 5, adds_up=False)
    for line, words, possible in zip(lines, shown, learned, strict=True):
        assert line in possible
        if words == FEW:
            assert possible == {1, 2, 3, 4}


@given(column)
def test_no_number_from_one_to_four_is_ever_shown(lines: list[int]) -> None:
    shown = [hide_small(sum(lines), THRESHOLD), *hide_in_column(sum(lines), lines, THRESHOLD)]
    assert not {1, 2, 3, 4} & set(shown)


@pytest.mark.parametrize(
    ("total", "lines", "shown"),
    [
        (30, [10, 20], [10, 20]),
        (20, [0, 20], [0, 20]),
        (0, [0, 0], [0, 0]),
        (33, [3, 10, 20], [FEW, "not shown", 20]),
        (35, [3, 12, 20, 0], [FEW, "not shown", 20, 0]),
        (28, [3, 2, 3, 20], [FEW, FEW, FEW, 20]),
        (24, [2, 2, 20], [FEW, FEW, "not shown"]),
        (3, [3, 0], ["not shown", "not shown"]),
        (8, [4, 4], ["not shown", "not shown"]),
        (12, [12, "not recorded"], [12, "not recorded"]),
        ("no longer known", [3, 12], [FEW, 12]),
    ],
)
def test_it_hides_no_more_than_it_must(total: Figure, lines: list[Figure], shown: list[Figure]) -> None:
    assert hide_in_column(total, lines, THRESHOLD) == shown


def test_months_stay_when_people_come_in_several() -> None:
    assert hide_in_column(30, [20, 21, 3, 19], THRESHOLD, adds_up=False) == [20, 21, FEW, 19]


def test_the_line_after_which_nobody_new_came_is_not_given_away_by_the_total() -> None:
    assert hide_in_column(24, [20, 4], THRESHOLD, adds_up=False) == ["not shown", FEW]
