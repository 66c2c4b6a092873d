"""What a run of the benchmarks leaves behind: its own lines, and those of others as they were."""

import json
from pathlib import Path

from bench import results
from bench.results import Line, WrongAnswer

KEPT = Line(name="P0 tea", value=1.23456, unit="s", floor=1.0, ratio=1.23456, promise="≤ 2 s", kept=True)


def test_p_lines_of_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text('{"P9 start": {"value": 5.0}, "P0 tea": {"value": 9.0}}', encoding="utf-8")

    results.write([KEPT], file)

    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["P9 start"] == {"value": 5.0}
    assert {"value": 1.23, "floor": 1.0, "ratio": 1.23, "promise": "≤ 2 s", "kept": True}.items() <= found[
        "P0 tea"
    ].items()
    assert "name" not in found["P0 tea"]


def test_p_what_could_not_be_measured_replaces_nothing(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    results.write([KEPT], file)
    before = file.read_text(encoding="utf-8")

    results.write([results.unmeasured("P0 tea", WrongAnswer("The kettle is off."))], file)

    assert file.read_text(encoding="utf-8") == before


def test_p_the_table_says_what_is_not_kept() -> None:
    cold = Line(name="P0 cold tea", value=250.0, unit="req/s", promise="≥ 300", kept=False, spread=(0.5, 0.61))

    _, first, second, third = results.table(
        [KEPT, cold, results.unmeasured("P0 cake", WrongAnswer("None left."))]
    ).split("\n")

    assert "kept" in first
    assert "NOT" not in first
    assert "250 req/s" in second
    assert "0.50–0.61" in second
    assert "NOT KEPT" in second
    assert "NOT MEASURED" in third
    assert "None left." in third
