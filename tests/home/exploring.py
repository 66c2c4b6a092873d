"""Everybody walks through the town and writes down what there is to send to: every form, every page that opens."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from bench.browsers import browser
from members.access import Standing
from members.models import User
from peersupport.home.who_sees_what import joined
from tests.factories import UserFactory
from tests.home.forms_found import Form, Reader, read
from tests.home.hostile import FORM
from tests.home.town import OWN, Town

REF = re.compile(r"/[0-9a-z]{12}(?=/)|/[0-9a-z]{12}\.\d+\.[-\w]+|group-\d+|network-\d+|[?#].*")
# Letters asked for, tries counted, logins begun and looks are written on purpose, whatever the answer.
MAY_GROW = ("tries", "form_counts", "members_device", "members_message", "members_look")
MODELS = [model for model in apps.get_models() if model._meta.db_table not in MAY_GROW]
COUNT = "SELECT '{0}', count(*) FROM {0}"
ROWS = " UNION ALL ".join(COUNT.format(model._meta.db_table) for model in MODELS)


@dataclass
class Found:
    """A form, who reached it, and where it leads."""

    client: Client
    who: str
    path: str
    form: Form

    def __str__(self) -> str:
        return f"{self.who} {self.path} {self.form.names()}"


@dataclass
class Ground:
    """All there is to send to: each form once, in the hands of whoever may do most with it, and each page that opens
    to somebody, with the names of what its links and forms ask it."""

    forms: dict[tuple[str, ...], Found]
    pages: dict[str, tuple[Client, list[str]]]


def everybody(town: Town) -> dict[str, Client]:
    """A browser of everybody with the second factor shown, and those who are on their way there."""
    clients = {standing.value: browser(town.cast.get(standing)) for standing in Standing}
    for who in ("whoever waits for a code", "whoever showed a code alone", "whoever has no second factor yet"):
        clients[who] = Client()
    clients["whoever waits for a code"].post("/accounts/login/code/", {"email": "robin@example.org"})
    clients["whoever showed a code alone"].force_login(User.objects.get(pk=town.cast[Standing.COORDINATOR]))
    clients["whoever has no second factor yet"].force_login(UserFactory())
    return clients


def send(
    client: Client, way: str, path: str, body: bytes = b"", kind: str = FORM, look: Callable[[], Any] | None = None
) -> Any:
    """One request of which nothing stays, not even a cookie. Raises what goes wrong in the house.

    The answer's `left` is what it left in the tables, its `seen` what `look` saw there.
    """
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        before = counted() if way == "POST" else {}
        answer = client.generic(way, path, body, content_type=kind)
        if answer.streaming:
            b"".join(answer)
        after = counted() if way == "POST" else {}
        answer.left = {table: after[table] - before[table] for table in after if after[table] != before[table]}
        answer.seen = look() if look else None
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def counted() -> dict[str, int]:
    """How many rows each table has: one question for all."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return dict(cursor.fetchall())


def explore(town: Town, clients: dict[str, Client]) -> Ground:
    """Everybody opens every page about their own group, and what they have not opened yet and there is a link to."""
    ground = Ground({}, {})
    rows = [(town.at(OWN, row.about).path(row.address), row.methods) for row in joined()]
    for who, client in clients.items():
        opened, links = set[str](), dict[str, str]()
        for path in [path for path, methods in rows if "GET" in methods]:
            links |= look(ground, client, who, path, opened)
        for link in [link for kind, link in links.items() if kind not in opened]:
            look(ground, client, who, link, opened)
    known = {shape[0] for shape in ground.forms}
    for path, methods in rows:
        if "POST" in methods and REF.sub("", path) not in known:
            ground.forms[path,] = Found(clients["coordinator"], "coordinator", path, Form(path, "post"))
    return ground


def look(ground: Ground, client: Client, who: str, path: str, opened: set[str]) -> dict[str, str]:
    """Open one page and keep what stands on it. Answers with where its links lead to, one of each kind."""
    answer = send(client, "GET", path)
    if answer.status_code != 200:
        return {}
    opened.add(REF.sub("", path))
    return {REF.sub("", link): link for link in note(ground, client, who, path, read(answer))}


def note(ground: Ground, client: Client, who: str, path: str, page: Reader) -> list[str]:
    """Keep what stands on a page. Answers with where its links lead to, of our own."""
    for form in page.forms:
        there = urljoin(path, form.action) if form.action else path
        shape = (REF.sub("", there), form.method, *form.names())
        if shape not in ground.forms or who in ("facilitator", "coordinator"):
            ground.forms[shape] = Found(client, who, there, form)
    links = [urljoin(path, link) for link in page.links]
    asked = [name for form in page.forms if form.method == "get" for name in form.names()]
    asked += [part.split("=")[0] for link in links for part in urlsplit(link).query.split("&") if "=" in part]
    ground.pages[REF.sub("", path)] = client, [path, *asked]
    return [link.split("#")[0] for link in links if link.startswith("/") and "/static/" not in link]
