"""One date outside a series, and the days of a course in one go."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import SupportGroup, VenueClosure
from members.models import Person
from sessions.models import GroupSession, Series
from tests import factories
from tests.pages import assert_calm, assert_safe, errors_of, words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
ADD = "/groups/friday-circle/timetable/add/"


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def form(**changed: Any) -> dict[str, Any]:
    sent = {"on": f"{day(20)}", "starts": "14:00", "minutes": "150", "venue": "", "format": "", "capacity": ""}
    return {**sent, **changed}


@pytest.fixture
def lead(browse: Browse, facilitator: Person) -> Client:
    return browse(facilitator)


@pytest.fixture
def course(group: SupportGroup) -> SupportGroup:
    group.kind = SupportGroup.Kind.COURSE
    group.save()
    return group


def test_one_date_is_added_and_belongs_to_no_series(lead: Client, group: SupportGroup) -> None:
    page = lead.get(ADD)
    assert_calm(page)
    assert_safe(page)
    assert "a picnic" in words_of(page)

    answers = [lead.post(ADD, form(venue=group.venue_id, capacity="9")) for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/groups/friday-circle/timetable/")
    ] * 2
    picnic = GroupSession.objects.get()
    assert (picnic.on, picnic.starts_local, picnic.ends_local) == (day(20), dt.time(14), dt.time(16, 30))
    assert (picnic.series, picnic.original_on, picnic.capacity, picnic.venue) == (None, None, 9, group.venue)
    assert "Added. Everyone can see it now." in words_of(lead.get("/groups/friday-circle/timetable/"))


def test_whoever_wants_a_place_every_week_has_one_at_it_too(
    lead: Client, group: SupportGroup, now: dt.datetime
) -> None:
    wish = group.every_week.create(person=factories.PersonFactory(network=group.network), wants="place", asked_at=now)
    lead.post(ADD, form(capacity="9"))
    assert GroupSession.objects.get().places.get().person == wish.person


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on": ""}, "Choose a day."),
        ({"on": "2020-01-03"}, "That day is over. Choose a day from today on."),
        ({"on": "9999-12-31"}, "That is more than five years away."),
        ({"starts": "25:00"}, "Write the time like 19:00."),
        ({"starts": "23:00"}, "It would go past midnight."),
        ({"minutes": "-1"}, "Write a whole number from 10 to 720."),
        ({"capacity": "1e9"}, "Write a whole number from 0 to 1000."),
        ({"venue": "99999999"}, "Choose one from the list."),
        ({"on": "2027-03-28", "starts": "01:30", "minutes": "60"}, "so 1.30am does not exist that day"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    lead: Client, group: SupportGroup, changed: dict[str, str], sentence: str
) -> None:
    page = lead.post(ADD, form(**changed))
    assert sentence in errors_of(page)
    assert_calm(page)
    assert not GroupSession.objects.exists()


def test_not_when_it_meets_already_nor_where_it_is_shut_nor_while_it_is_not_open(
    lead: Client, group: SupportGroup
) -> None:
    factories.GroupSessionFactory(group=group, on=day(20))
    assert "The group already meets on" in errors_of(lead.post(ADD, form(starts="20:00")))
    VenueClosure.objects.create(venue=group.venue, from_on=day(21), until_on=day(21), reason="Floor")
    shut = lead.post(ADD, form(on=f"{day(21)}", venue=group.venue_id))
    assert "The venue is shut on that day." in errors_of(shut)
    group.runs.all().delete()
    assert "The group is not open on that day." in errors_of(lead.post(ADD, form(on=f"{day(22)}")))
    assert GroupSession.objects.count() == 1


def test_the_days_of_a_course_are_added_in_one_go(lead: Client, course: SupportGroup) -> None:
    page = lead.get(ADD)
    assert "One place is a place on each of these days." in words_of(page)
    assert_calm(page)

    for _ in range(2):
        lead.post(ADD, form(on=f"{day(21)}", on_2=f"{day(20)}", on_3="", capacity="8"))

    made = Series.objects.get()
    assert (made.rule, made.all_dates_at_once, made.first_on, made.last_on) == ("", True, day(20), day(21))
    assert list(made.sessions.order_by("on").values_list("on", "original_on", "capacity")) == [
        (day(20), day(20), 8),
        (day(21), day(21), 8),
    ]
    assert "A course, 2pm to 4.30pm" in words_of(lead.get("/groups/friday-circle/timetable/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"on_2": f"{day(20)}"}, "That day is there already."),
        ({"on_2": "2020-01-03"}, "That day is over."),
        ({"on_6": "soon"}, "Write the day like 27/11/2026"),
    ],
    ids=["twice", "over", "no day"],
)
def test_a_day_of_a_course_that_cannot_be_is_said_and_none_is_added(
    lead: Client, course: SupportGroup, changed: dict[str, str], sentence: str
) -> None:
    assert sentence in errors_of(lead.post(ADD, form(**changed)))
    assert (Series.objects.count(), GroupSession.objects.count()) == (0, 0)


def test_a_course_is_planned_whole_or_not_at_all(lead: Client, course: SupportGroup) -> None:
    course.runs.update(ended_on=day(20), ended_as="paused")
    page = lead.post(ADD, form(on_2=f"{day(21)}"))
    assert f"The group is not open on {day(21):%A} {day(21).day}" in errors_of(page)
    assert (Series.objects.count(), GroupSession.objects.count()) == (0, 0)


def test_a_weekly_course_needs_a_last_day_and_has_all_its_dates_at_once(lead: Client, course: SupportGroup) -> None:
    new = "/groups/friday-circle/timetable/new/"
    sent = {"weekday": f"{day(7).weekday()}", "starts": "19:00", "minutes": "120", "first_on": f"{day(7)}"}
    sent |= {"venue": "", "format": "", "capacity": "6"}
    assert "Choose a day." in errors_of(lead.post(new, {**sent, "last_on": ""}))

    sent["last_on"] = f"{day(7 * 40)}"
    shown = lead.post(new, sent)
    lead.post(new, {**sent, "save": shown.context["form"].as_read})

    made = Series.objects.get()
    assert made.all_dates_at_once
    assert made.sessions.count() == 40
