"""Two hundred people for twelve places, at once: real transactions, and a control that must oversell."""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client

from groups.models import SupportGroup
from members.models import Message, Person
from members.people import Guest
from sessions import places
from sessions.models import GroupSession, Place
from sessions.models.session import GroupSessionQuerySet
from tests import factories
from tests.at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


def ask(session: GroupSession, now: dt.datetime) -> Callable[[int], object]:
    def one(number: int) -> object:
        guest = Guest(known_as=f"Guest {number}", reach="email", email=f"guest-{number}@example.org")
        return places.keep(session=session, guest=guest, now=now).state

    return one


@pytest.fixture
def evening(group: SupportGroup) -> GroupSession:
    return factories.GroupSessionFactory(group=group, capacity=12)


def test_c1_two_hundred_ask_for_twelve_places(evening: GroupSession, now: dt.datetime) -> None:
    answers = together(200, ask(evening, now))

    assert Counter(map(str, answers)) == {"coming": 12, "waiting": 188}
    assert Counter(Place.objects.values_list("state", flat=True)) == {"coming": 12, "waiting": 188}
    assert Message.objects.filter(purpose="place").count() == 200


def test_c2_without_the_lock_the_same_oversells(
    evening: GroupSession, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = places.free_places

    def count_and_dawdle(session: GroupSession) -> int | None:
        found = counted(session)
        time.sleep(0.05)
        return found

    def read_without_lock(self: GroupSessionQuerySet, session: GroupSession) -> GroupSession:
        return self.select_related("group__network").get(pk=session.pk)

    monkeypatch.setattr(GroupSessionQuerySet, "locked", read_without_lock)
    monkeypatch.setattr(places, "free_places", count_and_dawdle)

    together(80, ask(evening, now))

    assert Place.objects.filter(state="coming").count() > 12


def test_c4_the_same_form_sent_twice_at_once_is_one_place(evening: GroupSession, now: dt.datetime) -> None:
    guest = Guest(known_as="Heather", reach="email", email="heather@example.org")

    answers = together(10, lambda _: places.keep(session=evening, guest=guest, now=now).place.pk)

    assert len(set(answers)) == 1
    assert (Place.objects.count(), Person.objects.count()) == (1, 1)


def test_c5_a_freed_place_is_offered_to_exactly_one(group: SupportGroup, now: dt.datetime) -> None:
    evening = factories.GroupSessionFactory(group=group, capacity=5)
    together(15, ask(evening, now))
    kept = list(evening.places.filter(state="coming"))
    waiting = set(evening.places.filter(state="waiting").order_by("asked_at", "pk").values_list("pk", flat=True)[:5])

    def give_back_or_look(number: int) -> object:
        if number < 5:
            return places.give_back(place=kept[number], now=now).state
        return places.let_offers_pass(now=now)

    together(30, give_back_or_look)

    assert set(evening.places.filter(state="offered").values_list("pk", flat=True)) == waiting
    assert evening.places.taking_room().count() == 5


def test_every_week_and_single_places_at_once_wait_in_no_ring(group: SupportGroup, now: dt.datetime) -> None:
    evenings = [
        factories.GroupSessionFactory(group=group, capacity=3, on=now.date() + dt.timedelta(weeks=week))
        for week in range(1, 5)
    ]

    def ask_somehow(number: int) -> object:
        guest = Guest(known_as=f"Guest {number}", reach="email", email=f"guest-{number}@example.org")
        return places.keep(session=evenings[number % 4], guest=guest, now=now, every_week=number % 2 == 0).state

    answers = together(24, ask_somehow)

    assert set(answers) <= {"coming", "waiting"}
    assert [evening.places.taking_room().count() for evening in evenings] == [3, 3, 3, 3]


def test_c10_a_lock_held_too_long_gives_a_calm_page_and_writes_nothing(evening: GroupSession) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            GroupSession.objects.locked(evening)
            held.set()
            done.wait(timeout=20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(timeout=10)
    try:
        form = {"known_as": "Heather", "reach": "no", "how_often": "once"}
        response = Client(raise_request_exception=False).post(f"/sessions/{evening.ref}/place/", form)
    finally:
        done.set()
        holder.join()

    assert response.status_code == 503
    assert "Nothing was saved" in response.content.decode()
    assert (Place.objects.count(), Person.objects.count()) == (0, 0)
