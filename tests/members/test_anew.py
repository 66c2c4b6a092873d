"""Whoever lost phone, passkey and paper codes starts anew: by a command, with a letter, and logged out everywhere."""

import datetime as dt
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from members import second_factor, sending
from members.models import Change, Device, Message, Person, User
from peersupport.lib.acting import through
from tests import factories
from tests.letters import assert_discreet
from tests.pages import words_of
from tests.phone_locks import Lock
from tests.phones import SECRET, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]

DESK, SHOW, SETTINGS = "/accounts/second-factor/", "/accounts/second-factor/code/", "/settings/"
LATER = dt.datetime(2126, 1, 1, tzinfo=dt.UTC)
Browse = Callable[[Person], Client]


@pytest.fixture
def keeper(holder: tuple[Client, Lock], coordinator: Person) -> Person:
    """A coordinator with all there is: a passkey, an app on their phone, and codes on paper."""
    second_factor.give(user=coordinator.user, secret=SECRET)
    RecoveryCodes.activate(coordinator.user)
    return coordinator


def anew(email: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("anew", email, stdout=said)
    return said.getvalue()


def letters() -> list[Any]:
    """All that have left by now."""
    sending.send_due(clock=timezone.now)
    return mail.outbox


def ways() -> set[tuple[int, str]]:
    return set(Authenticator.objects.values_list("user", "type"))


def test_all_of_it_goes_and_every_device_is_logged_out(keeper: Person, stranger: Person, browse: Browse) -> None:
    second_factor.give(user=stranger.user, secret=SECRET)
    one, other, theirs = browse(keeper), browse(keeper), browse(stranger)
    one.post(SHOW, {"code": code_of()})
    assert one.get(SETTINGS).status_code == 200
    assert len(ways()) == 4

    assert "Taken away." in anew(f" {keeper.email.upper()} ")
    assert ways() == {(stranger.user_id, "totp")}
    assert not Device.objects.filter(user=keeper.user).exists()
    assert [client.get(SETTINGS)["Location"].split("?")[0] for client in (one, other)] == ["/accounts/login/code/"] * 2
    assert theirs.get("/tonight/").status_code == 200


def test_after_the_next_login_they_set_up_another(keeper: Person, browse: Browse) -> None:
    anew(keeper.email)
    page = browse(keeper).get(SETTINGS, follow=True)
    assert "A second way to show it is you" in words_of(page)
    assert "/accounts/second-factor/set-up/" in page.content.decode()


def test_a_letter_says_so_and_what_to_do_if_it_was_not_them(keeper: Person) -> None:
    anew(keeper.email)
    [letter] = letters()
    assert letter.to == [keeper.email]
    assert_discreet(letter, also=[keeper.network.name, keeper.known_as, "coordinator"])
    assert "You did not ask for this?" in letter.body
    assert f"{DESK}\n" in letter.body


def test_done_again_another_day_there_is_another_letter(keeper: Person) -> None:
    anew(keeper.email)
    second_factor.give(user=keeper.user, secret=SECRET)
    anew(keeper.email)
    assert len(letters()) == 2


def test_a_login_that_is_closed_stays_so_and_is_not_written_to(keeper: Person) -> None:
    User.objects.update(is_active=False)
    assert "the login stays closed" in anew(keeper.email)
    assert ways() == set()
    assert not User.objects.filter(is_active=True).exists()
    assert letters() == []


def test_a_login_that_goes_before_the_letter_is_not_written_to(keeper: Person) -> None:
    anew(keeper.email)
    User.objects.all().delete()
    assert letters() == []
    assert Message.objects.get().state == Message.State.DROPPED


def test_the_trail_says_what_was_taken_away_and_through_what(keeper: Person) -> None:
    rows = set(Authenticator.objects.values_list("pk", flat=True))
    with through("manage.py anew"):
        anew(keeper.email)
    lines = Change.objects.filter(table=Authenticator._meta.db_table, what="removed", through="manage.py anew")
    assert set(lines.values_list("row", flat=True)) == rows


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("nobody@example.org", "Nobody logs in with that address"),
        ("", "Nobody logs in with that address"),
        ("ines@example.org", "That login has no second factor"),
    ],
)
def test_where_there_is_nothing_to_take_away_it_is_said(keeper: Person, email: str, says: str) -> None:
    Device.objects.create(user=factories.UserFactory(email="ines@example.org"), session_key="hers", expire_date=LATER)
    before, devices = ways(), Device.objects.count()
    with pytest.raises(CommandError, match=says):
        anew(email)
    assert (ways(), Device.objects.count()) == (before, devices)
    assert not Message.objects.exists()


def test_the_page_that_asks_for_it_says_who_can_help(keeper: Person, browse: Browse) -> None:
    page = browse(keeper).get(SHOW)
    assert "Whoever looks after this site can help you to start anew. Get in touch" in words_of(page)
    assert "coordinator" not in words_of(page)
