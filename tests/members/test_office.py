"""The admin: behind our own door, for staff with the second factor, and without anybody's contact details."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client

from members import second_factor
from members.models import Helpline, Network
from members.office import Office, ToLookAt
from tests import factories
from tests.phones import SECRET, code_of

DESK, CODE = "/accounts/second-factor/", "/accounts/second-factor/code/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]


@pytest.fixture
def clerk(db):
    """Staff with the second factor on their phone."""
    user = factories.UserFactory(is_staff=True, is_superuser=True)
    second_factor.give(user=user, secret=SECRET)
    return user


def logged_in_as(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_admin_has_our_door_and_no_other(clerk):
    """A12: no page of the admin's own takes an address and a password."""
    for page in ("/admin/", "/admin/login/", "/admin/members/network/"):
        for answer in (Client().get(page), Client().post(page, {"username": clerk.email, "password": "x"})):
            assert answer.status_code in (302, 404)
            assert "password" not in answer.content.decode()
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/code/")


def test_the_admin_is_not_there_for_who_is_not_staff(clerk):
    type(clerk).objects.update(is_staff=False)
    client = logged_in_as(clerk)
    client.post(CODE, {"code": code_of()})

    assert client.get("/admin/").status_code == 404


def test_the_foot_of_every_page_leads_staff_there_and_nobody_else(clerk):
    staff, other = logged_in_as(clerk), logged_in_as(factories.UserFactory())
    for page in ("/", "/me/"):
        assert 'href="/admin/">Look after this site</a>' in staff.get(page).content.decode()
        assert "/admin/" not in other.get(page).content.decode()
    assert "/admin/" not in Client().get("/").content.decode()


def test_the_admin_asks_staff_for_the_second_factor(clerk):
    client = logged_in_as(clerk)

    answer = client.get("/admin/members/network/")
    assert answer["Location"] == f"{DESK}?next=%2Fadmin%2Fmembers%2Fnetwork%2F"
    client.get(answer["Location"])
    client.post(CODE, {"code": code_of()})

    assert client.get("/admin/members/network/").status_code == 200


def test_nothing_is_taken_in_that_is_not_said_in_our_own_way():
    """A library's pages would show addresses, and take away somebody's second factor."""
    office = Office()
    office.register([EmailAddress, Authenticator])
    office.register(Network, admin.ModelAdmin)
    assert office._registry == {}

    assert isinstance(admin.site, Office)
    assert all(isinstance(page, ToLookAt) for page in admin.site._registry.values())


@pytest.fixture
def desk(clerk):
    client = logged_in_as(clerk)
    client.post(CODE, {"code": code_of()})
    return client


LINE = {
    "nation": "SCT",
    "position": "4",
    "name": "Breathing Space",
    "says": "If you feel low",
    "call": "0800 83 85 87",
    "text": "",
    "text_word": "",
    "hours": "Mondays",
    "open_minutes": "[[1080, 1560]]",
    "checked_on": "2026-11-20",
}
LINES = "/admin/members/helpline/"


def test_lines_that_are_the_same_for_everybody_are_added_changed_and_removed_there(desk):
    assert desk.post(f"{LINES}add/", LINE).status_code == 302
    line = Helpline.objects.get()
    assert (line.network, line.open_minutes, line.nation) == (None, [[1080, 1560]], "SCT")

    desk.post(f"{LINES}{line.pk}/change/", LINE | {"name": "Breathing", "open_minutes": "[]"})
    line.refresh_from_db()
    assert (line.name, line.open_minutes) == ("Breathing", [])
    history = desk.get(f"{LINES}{line.pk}/history/").content.decode()
    assert f"login {line_changed_by()}" in history
    assert "@" not in history

    desk.post(f"{LINES}{line.pk}/delete/", {"post": "yes"})
    assert not Helpline.objects.exists()


def line_changed_by():
    return LogEntry.objects.values_list("user", flat=True).distinct().get()


NO_HOURS = ('{"a": 1}', '"always"', "5", "[1, 2]", "[[1]]", "[[5, 5]]", "[[-1, 5]]", "[[true, 5]]", "[[0, 99999]]")


@pytest.mark.parametrize("hours", NO_HOURS)
def test_hours_that_no_page_could_be_shown_with_are_refused(desk, hours):
    page = desk.post(f"{LINES}add/", LINE | {"open_minutes": hours})

    assert "Write pairs of minutes from Monday 00:00" in page.content.decode()
    assert not Helpline.objects.exists()


def test_a_line_that_reaches_nobody_is_refused(desk):
    assert desk.post(f"{LINES}add/", LINE | {"call": ""}).status_code == 200
    assert not Helpline.objects.exists()


def test_a_networks_own_lines_are_its_coordinators(desk):
    own = factories.HelplineFactory(name="The Hub")
    assert "The Hub" in desk.get(f"{LINES}{own.pk}/change/").content.decode()

    answers = [desk.post(f"{LINES}{own.pk}/{way}/", LINE | {"post": "yes"}).status_code for way in ("change", "delete")]
    assert answers == [403, 403]
    desk.post(f"{LINES}add/", LINE | {"network": own.network_id})
    assert Helpline.objects.exclude(pk=own.pk).get().network is None
    own.refresh_from_db()
    assert own.name == "The Hub"
