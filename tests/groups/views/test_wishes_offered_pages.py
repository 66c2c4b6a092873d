"""Where somebody is asked whether they would like to help: from a group's page on, and not where it has ended."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Membership, Run, SupportGroup, Wish
from groups.views import wishes as views
from members.models import Person
from tests import factories
from tests.groups.views.test_wishes_pages import LIST, answer, form_of, sent, wish
from tests.pages import assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
GROUP = "/groups/friday-circle/"
BEGIN = f"{GROUP}wishes/new/"


@pytest.fixture
def desk(facilitator: Person) -> Client:
    return browser(facilitator.user_id)


# -- From a group's page


def test_a_groups_page_asks_everybody_in_the_same_words(group: SupportGroup, regular: Person, browse: Browse) -> None:
    for client in (Client(), browse(regular)):
        page = client.get(GROUP)
        assert "Would you like to help one day? Tell us when you come." in words_of(page)
        assert f'href="{BEGIN}"' in markup_of(page)


def test_not_whoever_leads_it_and_not_of_a_group_that_has_ended(
    desk: Client, group: SupportGroup, now: dt.datetime
) -> None:
    assert BEGIN not in markup_of(desk.get(GROUP))
    ends(group, now)
    assert BEGIN not in markup_of(Client().get(GROUP))


def test_the_form_opens_with_the_group_one_came_from(regular: Person, group: SupportGroup, browse: Browse) -> None:
    factories.SupportGroupFactory(network=group.network, name="A circle before it")
    page = browse(regular).get(BEGIN, follow=True)
    assert page.redirect_chain == [(f"{form_of(regular)}?group={group.ref}", 302)]
    assert f'<option value="{group.ref}" selected' in markup_of(page)


def test_a_stranger_logs_in_and_goes_on_there(group: SupportGroup) -> None:
    assert Client().get(BEGIN)["Location"] == f"/accounts/login/code/?next={BEGIN.replace('/', '%2F')}"


def test_whom_the_organisation_does_not_know_is_told_what_to_do(
    stranger: Person, group: SupportGroup, browse: Browse
) -> None:
    page = browse(stranger).get(BEGIN, follow=True)
    assert page.redirect_chain == [(GROUP, 302)]
    assert "Tell the people who lead the group when you come." in words_of(page)
    assert_calm(page)


def test_whom_it_knows_by_two_names_chooses_one(regular: Person, group: SupportGroup, browse: Browse) -> None:
    factories.PersonFactory(network=group.network, user=regular.user, known_as="Regina")
    page = browse(regular).get(BEGIN, follow=True)
    assert page.redirect_chain == [("/me/", 302)]
    assert "Choose which of them would like to help." in words_of(page)


def test_a_group_that_one_may_not_find_is_not_there(stranger: Person, group: SupportGroup, browse: Browse) -> None:
    SupportGroup.objects.update(found_by="members")
    assert browse(stranger).get(BEGIN).status_code == 404


# -- On the form


def test_one_is_asked_where_one_may_look_and_nowhere_else(regular: Person, group: SupportGroup, browse: Browse) -> None:
    near = factories.SupportGroupFactory(network=group.network, name="Monday circle")
    hidden = factories.SupportGroupFactory(network=group.network, name="Staff circle", found_by="staff")
    abroad = factories.SupportGroupFactory(name="Circle elsewhere")
    page = markup_of(browse(regular).get(form_of(regular)))
    assert [name in page for name in (near.name, hidden.name, abroad.name)] == [True, False, False]
    for one in (hidden, abroad):
        assert "Choose one from the list." in errors_of(browse(regular).post(form_of(regular), sent(one)))


def ends(group: SupportGroup, now: dt.datetime) -> None:
    group.runs.all().delete()
    yesterday = group.network.today(now) - dt.timedelta(days=1)
    Run.objects.create(group=group, ended_on=yesterday, ended_as="closed", reason="The hall is sold")


def test_one_is_not_asked_where_the_group_has_ended_not_even_by_an_open_form(
    regular: Person, group: SupportGroup, now: dt.datetime, browse: Browse
) -> None:
    paused = factories.SupportGroupFactory(network=group.network, name="Monday circle", runs=())
    Run.objects.create(group=paused, ended_on=now.date(), ended_as="paused", reason="The hall is painted")
    client, ways = browse(regular), f'<option value="{group.ref}"'
    assert ways in markup_of(client.get(form_of(regular)))
    ends(group, now)
    shown = markup_of(client.get(f"{form_of(regular)}?group={group.ref}"))
    assert [ways in shown, paused.name in shown] == [False, True]
    page = client.post(form_of(regular), sent(group))
    assert "A group that has ended is no longer in it." in errors_of(page)
    assert_calm(page)
    assert not Wish.objects.exists()
    ends(paused, now)
    assert "No group to help at just now" in words_of(client.get(form_of(regular)))


def test_a_group_that_ends_between_the_list_and_the_saving_says_so(
    regular: Person, group: SupportGroup, now: dt.datetime, browse: Browse, monkeypatch: Any
) -> None:
    ends(group, now)
    monkeypatch.setattr(views, "groups_to_help_at", lambda user, person: SupportGroup.objects.all())
    page = browse(regular).post(form_of(regular), sent(group))
    assert "This group has ended, so nothing begins there any more." in errors_of(page)
    assert page.status_code == 409
    assert_calm(page)
    assert not Wish.objects.exists()


# -- Said before it ended


def test_what_was_wished_at_a_group_that_has_ended_is_read_and_answered_nowhere(
    desk: Client, regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wished = wish(regular, group, now)
    assert "Somebody would like to help" in words_of(desk.get("/tonight/"))
    ends(group, now)
    page = desk.get(LIST)
    assert "This group has ended So nobody begins to help here." in words_of(page)
    assert "Yes, from today" not in words_of(page)
    assert_calm(page)
    assert "Somebody would like to help" not in words_of(desk.get("/tonight/"))
    assert "This group has ended, so nothing begins there any more." in answer(desk, wished, "yes")
    assert not Membership.objects.filter(person=regular, role="helper").exists()
    assert Wish.objects.get() == wished
