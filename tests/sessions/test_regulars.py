"""A regular becomes known: counted once, under their name."""

import datetime as dt

import pytest

from groups.models import Regular, SupportGroup
from members.consent import Yes, YesNeeded
from members.models import Consent, Message, Network, Person
from members.people import Guest
from sessions import regulars
from sessions.models import EveryWeek, Reminder
from sessions.regulars import KnownAlready, NobodyToKnow, join
from tests import factories
from tests.sessions.history import FRIDAY, NOW, WEEK, figures, held, known_by_a_word, person, rows, walk_in
from tests.sessions.joining import FRAN, sheet
from tests.sessions.tapping import evening_of

pytestmark = pytest.mark.django_db


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
