"""One run: databases ready, each measure in turn, then the file and the table."""

import argparse
from collections.abc import Callable, Iterator, Sequence

from django.core.management import call_command

from bench import databases, dates, pages, places, report, results, start, weight
from bench.results import Line, WrongAnswer
from bench.sizes import L, M, S, Size
from peersupport.home import running

MEASURES: dict[str, Callable[..., Iterator[Line]]] = {
    "pages": pages.measure,
    "places": places.measure,
    "dates": dates.measure,
    "report": report.measure,
    "weight": weight.measure,
    "start": start.measure,
}


def main(arguments: Sequence[str]) -> int:
    """0 when everything could be measured, kept or not; 1 when an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the promises about speed.")
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"of {', '.join(MEASURES)}; none means all")
    parser.add_argument("--large", action="store_true", help="with 5000 groups too; takes long")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.measures) - set(MEASURES):
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")
    lines = list[Line]()
    for line in measured(asked.measures or list(MEASURES), large=asked.large):
        lines.append(line)
        say("  ".join(filter(None, results.cells(line))))
    results.write(lines)
    say(f"\n{results.table(lines)}\n\nAdded to {results.FILE.name}. Benchmarks show, they do not gate.")
    return 1 if any(line.value is None for line in lines) else 0


def measured(names: Sequence[str], *, large: bool) -> Iterator[Line]:
    yield from prepare([S, M, L] if large else [S, M])
    for name in names:
        try:
            yield from MEASURES[name](large=large)
        except WrongAnswer as wrong:
            yield results.unmeasured(name, wrong)


def prepare(sizes: Sequence[Size]) -> Iterator[Line]:
    """The files pages link to, and a database a size; how long seeding took, where it was needed."""
    call_command("assets")
    running.collect_files(say)
    for size in sizes:
        took = databases.ready(size)
        if took is not None:
            yield Line(
                name=f"P seeding {size.name}",
                value=took,
                unit="s",
                promise=f"≤ {size.seconds} s",
                kept=took <= size.seconds,
                says=f"{size.groups:,} groups, {size.past_sessions:,} evenings",
            )


def say(words: str) -> None:
    print(words, flush=True)
