"""How a group that is not simply open is shown: planned, paused, closed, about to be; with reason and alternatives."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import Run, SupportGroup
from members.models import Network, Person
from tests import factories
from tests.pages import markup_of, words_of
from tests.sessions.views.counting import queries_of

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


def test_paused_says_on_which_day_it_is_looked_at_again_that_day_too(client: Client, resting: SupportGroup) -> None:
    run(resting, ended_on=day(-9), ended_as="paused", review_on=day(0))

    page, finder = said(client)

    assert "We look at it again on" in page
    assert "We look again on" in finder


@pytest.mark.parametrize("review", [None, -1, -900], ids=["none set", "it has passed", "long ago"])
def test_paused_without_a_date_is_fine(client: Client, resting: SupportGroup, review: int | None) -> None:
    run(resting, ended_on=day(-9), ended_as="paused", review_on=day(review) if review else None)

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


def test_closed_is_found_on_its_organisations_page_alone(client: Client, resting: SupportGroup) -> None:
    run(resting, opens_on=day(-90), ended_on=day(-30), ended_as="closed", reason="The hall was sold.")
    run(resting, opens_on=day(-20), ended_on=day(-9), ended_as="closed", reason="We are done, and well.")
    away = factories.SupportGroupFactory(name="Of another organisation", runs=[])
    run(away, ended_on=day(-9), ended_as="closed")

    page, finder = said(client)
    of_the_network = client.get(f"/networks/{resting.network.slug}/")

    assert "This group has ended We are done, and well." in page
    assert "Resting circle" not in finder
    assert "Haddington" not in finder, "a place without a group is no choice"
    assert "No groups now There is nothing to come to here at the moment." in words_of(of_the_network)
    assert "What has ended Resting circle Haddington" in words_of(of_the_network)
    assert "This group has ended. We are done, and well." in words_of(of_the_network)
    assert 'href="/groups/resting/"' in markup_of(of_the_network)
    for unsaid in ("The hall was sold.", "Of another organisation"):
        assert unsaid not in words_of(of_the_network)


@pytest.mark.parametrize(
    "runs",
    [
        [{"ended_on": -9, "ended_as": "paused"}],
        [{"ended_on": 9, "ended_as": "closed"}],
        [{"ended_on": -9, "ended_as": "closed"}, {"opens_on": -5}],
        [{"ended_on": -9, "ended_as": "closed"}, {"opens_on": 5}],
        [],
    ],
    ids=["paused", "closing later", "open again", "opening again", "planned"],
)
def test_only_what_has_closed_for_good_has_ended(
    client: Client, resting: SupportGroup, runs: list[dict[str, Any]]
) -> None:
    for facts in runs:
        run(resting, **{name: day(said) if isinstance(said, int) else said for name, said in facts.items()})

    words = words_of(client.get(f"/networks/{resting.network.slug}/"))

    assert "Resting circle" in words
    assert "What has ended" not in words


@pytest.mark.parametrize("found_by", ["members", "staff"])
def test_what_has_ended_is_shown_to_those_who_may_find_it(
    client: Client, resting: SupportGroup, coordinator: Person, found_by: str
) -> None:
    SupportGroup.objects.filter(pk=resting.pk).update(found_by=found_by)
    run(resting, ended_on=day(-9), ended_as="closed")
    address = f"/networks/{resting.network.slug}/"

    assert "Resting" not in words_of(client.get(address))
    assert "What has ended" not in words_of(client.get(address))
    assert "What has ended Resting circle" in words_of(browser(coordinator.user_id).get(address))


def test_what_has_ended_is_asked_for_once_however_much_it_is(client: Client, resting: SupportGroup) -> None:
    def end(count: int) -> None:
        for _ in range(count):
            run(factories.SupportGroupFactory(network=resting.network, runs=[]), ended_on=day(-9), ended_as="closed")

    address = f"/networks/{resting.network.slug}/"
    end(1)
    few = len(queries_of(client, address))
    end(12)

    assert len(queries_of(client, address)) == few <= 6
    assert words_of(client.get(address)).count("This group has ended.") == 13


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


def test_an_open_group_without_dates_says_what_to_do_and_leads_there(client: Client, group: SupportGroup) -> None:
    page = client.get(f"/groups/{group.slug}/")

    assert "There are no dates yet. Ask the people who run it , or look again in a few days." in words_of(page)
    assert '<a href="#who">Ask the people who run it</a>' in markup_of(page)
    assert '<h2 id="who">' in markup_of(page)
    assert "look again in a few days. See the other groups" in words_of(page)


@pytest.mark.parametrize(
    ("ended_as", "says"),
    [("closed", "No date is planned before it ends. "), ("paused", "No date is planned before it pauses. ")],
)
def test_a_group_about_to_end_or_pause_without_dates_asks_nobody_to_look_again(
    client: Client, resting: SupportGroup, ended_as: str, says: str
) -> None:
    ending = run(resting, ended_on=day(0), ended_as=ended_as, reason="The hall is sold.")
    page, finder = said(client)
    assert f"{says}See the other groups" in page
    assert "No dates ahead" in finder
    assert "look again" not in page

    ending.instead.add(factories.SupportGroupFactory(name="Open circle", network=resting.network))
    page = words_of(client.get("/groups/resting/"))
    assert "Open then: Open circle, Haddington" in page
    assert f"{says}See the other groups" not in page
    assert says in page
