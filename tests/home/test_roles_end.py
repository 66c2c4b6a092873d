"""A role that has ended, a login that is closed, and one that is gone: each bites on the very next request."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import Membership, SupportGroup
from members import second_factor
from members.models import Person, Responsibility
from sessions.models import GroupSession, Presence
from tests import factories

pytestmark = pytest.mark.django_db

# What each role opens, on which nobody else may look, and what its holder is then answered.
REGISTER, LOCK_UP, JOBS = ("/sessions/{ref}/register/", "/sessions/{ref}/register/lock-up/", "/sessions/{ref}/jobs/")
REPORT, FILE, NAMES = (
    "/reports/attendance/",
    "/reports/attendance.csv",
    "/reports/attendance/names.csv?group={slug}&begins=2026-01-01&ends=2026-12-31",
)
TIMETABLE, WORDS, CANCEL = "/groups/{slug}/timetable/", "/groups/{slug}/regulars/", "/sessions/{ref}/cancel/"
GROUP = "/groups/{slug}/"
HELPING = (GROUP, REGISTER, LOCK_UP, JOBS)
OF_MEMBERS = {
    Membership.Role.PARTICIPANT: (GROUP,),
    Membership.Role.HELPER: HELPING,
    Membership.Role.VOLUNTEER: HELPING,
    Membership.Role.FACILITATOR: (*HELPING, TIMETABLE, WORDS, CANCEL),
}
ALL = (*HELPING, TIMETABLE, WORDS, CANCEL, REPORT, FILE, NAMES)
# And what is answered there while it is held: whoever looks after safeguarding is shown none of it.
OF_OFFICES = {
    Responsibility.Role.COORDINATOR: (ALL, 200),
    Responsibility.Role.MANAGER: ((REPORT, FILE), 200),
    Responsibility.Role.SAFEGUARDING: (ALL, 404),
}


@pytest.fixture
def evening(group: SupportGroup) -> GroupSession:
    """Tonight, of a group that only its members find."""
    SupportGroup.objects.update(found_by=SupportGroup.FoundBy.MEMBERS)
    return factories.GroupSessionFactory(group=group, on=timezone.localdate())


@pytest.fixture
def somebody(group: SupportGroup) -> Person:
    user = factories.UserFactory()
    return factories.PersonFactory(network=group.network, email=user.email, user=user)


def answers(client: Client, pages: tuple[str, ...], evening: GroupSession) -> set[int]:
    return {client.get(page.format(ref=evening.ref, slug=evening.group.slug)).status_code for page in pages}


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


@pytest.mark.parametrize("role", OF_MEMBERS)
def test_a_membership_that_ended_yesterday_opens_nothing_by_the_next_request(
    role: Membership.Role, evening: GroupSession, somebody: Person
) -> None:
    held = factories.MembershipFactory(group=evening.group, person=somebody, role=role)
    client = browser(somebody.user_id)
    assert answers(client, OF_MEMBERS[role], evening) == {200}

    Membership.objects.filter(pk=held.pk).update(until_on=yesterday())

    assert answers(client, OF_MEMBERS[role], evening) == {404}


def test_taps_of_whoever_no_longer_helps_are_written_nowhere(evening: GroupSession, somebody: Person) -> None:
    held = factories.MembershipFactory(group=evening.group, person=somebody, role=Membership.Role.HELPER)
    past = factories.GroupSessionFactory(group=evening.group, on=yesterday())
    client, path = browser(somebody.user_id), f"/sessions/{past.ref}/register/taps/"

    def tap() -> int:
        one = {"id": str(uuid.uuid4()), "sequence": 1, "action": "add", "word": "Heron"}
        sent = {"device": str(uuid.uuid4()), "taps": [one]}
        return int(client.post(path, sent, content_type="application/json").status_code)

    assert tap() == 200
    before = Presence.objects.count()
    Membership.objects.filter(pk=held.pk).update(until_on=yesterday())

    assert tap() == 404
    assert Presence.objects.count() == before == 1


@pytest.mark.parametrize("role", OF_OFFICES)
def test_a_responsibility_that_ended_yesterday_opens_nothing_by_the_next_request(
    role: Responsibility.Role, evening: GroupSession, somebody: Person
) -> None:
    facts = {"network": evening.group.network, "from_on": dt.date(2020, 1, 1)}
    held = Responsibility.objects.create(person=somebody, role=role, **facts)
    client, (pages, while_held) = browser(somebody.user_id), OF_OFFICES[role]
    assert answers(client, pages, evening) == {while_held}

    Responsibility.objects.filter(pk=held.pk).update(until_on=yesterday())

    assert answers(client, pages, evening) == {404}


def test_the_admin_is_not_there_by_the_next_request(somebody: Person) -> None:
    users = type(somebody.user)._default_manager.filter(pk=somebody.user_id)
    users.update(is_staff=True, is_superuser=True)
    client = browser(somebody.user_id)
    assert client.get("/admin/").status_code == 200

    users.update(is_staff=False, is_superuser=False)

    assert client.get("/admin/").status_code == 404


def close(person: Person) -> None:
    type(person.user)._default_manager.filter(pk=person.user_id).update(is_active=False)


def delete(person: Person) -> None:
    assert person.user is not None
    person.user.delete()


@pytest.mark.parametrize("end", [close, delete])
def test_a_closed_or_deleted_login_is_logged_out_by_the_next_request(
    end: Callable[[Person], None], evening: GroupSession, coordinator: Person
) -> None:
    assert coordinator.user is not None
    second_factor.give(user=coordinator.user, secret="A" * 32)
    client = browser(coordinator.user_id)
    pages = (REGISTER, REPORT, FILE, TIMETABLE, "/tonight/", "/me/", "/accounts/devices/", "/accounts/second-factor/")
    assert answers(client, pages, evening) == {200}

    end(coordinator)

    for page in pages:
        answer = client.get(page.format(ref=evening.ref, slug=evening.group.slug))
        assert answer["Location"].startswith("/accounts/login/code/?next="), page
