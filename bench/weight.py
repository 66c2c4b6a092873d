"""P8: what the first page weighs, how many things a browser asks for, and when it can be read on a slow line."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser

from bench import servers
from bench.results import Line
from bench.sizes import M
from peersupport.home.running import HOST
from tests.journeys.browsing import HERE, PHONE, open_chromium

MOST_KB, MOST_REQUESTS, MOST_SECONDS, ROUNDS = 120.0, 8, 3.0, 5
# A village at the edge of what a phone can use: 400 kilobits a second, and nearly half a second to hear back.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
READABLE = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True)
class Visit:
    """Somebody's first: nothing is kept in their browser. Bytes as they came, heads included."""

    kilobytes: float
    requests: int
    seconds: float


def measure(*, large: bool) -> Iterator[Line]:
    with servers.serving(M.database) as port, open_chromium() as browser:
        visits = [first_visit(browser, f"http://{HOST}:{port}") for _ in range(ROUNDS)]
    for name, unit, most, found in (
        ("P8 the first page", "KB", MOST_KB, [visit.kilobytes for visit in visits]),
        ("P8 what it asks for", "requests", MOST_REQUESTS, [float(visit.requests) for visit in visits]),
        ("P8 until it can be read, on a slow line", "s", MOST_SECONDS, [visit.seconds for visit in visits]),
    ):
        value = statistics.median(found)
        kept = value <= most
        yield Line(
            name=name, value=value, unit=unit, promise=f"≤ {most:g} {unit}", kept=kept, spread=(min(found), max(found))
        )


def first_visit(browser: Browser, address: str) -> Visit:
    context = browser.new_context(base_url=address, **HERE, **PHONE)
    try:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", SLOW)
        came = list[float]()
        network.on("Network.loadingFinished", lambda one: came.append(one["encodedDataLength"]))
        page.goto("/", wait_until="networkidle")
        return Visit(sum(came) / 1000, len(came), page.evaluate(READABLE) / 1000)
    finally:
        context.close()
