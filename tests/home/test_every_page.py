"""Every address there is, with junk in it, by every method: never an error of ours, always our page and its headers."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from members.models import Message, Person
from sessions import letters
from sessions.models import GroupSession, Place, Reminder
from tests.factories import PersonFactory
from tests.pages import assert_calm, assert_safe, markup_of, title_of, words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>[^)]*\)")
JUNK = {"slug": ["x", "0" * 12], "int": ["0", "9" * 30], "str": ["%00", "x.1.y"], "path": ["%00/..", "x"]}
METHODS = ("get", "head", "post", "put", "delete", "options")
OTHERS = ("coordinator", "manager", "regular", "volunteer", "stranger")
ODD_BODIES: list[tuple[str, Any]] = [
    ("application/json", b'{"taps": [{"id": '),
    ("application/json", b"[" * 2000),
    ("text/plain", b"\x00\xff\xfe"),
    ("application/x-www-form-urlencoded", b"known_as=%00&reach=%FF&email[]=&=&&csrfmiddlewaretoken=x"),
]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$").removesuffix(r"\Z")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses(real: dict[str, str]) -> list[str]:
    """Each route twice with junk in its holes, and once with what is really there."""
    found = []
    for route in routes(get_resolver()):
        for turn in (0, 1):
            found.append("/" + HOLE.sub(lambda hole, turn=turn: JUNK[hole[1] or "str"][turn], route))  # type: ignore[misc]
        found.append("/" + HOLE.sub(lambda hole: real.get(hole[2] or "", "x"), route))
    return list(dict.fromkeys(found))


def test_the_walk_finds_every_part_of_the_house() -> None:
    found = addresses({})

    for part in ("/", "/groups/x/", "/places/%00/", "/sessions/x/change/", "/accounts/logout/", "/admin/login/"):
        assert part in found
    assert len(found) > 80


def walk(client: Client, paths: list[str], methods: tuple[str, ...], bodies: list[tuple[str, Any]]) -> list[str]:
    """Ask every address in every way. Answers with those that got an error of ours."""
    client.raise_request_exception = False
    wrong = []
    for path in paths:
        answers = [(method, getattr(client, method)(path)) for method in methods if "logout" not in path]
        answers += [(kind, client.post(path, body, content_type=kind)) for kind, body in bodies]
        wrong += [f"{method} {path}: {answer.status_code}" for method, answer in answers if answer.status_code >= 500]
        for _, answer in answers:
            assert_safe(answer)
    return wrong


def test_no_address_ever_answers_with_an_error_of_ours(client: Client, session: GroupSession) -> None:
    paths = addresses({"slug": "friday-circle", "ref": session.ref})

    assert walk(client, paths, METHODS, ODD_BODIES) == []


@pytest.mark.parametrize("who", ["facilitator", *(pytest.param(who, marks=pytest.mark.long) for who in OTHERS)])
def test_nor_does_it_for_somebody_with_a_login(
    request: pytest.FixtureRequest, browse: Browse, session: GroupSession, who: str
) -> None:
    ours = [path for path in addresses({"slug": "friday-circle", "ref": session.ref}) if "/admin/" not in path]

    assert walk(browse(request.getfixturevalue(who)), ours, ("get", "post"), ODD_BODIES[:1]) == []


@pytest.mark.parametrize("query", ["?x=%00", "?" + "y" * 9000, "?after=%00&place=%00&words=%00", "?next=%00", "?&=&%"])
def test_no_query_ever_answers_with_an_error_of_ours(client: Client, session: GroupSession, query: str) -> None:
    client.raise_request_exception = False
    real = {"slug": "friday-circle", "ref": session.ref}

    found = {path: client.get(path + query).status_code for path in addresses(real)}

    assert {path: status for path, status in found.items() if status >= 500} == {}


def test_ten_megabytes_are_turned_away_with_a_page_and_nothing_is_written(session: GroupSession) -> None:
    answer = Client().post(f"/sessions/{session.ref}/place/", {"known_as": "x" * 10_000_000})

    assert (answer.status_code, Place.objects.count()) == (413, 0)
    assert "Nothing was saved." in words_of(answer)
    assert_calm(answer)
    assert_safe(answer)


@pytest.mark.parametrize("length", ["-1", "²", "1e9", "9" * 30])
def test_a_length_that_is_none_is_turned_away(client: Client, length: str) -> None:
    assert client.post("/theme/", {"theme": "dark"}, CONTENT_LENGTH=length).status_code == 413


def test_a_form_without_its_token_is_turned_away_with_a_page_and_nothing_is_written(session: GroupSession) -> None:
    browser = Client(enforce_csrf_checks=True)
    sent = {"known_as": "Heather", "reach": "no"}

    for path in (f"/sessions/{session.ref}/place/", f"/sessions/{session.ref}/remind-me/"):
        answer = browser.post(path, sent)
        assert answer.status_code == 403
        assert title_of(answer).startswith("This page was open for a long time")
        assert "Go back, load the page again, and send it once more." in words_of(answer)
        assert_calm(answer)
        assert_safe(answer)
    assert (Place.objects.count(), Message.objects.count()) == (0, 0)


def test_a_form_with_its_token_is_let_in(session: GroupSession) -> None:
    browser = Client(enforce_csrf_checks=True)
    path = f"/sessions/{session.ref}/place/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', markup_of(browser.get(path)))
    assert token is not None

    answer = browser.post(path, {"known_as": "Heather", "reach": "no", "csrfmiddlewaretoken": token[1]})

    assert (answer.status_code, Place.objects.count()) == (302, 1)


def test_a_page_that_is_only_for_reading_says_so(client: Client, session: GroupSession) -> None:
    for path, allowed in (("/groups/", "GET, HEAD"), (f"/sessions/{session.ref}/", "GET, HEAD")):
        answer = client.post(path, {"x": "y"})
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert "Nothing was saved." in words_of(answer)
        assert_calm(answer)
        assert_safe(answer)
    assert "Go back and press the button again" in words_of(client.get("/theme/"))


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {f"field-{n}": "x" for n in range(501)}},
        {"data": b"--\r\n", "content_type": "multipart/form-data"},
        {"data": b"known_as=x", "content_type": "application/x-www-form-urlencoded; charset=utf-16"},
        {"data": {}, "HTTP_HOST": "evil.example"},
    ],
)
def test_what_did_not_arrive_whole_is_said_on_a_page(client: Client, session: GroupSession, sent: Any) -> None:
    answer = client.post(f"/sessions/{session.ref}/place/", **sent)

    assert answer.status_code == 400
    assert "Nothing was saved." in words_of(answer)
    assert_calm(answer)
    assert_safe(answer)


@pytest.mark.parametrize("form", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_what_did_not_arrive_whole_changes_nothing_behind_a_signed_link(session: GroupSession, form: str) -> None:
    reminder = Reminder.objects.create(session=session, person=PersonFactory(), asked_at=timezone.now())
    before = Reminder.objects.values().get()

    answer = Client().post(f"/reminders/{letters.token(reminder)}/", b"--x\r\nnonsense" * 40_000, content_type=form)

    assert answer.status_code == 400
    assert Reminder.objects.values().get() == before


@pytest.mark.parametrize(("trouble", "status"), [(RuntimeError, 500), (OperationalError, 503)])
@pytest.mark.parametrize("who", [None, "facilitator"])
def test_when_the_house_is_dark_there_is_still_help_on_the_door(
    request: pytest.FixtureRequest, browse: Browse, trouble: type[Exception], status: int, who: str | None
) -> None:
    client = browse(request.getfixturevalue(who) if who else None)
    client.raise_request_exception = False

    def dark(*_: Any) -> None:
        raise trouble

    with connection.execute_wrapper(dark):
        answer = client.get("/groups/")

    assert answer.status_code == status
    for number in ("tel:999", "tel:116123", "sms:85258"):
        assert number in markup_of(answer)
    assert_safe(answer)


def test_a_key_in_an_address_is_not_written_down(session: GroupSession) -> None:
    token = f"{session.ref}.1.{'A' * 43}"
    written = io.StringIO()
    (line,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    before = line.setStream(written)
    try:
        with connection.execute_wrapper(lambda *_: 1 / 0):
            Client(raise_request_exception=False).get(f"/reminders/{token}/")
        logging.getLogger("gunicorn.error").warning("Came from %s", f"https://example.org/places/{token}/")
    finally:
        line.setStream(before)

    assert "Internal Server Error: /reminders/(link)/" in written.getvalue()
    assert "Came from https://example.org/places/(link)/" in written.getvalue()
    assert "A" * 20 not in written.getvalue()
