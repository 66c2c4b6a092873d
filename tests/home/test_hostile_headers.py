"""What a request says of itself besides its form: hosts, cookies, languages, where it comes from. None is believed."""

import gzip
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import sending
from sessions.models import GroupSession, Place
from tests.pages import assert_calm, assert_safe, markup_of, words_of

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
HOSTS = [
    *(EVIL, f"localhost:80@{EVIL}", f"localhost.{EVIL}", f"{EVIL}:localhost", "localhost\0", "", "[::1", "a" * 5000),
    *("localhost, evil.example", "localhost/evil", "http://localhost", "<script>alert(7)</script>", "127.0.0.1.nip.io"),
]
FORWARDED = {
    "HTTP_X_FORWARDED_HOST": EVIL,
    "HTTP_X_FORWARDED_SERVER": EVIL,
    "HTTP_X_FORWARDED_PORT": "81",
    "HTTP_X_FORWARDED_PREFIX": f"/{EVIL}",
    "HTTP_X_HOST": EVIL,
    "HTTP_FORWARDED": f"host={EVIL};proto=https",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_REWRITE_URL": "/admin/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    "HTTP_ORIGIN": "null",
}
JUNK = [
    *("", "\0", "\xff\xfe", "é" * 40, "a" * 60_000, "%00%0d%0a", "*/*;q=nan", "../..", "{}[]", "-1"),
    '"><script>alert(7)</script>',
]
HEADERS = [
    *("HTTP_COOKIE", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_REFERER", "HTTP_USER_AGENT"),
    *("HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_CURRENT_URL", "HTTP_HX_TRIGGERING_EVENT", "HTTP_HX_PROMPT"),
    *("HTTP_RANGE", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_CONTENT_ENCODING"),
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_AUTHORIZATION", "HTTP_X_CSRFTOKEN", "HTTP_ORIGIN"),
    *("HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE", "CONTENT_TYPE"),
]
COOKIES = ["theme", "session", "csrf", "messages", "__Host-session", "a" * 3000]


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: repr(host[:30]))
def test_a_host_that_is_not_ours_gets_a_page_that_does_not_repeat_it(client: Client, host: str) -> None:
    for path in ("/", "/privacy/", "/accounts/login/", "/nowhere/"):
        answer = client.get(path, HTTP_HOST=host)
        if host:
            assert answer.status_code == 400
        assert EVIL not in markup_of(answer) + str(answer.headers)
        assert "alert(7)" not in markup_of(answer)
        assert_calm(answer)
        assert_safe(answer)


def test_no_link_in_a_letter_is_built_from_what_a_request_says_of_itself(session: GroupSession, settings: Any) -> None:
    settings.SITE_URL = "https://evenings.example"
    sent = {"known_as": "Heather", "reach": "email", "email": "heather@example.org", "how_often": "once"}
    asked = Client().post(f"/sessions/{session.ref}/place/", sent, **FORWARDED, HTTP_REFERER=f"https://{EVIL}/")
    code = Client().post("/accounts/login/code/", {"email": "heather@example.org"}, **FORWARDED)
    sending.send_due(clock=timezone.now)

    assert (asked.status_code, code.status_code, Place.objects.count()) == (200, 302, 1)
    letters = [str(letter.message()) for letter in mail.outbox]
    assert letters
    assert any("https://evenings.example/places/" in letter for letter in letters)
    assert not [letter for letter in letters if EVIL in letter or "testserver" in letter]


def test_what_stands_before_us_is_not_believed_when_nobody_does(client: Client) -> None:
    for path in ("/", "/groups", "/tonight/", "/nowhere/"):
        answer = client.get(path, **FORWARDED)
        assert answer.status_code in (200, 301, 302, 404)
        assert EVIL not in markup_of(answer) + str(answer.headers)
        assert not answer.get("Location", "").startswith(("http", "//"))


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_whatever_is_in_it_is_an_error_of_ours(session: GroupSession, header: str) -> None:
    for junk in JUNK:
        for ask, path in ((Client().get, "/tonight/"), (Client().post, f"/sessions/{session.ref}/place/")):
            answer = ask(path, **{header: junk})
            assert answer.status_code < 500, (path, junk[:20])
            assert "alert(7)" not in markup_of(answer)
            assert_safe(answer)
    assert Place.objects.count() == 0


@pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie[:16])
def test_no_cookie_whatever_is_in_it_is_an_error_of_ours_or_changes_a_page(session: GroupSession, cookie: str) -> None:
    usual = words_of(Client().get("/privacy/"))
    for junk in [*JUNK, "gASVCg==", '[["__json_message",0,25,"Hello"]]']:
        client = Client()
        answers = [client.get(path, HTTP_COOKIE=f"{cookie}={junk}") for path in ("/privacy/", "/tonight/", "/groups/")]
        assert [answer.status_code for answer in answers] == [200, 302, 200]
        assert words_of(answers[0]) == usual
        assert "alert(7)" not in markup_of(answers[0])
        assert 'data-bs-theme="' not in markup_of(answers[0])


def test_a_packed_form_is_not_unpacked(session: GroupSession) -> None:
    """A megabyte can hold a thousand of nothing; nobody unpacks it."""
    packed = gzip.compress(b"known_as=" + b"a" * 100_000_000)
    answer = Client().post(
        f"/sessions/{session.ref}/place/",
        packed,
        content_type="application/x-www-form-urlencoded",
        HTTP_CONTENT_ENCODING="gzip",
    )
    assert answer.status_code in (200, 400)
    assert Place.objects.count() == 0
