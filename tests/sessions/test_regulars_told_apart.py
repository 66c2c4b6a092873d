"""A word and a person are told apart again, or one of them is forgotten: everything is as it was."""

import datetime as dt
from typing import Any

import pytest

from groups.forgetting import forget_regular
from groups.models import Interest, Regular, SupportGroup
from members.forgetting import forget
from members.models import Person
from members.people import Guest
from peersupport.lib.refusals import NotFound
from sessions.models import Presence
from sessions.regulars import join, tell_apart
from tests import factories
from tests.sessions.history import FRIDAY, NOW, WEEK, figures, held, known_by_a_word, mark, person, rows
from tests.sessions.joining import FRAN, YEAR, state
from tests.sessions.tapping import Device, evening_of, tap, who_is_here

pytestmark = pytest.mark.django_db


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
