"""Private words stay where they belong when things go wrong: searched in pages, logs, the queue and every other file.

A whole run, in which the database is made to refuse rows with somebody in them. PostgreSQL quotes such a row.
"""

import http.cookiejar
import inspect
import os
import re
import signal
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_connection

import pytest

from peersupport.celery import app
from peersupport.lib.embedded.server_folder import wait_until
from tests.home.searching import files_in
from tests.local_run import LocalRun
from tests.sink import free_port

NAMED, REFUSED = "Kestrelqx", "Ploverqx"
ADDRESS, NEEDS, ADDRESS_REFUSED = "kestrelqx@example.org", "Liftqx", "ploverqx@example.org"
PRIVATE = (NAMED, REFUSED, ADDRESS, NEEDS, ADDRESS_REFUSED)

EVENING = """
from django.utils import timezone
from sessions.models import GroupSession
coming = GroupSession.objects.filter(state="planned", starts_at__gt=timezone.now(), group__found_by="public")
print(coming.filter(group__place_policy="can_keep").order_by("starts_at").last().ref)
"""
# What the owner of the database does to it: from here on these rows are refused, and quoted in the refusal.
REFUSE = f"""
from django.db import connection
from django.utils import timezone
from sessions.models import Place
Place.objects.filter(needs={NEEDS!r}).update(state="offered", offered_at=timezone.now(), offer_until=timezone.now())
connection.cursor().execute('''
ALTER TABLE members_person ADD CONSTRAINT no_plover CHECK (known_as <> {REFUSED!r}) NOT VALID;
ALTER TABLE support_sessions_place ADD CONSTRAINT no_giving_back CHECK (state <> 'given_back') NOT VALID;
''')
"""


class Visitor:
    """Somebody's browser, without a screen."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(rfc2965=True))
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.address + path, data, {"Referer": self.address + path})  # noqa: S310
        try:
            with self.browser.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def fill_in(self, path: str, **facts: str) -> tuple[int, str]:
        """Open a page with a form and send it, with each yes that it asks for."""
        _, page = self.ask(path)
        hidden = re.findall(r'name="(csrfmiddlewaretoken|asked_with|yes_\w+)" value="([^"]+)"', page)
        return self.ask(path, {**dict(hidden), **facts})


@pytest.fixture(scope="module")
def run() -> Iterator[LocalRun]:
    with tempfile.TemporaryDirectory() as folder:
        run = LocalRun(Path(folder).resolve(), free_port(), DEMO="1", TICK_SECONDS="1").ready()
        yield run
        os.killpg(run.process.pid, signal.SIGINT)
        run.ended()


def test_no_task_can_be_given_anything_about_anybody() -> None:
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert len(ours) >= 2
    for task in ours:
        assert not inspect.signature(task.run).parameters, task.name


def test_private_words_are_in_no_page_log_queue_or_file_when_things_go_wrong(run: LocalRun) -> None:
    visitor, evening = Visitor(run.address), run.do(EVENING).strip()
    form = f"/sessions/{evening}/place/"
    status, page = visitor.fill_in(form, known_as=NAMED, reach="email", email=ADDRESS, needs=NEEDS, how_often="once")
    assert status == 200
    assert "We have written to the address you gave." in page
    run.environment["DATABASE_ROLE"] = "owner"
    run.do(REFUSE)

    status, page = visitor.fill_in(form, known_as=REFUSED, reach="email", email=ADDRESS_REFUSED, needs=NEEDS)
    assert status == 500
    assert "116 123" in page
    assert not [word for word in PRIVATE if word in page]
    with closing(create_connection(("127.0.0.1", run.port), timeout=10)) as line:
        line.sendall(f"GET /?{NAMED} HTTP/9.{NAMED}\r\n\r\n".encode())
        assert b"400" in line.recv(4096)
    assert wait_until(lambda: "The step offers of the tick could not be done" in complaints(run), 30), complaints(run)

    said = complaints(run)
    assert "no_plover" in said
    assert "no_giving_back" in said
    assert not [word for word in (*PRIVATE, "127.0.0.1") if word in said]
    assert private_files(run) == []


def complaints(run: LocalRun) -> str:
    run.complaints.seek(0)
    return run.complaints.read()


def private_files(run: LocalRun) -> list[str]:
    """Files of the run with a private word in them: Valkey's log of all it was ever told, PostgreSQL's log, and so on.

    Not the rows themselves, nor the letters that a local run keeps as files.
    """
    found, seen = [], set()
    for path, text in files_in(run.folder, but=("postgres/data", "mail")):
        seen.add(path.relative_to(run.folder).parts[0])
        found += [f"{path.name}: {word}" for word in PRIVATE if word.encode() in text]
    own = {"valkey"} if "DATABASE_URL" in run.environment else {"postgres", "valkey"}
    assert own <= seen
    return found
