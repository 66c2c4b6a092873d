"""Public pages are made once in a few seconds for strangers, and for nobody else: nothing personal is ever kept."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from groups.models import SupportGroup
from sessions.models import GroupSession
from tests.pages import words_of
from tests.sessions.views.counting import asked_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_for_a_minute(settings: Any) -> Iterator[None]:
    settings.PUBLIC_PAGES_SECONDS = 60
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def pages(session: GroupSession) -> list[str]:
    group = session.group
    return [
        "/",
        "/groups/",
        f"/groups/{group.slug}/",
        f"/networks/{group.network.slug}/",
        "/sessions/",
        f"/sessions/{session.ref}/",
    ]


def rename(session: GroupSession) -> None:
    SupportGroup.objects.filter(pk=session.group_id).update(name="Renamed", place="Renamed")


def test_the_second_stranger_is_shown_what_the_first_was_without_a_question(session):
    for page in pages(session):
        first = Client().get(page)
        assert asked_by(Client(), page) == [], page
        second = Client().get(page)
        assert (second.status_code, second.content) == (200, first.content)
        assert dict(second.items()) == dict(first.items())


def test_it_is_made_anew_when_its_time_is_over(session, now):
    Client().get("/sessions/")
    rename(session)
    assert "Renamed" not in words_of(Client().get("/sessions/"))
    with time_machine.travel(now + dt.timedelta(seconds=61), tick=True):
        assert "Renamed" in words_of(Client().get("/sessions/"))


def test_nothing_is_kept_where_the_setting_says_so(session, settings):
    settings.PUBLIC_PAGES_SECONDS = 0
    Client().get("/sessions/")
    rename(session)
    assert "Renamed" in words_of(Client().get("/sessions/"))


def test_browsers_are_told_nothing_of_it_and_ask_again(session):
    answer = Client().get("/sessions/")
    assert "max-age" not in answer.get("Cache-Control", "")
    assert not answer.has_header("Expires")


def test_whoever_is_logged_in_sees_it_as_it_is_and_nobody_sees_theirs(session, facilitator, browse):
    address = f"/sessions/{session.ref}/"
    assert "Log out" in browse(facilitator).get(address).content.decode()
    assert "Log out" not in Client().get(address).content.decode()
    rename(session)

    assert "Renamed" in words_of(browse(facilitator).get(address))
    page = Client().get(address).content.decode()
    assert "Log out" not in page
    assert "Renamed" not in page


def test_any_cookie_but_the_theme_makes_it_anew(session):
    Client().get("/sessions/")
    rename(session)
    browser = Client()
    browser.cookies["messages"] = "something"
    assert "Renamed" in words_of(browser.get("/sessions/"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_has_its_own(session, theme):
    Client().get("/sessions/")
    browser = Client()
    browser.cookies["theme"] = theme
    for _ in range(2):
        assert f'data-bs-theme="{theme}"' in browser.get("/sessions/").content.decode()
    assert "data-bs-theme" not in Client().get("/sessions/").content.decode()


def test_each_host_and_scheme_has_its_own_and_a_foreign_host_has_none(session, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    Client().get("/sessions/", HTTP_HOST="one.example")
    rename(session)

    assert "Renamed" in words_of(Client().get("/sessions/", HTTP_HOST="two.example"))
    assert Client().get("/sessions/", HTTP_HOST="evil.example").status_code == 400


def test_a_page_with_a_form_is_everybodys_own(session):
    SupportGroup.objects.update(place_policy=SupportGroup.PlacePolicy.CAN_KEEP)
    for page in ("place/", "remind-me/"):
        tokens = {Client().get(f"/sessions/{session.ref}/{page}").cookies["csrf"].value for _ in range(2)}
        assert len(tokens) == 2, page


def test_what_is_not_found_is_not_kept(session):
    address = "/sessions/000000000000/"
    assert Client().get(address).status_code == 404
    GroupSession.objects.filter(pk=session.pk).update(ref="000000000000")
    assert Client().get(address).status_code == 200


def test_what_a_script_asks_for_is_its_own(session):
    Client().get("/sessions/")
    rename(session)
    assert "Renamed" in words_of(Client().get("/sessions/", headers={"HX-Request": "true"}))


def test_only_looking_keeps_anything(session):
    assert Client().head("/sessions/").content == b""
    assert Client().get("/sessions/").content
    assert Client().post("/sessions/").status_code == 405
