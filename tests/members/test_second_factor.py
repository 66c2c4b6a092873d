"""The second factor: asked for where lists of people begin, not at the door."""

import re
from types import SimpleNamespace

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone

from members import second_factor, sending
from peersupport.lib.refusals import LoginNeeded, SecondFactorNeeded
from tests.phones import SECRET, code_of

DESK, CODE, SET_UP, PAPER = (f"/accounts/second-factor/{page}" for page in ("", "code/", "set-up/", "paper-codes/"))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet", "fresh_code")]


@pytest.fixture
def keeper(coordinator):
    """A coordinator with the second factor on their phone."""
    second_factor.give(user=coordinator.user, secret=SECRET)
    return coordinator


def device(client, user):
    return SimpleNamespace(user=user, session=client.session)


# -- What is behind it


def test_a_stranger_logs_in_first():
    with pytest.raises(LoginNeeded):
        second_factor.require(SimpleNamespace(user=AnonymousUser(), session={}))


def test_a_login_alone_does_not_open_what_is_behind_it(keeper, browse):
    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(browse(keeper), keeper.user))


def test_shown_once_it_is_good_on_that_device(keeper, browse):
    here, elsewhere = browse(keeper), browse(keeper)

    here.post(CODE, {"code": code_of()})

    second_factor.require(device(here, keeper.user))
    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(elsewhere, keeper.user))


def test_what_one_login_has_shown_says_nothing_of_another(keeper, browse, stranger):
    here = browse(keeper)
    here.post(CODE, {"code": code_of()})

    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(here, stranger.user))


def test_it_is_not_asked_for_at_the_door(keeper):
    client = Client()
    client.post("/accounts/login/code/", {"email": keeper.email})
    sending.send_due(clock=timezone.now)
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()

    answer = client.post("/accounts/login/code/confirm/", {"code": code})

    assert answer["Location"] == "/tonight/"
    assert client.session["_auth_user_id"] == str(keeper.user_id)
    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(client, keeper.user))


# -- Showing it


def test_the_way_through_the_desk_leads_on_to_the_page_that_asked(keeper, browse):
    client = browse(keeper)

    answer = client.get(f"{DESK}?next=/reports/attendance/")
    assert answer["Location"].startswith(CODE)
    answer = client.post(answer["Location"], {"code": code_of()})
    assert answer["Location"] == DESK
    answer = client.get(DESK)

    assert answer["Location"] == "/reports/attendance/"
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "null", "logout"]
)
def test_it_leads_on_to_no_other_site_and_to_no_page_that_is_only_named(keeper, browse, elsewhere):
    client = browse(keeper)
    client.get(DESK, {"next": elsewhere})
    client.post(CODE, {"code": code_of()})

    assert client.get(DESK).status_code == 200


def test_the_desk_is_for_people_with_a_login():
    answer = Client().get(f"{DESK}?next=/tonight/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/code/?next=")


def test_a_wrong_code_is_answered_with_what_to_do(keeper, browse):
    answer = browse(keeper).post(CODE, {"code": "000000" if code_of() != "000000" else "000001"})

    assert answer.status_code == 200
    assert "Wait for the next one" in answer.content.decode()


def test_a_code_cannot_be_shown_twice(keeper, browse):
    with time_machine.travel(timezone.now(), tick=False):
        browse(keeper).post(CODE, {"code": code_of()})
        another = browse(keeper)
        another.post(CODE, {"code": code_of()})

        with pytest.raises(SecondFactorNeeded):
            second_factor.require(device(another, keeper.user))


def test_guessing_is_stopped(keeper, browse):
    client = browse(keeper)
    with time_machine.travel(timezone.now(), tick=False):
        wrong = "000000" if code_of() != "000000" else "000001"
        for _ in range(12):
            client.post(CODE, {"code": wrong})
        client.post(CODE, {"code": code_of()})

        with pytest.raises(SecondFactorNeeded):
            second_factor.require(device(client, keeper.user))


# -- Setting it up


def set_up(client, onward=DESK):
    assert SET_UP in client.get(onward).content.decode()
    page = client.get(SET_UP).content.decode()
    secret = re.search(r"<strong>([A-Z2-7]{32})</strong>", page).group(1)
    return secret, client.post(SET_UP, {"code": code_of(secret)})


def test_who_has_none_sets_it_up_once_and_goes_on(coordinator, browse):
    client = browse(coordinator)

    _, answer = set_up(client, f"{DESK}?next=/reports/attendance/")

    assert answer["Location"] == PAPER
    codes = re.findall(r"<code>(\d{8})</code>", client.get(PAPER).content.decode())
    assert len(set(codes)) == 10
    assert client.get(DESK)["Location"] == "/reports/attendance/"
    second_factor.require(device(client, coordinator.user))


def test_paper_codes_are_shown_once_and_each_works_once(coordinator, browse):
    client = browse(coordinator)
    set_up(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(PAPER).content.decode())
    assert not re.findall(r"\d{8}", client.get(PAPER).content.decode())

    one, another = browse(coordinator), browse(coordinator)
    one.post(CODE, {"code": codes[0]})
    another.post(CODE, {"code": codes[0]})

    second_factor.require(device(one, coordinator.user))
    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(another, coordinator.user))


def test_the_secret_cannot_be_read_in_the_table(coordinator, browse):
    secret, _ = set_up(browse(coordinator))

    for authenticator in Authenticator.objects.all():
        assert secret not in str(authenticator.data)


def test_the_picture_is_no_script_and_no_request_to_anyone(coordinator, browse):
    page = browse(coordinator).get(SET_UP, follow=True).content.decode()

    [picture] = re.findall(r'<img[^>]*src="([^"]*)"', page)
    assert picture.startswith("data:image/svg+xml;base64,")


def test_a_new_phone_replaces_the_old_one(keeper, browse):
    client = browse(keeper)
    client.post(CODE, {"code": code_of()})

    answer = client.post("/accounts/second-factor/replace/")

    assert answer["Location"] == SET_UP
    with pytest.raises(SecondFactorNeeded):
        second_factor.require(device(client, keeper.user))
    secret, _ = set_up(client)
    assert secret != SECRET
    second_factor.require(device(client, keeper.user))


def test_a_new_phone_ends_all_other_logins(keeper, browse):
    here, elsewhere = browse(keeper), browse(keeper)
    here.post(CODE, {"code": code_of()})

    here.post("/accounts/second-factor/replace/")

    assert here.get("/tonight/").status_code == 200
    assert elsewhere.get("/tonight/").status_code == 302


def test_new_paper_codes_end_all_other_logins(keeper, browse):
    here, elsewhere = browse(keeper), browse(keeper)
    here.post(CODE, {"code": code_of()})

    here.post("/accounts/second-factor/paper-codes/new/")

    second_factor.require(device(here, keeper.user))
    assert here.get("/tonight/").status_code == 200
    assert elsewhere.get("/tonight/").status_code == 302


def test_replacing_it_asks_for_it_first(keeper, browse):
    answer = browse(keeper).post("/accounts/second-factor/replace/")

    assert answer["Location"].startswith(CODE)
    assert second_factor.is_ready(keeper.user)


def test_given_twice_the_new_one_holds(keeper, browse):
    second_factor.give(user=keeper.user, secret="KRSXG5CTMVRXEZLU")
    client = browse(keeper)

    client.post(CODE, {"code": code_of("KRSXG5CTMVRXEZLU")})

    second_factor.require(device(client, keeper.user))
