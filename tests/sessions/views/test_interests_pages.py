"""Tell me when it starts: the form without a login, and the link that takes it back."""

import pytest
from django.test import Client

from groups.models import Interest, Run, SupportGroup
from sessions import interests
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of

pytestmark = pytest.mark.django_db

FORM = "/groups/friday-circle/interest/"
ROBIN = {"email": "robin@example.org"}


@pytest.fixture
def paused(group: SupportGroup) -> SupportGroup:
    group.runs.update(ended_on="2026-01-30", ended_as="paused", reason="Summer.")
    return group


def test_the_page_of_a_group_leads_there_while_there_is_something_to_wait_for(paused: SupportGroup) -> None:
    page = Client().get("/groups/friday-circle/")
    assert "Tell me when it starts again" in words_of(page)
    assert f'href="{FORM}"' in markup_of(page)
    Run.objects.all().delete()
    assert "Tell me when it starts" in words_of(Client().get("/groups/friday-circle/"))
    Run.objects.create(group=paused)
    assert FORM not in markup_of(Client().get("/groups/friday-circle/"))


def test_the_answer_is_the_same_however_often_an_address_is_left(paused: SupportGroup) -> None:
    page = Client().get(FORM)
    assert_calm(page)
    assert "We write to you once" in words_of(page)
    first, again = (Client().post(FORM, ROBIN) for _ in range(2))
    assert words_of(first) == words_of(again)
    assert "We’ll tell you. Come or don’t." in words_of(first)
    assert_calm(first)
    assert Interest.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("", "Tell us where to write to."),
        ("robin", "does not look like an e-mail address"),
        ("r" * 250 + "@example.org", "longer than an e-mail address can be"),
        ("robin@example.org\x00", "marks that cannot be seen"),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_kept(paused: SupportGroup, email: str, says: str) -> None:
    page = Client().post(FORM, {"email": email})
    assert says in errors_of(page)
    assert_calm(page)
    assert not Interest.objects.exists()


def test_opened_while_the_form_was_open_it_says_that_nobody_need_wait(paused: SupportGroup) -> None:
    Run.objects.create(group=paused, opens_on="2026-02-01")
    page = Client().post(FORM, ROBIN)
    assert (page.status_code, Interest.objects.exists()) == (409, False)
    assert "You need not wait" in words_of(page)
    assert_calm(page)


def test_a_yes_is_asked_for_beside_its_words_where_the_network_needs_one() -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"), runs=[])
    form = f"/groups/{group.slug}/interest/"
    assert "Without a yes here" in errors_of(Client().post(form, ROBIN))
    assert not Interest.objects.exists()
    Client().post(form, {**ROBIN, "yes_letters": "1"})
    assert Interest.objects.exists()


def test_the_link_takes_it_back_on_a_tap_and_reading_it_changes_nothing(paused: SupportGroup) -> None:
    Client().post(FORM, ROBIN)
    link = f"/interests/{interests.token(Interest.objects.get())}/"
    page = Client().get(link)
    assert (Interest.objects.count(), page.cookies) == (1, {})
    assert "robin" not in markup_of(page)
    assert_calm(page)

    done = Client().post(link)
    assert "We have forgotten your address" in words_of(done)
    assert_calm(done)
    assert not Interest.objects.exists()
    assert Client().get(link).status_code == 404


def test_a_mail_programs_one_click_takes_it_back_too(paused: SupportGroup) -> None:
    Client().post(FORM, ROBIN)
    link = f"/interests/{interests.token(Interest.objects.get())}/"
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert not Interest.objects.exists()


def test_a_group_that_one_may_not_find_has_no_form(paused: SupportGroup) -> None:
    SupportGroup.objects.update(found_by="members")
    assert [Client().get(FORM).status_code, Client().post(FORM, ROBIN).status_code] == [404, 404]
