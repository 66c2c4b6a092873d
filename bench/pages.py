"""P1: how fast each page is served beside its floor, how many queries it asks, and what ten times the groups cost."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import databases, load, servers
from bench.browsers import browser, cookie
from bench.load import Page
from bench.results import Line, WrongAnswer, unmeasured
from bench.sizes import L, M, S, Size
from sessions.forms.reports import presets
from sessions.models import GroupSession

PUBLIC, SIGNED_IN = 0.6, 0.4
MOST_QUERIES, MOST_GROWTH = 8, 1.2
GROUP = FACILITATOR = 3  # of each size
ANEW = "made=anew"  # a cookie of no meaning: what is kept for strangers is not for browsers with one
EVENINGS = re.compile(r"/sessions/([0-9a-z]{12})/")
EVENINGS_AND_PLACES = re.compile(r'/sessions/([0-9a-z]{12})/|[?;]place=([^"&]+)')
GROUPS_AND_PLACES = re.compile(r'/groups/([-\w]+)/|[?;]place=([^"&]+)')
SOMEBODY = re.compile(r'id="row-(\w+)"')
LINES = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELLS = re.compile(r"<t[dh][^>]*>([^<]+)</t[dh]>")


@dataclass(frozen=True)
class Measured:
    """A page of ours and its floor, with what a row looks like in both. `expect` stands in both, `user` looks at it."""

    name: str
    path: str
    floor: str
    expect: str
    rows: re.Pattern[str]
    user: int | None = None

    @property
    def least(self) -> float:
        return PUBLIC if self.user is None else SIGNED_IN


def measured(size: Size, today: dt.date) -> list[Measured]:
    """The eight pages at one size. Asked of its database."""
    dates = GroupSession.objects.filter(group=GROUP).values_list("ref", flat=True)
    [coming], [last] = dates.filter(on__gt=today).order_by("on")[:1], dates.filter(on__lt=today).order_by("-on")[:1]
    soonest = GroupSession.objects.public().upcoming(timezone.now()).order_by("starts_at", "ref")[0].ref
    *_, period = presets(today)
    asks = urlencode({"first": 1, "last": 1, "begins": period.begins_on, "ends": period.ends_on})
    group, staff = f"group-{GROUP}", size.coordinator
    return [
        Measured("front page", "/", "/front/", soonest, EVENINGS_AND_PLACES),
        Measured("finder", "/groups/", "/finder/", "group-", GROUPS_AND_PLACES),
        Measured("what's on", "/sessions/", "/whats_on/", soonest, EVENINGS_AND_PLACES),
        Measured("one session", f"/sessions/{coming}/", f"/session/?ref={coming}", coming, EVENINGS),
        Measured("tonight", "/tonight/", f"/tonight/?user={FACILITATOR}&today={today}", last, EVENINGS, FACILITATOR),
        Measured("register", f"/sessions/{last}/register/", f"/register/?ref={last}", "Heron", SOMEBODY, FACILITATOR),
        Measured(
            "timetable", f"/groups/{group}/timetable/", f"/timetable/?slug={group}", coming, EVENINGS, FACILITATOR
        ),
        Measured("report", "/reports/attendance/", f"/report/?{asks}", f"circle {GROUP}<", LINES, staff),
    ]


def measure(*, large: bool) -> Iterator[Line]:
    """A line a page at M; then its queries at each size; then, if asked for, what it costs at L."""
    today = timezone.localdate()
    with ExitStack() as stack:
        floor = stack.enter_context(servers.serving(M.database, settings=servers.FLOOR))
        pages = ours(M, today, stack.enter_context(servers.serving(M.database)))
        for one, page in pages:
            try:
                yield from beside_floor(one, page, Page(floor, one.floor, one.expect))
            except WrongAnswer as wrong:
                yield unmeasured(f"P1 {one.name}", wrong)
        sizes = [S, M, L] if large else [S, M]
        for one, _ in pages:
            yield queries(one.name, sizes, today)
        if large:
            larger = ours(L, today, stack.enter_context(servers.serving(L.database)))
            for (one, page), (_, ten_times) in zip(pages, larger, strict=True):
                yield growth(one.name, page, ten_times)


def ours(size: Size, today: dt.date, port: int) -> list[tuple[Measured, Page]]:
    with databases.using(size.database):
        return [(one, Page(port, one.path, one.expect, cookie(browser(one.user)))) for one in measured(size, today)]


def beside_floor(one: Measured, page: Page, floor: Page) -> Iterator[Line]:
    """The page as served; and where a public page is kept for a moment, what making it costs, promised nowhere."""
    ours, bare = rows(load.look(page), one), rows(load.look(floor), one)
    if ours != bare:
        raise WrongAnswer(f"{one.path} and its floor show different rows: {sorted(ours ^ bare)[:6]}.")
    found = load.beside(page, floor)
    shown = Line(
        name=f"P1 {one.name}",
        value=found.value,
        unit="req/s",
        floor=found.floor,
        ratio=found.ratio,
        spread=found.spread,
        promise=f"≥ {one.least} × floor",
        kept=found.ratio >= one.least,
    )
    yield shown
    if one.user is None:
        made = load.beside(anew(page), floor)
        yield replace(
            shown,
            name=f"{shown.name}, made anew",
            value=made.value,
            floor=made.floor,
            ratio=made.ratio,
            spread=made.spread,
            promise="",
            kept=None,
        )


def anew(page: Page) -> Page:
    return page if page.cookie else replace(page, cookie=ANEW)


def rows(text: str, one: Measured) -> set[tuple[str, ...]]:
    """What tells one row of a page from another. Of the lines of a table, those that end in a number."""
    found = [match.groups("") for match in one.rows.finditer(text)]
    if one.rows is not LINES:
        return set(found)
    lines = [tuple(cell.strip().replace(",", "") for cell in CELLS.findall(line)) for (line,) in found]
    return {line for line in lines if len(line) == 9 and line[-1].isdigit()}


def queries(name: str, sizes: list[Size], today: dt.date) -> Line:
    counts = [queries_at(name, size, today) for size in sizes]
    return Line(
        name=f"P1 {name}, queries",
        value=counts[-1],
        unit="",
        promise=f"≤ {MOST_QUERIES}, the same at each size",
        kept=max(counts) <= MOST_QUERIES and len(set(counts)) == 1,
        says=", ".join(f"{size.name} {count}" for size, count in zip(sizes, counts, strict=True)),
    )


def queries_at(name: str, size: Size, today: dt.date) -> int:
    """How many a page asks the second time, when what is the same on every page is known."""
    with databases.using(size.database):
        [one] = [one for one in measured(size, today) if one.name == name]
        client = browser(one.user)
        client.cookies.load(ANEW)
        client.get(one.path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(one.path)
    if answer.status_code != 200:
        raise WrongAnswer(f"{one.path} answered {answer.status_code} at {size.name}.")
    return len(asked)


def growth(name: str, page: Page, larger: Page) -> Line:
    found = load.beside(anew(larger), anew(page))
    return Line(
        name=f"P1 {name}, L beside M",
        value=1 / found.ratio,
        unit="× M",
        promise=f"≤ {MOST_GROWTH} × M",
        kept=1 / found.ratio <= MOST_GROWTH,
        spread=(1 / found.spread[1], 1 / found.spread[0]),
    )
