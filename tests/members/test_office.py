"""The admin: behind our own door, for staff with the second factor, and without anybody's contact details."""

import pytest
from django.contrib import admin
from django.forms import model_to_dict
from django.test import Client

from members import second_factor
from members.models import Area, Basis, Helpline, Network, Organisation, Purpose
from members.office import Office
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


def test_the_admin_asks_staff_for_the_second_factor(clerk):
    client = logged_in_as(clerk)

    answer = client.get("/admin/members/network/")
    assert answer["Location"] == f"{DESK}?next=%2Fadmin%2Fmembers%2Fnetwork%2F"
    client.get(answer["Location"])
    client.post(CODE, {"code": code_of()})

    assert client.get("/admin/members/network/").status_code == 200


def test_the_admin_shows_configuration_and_nobody():
    assert isinstance(admin.site, Office)
    ours = {model for model in admin.site._registry if model._meta.app_label == "members"}

    assert ours == {Network, Area, Organisation, Helpline}


def reasons_form(network, *lines):
    """What the admin's page of a network sends, with its reasons as (key, purpose, basis, condition)."""
    saved = sum(1 for key, *_ in lines if key)
    form = {name: value for name, value in model_to_dict(network).items() if value not in (None, False)}
    form |= {"bases-TOTAL_FORMS": len(lines), "bases-INITIAL_FORMS": saved}
    for number, (key, purpose, basis, condition) in enumerate(lines):
        facts = {"id": key, "network": network.pk, "purpose": purpose, "basis": basis, "condition": condition}
        form |= {f"bases-{number}-{name}": fact for name, fact in facts.items()}
    return form


def test_why_a_network_may_hold_something_is_set_there_line_by_line(clerk, network):
    Basis.objects.filter(network=network).exclude(purpose="places").delete()
    page, client = f"/admin/members/network/{network.pk}/change/", logged_in_as(clerk)
    client.post(CODE, {"code": code_of()})
    places = Basis.objects.get()
    lines = [(places.pk, "places", "consent", "explicit")]
    others = [("", purpose, "", "") for purpose in ("letters", "needs", "register", "helping")]

    shown = client.get(page).context["inline_admin_formsets"][0].formset
    assert [form["purpose"].value() for form in shown] == list(Purpose.values)
    nonsense = client.post(page, reasons_form(network, *lines, *others[:3], ("", "helping", "consent", "support")))
    assert "a form can ask" in nonsense.content.decode()
    client.post(page, reasons_form(network, *lines, *others[:3], ("", "helping", "interests", "none")))

    found = set(Basis.objects.values_list("purpose", "basis", "condition"))
    assert found == {("places", "consent", "explicit"), ("helping", "interests", "none")}
