"""Decides what is kept of a run: a line for each promise in `results.json`, beside older ones, and a table."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "results.json"


class WrongAnswer(Exception):  # noqa: N818 – said as a sentence: raise WrongAnswer
    """What came back is not what was asked for, so its speed says nothing."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One promise and what was measured of it, beside its floor in the same run. Without a promise it is only shown.

    `ratio` and `spread` (lowest, highest) compare value with floor, or with the size that `unit` names. Without a
    value it could not be measured, and `says` why.
    """

    name: str
    value: float | None
    unit: str = ""
    promise: str = ""
    kept: bool | None = None
    floor: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    says: str = ""


def unmeasured(name: str, wrong: WrongAnswer) -> Line:
    return Line(name=name, value=None, says=str(wrong))


def write(lines: Iterable[Line], file: Path = FILE) -> None:
    """Add what was measured to the file, each line in place of an older one of its name. Others stay."""
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for line in lines:
        if line.value is None:
            continue
        known[line.name] = {name: tidy(fact) for name, fact in asdict(line).items() if name != "name"}
    file.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def tidy(fact: Any) -> Any:
    """Three figures that mean something are enough, and do not change with every run."""
    if isinstance(fact, tuple):
        return [tidy(one) for one in fact]
    return float(f"{fact:.3g}") if isinstance(fact, float) else fact


def table(lines: Iterable[Line]) -> str:
    heading = ("what", "value", "floor", "ratio", "spread", "promise", "")
    rows = [heading, *(cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def cells(line: Line) -> tuple[str, ...]:
    verdict = {True: "kept", False: "NOT KEPT", None: ""}[line.kept] if line.value is not None else "NOT MEASURED"
    spread = f"{line.spread[0]:.2f}–{line.spread[1]:.2f}" if line.spread else ""
    value = "–" if line.value is None else f"{number(line.value)} {line.unit}"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    return (
        line.name,
        value,
        number(line.floor),
        ratio,
        spread,
        line.promise,
        "  ".join(filter(None, (verdict, line.says))),
    )


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
