"""Settings say what is missing until people can come, also to whoever goes on with it tomorrow."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import Run, SupportGroup
from members.models import Network, Person, Responsibility
from sessions.models import GroupSession
from tests import factories
from tests.pages import as_shown, assert_calm, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

OF, CIRCLE = "/networks/keep-the-kettle-on/", "/groups/friday-circle/"
ROW = re.compile(
    r'class="row-link" href="([^"]+)">\s*<span class="session-what">[^<]*</span>\s*<span class="session-state">'
)
A_WEEK = dt.timedelta(weeks=1)


def missing(client: Client) -> list[str]:
    """Where the pages lead that something is missing on, in their order."""
    return ROW.findall(markup_of(client.get("/settings/")))


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


@pytest.fixture
def half_set_up(network: Network) -> Network:
    """Everything but its groups."""
    Network.objects.update(contact_email="kettle@example.org", contact_days="Tuesdays")
    factories.VenueFactory(network=network)
    factories.FormatFactory(network=network)
    return network


def friday_circle(network: Network, **facts: Any) -> SupportGroup:
    made: SupportGroup = factories.SupportGroupFactory(
        network=network, slug="friday-circle", name="Friday circle", **facts
    )
    return made


def test_left_half_way_and_continued_tomorrow_it_names_the_next_thing_until_people_can_come(
    coordinator: Person, half_set_up: Network
) -> None:
    """Each step in a browser that has just logged in, a day after the one before."""
    today = timezone.localdate()
    added = {"name": "Friday circle", "place": "Haddington"}
    opens, dates = f"{CIRCLE}runs/", f"{CIRCLE}timetable/"
    plan = {"weekday": "4", "starts": "19:00", "minutes": "120", "first_on": f"{today + A_WEEK}", "last_on": ""}
    steps = [
        (f"{OF}groups/", f"{OF}groups/new/", added),
        (opens, f"{opens}open/", {"on": f"{today + dt.timedelta(days=1)}"}),
        (dates, f"{dates}new/", plan),
    ]
    for days, (leads_to, form, facts) in enumerate(steps):
        with time_machine.travel(timezone.now().replace(hour=12) + dt.timedelta(days=min(days, 1)), tick=False):
            client = browser(coordinator.user_id)
            assert missing(client) == [leads_to]
            assert_calm(client.get(leads_to))
            sent = as_shown(client, form) | facts
            page = client.post(form, sent)
            if page.status_code == 200:  # the dates are shown once before they are planned
                client.post(form, sent | {"save": page.context["form"].as_read})
    again = browser(coordinator.user_id)
    assert missing(again) == []
    assert "Friday circle Haddington" in words_of(again.get(f"{OF}groups/"))
    assert GroupSession.objects.filter(group__slug="friday-circle").exists()


def test_it_says_in_words_what_the_nearest_group_lacks(desk: Client, half_set_up: Network) -> None:
    factories.SupportGroupFactory(network=half_set_up, name="A circle hoped for", runs=())
    group = friday_circle(half_set_up, runs=())
    assert "A circle hoped for has not opened yet" in words_of(desk.get("/settings/"))
    Run.objects.create(group=group, opens_on=timezone.localdate() + A_WEEK)
    page = desk.get("/settings/")
    assert "Dates Friday circle has no dates ahead" in words_of(page)
    assert_calm(page)
    factories.GroupSessionFactory(group=group)
    assert missing(desk) == []


@pytest.mark.parametrize("ended_as", ["paused", "closed"])
def test_a_group_that_pauses_or_has_ended_lacks_nothing(desk: Client, half_set_up: Network, ended_as: str) -> None:
    friday_circle(half_set_up, runs__ended_as=ended_as, runs__ended_on=timezone.localdate() - A_WEEK)
    assert missing(desk) == []


def test_dates_of_another_part_are_not_those_of_ones_own(coordinator: Person, half_set_up: Network) -> None:
    south, north = (factories.AreaFactory(network=half_set_up, name=name) for name in ("South", "North"))
    factories.GroupSessionFactory(group=friday_circle(half_set_up, area=north))
    factories.SupportGroupFactory(network=half_set_up, area=south, slug="monday-circle")
    Responsibility.objects.update(area=south)
    assert missing(browser(coordinator.user_id)) == ["/groups/monday-circle/timetable/"]
    Responsibility.objects.update(area=north)
    assert missing(browser(coordinator.user_id)) == []


def test_it_asks_as_much_however_many_groups_there_are(desk: Client, half_set_up: Network) -> None:
    desk.get("/settings/")
    friday_circle(half_set_up)
    one = len(queries_of(desk, "/settings/"))
    for _ in range(4):
        factories.GroupSessionFactory(group=factories.SupportGroupFactory(network=half_set_up))
    assert len(queries_of(desk, "/settings/")) == one


def test_tonight_says_what_is_so_to_a_coordinator_whose_groups_meet_without_them(
    coordinator: Person, half_set_up: Network, desk: Client
) -> None:
    group = friday_circle(half_set_up)
    assert "before your first evening" in words_of(desk.get("/tonight/"))
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    factories.GroupSessionFactory(group=group, on=tomorrow)

    says = "You help at no evening in the next seven days Those of the groups you look after stand here on their day."
    page = desk.get("/tonight/")
    assert says in words_of(page)
    assert "before your first evening" not in words_of(page)
    assert '<a href="/settings/">Settings</a>' in markup_of(page)
    assert_calm(page)

    factories.MembershipFactory(group=group, person=coordinator, role="helper")
    assert "You help at no evening" not in words_of(desk.get("/tonight/"))


def test_tonight_tells_a_manager_that_it_is_for_those_who_help(coordinator: Person, desk: Client) -> None:
    Responsibility.objects.update(role="manager")
    assert "Evenings stand here once you help at a group." in words_of(desk.get("/tonight/"))


def test_an_empty_tonight_leads_coordinators_on_and_nobody_else(desk: Client, volunteer: Person) -> None:
    way = "Settings say what is missing before your first evening."
    assert way in words_of(desk.get("/tonight/"))
    assert "Nothing in the next seven days" in words_of(browser(volunteer.user_id).get("/tonight/"))
    assert way not in words_of(browser(volunteer.user_id).get("/tonight/"))
