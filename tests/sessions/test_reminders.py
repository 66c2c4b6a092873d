"""Remind me: when it is due, for whom, and what makes it useless."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from groups.models import SupportGroup
from members import messages
from members.messages import Drop
from members.models import Message, Person
from members.people import Guest
from peersupport.lib.mailing import envelope
from sessions import letters, places, reminders, timetable
from sessions.models import EveryWeek, GroupSession, Reminder
from sessions.timetable import Times
from tests import factories
from tests.letters import assert_discreet

LONDON = ZoneInfo("Europe/London")
HEATHER = Guest(known_as="Heather", reach="email", email="heather@example.org")
pytestmark = pytest.mark.django_db


def on(group: SupportGroup, day: dt.date, **facts: object) -> GroupSession:
    return factories.GroupSessionFactory(group=group, on=day, **facts)


def noon(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


def planned() -> list[Message]:
    return list(Message.objects.filter(purpose="reminder").order_by("pk"))


@pytest.mark.parametrize("day", [dt.date(2027, 3, 28), dt.date(2026, 10, 25), dt.date(2027, 1, 15)])
def test_d2_the_evening_before_at_six_is_wall_time(group: SupportGroup, day: dt.date) -> None:
    now = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC) - dt.timedelta(days=3)
    reminders.remind_me(session=on(group, day), guest=HEATHER, now=now)

    (letter,) = planned() or plan_again(now + dt.timedelta(days=1))

    local = timezone.localtime(letter.due_at, LONDON)
    assert (local.date(), local.time()) == (day - dt.timedelta(days=1), dt.time(18))


def plan_again(now: dt.datetime) -> list[Message]:
    reminders.plan(now=now)
    return planned()


def test_asked_twice_they_are_reminded_once(session: GroupSession, now: dt.datetime) -> None:
    soon = session.starts_at - dt.timedelta(days=2)
    for _ in range(2):
        reminders.remind_me(session=session, guest=HEATHER, now=soon)
    reminders.plan(now=soon)

    assert (Reminder.objects.count(), len(planned())) == (1, 1)


def test_a_place_is_reminded_of_once_even_with_a_weekly_reminder_too(session: GroupSession) -> None:
    soon = session.starts_at - dt.timedelta(days=2)
    places.keep(session=session, guest=HEATHER, now=soon)
    reminders.remind_me_every_week(session=session, guest=HEATHER, now=soon)
    reminders.remind_me(session=session, guest=HEATHER, now=soon)

    assert len(planned()) == 1


def test_every_week_reminds_of_each_evening_until_they_say(group: SupportGroup) -> None:
    first, second = on(group, dt.date(2026, 9, 4)), on(group, dt.date(2026, 9, 11))
    wish = reminders.remind_me_every_week(session=first, guest=HEATHER, now=noon(2026, 9, 2))
    assert [letter.about for letter in planned()] == [first.pk]

    reminders.plan(now=noon(2026, 9, 9))
    assert [letter.about for letter in planned()] == [first.pk, second.pk]

    reminders.stop(wish=wish, now=noon(2026, 9, 9))
    with pytest.raises(Drop, match="no longer asked"):
        reminders.compose(planned()[1], noon(2026, 9, 10))


def test_asked_after_it_would_have_been_due_none_is_written(session: GroupSession) -> None:
    late = session.starts_at - dt.timedelta(hours=20)
    reminders.remind_me(session=session, guest=HEATHER, now=late)

    assert planned() == []
    assert Message.objects.get().purpose == "reminder-asked"


def test_waiting_and_unreachable_people_are_not_reminded(group: SupportGroup) -> None:
    session = on(group, dt.date(2026, 9, 4), capacity=1)
    now = noon(2026, 9, 2)
    places.keep(session=session, guest=Guest(known_as="Otter", reach="phone", phone="01620 821122"), now=now)
    places.keep(session=session, guest=HEATHER, now=now)
    reminders.plan(now=now)

    assert planned() == []


def test_r9_a_moved_evening_moves_its_reminder(group: SupportGroup) -> None:
    session, now = on(group, dt.date(2026, 9, 4)), noon(2026, 9, 3)
    reminders.remind_me(session=session, guest=HEATHER, now=now)

    move(session, dt.date(2026, 9, 5), now)
    reminders.plan(now=now)
    assert [(letter.state, local_day(letter)) for letter in planned()] == [
        ("dropped", dt.date(2026, 9, 3)),
        ("waiting", dt.date(2026, 9, 4)),
    ]

    move(session, dt.date(2026, 9, 4), now)
    reminders.plan(now=now)
    assert [(letter.state, local_day(letter)) for letter in planned()][1:] == [
        ("dropped", dt.date(2026, 9, 4)),
        ("waiting", dt.date(2026, 9, 3)),
    ]


def move(session: GroupSession, day: dt.date, now: dt.datetime) -> None:
    times = Times(day, session.starts_local, session.ends_local)
    timetable.change(session=session, times=times, venue=session.venue, capacity=session.capacity, now=now)


def local_day(letter: Message) -> dt.date:
    return timezone.localdate(letter.due_at, LONDON)


def test_r7_cancelled_at_the_last_moment_it_is_not_sent(session: GroupSession) -> None:
    soon = session.starts_at - dt.timedelta(days=2)
    reminders.remind_me(session=session, guest=HEATHER, now=soon)
    GroupSession.objects.filter(pk=session.pk).update(state="cancelled")

    with pytest.raises(Drop, match="cancelled"):
        reminders.compose(planned()[0], soon)


def test_a_place_given_back_is_not_reminded_of(session: GroupSession) -> None:
    soon = session.starts_at - dt.timedelta(days=2)
    place = places.keep(session=session, guest=HEATHER, now=soon).place
    reminders.plan(now=soon)
    places.give_back(place=place, now=soon)

    with pytest.raises(Drop, match="no longer asked"):
        reminders.compose(planned()[0], soon)


def test_cancelled_and_begun_evenings_are_refused(session: GroupSession, now: dt.datetime) -> None:
    with pytest.raises(reminders.AlreadyBegun):
        reminders.remind_me(session=session, guest=HEATHER, now=session.starts_at)
    timetable.cancel(session=session, reason="Snow", now=now)
    with pytest.raises(reminders.NotOn):
        reminders.remind_me(session=session, guest=HEATHER, now=now)
    with pytest.raises(reminders.NotOn):
        reminders.remind_me_every_week(session=session, guest=HEATHER, now=now)
    assert not Person.objects.exists()


def test_r8_every_letter_about_an_evening_is_discreet_and_carries_its_link(group: SupportGroup) -> None:
    group.name, group.slug = "Hearing Voices", "hearing-voices"
    group.save()
    session = on(group, dt.date(2026, 9, 4))
    person = factories.PersonFactory(network=group.network)
    place = factories.PlaceFactory(session=session, person=person, state="offered", offer_until=noon(2026, 9, 3))

    names = ("reminder", "reminder_asked", "evening_changed", "evening_cancelled", "evening_on_again")
    for name in (*names, *letters.PLACE_LETTERS.values()):
        written = letters.write(name, session=session, person=person, wish=place)
        assert_discreet(envelope(written, uuid.uuid4()), also=["hearing", "voices"])
        assert letters.link(place) in written.text


def test_who_asked_for_plain_words_reads_the_groups_name(session: GroupSession) -> None:
    person = factories.PersonFactory(network=session.group.network, wants_plain_words=True)
    place = factories.PlaceFactory(session=session, person=person)

    assert session.group.name in letters.write("reminder", session=session, person=person, wish=place).text


def test_a_private_address_is_written_to_those_with_a_place_alone(group: SupportGroup) -> None:
    group.address_is_private = True
    group.save()
    session = on(group, dt.date(2026, 9, 4))
    person = factories.PersonFactory(network=group.network)
    reminder = Reminder.objects.create(session=session, person=person, asked_at=noon(2026, 9, 1))
    place = factories.PlaceFactory(session=session, person=person)

    def words(wish: letters.Wish) -> str:
        written = letters.write("reminder", session=session, person=person, wish=wish)
        return written.text + written.html

    assert group.venue is not None
    assert group.venue.name in words(place)
    assert group.venue.name not in words(reminder)
    place.state = "waiting"
    assert group.venue.name not in words(place)


def test_a_second_change_makes_the_first_letter_useless(session: GroupSession, now: dt.datetime) -> None:
    factories.PlaceFactory(session=session)
    move(session, session.on + dt.timedelta(days=1), now)
    move(session, session.on + dt.timedelta(days=2), now)

    news = Message.objects.filter(purpose="evening-changed").order_by("pk")
    assert [letter.state for letter in news] == ["dropped", "waiting"]


def test_nothing_is_planned_for_those_who_want_no_letters(session: GroupSession) -> None:
    soon = session.starts_at - dt.timedelta(days=2)
    factories.PlaceFactory(session=session, person__wants_letters=False, asked_at=soon)
    assert reminders.plan(now=soon) == 0


def test_purposes_are_all_composed() -> None:
    purposes = (reminders.PURPOSE, letters.PLACE, letters.PLACE_AGAIN, letters.REMINDER_ASKED)
    for purpose in (*purposes, letters.CHANGED, letters.CANCELLED, letters.ON_AGAIN):
        assert messages.composer_of(purpose) is not None


def test_a_standing_wish_is_kept_once(session: GroupSession, now: dt.datetime) -> None:
    for _ in range(2):
        reminders.remind_me_every_week(session=session, guest=HEATHER, now=now)
    assert EveryWeek.objects.count() == 1
