"""What every answer says to a browser: which files it may use, whom it may tell, and what it must not keep."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from bench.browsers import browser
from members.access import Standing
from members.models import Person
from peersupport.home.who_sees_what import joined
from tests.home.town import MISSING, OWN, Town
from tests.home.walking import ask
from tests.pages import assert_kept_nowhere, assert_safe

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
PRODUCTION = {"SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}
A_YEAR = "max-age=31536000; includeSubDomains; preload"
# That an empty site is begun by one is for `tests/members/test_starting.py`.
SIGNED = sorted({row.address for row in joined() if "<token>" in row.address} - {"/start/<token>/"})


@pytest.mark.usefixtures("as_served")
def test_no_answer_to_somebody_with_a_login_is_kept(town: Town) -> None:
    """Pages, files, refusals, what is missing, and what is asked in a way there is not."""
    met = set[tuple[int, str]]()
    for who, where in ((Standing.COORDINATOR, OWN), (Standing.COORDINATOR, MISSING), (Standing.PARTICIPANT, OWN)):
        client = browser(town.cast[who])
        for row in joined():
            if not client.cookies[settings.SESSION_COOKIE_NAME].value:  # one of the rows is logging out
                client = browser(town.cast[who])
            for way in ("GET", "POST", "PUT"):
                answer = ask(client, way, town.at(where, row.about).path(row.address))
                assert_kept_nowhere(answer)
                assert_safe(answer)
                met.add((answer.status_code, answer["Content-Type"].split(";")[0]))
    page = "text/html"
    kinds = {(status, page) for status in (200, 302, 403, 404, 405)} | {(200, "text/csv"), (400, "application/json")}
    assert kinds <= met, "the walk shows less than it says"


@pytest.mark.parametrize("address", SIGNED)
def test_nothing_behind_a_signed_link_is_kept_or_tells_its_address(address: str, town: Town) -> None:
    path, forged = town.at(OWN, "public").path(address), town.at(OWN, "public").path(address).replace(".1.", ".2.")
    asked: list[Any] = [ask(Client(), way, path) for way in ("GET", "HEAD", "POST", "PUT")]
    asked += [Client().get(path.removesuffix("/")), Client().get(forged), Client().get(path, HTTP_HOST="evil.example")]
    asked += [Client().post(path, {"do": "x" * 2_000_000})]

    # In the town nobody was at an event, so there is no certificate.
    found = set() if address.endswith(".pdf") else {200, 301}
    assert {answer.status_code for answer in asked} >= {400, 404, 405, 413} | found
    for answer in asked:
        assert_kept_nowhere(answer)
        assert answer["Referrer-Policy"] == "no-referrer"


def test_whoever_begins_to_log_in_is_not_kept_either(client: Client, facilitator: Person) -> None:
    answer = client.post("/accounts/login/code/", {"email": facilitator.email})

    assert answer.status_code == 302
    assert_kept_nowhere(answer)


@pytest.mark.parametrize("path", ["/", "/groups/", "/sessions/", "/privacy/", "/nowhere/"])
def test_pages_for_somebody_with_a_session_are_kept_nowhere(browse: Browse, facilitator: Person, path: str) -> None:
    assert_kept_nowhere(browse(facilitator).get(path))
    assert "no-store" not in browse(None).get(path).get("Cache-Control", "")


@override_settings(**PRODUCTION, SECURE_HSTS_SECONDS=31536000)
@override_settings(SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True)
@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/groups", "/tonight/", "/healthz", "/readyz", "/reports/attendance.csv"]
)
def test_in_production_every_answer_asks_for_https_from_now_on(path: str) -> None:
    answer = Client().get(path, HTTP_X_FORWARDED_PROTO="https")

    assert answer["Strict-Transport-Security"] == A_YEAR
    assert_safe(answer)


@override_settings(**PRODUCTION)
def test_in_production_plain_http_is_sent_to_https_and_machines_beside_us_are_answered() -> None:
    client = Client()

    answer = client.get("/groups/?words=tea")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/groups/?words=tea")
    assert_safe(answer)
    assert client.get("/healthz").content == b"ok\n"
