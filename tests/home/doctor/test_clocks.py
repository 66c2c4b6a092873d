"""Clocks that differ, and calendars that do not know the same summer."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from peersupport.home.doctor import clocks
from tests import factories
from tests.home.doctor.conftest import Said

pytestmark = pytest.mark.django_db
# A zone that is UTC all year, as a file of the first version of that format.
HEAD = b"TZif" + b"\0" * 16
WINTER = HEAD + b"".join(n.to_bytes(4, "big") for n in (0, 0, 0, 0, 1, 4)) + b"\0" * 6 + b"GMT\0"


@pytest.mark.parametrize(("seconds", "verdict"), [(0, "good"), (5, "look here"), (3600, "not right")])
def test_a_clock_that_is_wrong(said: Said, seconds: int, verdict: str) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)):
        assert list(said(clocks.skew())) == [verdict]


def test_program_and_database_agree_on_the_wall_clock(said: Said, now: dt.datetime) -> None:
    assert list(said(clocks.zones(now=now))) == ["good"]


def test_a_zone_nobody_knows(said: Said, now: dt.datetime) -> None:
    factories.NetworkFactory(time_zone="Europe/Teatime")
    assert "Europe/Teatime" in said(clocks.zones(now=now))["not right"][0]


@pytest.fixture
def no_summer(tmp_path: Path) -> Iterator[None]:
    """Time zones on this machine in which London keeps to winter time."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "London").write_bytes(WINTER)
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


def test_a_calendar_that_is_out_of_date(said: Said, now: dt.datetime, no_summer: None) -> None:
    assert "do not agree when the clocks change in Europe/London" in said(clocks.zones(now=now))["not right"][0]
