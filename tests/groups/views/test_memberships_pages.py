"""Changing and ending what somebody does, by whoever coordinates; and one's own on one's own page."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Membership, SupportGroup
from members.models import Look, Network, Person, Responsibility
from sessions.models import GroupSession, Job
from tests import factories
from tests.conftest import somebody
from tests.pages import assert_calm, errors_of, words_of

pytestmark = pytest.mark.django_db

HERE = "/networks/keep-the-kettle-on"
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def of(person: Person) -> Any:
    """Their part in a group, or what they answer for."""
    return Membership.objects.filter(person=person).first() or Responsibility.objects.get(person=person)


def page_of(row: Any) -> str:
    return f"{HERE}/{'memberships' if isinstance(row, Membership) else 'responsibilities'}/{row.ref}/"


def own_page_of(row: Any) -> str:
    return f"/me/{row.person.ref}/{'memberships' if isinstance(row, Membership) else 'responsibilities'}/{row.ref}/"


def as_shown(client: Client, path: str) -> dict[str, Any]:
    return {bound.name: bound.value() or "" for bound in client.get(path).context["form"]}


# -- By whoever coordinates


def test_another_role_and_a_last_day(desk: Client, volunteer: Person, today: dt.date) -> None:
    path = page_of(of(volunteer))
    page = desk.get(path)
    assert "Friday circle Val" in words_of(page)
    assert_calm(page)
    sent = as_shown(desk, path) | {"role": "facilitator", "until_on": f"{today + DAY:%Y-%m-%d}"}
    assert "Saved." in words_of(desk.post(path, sent, follow=True))
    held = Membership.objects.get(ref=of(volunteer).ref)
    assert (held.role, held.until_on) == ("facilitator", today + DAY)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"role": "participant"}, "Choose one from the list."),
        ({"until_on": "2020-01-01"}, "That day is over."),
        ({"until_on": "9999-12-31"}, "That is more than five years away."),
        ({"until_on": "tomorrow"}, "Write the day like 27/11/2026"),
    ],
)
def test_what_needs_another_look_is_said(desk: Client, volunteer: Person, facts: dict[str, str], says: str) -> None:
    path = page_of(of(volunteer))
    page = desk.post(path, as_shown(desk, path) | facts)
    assert says in errors_of(page)
    assert_calm(page)


def test_what_crossed_with_somebody_elses_change_is_said(desk: Client, volunteer: Person) -> None:
    path = page_of(of(volunteer))
    sent = as_shown(desk, path) | {"role": "helper"}
    Membership.objects.update(role="facilitator")
    page = desk.post(path, sent)
    assert page.status_code == 409
    assert "It says now: Facilitator" in words_of(page)


def test_stepping_back_and_back_again(desk: Client, volunteer: Person, session: GroupSession) -> None:
    job = Job.objects.create(session=session, person=volunteer, role="tea", taken_at=session.starts_at)
    path = page_of(of(volunteer))
    page = desk.post(path, {"do": "step-back"}, follow=True)
    assert "Noted: stepping back for a while." in words_of(page)
    assert_calm(page)
    job.refresh_from_db()
    assert job.given_back_at is not None
    assert "Noted: back again." in words_of(desk.post(path, {"do": "come-back"}, follow=True))
    assert of(volunteer).stepped_back_on is None


def test_an_end_bites_on_the_next_page_they_open(desk: Client, volunteer: Person, session: GroupSession) -> None:
    client, register = browser(volunteer.user_id), f"/sessions/{session.ref}/register/"
    assert client.get(register).status_code == 200
    path = f"{page_of(of(volunteer))}end/"
    asked = desk.get(path)
    assert "End what Val does in Friday circle?" in words_of(asked)
    assert_calm(asked)
    assert "Ended." in words_of(desk.post(path, follow=True))
    assert client.get(register).status_code == 404
    assert desk.get(path).status_code == 404, "it has ended"


def test_an_end_of_what_somebody_answers_for_bites_too(desk: Client, manager: Person) -> None:
    client = browser(manager.user_id)
    assert client.get("/complaints/").status_code == 200
    path = f"{page_of(of(manager))}end/"
    assert "End what Mina answers for as manager?" in words_of(desk.get(path))
    desk.post(path)
    assert client.get("/complaints/").status_code == 404


def test_a_last_day_of_what_somebody_answers_for(desk: Client, manager: Person, today: dt.date) -> None:
    path = page_of(of(manager))
    assert_calm(desk.get(path))
    assert "That day is over." in errors_of(desk.post(path, as_shown(desk, path) | {"until_on": "2020-01-01"}))
    assert "five years away" in errors_of(desk.post(path, as_shown(desk, path) | {"until_on": "9999-12-31"}))
    desk.post(path, as_shown(desk, path) | {"until_on": f"{today:%d/%m/%Y}"})
    assert of(manager).until_on == today


def test_the_last_coordinator_is_asked_to_name_another_first(desk: Client, coordinator: Person, today: dt.date) -> None:
    held = of(coordinator)
    says = "Nobody else coordinates the whole organisation. Invite somebody first."
    for path in (f"{page_of(held)}end/", f"{own_page_of(held)}end/"):
        page = desk.post(path, follow=True)
        assert says in words_of(page)
        assert_calm(page)
    assert says in errors_of(desk.post(page_of(held), as_shown(desk, page_of(held)) | {"until_on": f"{today}"}))
    assert of(coordinator).until_on is None


def test_every_look_at_a_name_is_noted(desk: Client, volunteer: Person, manager: Person) -> None:
    for person in (volunteer, manager):
        for path in (page_of(of(person)), f"{page_of(of(person))}end/"):
            desk.get(path)
    assert [look.whom for look in Look.objects.order_by("pk")] == [[volunteer.ref]] * 2 + [[manager.ref]] * 2


def test_elsewhere_and_who_only_comes_are_not_there(
    desk: Client, coordinator: Person, volunteer: Person, manager: Person, network: Network
) -> None:
    participant = factories.MembershipFactory(group=of(volunteer).group, role="participant")
    abroad = factories.MembershipFactory(role="volunteer")
    pages = [page_of(participant), page_of(abroad)]
    area = factories.AreaFactory(network=network)
    for path in pages:
        assert [desk.get(path).status_code, desk.post(f"{path}end/").status_code] == [404, 404]
    coordinator.responsibilities.update(area=area)
    for path in (page_of(of(volunteer)), page_of(of(manager))):
        assert [desk.get(path).status_code, desk.post(f"{path}end/").status_code] == [404, 404]
    assert not Membership.objects.exclude(until_on=None).exists()


# -- One's own


def test_one_sees_what_one_does_and_steps_back_in_one_tap(volunteer: Person, browse: Any) -> None:
    client, path = browse(volunteer), own_page_of(of(volunteer))
    page = client.get("/me/")
    assert "Volunteer , Friday circle" in words_of(page)
    assert_calm(page)
    page = client.post(path, {"do": "step-back"}, follow=True)
    assert "I am back" in words_of(page)
    client.post(path, {"do": "come-back"})
    assert of(volunteer).stepped_back_on is None
    assert "That button is from an older page." in words_of(client.post(path, {"do": "fly"}, follow=True))


def test_one_leaves_a_group_after_being_asked_once(volunteer: Person, group: SupportGroup, browse: Any) -> None:
    client, path = browse(volunteer), f"{own_page_of(of(volunteer))}end/"
    asked = client.get(path)
    assert "Leave Friday circle?" in words_of(asked)
    assert_calm(asked)
    page = client.post(path, follow=True)
    assert "You have left." in words_of(page)
    assert "What you do here" not in words_of(page)
    assert client.get(path).status_code == 404


def test_one_hands_on_what_one_answers_for(coordinator: Person, network: Network, browse: Any) -> None:
    Responsibility.objects.create(
        person=somebody(network, "Col"), network=network, role="coordinator", from_on=dt.date(2020, 1, 1)
    )
    client, path = browse(coordinator), f"{own_page_of(of(coordinator))}end/"
    assert "Stop being coordinator?" in words_of(client.get(path))
    assert "It has ended." in words_of(client.post(path, follow=True))
    assert client.get("/settings/").status_code == 404


def test_nobody_ends_anybody_elses(volunteer: Person, manager: Person, browse: Any) -> None:
    """Not with one's own ref in the address either."""
    client = browse(volunteer)
    for row in (of(manager), factories.MembershipFactory(role="helper")):
        for path in (own_page_of(row), own_page_of(row).replace(row.person.ref, volunteer.ref)):
            assert client.post(f"{path}end/").status_code == 404
    assert of(manager).until_on is None
