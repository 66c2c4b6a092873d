"""Remind me, once or every week; and the signed link, also a mail program's one click, that stops it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Person
from peersupport.lib import links
from sessions import letters, reminders
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, assert_safe, errors_of, markup_of, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db

Wish = Reminder | EveryWeek
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def ask(session: GroupSession, **changed: str) -> Any:
    sent = {"known_as": "Heather", "email": "heather@example.org", "how_often": "once", **changed}
    return Client().post(f"/sessions/{session.ref}/remind-me/", sent)


def address(wish: Wish) -> str:
    return f"/reminders/{letters.token(wish)}/"


def see(wish: Wish) -> Any:
    return Client().get(address(wish))


@pytest.fixture(params=["once", "every week"])
def wish(request: pytest.FixtureRequest, session: GroupSession) -> Iterator[Wish]:
    person = factories.PersonFactory(network=session.group.network)
    if request.param == "once":
        yield Reminder.objects.create(session=session, person=person, asked_at=timezone.now())
    else:
        wants = EveryWeek.Wants.REMINDER
        yield EveryWeek.objects.create(group=session.group, person=person, wants=wants, asked_at=timezone.now())


def test_the_form_asks_for_two_things_and_says_that_it_keeps_no_place(client: Client, session: GroupSession) -> None:
    page = client.get(f"/sessions/{session.ref}/remind-me/")

    needed = [field.name for field in page.context["form"] if field.field.required and field.field.initial is None]
    assert needed == ["known_as", "email"]
    assert "A reminder keeps no place, and nobody expects you." in words_of(page)
    assert "Your address is only for our letters." in words_of(page)
    assert_calm(page)


@pytest.mark.parametrize("policy", ["turn_up", "can_keep", "please_ask", "word_first"])
def test_any_group_reminds_once(group: SupportGroup, policy: str) -> None:
    SupportGroup.objects.update(place_policy=policy)
    session = factories.GroupSessionFactory(group=group)

    page = ask(session)

    assert "We’ll remind you. Come or don’t." in words_of(page)
    assert "The evening before" in words_of(page)
    assert "/reminders/" not in markup_of(page), "whoever typed an address has not shown that it is theirs"
    assert (Reminder.objects.count(), EveryWeek.objects.count(), Place.objects.count()) == (1, 0, 0)
    assert_calm(page)


def test_every_week_is_until_they_say(session: GroupSession) -> None:
    page = ask(session, how_often="every_week")

    assert "Each time, the evening before at 6pm, until you say." in words_of(page)
    assert EveryWeek.objects.get().wants == "reminder"


def test_the_same_post_twice_is_one_reminder_one_letter_and_the_same_page(session: GroupSession) -> None:
    pages = [ask(session, known_as=name, email=email) for name, email in (("Heather", "h@example.org"),) * 2]

    assert words_of(pages[0]) == words_of(pages[1])
    assert (Reminder.objects.count(), Person.objects.count()) == (1, 1)
    assert Message.objects.filter(purpose=letters.REMINDER_ASKED).count() == 1


def test_so_near_that_the_first_letter_is_the_reminder_is_said(client: Client, group: SupportGroup) -> None:
    near = factories.GroupSessionFactory(group=group, starts_at=timezone.now() + dt.timedelta(hours=2))
    GroupSession.objects.filter(pk=near.pk).update(on=timezone.localdate())

    assert "so near that we write to you at once" in words_of(client.get(f"/sessions/{near.ref}/remind-me/"))
    assert "the letter we have just sent is your reminder" in words_of(ask(near))
    reminders.plan(now=timezone.now())
    assert not Message.objects.filter(purpose=reminders.PURPOSE).exists(), "the page does not promise what is not sent"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"known_as": ""}, "Tell us what to call you."),
        ({"known_as": "<i>"}, "Please leave out < and >"),
        ({"known_as": "a\x00b"}, "marks that cannot be seen"),
        ({"known_as": "x" * 61}, "Please use up to 60 letters."),
        ({"email": ""}, "Tell us where to write to."),
        ({"email": "heather at example"}, "It should read like name@example.org."),
        ({"email": "x" * 300 + "@example.org"}, "That is longer than an e-mail address can be."),
        ({"email": "a@example.org\x00"}, "marks that cannot be seen"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "It should read like name@example.org."),
        ({"how_often": "hourly"}, "Choose one of these two."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    session: GroupSession, changed: dict[str, str], sentence: str
) -> None:
    page = ask(session, **changed)

    assert sentence in errors_of(page)
    assert (Reminder.objects.count(), Person.objects.count(), Message.objects.count()) == (0, 0, 0)
    assert_calm(page)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "cancelled"}, "This evening is cancelled, so there is nothing to remind you of."),
        ({"on": dt.date(2026, 1, 2)}, "This evening has begun."),
    ],
)
def test_nothing_to_be_reminded_of_is_said_before_and_after_asking(
    client: Client, group: SupportGroup, facts: dict[str, Any], sentence: str
) -> None:
    session = factories.GroupSessionFactory(group=group, **facts)

    looked, asked = client.get(f"/sessions/{session.ref}/remind-me/"), ask(session)

    assert (looked.status_code, asked.status_code) == (200, 409)
    for page in (looked, asked):
        assert sentence in words_of(page)
        assert "See the next dates" in words_of(page)
    assert Reminder.objects.count() == 0


def test_looking_stops_nothing_whoever_looks(wish: Wish) -> None:
    for method in ("get", "head", "options"):
        getattr(Client(), method)(address(wish))

    wish.refresh_from_db()
    assert wish.ended_at is None
    assert "Stop this reminder" in words_of(see(wish))
    assert_calm(see(wish))


def test_the_button_stops_it_and_pressing_again_changes_nothing(wish: Wish) -> None:
    first = Client().post(address(wish), follow=True)
    wish.refresh_from_db()
    ended_at = wish.ended_at
    Client().post(address(wish))

    assert "This reminder is stopped" in words_of(first)
    assert "Stop this reminder" not in words_of(first)
    wish.refresh_from_db()
    assert ended_at is not None
    assert wish.ended_at == ended_at


def test_a_mail_programs_one_click_stops_it_without_cookie_token_or_redirect(wish: Wish) -> None:
    other = Reminder.objects.create(
        session=factories.GroupSessionFactory(), person=wish.person, asked_at=timezone.now()
    )

    answer = Client(enforce_csrf_checks=True).post(address(wish), ONE_CLICK, headers={"Origin": "null"})

    assert answer.status_code == 200, "RFC 8058: no redirect"
    assert answer.content.decode() == "We will not remind you any more.\n"
    for one in (wish, other):
        one.refresh_from_db()
    assert wish.ended_at is not None
    assert other.ended_at is None, "only its own"


def test_the_one_click_of_a_letter_is_the_address_that_stops_it(session: GroupSession) -> None:
    ask(session)
    reminder = Reminder.objects.get()
    letter = letters.compose_reminder_asked(Message.objects.get(), timezone.now())

    assert letter.unsubscribe_url.endswith(address(reminder))


def test_the_page_is_kept_nowhere_and_its_address_is_told_to_nobody(wish: Wish) -> None:
    for page in (see(wish), Client().get("/reminders/forged/"), Client().post(address(wish), ONE_CLICK)):
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert_safe(page)


def test_forged_expired_and_missing_links_get_one_and_the_same_answer(wish: Wish, session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session)
    ref, version, signature = letters.token(wish).split(".")
    renewed = letters.token(wish)
    type(wish).objects.update(link_version=2)
    keys = [
        renewed,
        letters.token(place),
        links.sign("place", wish.ref, 2),
        links.sign("reminder", place.ref, 1),
        f"{ref}.2.{signature}",
        f"{ref}.{version}",
        "%00",
        "x" * 4000,
    ]

    pages = [page for key in keys for page in (Client().get(f"/reminders/{key}/"), Client().post(f"/reminders/{key}/"))]

    assert {page.status_code for page in pages} == {404}
    assert len({same_but_for_the_address(page) for page in pages}) == 1
    wish.refresh_from_db()
    assert wish.ended_at is None


def test_cancelled_and_begun_are_said(session: GroupSession) -> None:
    person = factories.PersonFactory(network=session.group.network)
    wish = Reminder.objects.create(session=session, person=person, asked_at=timezone.now())

    GroupSession.objects.update(state="cancelled", state_reason="Snow")
    assert "It is cancelled Snow" in words_of(see(wish))

    GroupSession.objects.update(state="planned", starts_at=timezone.now() - dt.timedelta(hours=1))
    assert "There is nothing more to remind you of." in words_of(see(wish))
    assert "Stop this reminder" not in words_of(see(wish))
