"""What a browser gets, as tests of pages ask about it."""

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TAG = re.compile(r"<[^>]+>")
# What frameworks say to people by default, and words that blame.
STIFF = re.compile(r"Ensure this|this field is required|null character|\b(in)?valid|illegal|denied|\bfail", re.I)
# Every answer carries these, whatever else happens.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What a page could spy with, and what the policy says of it.
CLOSED = ("camera=()", "microphone=()", "geolocation=()", "payment=()", "display-capture=()", "usb=()")


def markup_of(response: Any) -> str:
    return str(response.content.decode())


def words_of(response: Any) -> str:
    """What a person reads: no tags, no entities, one space between words."""
    main = markup_of(response).split("<main", 1)[-1].split("</main>", 1)[0]
    return " ".join(html.unescape(TAG.sub(" ", "<" + main)).split())


def title_of(response: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", markup_of(response), re.S)
    assert found is not None
    return html.unescape(found[1]).strip()


def errors_of(response: Any) -> str:
    """The summary of what needs another look; empty when there is none. It is always in the title too."""
    found = re.search(r'<div class="error-summary".*?</div>', markup_of(response), re.S)
    assert (found is not None) == title_of(response).startswith("Error: ")
    return " ".join(html.unescape(TAG.sub(" ", found[0])).split()) if found else ""


def as_shown(client: Client, path: str) -> dict[str, Any]:
    """What a page's form would send if nothing were changed."""
    values = client.get(path).context["form"]
    sent = {bound.name: bound.value() for bound in values}
    return {name: "on" if value is True else value for name, value in sent.items() if value not in (None, False)}


def same_but_for_the_address(response: HttpResponse) -> str:
    """The whole answer, less what any two answers differ in: the address itself and the form's token."""
    path = html.escape(response.wsgi_request.get_full_path())  # type: ignore[attr-defined]
    return TOKEN.sub("", markup_of(response)).replace(path, "")


def assert_safe(response: Any) -> None:
    """The headers of every answer: our own files only, no frames, no guessing, and no address told to other sites."""
    said = response.headers
    policy = said["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert said["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert set(CLOSED) <= set(said["Permissions-Policy"].split(", "))
    for name, value in HEADERS.items():
        assert said.get(name) == value, name


def assert_kept_nowhere(response: Any) -> None:
    """No browser and no proxy may keep it."""
    assert "no-store" in response.headers.get("Cache-Control", "")


def assert_calm(response: HttpResponse) -> None:
    """One heading, somewhere to go, help in a crisis, and no word that scolds."""
    page = markup_of(response)
    assert page.count("<h1") == 1
    assert "tel:116123" in page
    assert not STIFF.search(words_of(response)), words_of(response)
