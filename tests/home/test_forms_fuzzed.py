"""Every form that anybody can reach, and every address that takes a question, sent what nobody in good faith sends.

Never an error of ours, always a page with a sentence, and a refusal leaves nothing half done. What is sent follows from
one seed, which a failure names: with `FUZZ_SEED=…` before the command the same is sent again, but for refs.
"""

import json
import os
import random
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.db.models import ForeignKey, UUIDField
from django.test import Client

from peersupport.lib.refs import RefField
from tests.home.exploring import MODELS, Ground, everybody, explore, send
from tests.home.hostile import FORM, JSON, SCRIPT, Hostile
from tests.home.town import ABROAD, OWN, Town
from tests.pages import assert_calm, title_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_served")]
REFUSED = (400, 403, 404, 405, 409, 413, 429)
GUESSES = [
    "after", "before", "for", "page", "place", "words", "group", "next", "correct", "begins", "ends", "period", "q",
]  # fmt: skip
# What no form asks: who is asking, what they may, whose it is, and how it stands.
NEVER_ASKED = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "user": "1",
    "user_id": "1",
    "id": "1",
    "pk": "1",
    "ref": "0" * 12,
    "state": "cancelled",
    "register_state": "done",
    "headcount": "77",
    "capacity": "77",
    "link_version": "99",
    "kept_at": "2020-01-01",
    "created_at": "2020-01-01",
    "person": "1",
    "role": "facilitator",
    "note": "Robin",
    "every_week": "on",
    "is_demonstration": "on",
    "_method": "DELETE",
}
WHOSE = ("network", "network_id", "group", "group_id", "session", "session_id", "series", "person_id")


@pytest.fixture
def seed() -> int:
    """New ground each time, or the same once more."""
    return int(os.environ.get("FUZZ_SEED") or random.getrandbits(32))


def wrong_with(answer: Any) -> str:
    """What must not be said of any answer; empty when all is well."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    kind = answer.get("Content-Type", "")
    if answer.status_code in REFUSED and answer.left:
        return f"refused, and left {answer.left}"
    if kind.startswith(JSON):
        return "" if answer.json() else "an empty answer"
    if (answer.status_code >= 300 and answer.status_code < 400) or not kind.startswith("text/html"):
        return ""
    if SCRIPT in answer.content.decode():
        return "what was sent stands on the page as it came"
    if title_of(answer).startswith("Error: ") and answer.left:
        return f"sent back, and left {answer.left}"
    if answer.status_code in REFUSED:
        assert_calm(answer)
        return "" if "." in words_of(answer) else "a refusal without a sentence"
    return "" if words_of(answer) else "an empty page"


def attempt(what: str, client: Client, way: str, path: str, body: bytes = b"", kind: str = FORM) -> Iterable[str]:
    try:
        trouble = wrong_with(send(client, way, path, body, kind))
    except Exception as broken:  # every kind of it is what is looked for
        trouble = f"{type(broken).__name__}: {str(broken)[:200]}"
    if trouble:
        yield f"{what}: {trouble}\n    {way} {path[:300]} {kind} {body[:300]!r}"


def no_letter_at_all(ground: Ground) -> Iterator[str]:
    """NUL, which no database can be asked about: in each field of each form alone, and behind each address at once."""
    for found in ground.forms.values():
        for name in set(found.form.names()) - {"csrfmiddlewaretoken"}:
            pairs = [(key, "a\0b" if key == name else value) for key, value in found.form.filled()]
            if found.form.method == "post":
                yield from attempt(str(found), found.client, "POST", found.path, urlencode(pairs).encode())
    for client, (path, *names) in ground.pages.values():
        question = urlencode([(name, "a\0b") for name in dict.fromkeys([*names, *GUESSES])])
        yield from attempt(path, client, "GET", f"{urlsplit(path).path}?{question}")


def fill_in(ground: Ground, ideas: Hostile, times: int) -> Iterator[str]:
    for found in ground.forms.values():
        for turn in range(times):
            filled = found.form.filled(turn % max(len(found.form.buttons), 1))
            if found.form.method == "get":
                question = f"{urlsplit(found.path).path}?{urlencode(ideas.bent(filled))}"
                yield from attempt(str(found), found.client, "GET", question)
            else:
                kind, body = ideas.body(filled)
                yield from attempt(str(found), found.client, "POST", found.path, body, kind)


def ask(ground: Ground, ideas: Hostile, times: int) -> Iterator[str]:
    """Hostile questions behind every address, by the names that its own links and forms use, and by likely ones."""
    for client, (path, *names) in ground.pages.values():
        for _ in range(times):
            question = f"{urlsplit(path).path}?{ideas.query(names * 3 + GUESSES)}"
            yield from attempt(path, client, "GET", question)


def tap(town: Town, client: Client, ideas: Hostile, times: int) -> Iterator[str]:
    """What the register's script sends, bent out of shape."""
    spot = town.at(OWN, "public")
    for _ in range(times):
        one = {"id": str(uuid.uuid4()), "sequence": 1, "action": "add", "regular": spot.regular}
        two = {"id": str(uuid.uuid4()), "sequence": 2, "action": "undo", "undoes": one["id"]}
        body = ideas.json({"device": str(uuid.uuid4()), "taps": [one, two]})
        path = spot.path("/sessions/<ref>/register/taps/")
        yield from attempt("taps", client, "POST", path, body, JSON)


# How often each form is sent: `FUZZ_TIMES=4` is a quick round while one works on a form.
TIMES = int(os.environ.get("FUZZ_TIMES") or 150)


@pytest.mark.long  # every form there is, as everybody: longer than any other test
@pytest.mark.timeout(3600)
def test_nothing_anybody_sends_is_an_error_of_ours(town: Town, seed: int) -> None:
    clients = everybody(town)
    ground, ideas = explore(town, clients), Hostile(seed, town)
    assert len(ground.forms) > 40
    assert len(ground.pages) > 40

    wrong = [*no_letter_at_all(ground), *fill_in(ground, ideas, TIMES), *ask(ground, ideas, TIMES // 2)]
    wrong += tap(town, clients["facilitator"], ideas, TIMES * 10)

    assert not wrong, f"FUZZ_SEED={seed}: {len(wrong)} of them\n" + "\n".join(wrong[:12])


OF_EACH_ROW = "SELECT '{0}', to_jsonb({0}) FROM {0}"
CONTENTS = " UNION ALL ".join(OF_EACH_ROW.format(model._meta.db_table) for model in MODELS)
# What differs whenever a row is made: its number, its ref, and the marks of a form, a page or a tap.
ITS_OWN = {
    model._meta.db_table: {
        field.column
        for field in model._meta.concrete_fields
        if field.primary_key or isinstance(field, RefField | UUIDField)
    }
    for model in MODELS
}
ITS_OWN["members_change"] |= {"at", "row"}
REFERS_TO = {
    (model._meta.db_table, field.column): field.related_model._meta.db_table
    for model in MODELS
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey)
}


class Contents:
    """Every row of every table, less what is its own; of a row it refers to and that is new, that it is new."""

    def __init__(self, newest: dict[str, Any]) -> None:
        self.newest = newest
        self.known = dict[tuple[str, str], tuple[str, ...]]()  # most rows are what they were a moment ago

    def read(self) -> Counter[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(CONTENTS)
            return Counter(self.line(*row) for row in cursor.fetchall())

    def line(self, table: str, row: str) -> tuple[str, ...]:
        if (table, row) not in self.known:
            said_of_it = sorted(said(table, *pair, self.newest) for pair in json.loads(row).items())
            self.known[table, row] = (table, *said_of_it)
        return self.known[table, row]


def said(table: str, column: str, value: Any, newest: dict[str, Any]) -> str:
    there = REFERS_TO.get((table, column), "")
    is_new = isinstance(value, int) and value > newest.get(there, value)
    return "" if column in ITS_OWN[table] else f"{column}: {'new' if is_new else value}"


def asked_at(path: str, ground: Ground) -> set[str]:
    """What any form that leads there asks; a button may carry several answers."""
    forms = [found.form for found in ground.forms.values() if found.path == path]
    carried = [name for form in forms for _, value in form.buttons for name, _ in parse_qsl(value)]
    return {*carried, *(name for form in forms for name in form.names())}


def test_what_a_form_does_not_ask_changes_nothing(town: Town) -> None:
    """Each form as somebody would send it, and again with what it never asks: the same is written, to the letter."""
    most = {
        who: one for who, one in everybody(town).items() if who.startswith(("facilitator", "coordinator", "whoever"))
    }
    ground, abroad = explore(town, most), town.at(ABROAD, "public")
    last = {model._meta.db_table: model._default_manager.order_by("pk").last() for model in MODELS}
    newest = {table: row.pk for table, row in last.items() if row and isinstance(row.pk, int)}
    theirs = dict.fromkeys(WHOSE, abroad.slug) | {"session": abroad.coming, "regular": abroad.regular}
    contents = Contents(newest)
    before, changed, wrong = contents.read(), 0, list[str]()
    for found in ground.forms.values():
        asked, filled = asked_at(found.path, ground), found.form.filled()
        extra = [(name, value) for name, value in (NEVER_ASKED | theirs).items() if name not in asked]
        plain, other = (
            send(found.client, "POST", found.path, urlencode(pairs).encode(), look=contents.read)
            for pairs in (filled, [*extra, *filled, *extra])
        )
        changed += plain.seen != before
        if (plain.status_code, plain.seen) != (other.status_code, other.seen):
            wrong.append(f"{found}: {dict(other.seen - plain.seen)}, not {dict(plain.seen - other.seen)}")
    # The others only ask, are refused as they are filled in, or write what may grow whatever the answer.
    assert changed > len(ground.forms) / 4, f"{changed} of {len(ground.forms)} forms do something"
    assert not wrong, "\n".join(wrong)
