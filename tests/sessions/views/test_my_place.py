"""The signed link of one place: it shows and changes that one thing, and nothing without its key."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Person
from peersupport.lib import links
from sessions import letters, places, timetable
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, same_but_for_the_address, words_of

pytestmark = pytest.mark.django_db


def address(place: Place) -> str:
    return f"/places/{letters.token(place)}/"


def see(place: Place) -> Any:
    return Client().get(address(place))


def press(place: Place, do: str) -> Any:
    return Client().post(address(place), {"do": do}, follow=True)


def snapshot() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Place, Reminder, EveryWeek, Message, Person)]


@pytest.fixture
def place(session: GroupSession) -> Place:
    return factories.PlaceFactory(session=session)


def in_state(place: Place, state: str) -> Place:
    times = {"offer_until": timezone.now() + dt.timedelta(hours=3)} if state == "offered" else {}
    Place.objects.filter(pk=place.pk).update(state=state, given_back_at=timezone.now(), **times)
    place.refresh_from_db()
    return place


@pytest.mark.parametrize(
    ("state", "says", "buttons"),
    [
        ("coming", "We’ve kept you a place. Come or don’t.", ["Not this time"]),
        ("waiting", "You are on the waiting list.", ["Take me off the list"]),
        ("offered", "A place is free for you.", ["Yes please, keep it for me", "No thanks"]),
        ("given_back", "You gave your place back. Thank you.", []),
    ],
)
def test_the_page_says_how_it_stands_and_what_one_can_do(
    place: Place, state: str, says: str, buttons: list[str]
) -> None:
    page = see(in_state(place, state))

    assert says in words_of(page)
    assert markup_of(page).count('name="do"') == len(buttons)
    for button in buttons:
        assert button in words_of(page)
    assert_calm(page)


def test_of_what_did_not_meet_it_is_not_said_that_it_is_on(place: Place) -> None:
    now = timezone.now()
    times = {"starts_at": now - dt.timedelta(hours=1), "ends_at": now + dt.timedelta(hours=1)}
    GroupSession.objects.update(state="did_not_meet", state_reason="The hall was shut", **times)
    page = see(place)
    assert "We did not meet The hall was shut" in words_of(page)
    assert "It is on now" not in words_of(page)
    assert "Where" not in words_of(page)


def test_the_page_is_kept_nowhere_and_its_address_is_told_to_nobody(place: Place) -> None:
    for page in (see(place), Client().get("/places/forged/"), Client().post(address(place), {"do": "give-back"})):
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert_safe(page)


def test_looking_changes_nothing_whoever_looks(place: Place) -> None:
    before = snapshot()
    for state in ("coming", "offered", "waiting"):
        in_state(place, state)
        before = snapshot()
        for method in ("get", "head", "options"):
            getattr(Client(), method)(address(place) + "?do=give-back")
        assert snapshot() == before, state


def test_a_post_needs_no_cookie_because_the_link_is_the_proof(place: Place) -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(address(place), {"do": "give-back"}, headers={"Origin": "null"})

    assert answer.status_code == 302
    place.refresh_from_db()
    assert place.state == "given_back"


def test_giving_back_and_pressing_again_is_giving_back_once(place: Place) -> None:
    waiting = factories.PlaceFactory(session=place.session, state="waiting")
    GroupSession.objects.filter(pk=place.session_id).update(capacity=1)

    pages = [press(place, "give-back"), press(place, "give-back")]

    assert all("Your place is free for someone else." in words_of(page) for page in pages)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert Place.objects.filter(state="offered").count() == 1


def test_accepting_and_pressing_again_is_accepting_once(place: Place) -> None:
    in_state(place, "offered")

    pages = [press(place, "accept"), press(place, "accept")]

    assert all("The place is yours. Come or don’t." in words_of(page) for page in pages)
    assert Message.objects.filter(purpose="place").count() == 1


def test_an_offer_that_has_passed_says_what_to_do_instead(place: Place) -> None:
    in_state(place, "offered")
    Place.objects.update(offer_until=timezone.now() - dt.timedelta(minutes=1))

    page = press(place, "accept")

    assert "That place has gone to someone else. You can ask again" in words_of(page)
    place.refresh_from_db()
    assert place.state == "offered", "the tick passes it on"


@pytest.mark.parametrize("do", ["", "delete", "GIVE-BACK", "\x00", "<script>", "x" * 5000])
def test_a_button_we_do_not_have_changes_nothing(place: Place, do: str) -> None:
    before = snapshot()

    page = press(place, do)

    assert "That button is from an older page." in words_of(page)
    assert snapshot() == before


def test_every_week_can_be_stopped_and_pressing_again_stops_it_once(group: SupportGroup, now: dt.datetime) -> None:
    dates = [factories.GroupSessionFactory(group=group) for _ in range(2)]
    person = factories.PersonFactory(network=group.network)
    places.keep_every_week(group=group, person=person, now=now)
    here, there = (Place.objects.get(session=session) for session in dates)
    assert "Stop keeping me a place every week" in words_of(see(here))

    pages = [press(here, "stop-every-week"), press(here, "stop-every-week")]

    assert all("We will not keep you a place every week any more." in words_of(page) for page in pages)
    assert (see(here).context["place"].state, see(there).context["place"].state) == ("coming", "given_back")
    assert "Stop keeping me a place every week" not in words_of(see(here))


def test_not_this_time_leaves_the_other_weeks_alone(group: SupportGroup, now: dt.datetime) -> None:
    dates = [factories.GroupSessionFactory(group=group) for _ in range(2)]
    person = factories.PersonFactory(network=group.network)
    places.keep_every_week(group=group, person=person, now=now)

    press(Place.objects.get(session=dates[0]), "give-back")

    assert EveryWeek.objects.get().ended_at is None
    assert Place.objects.get(session=dates[1]).state == "coming"


def test_every_week_can_be_stopped_from_a_place_given_back_or_over(group: SupportGroup, now: dt.datetime) -> None:
    session = factories.GroupSessionFactory(group=group)
    person = factories.PersonFactory(network=group.network)
    places.keep_every_week(group=group, person=person, now=now)
    place = Place.objects.get()
    press(place, "give-back")
    GroupSession.objects.filter(pk=session.pk).update(starts_at=now - dt.timedelta(3), ends_at=now - dt.timedelta(2))

    assert "Stop keeping me a place every week" in words_of(see(place))
    press(place, "stop-every-week")

    assert EveryWeek.objects.get().ended_at is not None


def test_a_cancelled_evening_is_said_and_offers_no_button(place: Place, now: dt.datetime) -> None:
    timetable.cancel(session=place.session, reason="The <b>hall</b> is shut", now=now)

    page = see(place)

    assert "It is cancelled The <b>hall</b> is shut" in words_of(page)
    assert "<b>hall" not in markup_of(page)
    assert 'name="do"' not in markup_of(page)


def test_begun_and_over_are_said_and_nothing_can_be_given_back(place: Place, now: dt.datetime) -> None:
    hour = dt.timedelta(hours=1)
    for starts, ends, says in ((now - hour, now + hour, "It is on now"), (now - 3 * hour, now - hour, "It is over")):
        GroupSession.objects.filter(pk=place.session_id).update(starts_at=starts, ends_at=ends)
        assert says in words_of(see(place))
        assert 'name="do"' not in markup_of(see(place))
        assert "nothing to give back" in words_of(press(place, "give-back"))


def test_a_private_address_and_an_online_link_are_told_when_the_place_is_theirs(place: Place) -> None:
    SupportGroup.objects.update(address_is_private=True)
    venue = place.session.venue
    assert venue is not None

    assert venue.name in words_of(see(place))
    assert venue.name not in words_of(see(in_state(place, "waiting")))
    assert "We tell you the address when the place is yours." in words_of(see(place))

    in_state(place, "coming")
    GroupSession.objects.update(venue=None, online_link="https://meet.example.org/tea")
    assert 'href="https://meet.example.org/tea" rel="noreferrer"' in markup_of(see(place))


def forgeries(place: Place) -> dict[str, str]:
    token = letters.token(place)
    ref, version, signature = token.split(".")
    wish = Reminder.objects.create(session=place.session, person=place.person, asked_at=timezone.now())
    return {
        "no key": place.ref,
        "empty parts": "..",
        "another place's ref": f"{'0' * 12}.{version}.{signature}",
        "a raised version": f"{ref}.{int(version) + 1}.{signature}",
        "cut short": token[:-1],
        "made longer": token + "A",
        "another letter": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "another purpose": letters.token(wish),
        "another purpose of the same ref": links.sign("reminder", place.ref, place.link_version),
        "a place that is gone": links.sign("place", "0" * 12, 1),
        "no version": links.signer("place").sign(place.ref),
        "strange digits": links.signer("place").sign(f"{ref}.١"),
        "nothing": "%00",
        "strange letters": "%F0%9F%98%80.1.x",
        "very long": "x" * 4000,
    }


def test_forged_expired_and_missing_links_get_one_and_the_same_answer(place: Place) -> None:
    found = forgeries(place)
    raised = letters.token(place)
    Place.objects.update(link_version=2)
    found["before the link was renewed"] = raised
    before = snapshot()

    pages = {why: (Client().get(f"/places/{key}/"), Client().post(f"/places/{key}/")) for why, key in found.items()}

    bodies = {same_but_for_the_address(page) for pair in pages.values() for page in pair}
    assert {why: [page.status_code for page in pair] for why, pair in pages.items()} == {
        why: [404, 404] for why in found
    }
    assert len(bodies) == 1
    assert snapshot() == before


def test_a_key_signed_before_the_secret_was_changed_still_opens(place: Place, settings: Any) -> None:
    old = address(place)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-made-up-for-this-test"

    assert Client().get(old).status_code == 200


def test_the_link_opens_one_thing_and_never_logs_in(place: Place) -> None:
    browser = Client()
    browser.get(address(place))

    assert settings.SESSION_COOKIE_NAME not in browser.cookies
    assert browser.get("/tonight/").status_code == 302
