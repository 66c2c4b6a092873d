"""Keeping places: room, waiting list, offers, giving back, every week."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from groups.models import SupportGroup
from members.models import Message, Person
from members.people import Guest
from sessions import dates, places, timetable
from sessions.models import EveryWeek, GroupSession, Place
from sessions.timetable import Times
from tests import factories

pytestmark = pytest.mark.django_db


def guest(name: str = "Heather", **facts: str) -> Guest:
    return Guest(**{"known_as": name, "reach": "email", "email": f"{name.lower()}@example.org", **facts})


def small(group: SupportGroup, capacity: int | None) -> GroupSession:
    return factories.GroupSessionFactory(group=group, capacity=capacity)


def states(session: GroupSession) -> list[str]:
    return list(session.places.order_by("asked_at", "pk").values_list("state", flat=True))


def test_keep_gives_a_place_while_there_is_room_and_the_list_after(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 2)

    answers = [places.keep(session=session, guest=guest(name), now=now) for name in ("Ann", "Bo", "Cy")]

    assert [answer.state for answer in answers] == ["coming", "coming", "waiting"]
    assert states(session) == ["coming", "coming", "waiting"]


def test_no_capacity_is_no_limit_and_zero_is_zero(group: SupportGroup, now: dt.datetime) -> None:
    assert places.keep(session=small(group, None), guest=guest(), now=now).state == "coming"
    assert places.keep(session=small(group, 0), guest=guest(), now=now).state == "waiting"


def test_c4_the_same_form_sent_twice_is_one_place_even_without_an_address(
    session: GroupSession, now: dt.datetime
) -> None:
    form = uuid.uuid4()
    nobody = Guest(known_as="Otter")

    first = places.keep(session=session, guest=nobody, now=now, asked_with=form)
    again = places.keep(session=session, guest=nobody, now=now, asked_with=form)

    assert first.place == again.place
    assert (Place.objects.count(), Person.objects.count()) == (1, 1)


def test_the_same_form_with_another_name_is_another_place(session: GroupSession, now: dt.datetime) -> None:
    form = uuid.uuid4()
    places.keep(session=session, guest=Guest(known_as="Otter"), now=now, asked_with=form)
    places.keep(session=session, guest=Guest(known_as="Badger"), now=now, asked_with=form)

    assert Place.objects.count() == 2


def test_the_same_address_and_name_is_one_person_and_one_place(session: GroupSession, now: dt.datetime) -> None:
    places.keep(session=session, guest=guest("Heather"), now=now, needs="a chair by the door")
    answer = places.keep(session=session, guest=guest("heather", email="HEATHER@example.org"), now=now, needs="none")

    assert (Person.objects.count(), Place.objects.count()) == (1, 1)
    assert answer.place.needs == "a chair by the door", "a form changes nothing that is stored"


def test_a_form_does_not_tell_whether_somebody_has_a_place(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 1)
    places.keep(session=session, guest=guest("Heather"), now=now)

    about_her = places.keep(session=session, guest=guest("Heather"), now=now)
    about_a_stranger = places.keep(session=session, guest=guest("Ivy"), now=now)

    assert about_her.state == about_a_stranger.state == "waiting"
    assert about_her.opens_place is about_a_stranger.opens_place is False


def test_c3_one_live_place_a_person_and_session_is_held_by_the_database(session: GroupSession) -> None:
    place = factories.PlaceFactory(session=session)
    factories.PlaceFactory(session=session, person=factories.PersonFactory())

    second = (
        "INSERT INTO support_sessions_place (ref, session_id, person_id, state, asked_at, first_time, needs,"
        " link_version) VALUES ('zzzzzzzzzzzz', %s, %s, 'waiting', now(), false, '', 1)"
    )
    promise = "one_live_place_per_person_and_session"
    with pytest.raises(IntegrityError, match=promise), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(second, [session.pk, place.person_id])


def test_drop_in_groups_keep_no_places(network: object, now: dt.datetime) -> None:
    session = factories.GroupSessionFactory(group__place_policy="turn_up")

    with pytest.raises(places.NoPlacesHere):
        places.keep(session=session, guest=guest(), now=now)


def test_a_cancelled_evening_keeps_no_more_places(session: GroupSession, now: dt.datetime) -> None:
    timetable.cancel(session=session, reason="Snow", now=now)

    with pytest.raises(places.NotOn):
        places.keep(session=session, guest=guest(), now=now)


def test_an_evening_that_has_begun_keeps_no_more_places(session: GroupSession) -> None:
    with pytest.raises(places.AlreadyBegun):
        places.keep(session=session, guest=guest(), now=session.starts_at)


def test_giving_back_offers_the_place_to_the_first_who_asked_with_a_deadline(
    group: SupportGroup, now: dt.datetime
) -> None:
    session = small(group, 1)
    kept = places.keep(session=session, guest=guest("Ann"), now=now).place
    first = places.keep(session=session, guest=guest("Bo"), now=now).place
    places.keep(session=session, guest=guest("Cy"), now=now)

    places.give_back(place=kept, now=now)
    places.give_back(place=kept, now=now)

    first.refresh_from_db()
    assert states(session) == ["given_back", "offered", "waiting"]
    assert first.offer_until == now + places.OFFER_LASTS


def test_accepting_makes_it_theirs_and_twice_is_once(group: SupportGroup, now: dt.datetime) -> None:
    offered = an_offer(group, now)

    assert places.accept(place=offered, now=now).state == "coming"
    assert places.accept(place=offered, now=now).state == "coming"


def an_offer(group: SupportGroup, now: dt.datetime, *, waiting: int = 1) -> Place:
    session = small(group, 1)
    kept = places.keep(session=session, guest=guest("Ann"), now=now).place
    for name in ("Bo", "Cy", "Di")[:waiting]:
        places.keep(session=session, guest=guest(name), now=now)
    places.give_back(place=kept, now=now)
    return session.places.get(state="offered")


def test_an_offer_not_answered_in_time_goes_to_the_next_and_cannot_be_taken(
    group: SupportGroup, now: dt.datetime
) -> None:
    offered = an_offer(group, now, waiting=2)
    later = now + places.OFFER_LASTS + dt.timedelta(seconds=1)

    with pytest.raises(places.OfferPassed):
        places.accept(place=offered, now=later)
    assert places.let_offers_pass(now=later) == 1
    assert places.let_offers_pass(now=later) == 0

    assert states(offered.session) == ["given_back", "given_back", "offered"]


def test_c7_who_declined_is_not_asked_again_for_the_same_place(group: SupportGroup, now: dt.datetime) -> None:
    offered = an_offer(group, now)

    places.give_back(place=offered, now=now)

    assert states(offered.session) == ["given_back", "given_back"]
    assert not Message.objects.filter(about=offered.pk, state="waiting").exists()


def test_c6_no_offer_when_cancelled_begun_or_too_near_to_travel(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 0)
    places.keep(session=session, guest=guest("Bo"), now=now)
    GroupSession.objects.filter(pk=session.pk).update(capacity=1)
    session.refresh_from_db()

    for too_late in (session.starts_at - dt.timedelta(minutes=119), session.starts_at + dt.timedelta(minutes=5)):
        places.offer_free_places(session=session, now=too_late)
        assert states(session) == ["waiting"]
    session.state = "cancelled"
    places.offer_free_places(session=session, now=now)
    assert states(session) == ["waiting"]
    session.state = "planned"
    places.offer_free_places(session=session, now=session.starts_at - dt.timedelta(minutes=121))
    assert states(session) == ["offered"]


def test_who_cannot_be_written_to_is_given_a_freed_place_at_once(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 1)
    kept = places.keep(session=session, guest=guest("Ann"), now=now).place
    places.keep(session=session, guest=Guest(known_as="Otter"), now=now)

    places.give_back(place=kept, now=now)

    assert states(session) == ["given_back", "coming"]


def test_c9_lowering_capacity_removes_nobody_and_raising_it_offers(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 2)
    for name in ("Ann", "Bo", "Cy"):
        places.keep(session=session, guest=guest(name), now=now)

    resize(session, 1, now)
    assert states(session) == ["coming", "coming", "waiting"]
    assert places.free_places(session) == 0

    resize(session, 3, now)
    assert states(session) == ["coming", "coming", "offered"]


def resize(session: GroupSession, capacity: int, now: dt.datetime) -> None:
    times = Times(session.on, session.starts_local, session.ends_local)
    changed = timetable.change(session=session, times=times, venue=session.venue, capacity=capacity, now=now)
    session.capacity = changed.capacity


def test_nothing_is_given_back_once_it_has_begun(session: GroupSession, now: dt.datetime) -> None:
    place = places.keep(session=session, guest=guest(), now=now).place

    with pytest.raises(places.AlreadyBegun):
        places.give_back(place=place, now=session.starts_at)


def test_every_week_keeps_a_place_at_each_date_there_is_and_will_be(group: SupportGroup, now: dt.datetime) -> None:
    evenings = [factories.GroupSessionFactory(group=group, on=day) for day in some_days(now, 3)]

    places.keep(session=evenings[0], guest=guest(), now=now, every_week=True)
    places.keep(session=evenings[0], guest=guest(), now=now, every_week=True)
    new = factories.GroupSessionFactory(group=group, on=some_days(now, 4)[3])
    places.keep_standing_places(groups=[group.pk], now=now)

    assert [states(evening) for evening in [*evenings, new]] == [["coming"]] * 4
    assert EveryWeek.objects.count() == 1


def some_days(now: dt.datetime, count: int) -> list[dt.date]:
    return [now.date() + dt.timedelta(weeks=week) for week in range(1, count + 1)]


def test_not_this_time_is_remembered_and_the_other_weeks_stay(group: SupportGroup, now: dt.datetime) -> None:
    evenings = [factories.GroupSessionFactory(group=group, on=day) for day in some_days(now, 2)]
    places.keep(session=evenings[0], guest=guest(), now=now, every_week=True)

    places.give_back(place=evenings[0].places.get(), now=now)
    places.keep_standing_places(groups=[group.pk], now=now)

    assert [states(evening) for evening in evenings] == [["given_back"], ["coming"]]


def test_stopping_every_week_gives_the_later_places_back_but_not_this_one(
    group: SupportGroup, now: dt.datetime
) -> None:
    evenings = [factories.GroupSessionFactory(group=group, on=day) for day in some_days(now, 3)]
    places.keep(session=evenings[0], guest=guest(), now=now, every_week=True)

    places.stop_every_week(wish=EveryWeek.objects.get(), now=now, besides=evenings[0])
    dates.make_ahead(now=now)
    places.keep_standing_places(groups=[group.pk], now=now)

    assert [states(evening) for evening in evenings] == [["coming"], ["given_back"], ["given_back"]]


def test_each_turn_of_a_place_writes_its_letter_once(group: SupportGroup, now: dt.datetime) -> None:
    session = small(group, 1)
    kept = places.keep(session=session, guest=guest("Ann"), now=now).place
    waiting = places.keep(session=session, guest=guest("Bo"), now=now).place
    places.give_back(place=kept, now=now)

    written = Message.objects.order_by("pk").values_list("about", "state", "purpose")
    assert list(written) == [
        (kept.pk, "dropped", "place"),
        (waiting.pk, "waiting", "place"),
        (waiting.pk, "waiting", "place"),
    ]
