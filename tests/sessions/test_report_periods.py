"""The periods offered by name, on days when months and years turn."""

import datetime as dt

import pytest

from sessions.forms.reports import presets


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (
            "2026-11-21",
            {
                "This month": ("2026-11-01", "2026-11-30"),
                "Last month": ("2026-10-01", "2026-10-31"),
                "Last quarter": ("2026-07-01", "2026-09-30"),
                "This year so far": ("2026-01-01", "2026-11-21"),
                "Last 12 months": ("2025-11-01", "2026-10-31"),
            },
        ),
        (
            "2026-01-31",
            {
                "This month": ("2026-01-01", "2026-01-31"),
                "Last month": ("2025-12-01", "2025-12-31"),
                "Last quarter": ("2025-10-01", "2025-12-31"),
                "This year so far": ("2026-01-01", "2026-01-31"),
                "Last 12 months": ("2025-01-01", "2025-12-31"),
            },
        ),
        (
            "2028-03-31",
            {
                "This month": ("2028-03-01", "2028-03-31"),
                "Last month": ("2028-02-01", "2028-02-29"),
                "Last quarter": ("2027-10-01", "2027-12-31"),
                "This year so far": ("2028-01-01", "2028-03-31"),
                "Last 12 months": ("2027-03-01", "2028-02-29"),
            },
        ),
    ],
)
def test_presets_are_whole_months_but_for_the_year_so_far(today: str, expected: dict[str, tuple[str, str]]) -> None:
    offered = presets(dt.date.fromisoformat(today))

    assert {one.label: (str(one.begins_on), str(one.ends_on)) for one in offered} == expected
