"""At a course one place is one on each date: kept, waited for and offered whole, given back in part or whole."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from groups.models import SupportGroup
from members.models import Message, Person
from sessions import courses, forgetting, letters, places, series, timetable
from sessions.models import EveryWeek, GroupSession, Place
from tests import factories
from tests.sessions.at_a_course import ask, course, guest, place_of, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def dates(group: SupportGroup) -> list[GroupSession]:
    """Two days, for two people."""
    return course(group)


def place_letters() -> list[tuple[str, str]]:
    rows = Message.objects.filter(purpose__in=("place", "place-again")).exclude(state="dropped").order_by("pk")
    names = dict(Person.objects.values_list("pk", "known_as"))
    return [(one.purpose, names[one.recipient or 0]) for one in rows]


def test_one_form_keeps_a_place_on_every_date_and_one_letter_says_so(dates: list[GroupSession]) -> None:
    ask(dates[1], "Robin")

    assert standing(dates) == [{"Robin": "coming"}, {"Robin": "coming"}]
    assert place_letters() == [("place", "Robin")]
    letter = letters.compose_place(Message.objects.get(), timezone.now())
    for one in dates:
        assert f"{one.on:%A} {one.on.day} {one.on:%B}" in letter.text
    assert "One place is for all of these." in letter.text
    assert letter.subject.startswith("From ")


def test_c4_the_same_form_twice_is_one_place_on_each(dates: list[GroupSession]) -> None:
    for _ in range(2):
        ask(dates[0], "Robin")
    assert Place.objects.count() == 2
    assert place_letters() == [("place", "Robin"), ("place-again", "Robin")]


def test_c4_without_an_address_too(dates: list[GroupSession]) -> None:
    mark = uuid.uuid4()
    answers = [
        courses.keep(session=dates[0], guest=guest("Wren", "no"), now=timezone.now(), asked_with=mark) for _ in "12"
    ]
    assert Place.objects.count() == 2
    assert answers[0].place == answers[1].place
    assert answers[0].opens_place


def test_c4_sent_twice_it_is_answered_alike_although_it_is_full_by_then(dates: list[GroupSession]) -> None:
    ask(dates[0], "Wren")
    same = {"session": dates[0], "guest": guest("Robin"), "asked_with": uuid.uuid4()}
    answers = [courses.keep(now=timezone.now(), **same) for _ in "12"]

    assert answers[0] == answers[1]
    assert answers[1].state == "coming"
    assert place_letters() == [("place", "Wren"), ("place", "Robin")]


def test_all_or_waiting_for_all(dates: list[GroupSession]) -> None:
    timetable.change(
        session=dates[1],
        times=timetable.Times(dates[1].on, dates[1].starts_local, dates[1].ends_local),
        venue=dates[1].venue,
        capacity=1,
        now=timezone.now(),
    )
    ask(dates[0], "Robin")
    ask(dates[0], "Wren")

    assert standing(dates) == [{"Robin": "coming", "Wren": "waiting"}] * 2
    assert courses.is_full(dates[0], timezone.now())


def test_given_back_one_date_stays_with_the_others_and_all_goes_whole(dates: list[GroupSession]) -> None:
    ask(dates[0], "Robin")
    courses.give_back(place=place_of(dates[0], "Robin"), now=timezone.now())
    assert standing(dates) == [{}, {"Robin": "coming"}]

    ask(dates[0], "Wren")
    courses.give_back_all(place=place_of(dates[0], "Wren"), now=timezone.now())
    assert standing(dates) == [{}, {"Robin": "coming"}]


@pytest.mark.parametrize("comes_free", [False, True], ids=["off the list", "no thanks"])
def test_who_has_one_date_and_waits_for_another_gives_back_what_they_wait_for(
    dates: list[GroupSession], comes_free: bool
) -> None:
    for name in ("Robin", "Wren"):
        ask(dates[0], name)
    courses.give_back(place=place_of(dates[1], "Robin"), now=timezone.now())
    for name in ("Heron", "Robin"):
        ask(dates[1], name)
    if comes_free:
        for name in ("Heron", "Wren"):
            courses.give_back_all(place=place_of(dates[1], name), now=timezone.now())
    assert standing(dates)[1]["Robin"] == ("offered" if comes_free else "waiting")

    courses.give_back(place=place_of(dates[1], "Robin"), now=timezone.now())

    assert standing(dates)[0]["Robin"] == "coming"
    assert "Robin" not in standing(dates)[1]


def test_asked_again_a_date_given_back_is_there_again(dates: list[GroupSession]) -> None:
    ask(dates[0], "Robin")
    for again in dates:
        Message.objects.update(state="sent", sent_at=timezone.now())
        courses.give_back(place=place_of(again, "Robin"), now=timezone.now())
        place = ask(dates[1], "Robin")
        assert standing(dates) == [{"Robin": "coming"}] * 2
        assert place.session == again
        letter = Message.objects.get(state="waiting")
        assert (letter.purpose, letter.about) == ("place", place.pk), "they are told of it"


def test_c5_what_comes_free_on_all_dates_is_offered_whole_to_the_next_in_line(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron", "Siskin"):
        ask(dates[0], name)
    courses.give_back(place=place_of(dates[0], "Robin"), now=timezone.now())
    assert standing(dates)[0] == {"Wren": "coming", "Heron": "waiting", "Siskin": "waiting"}, "half of it is no offer"

    courses.give_back(place=place_of(dates[1], "Robin"), now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "offered", "Siskin": "waiting"}] * 2
    assert place_letters().count(("place", "Heron")) == 2, "that they wait, and that a place is free"

    courses.accept(place=place_of(dates[1], "Heron"), now=timezone.now())
    courses.accept(place=place_of(dates[1], "Heron"), now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "coming", "Siskin": "waiting"}] * 2


def test_c7_no_is_no_for_all_dates_and_is_not_asked_again(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron", "Siskin"):
        ask(dates[0], name)
    courses.give_back_all(place=place_of(dates[0], "Robin"), now=timezone.now())
    courses.give_back(place=place_of(dates[0], "Heron"), now=timezone.now())

    assert standing(dates) == [{"Wren": "coming", "Siskin": "offered"}] * 2
    with pytest.raises(places.OfferPassed):
        courses.accept(place=place_of(dates[0], "Heron"), now=timezone.now())


def test_an_offer_nobody_answered_passes_whole(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron", "Siskin"):
        ask(dates[0], name)
    courses.give_back_all(place=place_of(dates[0], "Robin"), now=timezone.now())
    later = timezone.now() + places.OFFER_LASTS + dt.timedelta(minutes=1)

    places.let_offers_pass(now=later)
    assert standing(dates) == [{"Wren": "coming", "Siskin": "waiting"}] * 2
    assert courses.offer_free_places(now=later) == 1
    assert courses.offer_free_places(now=later) == 0
    assert standing(dates) == [{"Wren": "coming", "Siskin": "offered"}] * 2


def test_nobody_passes_who_waits_although_a_place_is_free_until_the_tick(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron"):
        ask(dates[0], name)
    for one in dates:  # forgotten, say: freed one by one
        places.give_back(place=place_of(one, "Robin"), now=timezone.now())
    ask(dates[0], "Siskin")
    assert standing(dates) == [{"Wren": "coming", "Heron": "waiting", "Siskin": "waiting"}] * 2

    courses.offer_free_places(now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "offered", "Siskin": "waiting"}] * 2


def test_c6_nothing_is_offered_when_it_is_too_near_and_the_rest_of_it_may_be(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron"):
        ask(dates[0], name)
    near = dates[0].starts_at - dt.timedelta(minutes=30)
    courses.give_back_all(place=place_of(dates[0], "Robin"), now=near)
    assert standing(dates) == [{"Wren": "coming", "Heron": "waiting"}] * 2
    assert ask(dates[0], "Siskin", now=near).state == "coming", "as nobody is offered it any more"

    places.give_back(place=place_of(dates[1], "Siskin"), now=near)
    courses.offer_free_places(now=dates[0].starts_at + dt.timedelta(hours=1))
    assert standing(dates)[1] == {"Wren": "coming", "Heron": "offered"}


def test_whoever_cannot_be_written_to_has_it_at_once(dates: list[GroupSession]) -> None:
    ask(dates[0], "Robin")
    ask(dates[0], "Wren")
    ask(dates[0], "Heron", "no")
    courses.give_back_all(place=place_of(dates[0], "Robin"), now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "coming"}] * 2


def test_asked_for_half_way_it_is_for_the_dates_ahead(dates: list[GroupSession]) -> None:
    with pytest.raises(places.AlreadyBegun):
        ask(dates[0], "Robin", now=dates[0].starts_at)
    ask(dates[1], "Robin", now=dates[0].starts_at)
    assert standing(dates) == [{}, {"Robin": "coming"}]


def test_a_cancelled_date_keeps_its_place_and_who_has_one_hears_of_it(dates: list[GroupSession]) -> None:
    timetable.cancel(session=dates[0], reason="Snow", now=timezone.now())
    with pytest.raises(places.NotOn):
        ask(dates[0], "Robin")
    ask(dates[1], "Robin")
    assert standing(dates) == [{"Robin": "coming"}] * 2
    letter = letters.compose_place(Message.objects.get(purpose="place"), timezone.now())
    assert f"{dates[0].on:%A} {dates[0].on.day}" not in letter.text

    timetable.reinstate(session=dates[0], now=timezone.now())
    assert Message.objects.filter(purpose=letters.ON_AGAIN).count() == 1


def test_a_date_that_is_left_out_is_asked_for_waited_for_and_given_back_with_the_others(group: SupportGroup) -> None:
    dates = course(group, days=3)
    ask(dates[0], "Robin")
    ask(dates[0], "Wren")
    usual = dates[0].series
    assert usual is not None
    series.end(series=usual, last_on=dates[1].on, reason="Two days are enough", now=timezone.now())
    ask(dates[0], "Heron")
    courses.give_back_all(place=place_of(dates[0], "Robin"), now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "offered"}] * 3

    courses.accept(place=place_of(dates[0], "Heron"), now=timezone.now())
    usual.refresh_from_db()
    series.take_back(series=usual, seen=series.mark_of(usual), now=timezone.now())
    ask(dates[0], "Siskin")
    assert standing(dates) == [{"Wren": "coming", "Heron": "coming", "Siskin": "waiting"}] * 3


def test_whoever_is_forgotten_frees_all_dates(dates: list[GroupSession]) -> None:
    for name in ("Robin", "Wren", "Heron"):
        ask(dates[0], name)
    forgetting.forget_at_evenings(Person.objects.get(known_as="Robin"), timezone.now())
    courses.offer_free_places(now=timezone.now())
    assert standing(dates) == [{"Wren": "coming", "Heron": "offered"}] * 2


def test_a_standing_wish_keeps_no_place_at_a_course(group: SupportGroup, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=group.network)
    EveryWeek.objects.create(group=group, person=person, wants="place", asked_at=now)
    dates = course(group)
    places.keep_standing_places(groups={group.pk}, now=now)
    assert standing(dates) == [{}, {}]


def test_where_there_is_no_limit_nobody_waits(group: SupportGroup) -> None:
    dates = course(group, capacity=None)
    for name in ("Robin", "Wren", "Heron"):
        ask(dates[0], name)
    assert set(standing(dates)[0].values()) == {"coming"}


def test_zero_is_zero(group: SupportGroup) -> None:
    dates = course(group, capacity=0)
    ask(dates[0], "Robin")
    assert standing(dates) == [{"Robin": "waiting"}] * 2
    assert courses.offer_free_places(now=timezone.now()) == 0
