"""Every page of the admin, walked: what is there, what is not and why, and that nothing private stands in any of it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.core.cache import caches
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.test import Client, override_settings
from django.urls import reverse

from bench.browsers import browser
from groups.models import Membership, SupportGroup, Venue
from members.access import Standing
from members.models import Helpline, Network, User
from members.office import KEPT_OUT
from peersupport.home.context import Remembered
from sessions.models import GroupSession, Series
from tests import factories
from tests.home.town import NOW, Town, build
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

OURS = ("members", "groups", "support_sessions")
PAGES: dict[type[Model], ModelAdmin] = dict(admin.site._registry)
TO_SET = {Helpline}
CONTACT, STREET, LINK = "desk-of-this-network@example.org", "Secretstreet 5", "https://meet.example/secret"


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Built once, with a private word in every private field; what else is kept private to a group is added here."""
    with django_db_blocker.unblock(), override_settings(KEEPS_LETTERS_AS_FILES=False), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            town = build()
            Network.objects.update(contact_email=CONTACT, contact_phone="0131 555 0100")
            for group in SupportGroup.objects.all():
                facts = {"rule": "FREQ=WEEKLY;BYDAY=FR", "first_on": NOW.date(), "online_link": LINK}
                times = {"starts_local": dt.time(19), "ends_local": dt.time(21)}
                series = Series.objects.create(group=group, **facts, **times)
                group.sessions.filter(on__gt=NOW.date()).update(series=series, original_on=NOW.date(), online_link=LINK)
                factories.AreaFactory(network=group.network, parent=group.network.areas.first())
                group.network.organisations.update(area=group.network.areas.first())
                group.network.venues.update(address=STREET, finding_the_door=STREET, postcode="EH1 1AA")
            factories.HelplineFactory(network=None)
            yield town
        transaction.set_rollback(True)
    Remembered.forget()
    caches["pages"].clear()


@pytest.fixture
def _django_db_helper(town: Town) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clerk(town: Town) -> Client:
    return browser(town.cast[Standing.ADMINISTRATOR])


def label(model: Any) -> str:
    return str(model._meta.label)


def page(model: type[Model], way: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{way}", args=args)


def pages_of(model: type[Model]) -> dict[str, str]:
    """Each address of a model by what it is, of its newest row."""
    row = model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
    of_one = {way: page(model, way, row) for way in ("change", "history", "delete")}
    return {"list": page(model, "changelist"), "add": page(model, "add"), **of_one}


def private(town: Town, text: str) -> list[str]:
    """Every private word in an answer: of people, of logins, and of places that a group may keep to itself."""
    words = [word for _, _, word in town.private_words()]
    words += [*User.objects.values_list("email", flat=True), CONTACT, "0131 555 0100", STREET, "EH1 1AA", LINK]
    return [word for word in words if word in text]


def test_every_model_is_there_or_kept_out_with_a_reason() -> None:
    shown_with = {inline.model for one in PAGES.values() for inline in one.inlines}
    ours = {model for model in apps.get_models() if model._meta.app_label in OURS}

    assert set(PAGES) <= ours, "nothing of a library is there"
    assert not (set(PAGES) | shown_with) & set(KEPT_OUT)
    assert ours - set(PAGES) - shown_with - set(KEPT_OUT) == set()
    assert set(KEPT_OUT) <= ours
    assert all(KEPT_OUT.values())


def test_each_page_names_the_fields_it_shows() -> None:
    """So a new field is seen by nobody until somebody has thought of it."""
    for model, one in PAGES.items():
        if model not in TO_SET:
            assert one.fields, label(model)
        assert all(inline.fields for inline in one.inlines), label(model)


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_it_is_looked_at_and_nothing_private_stands_there(model: type[Model], town: Town, clerk: Client) -> None:
    answers = {way: clerk.get(path) for way, path in pages_of(model).items()}
    writes = 200 if model in TO_SET else 403

    assert {way: answer.status_code for way, answer in answers.items()} == {
        "list": 200,
        "change": 200,
        "history": 200,
        "add": writes,
        "delete": writes,
    }
    for way, answer in answers.items():
        assert private(town, answer.content.decode()) == [], way
    assert 'name="action"' not in answers["list"].content.decode(), "nothing is done to many at once"


@pytest.mark.parametrize("model", [SupportGroup, Series, GroupSession], ids=label)
def test_where_a_group_meets_is_on_none_of_its_pages(model: type[Model], clerk: Client) -> None:
    """The name of a hall is an address too, and a group may keep that private."""
    SupportGroup.objects.update(address_is_private=True)
    hall = Venue.objects.filter(pk=Venue.objects.order_by("-pk")[0].pk)
    hall.update(name="Secrethall", town="Secrettown")
    model._default_manager.update(venue=hall.get())

    for way, path in pages_of(model).items():
        assert "Secret" not in clerk.get(path).content.decode(), way
    assert clerk.get(page(model, "changelist"), {"venue__name__startswith": "S"}).status_code in (302, 400)


@pytest.mark.parametrize("model", [model for model in PAGES if model not in TO_SET], ids=label)
def test_what_a_verb_owns_is_changed_by_no_post(model: type[Model], clerk: Client) -> None:
    before, pages = list(model._default_manager.order_by("pk").values()), pages_of(model)
    sent = {"name": "x", "post": "yes", "action": "delete_selected", "_selected_action": str(before[0]["id"])}

    for way, path in pages.items():
        assert clerk.post(path, sent).status_code in ((200, 302) if way in ("list", "history") else (403,)), way
    assert list(model._default_manager.order_by("pk").values()) == before


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_nobody_is_found_by_searching(model: type[Model], town: Town, clerk: Client) -> None:
    for word in {fact: word for _, fact, word in town.private_words()}.values():
        found = clerk.get(page(model, "changelist"), {"q": word})
        assert found.status_code == 200
        if PAGES[model].search_fields:
            assert found.context["cl"].result_count == 0, word


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_nothing_that_is_not_shown_can_be_guessed_letter_by_letter(model: type[Model], clerk: Client) -> None:
    names = {field.name for field in model._meta.get_fields()} - set(PAGES[model].list_filter)
    asked = [f"{name}__startswith" for name in sorted(names)]
    asked += ["network__contact_email__startswith", "group__memberships__person__email__startswith", "people__isnull"]

    for lookup in asked:
        answer = clerk.get(page(model, "changelist"), {lookup: "d"})
        assert answer.status_code in (302, 400), lookup


def test_nobody_is_found_by_typing_a_few_letters(clerk: Client) -> None:
    for model in (*PAGES, Membership):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                of = {"app_label": model._meta.app_label, "model_name": str(model._meta.model_name)}
                answer = clerk.get(reverse("admin:autocomplete"), {**of, "field_name": field.name, "term": "e"})
                assert answer.status_code == 404, label(model)


@pytest.mark.parametrize("model", sorted(KEPT_OUT, key=label), ids=label)
def test_what_is_kept_out_has_no_address(model: type[Model], clerk: Client) -> None:
    there = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    row = model._default_manager.order_by("pk").values_list("pk", flat=True).first() or 1

    for path in (there, f"{there}add/", f"{there}{row}/change/", f"{there}{row}/delete/", f"{there}{row}/history/"):
        assert clerk.get(path).status_code == 404, path


def test_the_doors_of_libraries_and_of_passwords_are_not_there(town: Town, clerk: Client) -> None:
    for path in ("account/emailaddress/", "mfa/authenticator/", "auth/group/", "password_change/", "login/"):
        assert clerk.get(f"/admin/{path}").status_code == 404, path
    for path in ("", *(f"{app}/" for app in OURS)):
        answer = clerk.get(f"/admin/{path}")
        assert answer.status_code == 200
        assert private(town, answer.content.decode()) == []


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_nobody_else_comes_in_and_a_code_alone_does_not_do(model: type[Model], town: Town) -> None:
    a_code_alone = Client()
    a_code_alone.force_login(User.objects.get(pk=town.cast[Standing.ADMINISTRATOR]))
    others = [browser(login) for standing, login in town.cast.items() if standing != Standing.ADMINISTRATOR]

    for path in pages_of(model).values():
        for answer in (a_code_alone.get(path), a_code_alone.post(path, {"post": "yes"})):
            assert answer["Location"].startswith("/accounts/second-factor/"), path
        assert Client().get(path)["Location"].startswith("/accounts/login/code/"), path
    for other in others:
        assert other.get(page(model, "changelist")).status_code == 404


@pytest.mark.parametrize("model", PAGES, ids=label)
def test_a_list_asks_no_more_for_many(model: type[Model], clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page(model, "changelist")
    clerk.get(path)
    assert model._default_manager.count() > 1
    of_all = len(queries_of(clerk, path))

    monkeypatch.setattr(PAGES[model], "list_per_page", 1)
    assert len(queries_of(clerk, path)) == of_all
