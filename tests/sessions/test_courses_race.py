"""Many ask for all dates of a course at once, by different dates: real transactions, and a control that oversells."""

import datetime as dt
import time
from collections import Counter
from typing import Any

import pytest

from groups.models import SupportGroup
from members.models import Message
from sessions import courses, places
from sessions.models import GroupSession, Place
from sessions.models.session import GroupSessionQuerySet
from tests.at_once import together
from tests.sessions.at_a_course import course, guest, place_of, standing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dates(group: SupportGroup) -> list[GroupSession]:
    return course(group, days=3, capacity=4)


def ask_all(dates: list[GroupSession], count: int, now: dt.datetime) -> list[object]:
    """Each by one of the dates, so that no one evening's row is enough."""
    return together(count, lambda n: courses.keep(session=dates[n % 3], guest=guest(f"Guest{n}"), now=now).state)


def test_c1_many_ask_for_a_course_and_each_has_all_of_it_or_waits_for_all(
    dates: list[GroupSession], now: dt.datetime
) -> None:
    answers = ask_all(dates, 40, now)

    assert Counter(map(str, answers)) == {"coming": 4, "waiting": 36}
    first, *others = standing(dates)
    assert Counter(first.values()) == {"coming": 4, "waiting": 36}
    assert all(one == first for one in others)
    assert Message.objects.filter(purpose="place").count() == 40


def test_c2_the_control_without_the_rows_of_its_dates_oversells(
    dates: list[GroupSession], now: dt.datetime, monkeypatch: Any
) -> None:
    counted = courses.free_places

    def count_and_dawdle(evenings: Any) -> Any:
        found = counted(evenings)
        time.sleep(0.05)
        return found

    def read_without_lock(self: GroupSessionQuerySet, session: GroupSession) -> GroupSession:
        return self.select_related("group__network").get(pk=session.pk)

    monkeypatch.setattr(GroupSessionQuerySet, "locked", read_without_lock)
    monkeypatch.setattr(courses, "hold", lambda series, now: list(courses.all_ahead(series, now)))
    monkeypatch.setattr(courses, "free_places", count_and_dawdle)
    ask_all(dates, 40, now)

    assert max(one.places.filter(state="coming").count() for one in dates) > 4


def test_asking_giving_back_and_offering_at_once_wait_in_no_ring_and_never_oversell(
    dates: list[GroupSession], now: dt.datetime
) -> None:
    ask_all(dates, 10, now)
    coming = [name for name, state in standing(dates)[0].items() if state == "coming"]

    def act(n: int) -> object:
        if n < 4:
            place = place_of(dates[n % 3], coming[n])
            return (courses.give_back_all if n % 2 else courses.give_back)(place=place, now=now)
        if n < 8:  # as forgetting does: date by date
            return [places.give_back(place=place_of(one, coming[n - 4]), now=now) for one in dates]
        if n < 16:
            return courses.offer_free_places(now=now)
        return courses.keep(session=dates[n % 3], guest=guest(f"Late{n}"), now=now).state

    answers = together(24, act)

    assert not [one for one in answers if isinstance(one, Exception)]
    assert all(one.places.taking_room().count() <= 4 for one in dates)
    courses.offer_free_places(now=now)
    assert [one.places.taking_room().count() for one in dates] == [4, 4, 4]
    asked = Place.objects.live().order_by().values_list("person").distinct().count()
    assert asked == Place.objects.live().filter(session=dates[0]).count(), "all, or none at all"
