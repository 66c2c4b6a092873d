"""How a group that is not simply open is shown: planned, paused, closed, about to be; with reason and alternatives."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Run, SupportGroup
from members.models import Network
from tests import factories
from tests.pages import words_of

pytestmark = pytest.mark.django_db


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def resting(network: Network) -> SupportGroup:
    """A group without any run yet."""
    return factories.SupportGroupFactory(network=network, slug="resting", name="Resting circle", runs=[])


def run(group: SupportGroup, **facts: Any) -> Run:
    return Run.objects.create(group=group, **facts)


def said(client: Client) -> tuple[str, str]:
    return words_of(client.get("/groups/resting/")), words_of(client.get("/groups/"))


def test_planned_says_so_and_where_to_go_meanwhile(client: Client, resting: SupportGroup) -> None:
    page, finder = said(client)

    assert "Not started yet" in page
    assert "See the other groups" in page
    assert "Not started yet. It has no dates so far." in finder


def test_planned_with_a_first_day_says_which(client: Client, resting: SupportGroup) -> None:
    run(resting, opens_on=day(9))

    for words in said(client):
        assert f"It starts on {day(9):%A} {day(9).day}" in words


def test_paused_says_why_until_when_and_what_is_open_instead(client: Client, resting: SupportGroup) -> None:
    pause = run(resting, ended_on=day(-9), ended_as="paused", reason="Our hall is being mended.", review_on=day(30))
    pause.instead.add(factories.SupportGroupFactory(name="Open circle", network=resting.network))
    pause.instead.add(factories.SupportGroupFactory(name="Staff circle", network=resting.network, found_by="staff"))
    ended = factories.SupportGroupFactory(name="Ended circle", network=resting.network, runs=[])
    run(ended, ended_on=day(-1), ended_as="closed")
    pause.instead.add(ended)

    page, finder = said(client)

    for part in ("Paused for now", "Our hall is being mended.", f"again on {day(30):%A}", "Open circle"):
        assert part in page
    assert "Staff circle" not in page
    assert "Ended circle" not in page, "somebody is not sent to where nobody meets"
    assert "Paused for now. Our hall is being mended." in finder


def test_paused_without_a_date_is_fine(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(-9), ended_as="paused")

    page, finder = said(client)

    assert "There is no date yet for when it starts again." in page
    assert "No date yet." in finder


def test_paused_with_a_new_beginning_says_when_and_is_not_called_planned(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(-9), ended_as="paused", reason="Summer.")
    run(resting, opens_on=day(9))

    for words in said(client):
        assert "Paused for now" in words
        assert f"It starts again on {day(9):%A} {day(9).day}" in words
        assert "Not started yet" not in words


def test_closed_is_found_by_its_address_alone(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(-9), ended_as="closed", reason="We are done, and well.")

    page, finder = said(client)

    assert "This group has ended We are done, and well." in page
    assert "Resting circle" not in finder
    assert "Haddington" not in finder, "a place without a group is no choice"
    assert "Resting" not in words_of(client.get(f"/networks/{resting.network.slug}/"))


def test_closing_later_is_open_until_then_and_says_until_when(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(20), ended_as="closed", reason="The hall is sold.")

    page, finder = said(client)

    assert f"Until {day(20):%A} {day(20).day}" in page
    assert "Then this group ends. The hall is sold." in page
    assert "Resting circle" in finder


def test_reopened_after_a_pause_is_simply_open(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(-90), ended_as="paused", reason="Summer.")
    run(resting, opens_on=day(-9))

    for words in said(client):
        assert "Paused" not in words
        assert "Summer" not in words


def test_a_cancelled_next_date_is_said_and_does_not_hide_the_one_after(client: Client, group: SupportGroup) -> None:
    factories.GroupSessionFactory(group=group, on=day(2), state="cancelled", state_reason="Snow")
    after = factories.GroupSessionFactory(group=group, on=day(9))

    page = client.get(f"/groups/{group.slug}/")

    assert f"{day(2):%A} {day(2).day} {day(2):%B} is cancelled Snow" in words_of(page).replace(f" {day(2).year}", "")
    assert f"/sessions/{after.ref}/place/" in page.content.decode()


def test_an_evening_that_is_on_now_is_said_and_the_next_is_offered(client: Client, group: SupportGroup) -> None:
    now = timezone.now()
    begun = {"starts_at": now - dt.timedelta(minutes=30), "ends_at": now + dt.timedelta(minutes=60)}
    on_now = factories.GroupSessionFactory(group=group, on=day(0), **begun)
    after = factories.GroupSessionFactory(group=group, on=day(7))

    page = client.get(f"/groups/{group.slug}/").content.decode()

    assert "On now, until" in page
    assert f"/sessions/{on_now.ref}/place/" not in page
    assert f"/sessions/{after.ref}/place/" in page


def test_an_open_group_without_dates_says_what_to_do(client: Client, group: SupportGroup) -> None:
    assert "There are no dates yet." in words_of(client.get(f"/groups/{group.slug}/"))
