"""The tests on PostgreSQL 15 do not count as run where there is none, unless somebody says that they know."""

from pathlib import Path

import pytest

from tests import on_postgresql_15


@pytest.mark.parametrize(
    ("said", "ends_with", "says"),
    [
        ({}, 1, f"{on_postgresql_15.NOT_HERE} {on_postgresql_15.HOW_TO}\n"),
        ({"WITHOUT_POSTGRESQL_15": "0"}, 1, f"{on_postgresql_15.NOT_HERE} {on_postgresql_15.HOW_TO}\n"),
        ({"WITHOUT_POSTGRESQL_15": "1"}, 0, f"{on_postgresql_15.NOT_HERE}\n"),
    ],
    ids=["untold", "told no", "told"],
)
def test_without_postgresql_15_it_ends_well_only_when_told(
    said: dict[str, str],
    ends_with: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("WITHOUT_POSTGRESQL_15", raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(on_postgresql_15, "PROGRAMS", tmp_path)

    assert on_postgresql_15.main() == ends_with
    assert capsys.readouterr().err == says


def test_contributors_are_told_how() -> None:
    page = (on_postgresql_15.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "`postgresql-15`; `WITHOUT_POSTGRESQL_15=1 make test-long`" in page
