"""Whoever is forgotten is in no table, cache, queue, file or line of a log: all that they ever did here is searched.

Two places are left out, and both are said to people. Letters that have left are in their own mailbox; a local run plays
that part with a folder, and production has none. What the database has deleted stays in its own files until it tidies
up (`docs/deploy.md` says for how long backups do).
"""

import base64
import datetime as dt
import logging
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from members import sending
from members.mailbox import read
from members.messages import BELL
from members.models import Person
from peersupport.home.tasks import tick
from sessions.models import GroupSession
from tests import factories
from tests.home.searching import files_in
from tests.home.test_settings import PRODUCTION, ROOT
from tests.sessions.history import mark
from tests.sessions.test_forgetting import whatever_is_kept
from tests.sessions.views.test_places_pages import form

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places_to_look")]

WORD, ADDRESS = "Nightjar", "nightjar@example.org"
# Of the control alone: other workers search the same broker at the same time.
PLANTED = "Whimbrel"
ALL_DAY = {"starts_local": dt.time(0), "ends_local": dt.time(23, 59)}
# The database's own files, and letters in the folder that plays people's mailboxes.
NOT_SEARCHED = ("postgres", "mail")


@pytest.fixture
def fresh_places_to_look(settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Public pages are kept, letters are files, every line of every log is read, and all is empty at first."""
    settings.PUBLIC_PAGES_SECONDS = 60
    settings.EMAIL_BACKEND, settings.MAILBOX = "peersupport.lib.mailing.FolderBackend", tmp_path / "mail"
    caplog.set_level("DEBUG")
    cache.clear()
    caches["pages"].clear()
    yield
    cache.clear()
    caches["pages"].clear()


def in_tables(word: str) -> Iterator[str]:
    yield from whatever_is_kept(word)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM tries")
        for key, value in cursor.fetchall():
            if said(word, base64.b64decode(value)):
                yield f"tries: {key}"


def in_kept_pages(word: str) -> Iterator[str]:
    for key, kept in caches["pages"]._cache.items():  # type: ignore[attr-defined]  # what a process keeps of pages
        content, headers = pickle.loads(kept)  # noqa: S301 – our own
        if said(word, content) or word.lower() in str(headers).lower():
            yield f"a kept page: {key}"


def in_the_broker(url: str, word: str) -> Iterator[str]:
    with redis.Redis.from_url(url) as broker:
        for key in broker.scan_iter():
            if said(word, key, broker.dump(key) or b"", *tasks_in(broker, key)):
                yield f"the broker: {key!r}"


def tasks_in(broker: redis.Redis, key: bytes) -> Iterator[bytes]:
    """What waits in a queue, opened: a task's body is written in base64."""
    if broker.type(key) == b"list":
        for task in broker.lrange(key, 0, -1):
            yield task
            for body in re.findall(rb'"body": "([^"]+)"', task):
                yield base64.b64decode(body)


def in_files(folders: list[Path], word: str) -> Iterator[str]:
    for folder in folders:
        for path, content in files_in(folder, but=NOT_SEARCHED):
            if said(word, path.name.encode(), content):
                yield f"a file: {path}"


def said(word: str, *where: bytes) -> bool:
    return any(word.lower().encode() in one.lower() for one in where)


@pytest.fixture
def traces(settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    """Every trace of a word, wherever it is."""

    def found(word: str = WORD) -> list[str]:
        BELL.wait(2)
        return [
            *in_tables(word),
            *in_kept_pages(word),
            *in_the_broker(settings.CELERY_BROKER_URL, word),
            *in_files([settings.VAR, tmp_path], word),
            *(f"a log: {line}" for line in caplog.text.splitlines() if word.lower() in line.lower()),
        ]

    return found


def newest_letter(folder: Path) -> str:
    sending.send_due(clock=timezone.now)
    return read(max(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)).text


def live_here(session: GroupSession, mailbox: Path) -> Client:
    """Over the front door: a place with needs, its letter and link, a login by code, one's own pages, the register."""
    here = f"/sessions/{session.ref}/"
    asks = form(known_as=WORD, email=ADDRESS, needs=f"A chair for {WORD}", how_often="every_week")
    assert Client().post(f"{here}place/", asks).status_code == 200
    link = re.search(r"(/places/\S+)", newest_letter(mailbox))
    assert link is not None
    assert WORD in Client().get(link[1]).content.decode()

    browser = Client()
    browser.post("/accounts/login/code/", {"email": ADDRESS})
    code = re.search(r"Your code is (\S+)", newest_letter(mailbox))
    assert code is not None
    browser.post("/accounts/login/code/confirm/", {"code": code[1]})
    me = Person.objects.get(email=ADDRESS)
    assert me.user is not None
    for page in ("/me/", f"/me/{me.ref}/everything/", f"/me/{me.ref}/everything.json"):
        assert WORD in browser.get(page).content.decode()
    for page in (here, "/sessions/", "/groups/", f"/groups/{session.group.slug}/", f"/me/{me.ref}/everything/"):
        Client().get(page)
    Client().post("/accounts/login/code/", {"email": ADDRESS.upper()})
    tick()
    return browser


def test_who_is_forgotten_leaves_no_trace(
    session: GroupSession, facilitator: Person, settings: Any, traces: Callable[..., list[str]]
) -> None:
    browser = live_here(session, settings.MAILBOX)
    me = Person.objects.get(email=ADDRESS)
    today = factories.GroupSessionFactory(group=session.group, on=timezone.localdate(), **ALL_DAY)
    mark(today, me)
    leader = Client()
    leader.force_login(facilitator.user)
    assert WORD in leader.get(f"/sessions/{today.ref}/register/").content.decode()
    before = traces()
    assert {"members_person", "members_user", "support_sessions_place"} <= set(before)
    assert "members_look" in traces(me.ref)
    assert not [place for place in before if place.startswith(("a log", "a file", "the broker", "a kept page"))]

    assert "It is done" in browser.post(f"/me/{me.ref}/forget/").content.decode()
    tick()

    assert traces() == []
    assert traces(me.ref) == [], "what stood for them in a trail and in links"
    assert caches["pages"]._cache, "pages were kept, and searched"  # type: ignore[attr-defined]


def test_a_trace_in_each_of_these_places_is_found(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, traces: Callable[..., list[str]]
) -> None:
    """The control: each place is looked into."""
    assert traces(PLANTED) == []
    factories.PersonFactory(known_as=PLANTED)
    cache.set("somebody", {"name": PLANTED})
    caches["pages"].set("somebody", (PLANTED.encode(), {}))
    (tmp_path / "export.csv").write_text(PLANTED)
    logging.getLogger("peersupport.anything").info("%s came", PLANTED)
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        body = base64.b64encode(PLANTED.encode()).decode()
        broker.lpush("a-test-of-traces", f'{{"body": "{body}"}}')
        try:
            found = traces(PLANTED)
        finally:
            broker.delete("a-test-of-traces")
    where = ("members_person", "tries: ", "a kept page: ", "a file: ", "a log: ", "the broker: ")
    assert [start for start in where if not [trace for trace in found if trace.startswith(start)]] == []


def test_only_a_local_run_keeps_letters_as_files() -> None:
    asked = "from peersupport import settings; print(settings.KEEPS_LETTERS_AS_FILES, settings.EMAIL_BACKEND)"
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=PRODUCTION, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "peersupport.lib.post_office.SmtpBackend"]
