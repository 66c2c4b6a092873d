"""Evenings that are left out because the group is not open: kept, told of once, in no list and no report."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q

from groups.models import SupportGroup, VenueClosure
from members.models import Message, Person
from sessions import dates, finding, jobs, places, reminders, reports, runs, timetable
from sessions.models import GroupSession, Place, Reminder
from sessions.timetable import Times
from tests import factories
from tests.sessions.meeting import (
    FIRST,
    NOW,
    TODAY,
    WEEK,
    WHY,
    as_it_is,
    ask,
    friday,
    fridays,
    news,
    on,
    open_from,
    pause,
    take_back,
    they_leave,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def meets(group: SupportGroup) -> None:
    fridays(group)
    they_leave()


def test_nothing_somebody_joined_is_deleted_and_all_of_it_comes_back(group: SupportGroup, volunteer: Person) -> None:
    ask(friday(group, 1), "Robin", every_week=True)
    ask(friday(group, 2), "Wren", needs="A chair near the door")
    jobs.take(session=friday(group, 2), role="tea", person=volunteer, now=NOW)
    moved = friday(group, 3)
    times = Times(moved.on + dt.timedelta(days=1), dt.time(18), dt.time(20))
    timetable.change(session=moved, times=times, venue=None, capacity=3, now=NOW)
    timetable.cancel(session=friday(group, 4), reason="The hall is shut", now=NOW)
    before = as_it_is(group)

    pause(group)
    assert {one.state for one in group.sessions.all()} == {"cancelled"}
    assert Place.objects.live().count() == len(before[1]), "places wait"
    assert friday(group, 4).state_reason == "The hall is shut"
    assert finding.next_dates(group=group, now=NOW) == [], "nor is what was off already in a list of dates"

    take_back(group)
    assert as_it_is(group) == before


def test_everybody_who_asked_is_told_once_about_the_first_of_theirs(group: SupportGroup) -> None:
    weekly = ask(friday(group, 0), "Robin", every_week=True).person
    once = ask(friday(group, 3), "Wren").person
    gave_back = ask(friday(group, 3), "Heron")
    places.give_back(place=gave_back, now=NOW)
    reminded = factories.PersonFactory(network=group.network)
    Reminder.objects.create(session=friday(group, 5), person=reminded, asked_at=NOW)
    early = ask(friday(group, 0), "Siskin").person
    they_leave()

    pause(group, FIRST)

    off = "evening-cancelled"
    assert set(news()) == {
        (off, friday(group, 1).pk, weekly.pk),
        (off, friday(group, 3).pk, once.pk),
        (off, friday(group, 5).pk, reminded.pk),
    }
    assert early.pk not in {person for _, _, person in news()}, "the evening they asked for takes place"
    assert Message.objects.filter(purpose=off).count() == 3


def test_taken_back_before_anybody_was_told_nobody_is_written_to(group: SupportGroup) -> None:
    ask(friday(group, 1), "Robin")
    they_leave()
    pause(group)
    take_back(group)
    assert news() == []


def test_opened_again_those_who_had_asked_are_told_and_nobody_else(group: SupportGroup) -> None:
    gone, stays = ask(friday(group, 1), "Wren"), ask(friday(group, 6), "Robin")
    pause(group)
    they_leave()
    open_from(group, FIRST + 4 * WEEK)

    assert news() == [("evening-on-again", friday(group, 6).pk, stays.person_id)]
    gone.refresh_from_db()
    assert (gone.state, friday(group, 1).is_left_out) == ("coming", True)


def test_standing_wishes_sleep_through_a_pause_and_wake_with_the_new_dates(group: SupportGroup) -> None:
    person = ask(friday(group, 0), "Robin", every_week=True).person
    pause(group)
    they_leave()
    year = NOW + 52 * WEEK
    for week in range(0, 52, 4):
        reminders.plan(now=NOW + week * WEEK)
        dates.make_ahead(now=NOW + week * WEEK)
    assert not Message.objects.filter(purpose="reminder", state="waiting").exists()

    open_from(group, year.date(), now=year)
    assert set(on(group)) == set(
        Place.objects.filter(person=person, session__state="planned").values_list("session__on", flat=True)
    )
    assert news() == [("evening-on-again", friday(group, 52).pk, person.pk)]


def test_whoever_waited_is_offered_a_place_that_came_free_meanwhile(group: SupportGroup) -> None:
    GroupSession.objects.update(capacity=1)
    coming, waits = ask(friday(group, 1), "Robin"), ask(friday(group, 1), "Wren")
    pause(group)
    places.give_back(place=coming, now=NOW)
    waits.refresh_from_db()
    assert waits.state == "waiting", "nothing is offered while it is off"

    take_back(group)
    waits.refresh_from_db()
    assert waits.state == "offered"


def test_every_list_leaves_them_out(group: SupportGroup) -> None:
    pause(group, FIRST)
    visible = Q(pk=group.pk)

    assert [one.on for one in finding.next_dates(group=group, now=NOW)] == [FIRST]
    assert [one.on for one in finding.whats_on(visible=Q(), now=NOW)[0]] == [FIRST]
    after = NOW + WEEK
    [found], _ = finding.find(visible=visible, wanted=finding.Wanted(), now=after)
    assert (found.standing, found.next_session) == ("paused", None)
    assert finding.find(visible=visible, wanted=finding.Wanted(weekday=5), now=after)[0] == []
    assert finding.ahead(group=group, now=after).dates == []


def test_places_and_reminders_are_refused_calmly(group: SupportGroup) -> None:
    session = friday(group, 1)
    pause(group)
    with pytest.raises(places.NotOpenThen):
        ask(session, "Robin")
    with pytest.raises(reminders.NotOpenThen):
        reminders.check_open(GroupSession.objects.get(pk=session.pk), NOW)
    assert not Place.objects.exists()


def test_no_total_changes_neither_now_nor_when_the_days_have_passed(group: SupportGroup) -> None:
    before = NOW - 8 * WEEK
    for week in range(1, 5):
        past = {"state": "held", "register_state": "done", "register_done_at": NOW, "headcount": 5 + week}
        factories.GroupSessionFactory(group=group, on=FIRST - week * WEEK, **past)

    def totals(now: dt.datetime, until: dt.date) -> Any:
        report = reports.attendance(groups_q=Q(pk=group.pk), begins_on=before.date(), ends_on=until, now=now)
        return report.totals

    told = totals(NOW, TODAY)
    pause(group)
    assert totals(NOW, TODAY) == told
    later = NOW + 20 * WEEK
    assert totals(later, later.date()) == told, "a pause is not twenty evenings that were cancelled"


def test_a_hall_that_is_shut_by_then_is_said_instead(group: SupportGroup) -> None:
    pause(group)
    shut = FIRST + 2 * WEEK
    VenueClosure.objects.create(venue=group.venue, from_on=shut, until_on=shut, reason="The floor is mended")
    take_back(group)

    evening = friday(group, 2)
    assert (evening.state, evening.state_reason, evening.is_left_out) == ("cancelled", "The floor is mended", False)
    assert friday(group, 3).state == "planned"


def test_dates_are_not_put_on_or_moved_to_where_the_group_is_not_open(group: SupportGroup) -> None:
    pause(group, FIRST)
    first, out = friday(group, 0), friday(group, 1)
    later = Times(FIRST + 2 * WEEK, dt.time(19), dt.time(21))
    for act in (
        lambda: timetable.reinstate(session=out, now=NOW),
        lambda: timetable.put_back(session=out, now=NOW),
        lambda: timetable.change(session=first, times=later, venue=None, capacity=None, now=NOW),
    ):
        with pytest.raises(timetable.NotOpenThen):
            act()
    with pytest.raises(timetable.WouldMeetTwice, match="When the group opens again, it meets on Friday 11 September"):
        fridays(group, starts=dt.time(20), ends=dt.time(22), first_on=FIRST + WEEK)


def test_ended_for_good_is_the_same_with_other_words(group: SupportGroup) -> None:
    ask(friday(group, 1), "Robin")
    they_leave()
    pause(group, ended_as="closed", reason="We are done, and well.")
    assert friday(group, 1).state_reason == "We are done, and well."
    assert [what for what, _, _ in news()] == ["evening-cancelled"]


def test_an_evening_that_has_begun_stays_as_it_is(group: SupportGroup) -> None:
    tonight = dt.datetime.combine(FIRST, dt.time(18, 30), tzinfo=dt.UTC)
    pause(group, FIRST, now=tonight)
    assert on(group) == [FIRST]
    assert friday(group, 0).state_reason == ""
    assert friday(group, 1).state_reason == WHY
    assert runs.last_run(group) == group.runs.get()
