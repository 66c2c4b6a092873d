"""What goes, and when: calm while all is on time, plain when something is late, numbers and no names."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from bench.browsers import browser
from groups.models import SupportGroup
from members.forgetting import forget
from members.models import Person, Responsibility
from sessions import retention
from tests import factories
from tests.conftest import somebody
from tests.pages import assert_calm, words_of
from tests.sessions.history import FRIDAY, NOW, held
from tests.sessions.test_overdue import live
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/retention/"
Browse = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def no_turn_yet() -> None:
    cache.clear()


def open_as(one: Person) -> Client:
    return browser(one.user_id)


def at(now: dt.datetime, client: Client) -> str:
    with time_machine.travel(now, tick=False):
        client = browser(int(client.session["_auth_user_id"]))
        page = client.get(PAGE)
    assert_calm(page)
    return words_of(page)


def test_it_is_calm_while_everything_is_on_time(coordinator: Person, group: SupportGroup) -> None:
    live(group)
    said = at(NOW - dt.timedelta(days=40), open_as(coordinator))
    assert "Everything is on time" in said
    assert "Places 30 days after the evening 0 On time" in said
    assert "Nobody in the last twelve months" in said
    assert "not known yet" in said


def test_what_is_just_over_goes_within_the_hour(coordinator: Person, group: SupportGroup) -> None:
    factories.PlaceFactory(session=(session := held(group, FRIDAY)))
    said = at(session.ends_at + dt.timedelta(days=30, hours=1), open_as(coordinator))
    assert "All is well" in said
    assert "Places 30 days after the evening 1 Going within the hour" in said


def test_what_is_late_is_said_plainly_with_what_to_do_and_is_well_after_a_turn(
    coordinator: Person, group: SupportGroup
) -> None:
    factories.PlaceFactory(session=(session := held(group, FRIDAY)))
    late = session.ends_at + dt.timedelta(days=32)
    said = at(late, open_as(coordinator))
    assert "Something has stayed too long" in said
    assert "Look again in an hour" in said
    assert "Places 30 days after the evening 1 Late, since 1 November 2026 at 8pm" in said

    retention.keep_no_longer(now=late)
    said = at(late, open_as(coordinator))
    assert "Everything is on time" in said
    assert "Last looked for on 3 November 2026 at 8pm" in said


def test_whom_it_forgot_lately_is_a_number(manager: Person, group: SupportGroup) -> None:
    gone = factories.PersonFactory(network=group.network, known_as="Nightjar")
    forget(person=gone, now=NOW)
    said = at(NOW, open_as(manager))
    assert "November 2026: 1" in said
    assert "Nightjar" not in said


def test_no_name_address_or_word_stands_on_it(manager: Person, group: SupportGroup) -> None:
    live(group)
    person = group.network.people.exclude(email="").exclude(pk=manager.pk).get()
    page = open_as(manager).get(PAGE).content.decode()
    for word in (person.known_as, person.email, person.ref, group.regulars.get().word, group.name):
        assert word not in page


def test_it_is_for_coordinators_and_managers_with_the_second_factor(
    coordinator: Person, manager: Person, facilitator: Person, regular: Person, browse: Browse
) -> None:
    for one in (coordinator, manager):
        assert open_as(one).get(PAGE).status_code == 200
        assert browse(one).get(PAGE)["Location"].startswith("/accounts/second-factor/")
        assert open_as(one).post(PAGE).status_code == 405
    for one in (facilitator, regular):
        assert open_as(one).get(PAGE).status_code == 404
    assert browse(None).get(PAGE)["Location"].startswith("/accounts/login/code/")


def test_each_sees_their_own_networks(coordinator: Person, stranger: Person, group: SupportGroup) -> None:
    assert "Keep The Kettle On" in words_of(open_as(coordinator).get(PAGE))
    other = words_of(open_as(stranger).get(PAGE))
    assert "Keep The Kettle On" not in other
    assert stranger.network.name in other


def test_whoever_answers_for_an_area_sees_the_network(group: SupportGroup) -> None:
    ella = somebody(group.network, "Ella")
    area = factories.AreaFactory(network=group.network)
    ella.responsibilities.create(
        network=group.network, area=area, role=Responsibility.Role.COORDINATOR, from_on=dt.date(2020, 1, 1)
    )
    assert group.network.name in words_of(open_as(ella).get(PAGE))


def test_the_report_leads_there(coordinator: Person) -> None:
    assert f'href="{PAGE}"' in open_as(coordinator).get("/reports/attendance/").content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_it_asks_as_little_about_many(many: int, coordinator: Person, group: SupportGroup) -> None:
    for number in range(many):
        live(factories.SupportGroupFactory(network=group.network))
        other = factories.NetworkFactory()
        coordinator.user.persons.create(network=other, known_as=f"Carol {number}").responsibilities.create(
            network=other, role="manager", from_on=dt.date(2020, 1, 1)
        )
    browser = open_as(coordinator)
    browser.get(PAGE)  # the first use of what the second factor opened is written down, once in a minute
    assert len(queries_of(browser, PAGE)) == 6
