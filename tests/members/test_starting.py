"""An empty site is begun once, by whoever has the link; then the link is no more."""

import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from bench.browsers import browser
from groups.access import rights_of
from members import login, starting
from members.models import Helpline, Network, Person, Responsibility, User
from peersupport.lib import links
from peersupport.lib.limits import forget_counts
from tests import factories
from tests.pages import assert_calm, assert_kept_nowhere, errors_of, words_of

FACTS = {"name": "Tea and Talk", "nation": "SCT", "known_as": "Nan", "email": "Nan@example.org"}


def path() -> str:
    return "/" + starting.link().split("/", 3)[3]


@pytest.mark.django_db
def test_four_questions_begin_it_and_whoever_answers_them_coordinates(now: Any) -> None:
    client, there = Client(), path()
    page = client.get(there)
    assert_calm(page)
    assert_kept_nowhere(page)
    assert page["Referrer-Policy"] == "no-referrer"
    answer = client.post(there, FACTS)
    assert answer["Location"] == "/accounts/login/code/?next=/settings/"

    network = Network.objects.get()
    assert (network.slug, network.discreet, network.is_demonstration) == ("tea-and-talk", True, False)
    user = login.login_of(email="nan@example.org", now=now)
    assert user is not None
    Person.objects.update(user=user)
    assert rights_of(User.objects.get()).is_coordinator
    assert Helpline.objects.filter(nation="SCT").exists()
    # Opened again, on another day, it leads on to the login.
    again = client.get(there, follow=True)
    assert again.redirect_chain == [(answer["Location"], 302)]
    assert "This has begun already. Log in with the address you gave." in words_of(again)
    # A second tap is answered as the first; whoever else has the link is told, and learns nothing of who began it.
    assert client.post(there, FACTS)["Location"] == answer["Location"]
    for other in ({"name": "Another"}, {"email": "somebody@example.org"}):
        assert "This has begun already" in errors_of(client.post(there, FACTS | other))
    assert Network.objects.count() == Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["place", "complaint", ""])
def test_a_link_that_is_forged_or_of_another_purpose_opens_nothing(purpose: str) -> None:
    token = links.sign(purpose, starting.THE_SITE, 1) if purpose else "site.1.forged"
    there = f"/start/{token}/"
    assert [Client().get(there).status_code, Client().post(there, FACTS).status_code] == [404, 404]
    assert not Network.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Tell people what the organisation is called."),
        ({"nation": "FRA"}, "Choose one from the list."),
        ({"known_as": "\x00"}, "Please leave out marks that cannot be seen."),
        ({"email": "nan"}, "That does not look like an e-mail address."),
    ],
)
def test_what_needs_another_look_begins_nothing(sent: dict[str, str], says: str) -> None:
    page = Client().post(path(), FACTS | sent)
    assert says in errors_of(page)
    assert_calm(page)
    assert not Network.objects.exists()
    assert not Helpline.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alike", [True, False])
def test_of_two_who_begin_at_once_there_is_one_organisation(alike: bool, now: Any) -> None:
    outcomes: list[str] = []

    def begin(number: int) -> None:
        facts = FACTS if alike else FACTS | {"name": f"Tea {number}"}
        try:
            outcomes.append(starting.begin(number=1, now=now, **facts).name)
        except starting.BegunAlready:
            outcomes.append("begun already")
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Network.objects.count() == Person.objects.count() == Responsibility.objects.count() == 1
    assert outcomes.count("begun already") == (0 if alike else 3)


@pytest.mark.django_db
def test_an_empty_site_says_so_and_shows_the_link_on_ones_own_machine_alone(settings: Any) -> None:
    settings.LOCAL = False
    page = Client().get("/")
    assert "Nothing here yet" in words_of(page)
    assert "/start/" not in page.content.decode()
    assert_calm(page)
    settings.LOCAL = True
    assert path() in Client(headers={"Cookie": "theme=dark"}).get("/").content.decode()


@pytest.mark.django_db
def test_the_command_says_the_link_while_there_is_nothing() -> None:
    said = StringIO()
    call_command("start", stdout=said)
    assert said.getvalue().strip() == starting.link()
    factories.NetworkFactory()
    with pytest.raises(CommandError, match=r"This has begun already.* start --another"):
        call_command("start")


@pytest.mark.django_db
def test_another_organisation_is_begun_by_a_link_of_its_own_and_each_link_begins_one(now: Any) -> None:
    first = path()
    starting.begin(number=1, now=now, **FACTS)
    said = StringIO()
    call_command("start", another=True, stdout=said)
    second = "/" + said.getvalue().strip().split("/", 3)[3]
    assert Client().get(first).status_code == 302
    assert Client().get(second).status_code == 200

    facts = {"name": "Tea and Talk", "nation": "ENG", "known_as": "Ben", "email": "ben@example.org"}
    assert Client().post(second, facts).status_code == 302
    assert Network.objects.count() == Responsibility.objects.filter(role="coordinator", area=None).count() == 2
    assert set(Network.objects.values_list("slug", flat=True)) == {"tea-and-talk", "tea-and-talk-2"}
    third = "/" + starting.link().split("/", 3)[3]
    assert [Client().get(link).status_code for link in (first, second, third)] == [302, 302, 200]


@pytest.mark.django_db
def test_whoever_is_logged_in_with_the_address_they_begin_it_with_has_it_at_once() -> None:
    user = factories.UserFactory(email="nan@example.org")
    theirs, others = browser(user.pk), browser(factories.UserFactory().pk)
    assert others.post(path(), FACTS | {"name": "Soup"}).status_code == 302
    assert theirs.post(path(), FACTS).status_code == 302
    assert set(Person.objects.values_list("network__name", "user")) == {("Soup", user.pk), ("Tea and Talk", user.pk)}


@pytest.mark.django_db
def test_the_command_makes_an_administrator_of_somebody_new_and_of_whoever_has_a_login() -> None:
    ada = factories.UserFactory(email="ada@example.org")
    for address in ("Ada@example.org", "ada@example.org", " ben@example.org "):
        call_command("administrator", address, stdout=StringIO())
    assert set(User.objects.filter(is_staff=True, is_superuser=True).values_list("email", flat=True)) == {
        "ada@example.org",
        "ben@example.org",
    }
    assert User.objects.get(email="ada@example.org").pk == ada.pk

    call_command("administrator", "ADA@example.org", no_longer=True, stdout=StringIO())
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser, ada.is_active) == (False, False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "facts", "says"),
    [
        ("ada", {}, "That is no e-mail address"),
        ("", {}, "That is no e-mail address"),
        ("nobody@example.org", {"no_longer": True}, "No administrator has that address"),
        ("nan@example.org", {"no_longer": True}, "No administrator has that address"),
    ],
)
def test_an_address_that_makes_no_administrator_is_said(address: str, facts: dict[str, bool], says: str) -> None:
    factories.UserFactory(email="nan@example.org")
    with pytest.raises(CommandError, match=says):
        call_command("administrator", address, **facts)
    assert not User.objects.filter(is_staff=True).exists()


@pytest.mark.django_db
def test_a_flood_is_asked_to_wait(settings: Any, now: Any) -> None:
    settings.FORMS_FROM_ONE_ADDRESS = 2
    forget_counts(now=now)
    assert [Client().post(path(), {}).status_code for _ in range(3)] == [200, 200, 429]
