"""The same two hundred people, through four web workers: what the threads prove, with everything in between."""

import http.client
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from groups.models import SupportGroup
from peersupport.home import running
from peersupport.lib.processes import Keeper
from sessions.models import Place
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, AT_ONCE, WORKERS = 200, 40, 4
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEPT, WAITING = "We’ve kept you a place", "You are on the waiting list"


def database_url() -> str:
    """The test database, in the app's role, as another program is told of it."""
    own = connection.settings_dict
    who = quote(own["USER"]) + (f":{quote(own['PASSWORD'])}" if own.get("PASSWORD") else "")
    where = f"/{own['HOST']}" if own["HOST"].startswith("/") else f"{own['HOST']}:{own['PORT'] or 5432}"
    return f"postgres://{who}@{where}/{own['NAME']}"


@pytest.fixture
def port(tmp_path: Path, settings: object) -> Iterator[int]:
    """The web server as `make run` starts it, with four workers, on the test database."""
    with socket.socket() as listener:
        listener.bind((running.HOST, 0))
        listener.listen(128)
        port = int(listener.getsockname()[1])
        web, _ = running.programs(listener)
        at = web.command.index("--workers") + 1
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.settings_over_http",
            "DATABASE_URL": database_url(),
            "SITE_URL": f"http://localhost:{port}",
        }
        command = (*web.command[:at], str(WORKERS), *web.command[at + 1 :])
        keeper = Keeper(print)
        try:
            keeper.start(replace(web, command=command, environment=environment))
            running.wait_until_ready(port, keeper)
            yield port
        finally:
            keeper.stop()


def test_c1_two_hundred_ask_for_twelve_places_over_http(group: SupportGroup, port: int) -> None:
    evening = factories.GroupSessionFactory(group=group, capacity=12)
    address = f"/sessions/{evening.ref}/place/"
    ready = threading.Barrier(AT_ONCE)

    def come(line: int) -> list[str]:
        with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as browser:
            browser.request("GET", address)
            page = browser.getresponse()
            cookie, token = page.headers["Set-Cookie"].split(";")[0], TOKEN.search(page.read().decode())
            assert token is not None
            browser.close()  # the server keeps no line open for long; whoever reads a page and fills it in comes anew
            ready.wait(timeout=60)
            return [ask(browser, cookie, token[1], number) for number in range(line, PEOPLE, AT_ONCE)]

    def ask(browser: http.client.HTTPConnection, cookie: str, token: str, number: int) -> str:
        form = {
            "csrfmiddlewaretoken": token,
            "known_as": f"Guest {number}",
            "reach": "email",
            "email": f"guest-{number}@example.org",
            "how_often": "once",
        }
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        browser.request("POST", address, urlencode(form), headers)
        answer = browser.getresponse()
        words = answer.read().decode()
        return "coming" if KEPT in words else "waiting" if WAITING in words else str(answer.status)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(answer for line in pool.map(come, range(AT_ONCE)) for answer in line)

    assert answers == {"coming": 12, "waiting": 188}
    assert Counter(Place.objects.values_list("state", flat=True)) == {"coming": 12, "waiting": 188}
