"""A regular becomes known: counted once, under their name, and as it was when the two are told apart again."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from groups.forgetting import forget_regular
from groups.models import Interest, Regular, SupportGroup
from members.consent import Yes, YesNeeded
from members.forgetting import forget
from members.models import Consent, Message, Network, Person
from members.people import Guest
from peersupport.lib.refusals import NotFound
from sessions import register, regulars
from sessions.models import EveryWeek, GroupSession, Presence, Reminder, Tap
from sessions.register import TapIn, names, offered
from sessions.regulars import KnownAlready, NobodyToKnow, join, tell_apart
from tests import factories
from tests.at_once import AtOnce
from tests.sessions.history import (
    FRIDAY,
    NOW,
    WEEK,
    figures,
    held,
    known_by_a_word,
    mark,
    person,
    rows,
    walk_in,
)
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db

FRAN = Guest(known_as="Fran", reach="email", email="fran@example.org")
YEAR: dict[str, Any] = {"begins_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}


@pytest.fixture
def heron(group: SupportGroup) -> Regular:
    return known_by_a_word(group, word="Heron")


@pytest.fixture
def robin(group: SupportGroup) -> Person:
    return person(group, known_as="Robin")


def state() -> list[Any]:
    """Every mark on every register, and every tap."""
    marks = Presence.objects.order_by("pk").values_list(
        "session", "person", "regular", "is_again", "first_time", "role"
    )
    return [*marks, *Tap.objects.order_by("pk").values_list("pk", "person", "regular")]


def sheet(session: GroupSession) -> register.Sheet:
    return register.sheet(session=session, now=half_past_seven(session))


# -- Counted once


def test_all_their_evenings_are_theirs_and_they_are_one_of_the_people(
    group: SupportGroup, heron: Regular, robin: Person
) -> None:
    held(group, FRIDAY, heron)
    held(group, FRIDAY + WEEK, robin, headcount=7)
    held(group, FRIDAY + 2 * WEEK, heron, None)
    before = figures(group)
    assert (before.visits, before.different_people) == (10, 2)

    assert join(regular=heron, person=robin, now=NOW) == 0

    after = figures(group)
    assert (after.visits, after.gave_no_name, after.different_people) == (10, before.gave_no_name, 1)
    assert robin.presences.count() == 3
    assert not Message.objects.exists()


@pytest.mark.parametrize("headcount", [None, 5])
def test_marked_twice_at_an_evening_they_were_there_once_and_the_headcount_stays(
    headcount: int | None, group: SupportGroup, heron: Regular, robin: Person
) -> None:
    session = held(group, FRIDAY, heron, robin, headcount=headcount)
    assert join(regular=heron, person=robin, now=NOW) == 1

    found = figures(group)
    assert (found.visits, found.different_people) == (headcount or 1, 1)
    assert found.gave_no_name == (4 if headcount else 0)
    assert [(row.visits, row.gave_no_name) for row in rows(group)] == [(headcount or 1, found.gave_no_name)]
    assert [row.name for row in sheet(session).here] == ["Robin"]


def test_joined_twice_it_is_joined_and_to_somebody_else_it_is_not(
    group: SupportGroup, heron: Regular, robin: Person
) -> None:
    held(group, FRIDAY, heron)
    for _ in range(2):
        join(regular=heron, person=robin, now=NOW)
    with pytest.raises(KnownAlready):
        join(regular=heron, person=person(group), now=NOW)
    assert Regular.objects.get().person == robin


def test_by_a_name_and_an_address_they_are_the_networks_person_of_those(group: SupportGroup, heron: Regular) -> None:
    fran = person(group, known_as="FRAN", email="fran@example.org", phone="01620 821122")
    join(regular=heron, person=FRAN, now=NOW)
    heron.refresh_from_db()
    assert heron.person == fran
    assert heron.person.phone == "01620 821122"
    assert Person.objects.count() == 1


def test_without_a_way_to_reach_them_the_word_stays_the_better_name(
    group: SupportGroup, network: Network, heron: Regular
) -> None:
    for nobody in (Guest(known_as="Fran"), walk_in(group), factories.PersonFactory()):
        with pytest.raises(NobodyToKnow):
            join(regular=heron, person=nobody, now=NOW)
    assert not network.people.filter(known_as="Fran").exists()


def test_who_may_be_chosen_is_reachable_and_came_or_belongs(group: SupportGroup, robin: Person) -> None:
    belongs, known = person(group), person(group)
    factories.MembershipFactory(group=group, person=belongs)
    known_by_a_word(group, person=known)
    assert set(regulars.people_to_choose(group)) == {belongs, known}


def test_the_one_who_came_is_offered_with_when_that_was(group: SupportGroup, robin: Person) -> None:
    other = factories.SupportGroupFactory(network=group.network)
    held(group, FRIDAY, robin, walk_in(group))
    held(group, FRIDAY + WEEK, robin)
    held(other, FRIDAY, person(other))
    [one] = regulars.people_to_choose(group)
    assert (one, one.last_on) == (robin, FRIDAY + WEEK)


def test_who_asked_and_did_not_come_is_on_no_list_and_found_by_what_they_gave(
    group: SupportGroup, heron: Regular, now: dt.datetime
) -> None:
    fran, session = person(group, known_as="Fran", email="fran@example.org"), evening_of(group)
    factories.PlaceFactory(session=session, person=fran)
    Reminder.objects.create(session=session, person=fran, asked_at=now)
    EveryWeek.objects.create(group=group, person=fran, wants="reminder", asked_at=now)
    session.jobs.create(role="tea", person=fran, taken_at=now)
    assert not regulars.people_to_choose(group)
    join(regular=heron, person=FRAN, now=now)
    assert fran.was_regular.get() == heron


def test_where_a_yes_is_needed_it_is_kept_and_brings_no_letters(now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"))
    heron, quiet = known_by_a_word(group), person(group, wants_letters=False)
    with pytest.raises(YesNeeded):
        join(regular=heron, person=quiet, now=now)
    assert Regular.objects.get().person is None
    join(regular=heron, person=quiet, now=now, yes=Yes({"register": "1"}, how="spoken"))
    kept = Consent.objects.get()
    assert (kept.person, kept.purpose, kept.how) == (quiet, "register", "spoken")
    quiet.refresh_from_db()
    assert not quiet.wants_letters


# -- On the register


def test_taps_on_a_page_from_before_are_theirs(
    group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    session, phone = evening_of(group), Device()
    join(regular=heron, person=robin, now=NOW)
    tap(session, facilitator, phone.add(regular=heron.ref), phone.add(word="HERON"), phone.add(person=robin.ref))
    assert who_is_here(session) == ["Robin"]
    assert [row.name for row in sheet(session).here] == ["Robin"]


@pytest.mark.parametrize("undone", ["first", "second", "both"])
def test_marks_of_before_are_undone_one_by_one(
    undone: str, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    """Each helper's own tap: while one of them stands, they are there."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    first, second = phone.add(regular=heron.ref), phone.add(person=robin.ref)
    tap(session, facilitator, first)
    tap(session, facilitator, second)
    join(regular=heron, person=robin, now=NOW)
    assert sheet(session).tapped == 1

    for one in {"first": [first], "second": [second], "both": [first, second]}[undone]:
        tap(session, facilitator, phone.undo(one))
    assert who_is_here(session) == ([] if undone == "both" else ["Robin"])
    assert sheet(session).tapped == (0 if undone == "both" else 1)


@pytest.fixture
def long_ago(group: SupportGroup, heron: Regular, robin: Person, facilitator: Person) -> tuple[GroupSession, Device]:
    """Both were tapped, Robin first, and joined when no tap was kept any more."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(person=robin.ref), phone.add(regular=heron.ref))
    Tap.objects.all().delete()
    assert join(regular=heron, person=robin, now=NOW) == 1
    return session, phone


def untick(session: GroupSession, phone: Device) -> TapIn:
    [row] = sheet(session).here
    assert row.name == "Robin"
    return phone.undo(session.presences.get(is_again=False).tap)


def test_unticked_when_no_tap_is_kept_nobody_is_left_unseen(
    long_ago: tuple[GroupSession, Device], facilitator: Person
) -> None:
    session, phone = long_ago
    tap(session, facilitator, untick(session, phone))
    assert not session.presences.exists()
    assert facilitator.user is not None
    register.did_not_meet(session=session, reason="", by=facilitator.user, now=half_past_seven(session))


@pytest.mark.parametrize("at_once", [True, False])
def test_unticked_and_called_by_the_word_they_are_there(
    at_once: bool, long_ago: tuple[GroupSession, Device], facilitator: Person
) -> None:
    session, phone = long_ago
    taps = [untick(session, phone), phone.add(word="Heron")]
    for batch in [taps] if at_once else [[one] for one in taps]:
        tap(session, facilitator, *batch)
    assert who_is_here(session) == ["Robin"]
    assert session.presences.count() == 1


def test_unticked_while_another_tap_of_theirs_stands_both_marks_stay(
    long_ago: tuple[GroupSession, Device], robin: Person, facilitator: Person
) -> None:
    session, phone = long_ago
    tap(session, facilitator, untick(session, phone), phone.add(person=robin.ref))
    assert sorted(session.presences.values_list("is_again", flat=True)) == [False, True]


def test_what_a_later_tap_says_of_them_holds(
    group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(regular=heron.ref), phone.add(person=robin.ref))
    join(regular=heron, person=robin, now=NOW)
    tap(session, facilitator, phone.add(person=robin.ref, role="tea"))
    [mark_] = Presence.objects.filter(session=session, is_again=False)
    assert (mark_.person, mark_.role) == (robin, "tea")


@pytest.mark.parametrize(
    ("came", "joined", "listed"), [(27, 27, False), (25, 27, True), (27, 25, True), (None, 27, False)]
)
def test_after_as_long_as_a_word_they_are_offered_no_more_and_the_word_finds_them(
    came: int | None, joined: int, listed: bool, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    session, phone = evening_of(group), Device()
    if came:
        held(group, session.on - came * WEEK, heron)
    near = factories.SupportGroupFactory(network=group.network)
    held(near, session.on - WEEK, robin)
    Regular.objects.update(since_on=session.on - 40 * WEEK)
    join(regular=heron, person=robin, now=session.starts_at - joined * WEEK)
    assert ("Robin" in {one.name for one in offered.everyone(session)}) == listed
    tap(session, facilitator, phone.add(word="Heron"))
    assert [row.name for row in sheet(session).here] == ["Robin"]


# -- Told apart again


def test_told_apart_everything_is_as_it_was(
    group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    held(group, FRIDAY, heron, robin)
    mark(held(group, FRIDAY + WEEK), heron, first_time=True, role="tea")
    held(group, FRIDAY + 2 * WEEK, robin)
    tap(evening_of(group), facilitator, Device().add(regular=heron.ref))
    before, told = state(), (figures(group, **YEAR), rows(group, **YEAR))
    join(regular=heron, person=robin, now=NOW)
    assert state() != before

    heron.refresh_from_db()
    for _ in range(2):
        tell_apart(regular=heron, now=NOW)
    assert state() == before
    assert (figures(group, **YEAR), rows(group, **YEAR)) == told
    heron.refresh_from_db()
    assert (heron.person, heron.joined_at) == (None, None)


@pytest.mark.parametrize("first", ["word", "name"])
def test_told_apart_whom_a_tap_since_then_stands_for_is_there(
    first: str, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person
) -> None:
    join(regular=heron, person=robin, now=NOW)
    session, phone = evening_of(group), Device()
    by_word, by_name = {"regular": heron.ref}, {"person": robin.ref}
    for facts in (by_word, by_name) if first == "word" else (by_name, by_word):
        tap(session, facilitator, phone.add(**facts))
    assert who_is_here(session) == ["Robin"]
    heron.refresh_from_db()
    tell_apart(regular=heron, now=NOW)
    assert who_is_here(session) == ["Heron", "Robin"]


def test_of_two_words_of_theirs_the_other_one_counts_then(group: SupportGroup, heron: Regular, robin: Person) -> None:
    hern = known_by_a_word(group, word="Hern")
    held(group, FRIDAY, heron, hern)
    for word in (heron, hern):
        join(regular=word, person=robin, now=NOW)
    assert figures(group).visits == 1
    heron.refresh_from_db()
    tell_apart(regular=heron, now=NOW)
    assert (figures(group).visits, figures(group).different_people) == (2, 2)
    assert robin.presences.get().regular == hern


def test_who_was_written_down_for_this_alone_is_forgotten_and_nobody_else(
    group: SupportGroup, heron: Regular, now: dt.datetime
) -> None:
    known_before = person(group, known_as="Fran", email="fran@example.org")
    Person.objects.update(created_at=now - WEEK)
    for guest, stays in ((FRAN, True), (Guest(known_as="Finn", reach="phone", phone="01620 821122"), False)):
        join(regular=heron, person=guest, now=now)
        heron.refresh_from_db()
        assert heron.person is not None
        tell_apart(regular=heron, now=now)
        heron.refresh_from_db()
        assert Person.objects.filter(known_as=guest.known_as).exists() == stays
    assert Person.objects.filter(pk=known_before.pk).exists()


@pytest.mark.parametrize("what", ["complaint", "invitation", "wish to be told"])
def test_what_somebody_at_that_address_sent_or_asked_stays(
    what: str, group: SupportGroup, heron: Regular, now: dt.datetime
) -> None:
    """The address was typed by somebody else: it may be a stranger's."""
    join(regular=heron, person=FRAN, now=now)
    if what == "complaint":
        left: Any = factories.ComplaintFactory(network=group.network, email=FRAN.email, received_at=now)
    elif what == "invitation":
        left = factories.InvitationFactory(network=group.network, email=FRAN.email.upper(), sent_at=now)
    else:
        left = Interest.objects.create(group=group, purpose="starts", email=FRAN.email.upper())
    heron.refresh_from_db()
    tell_apart(regular=heron, now=now)
    kept = type(left).objects.get()
    assert (kept.pk, kept.email) == (left.pk, left.email)
    assert Person.objects.filter(known_as="Fran").exists(), "their time is over with everybody's"


# -- Forgotten


@pytest.mark.parametrize("whom", ["person", "word"])
def test_forgetting_either_changes_no_total(whom: str, group: SupportGroup, heron: Regular, robin: Person) -> None:
    held(group, FRIDAY, heron, robin)
    held(group, FRIDAY + WEEK, heron)
    join(regular=heron, person=robin, now=NOW)
    before = figures(group), rows(group), figures(group, **YEAR)
    assert before[0].different_people == 1

    heron.refresh_from_db()
    if whom == "word":
        forget_regular(regular=heron, now=NOW)
        assert (figures(group), rows(group), figures(group, **YEAR)) == before
        assert robin.presences.count() == 2
    forget(person=robin, now=NOW)
    assert (figures(group), rows(group), figures(group, **YEAR)) == before
    assert not Presence.objects.exclude(person=None, regular=None).exists()
    assert not Regular.objects.exists()


def test_who_is_gone_meanwhile_is_not_there(group: SupportGroup, heron: Regular, robin: Person) -> None:
    gone = known_by_a_word(group, word="Wren")
    stale = Regular.objects.get(pk=gone.pk)
    forget_regular(regular=gone, now=NOW)
    with pytest.raises(NotFound):
        join(regular=stale, person=robin, now=NOW)
    left = Person.objects.get(pk=robin.pk)
    forget(person=robin, now=NOW)
    with pytest.raises(NotFound):
        join(regular=heron, person=left, now=NOW)


# -- At once


def hold_no_evening(person: Person, regular: Regular) -> Regular:
    return Regular.objects.select_for_update().get(pk=regular.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_a_tap_by_the_word_while_it_is_joined_is_theirs(
    holds: bool, group: SupportGroup, heron: Regular, robin: Person, facilitator: Person, monkeypatch: Any
) -> None:
    """The control: where no evening is held, the tap has read who it was before, and they are there twice."""
    factories.MembershipFactory(group=group, person=robin)
    session, phone = evening_of(group), Device()
    tap(session, facilitator, phone.add(person=robin.ref))
    if not holds:
        monkeypatch.setattr(regulars, "hold", hold_no_evening)
    race = AtOnce()
    monkeypatch.setattr(names, "people_named", race.after(names.people_named))
    race.run(
        lambda: tap(session, facilitator, phone.add(regular=heron.ref)),
        lambda: join(regular=heron, person=robin, now=NOW),
    )

    assert race.trouble == []
    assert race.waited == holds
    assert who_is_here(session) == (["Robin"] if holds else ["Heron", "Robin"])
    connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_joined_to_two_people_at_once_it_is_one_of_them(
    holds: bool, group: SupportGroup, heron: Regular, robin: Person, monkeypatch: Any
) -> None:
    """The control: where the word is not held, both are told that it is theirs."""
    session, wren = held(group, FRIDAY, heron), person(group, known_as="Wren")
    if not holds:
        monkeypatch.setattr(regulars, "hold", lambda person, regular: Regular.objects.get(pk=regular.pk))
    race, give = AtOnce(), regulars.consent.give_where_asked
    monkeypatch.setattr(regulars.consent, "give_where_asked", lambda **facts: (give(**facts), race.stand_still())[0])
    race.run(*(lambda one=one: join(regular=heron, person=one, now=NOW) for one in (robin, wren)))

    assert race.waited == holds
    assert [type(one) for one in race.trouble] == ([KnownAlready] if holds else [])
    heron.refresh_from_db()
    assert heron.person == session.presences.get().person == robin
    connection.close()
