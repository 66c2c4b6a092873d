"""P2: a yes is taken back. Whoever comes is forgotten; who helps stays known for that alone; no past total changes."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Interest, Membership, SupportGroup
from members import consent, messages
from members.consent import NothingToTakeBack, Yes
from members.forgetting import HasALogin, forget
from members.models import Basis, Consent, Message, Person, Tombstone
from members.people import Guest
from sessions import places, reminders, retention
from sessions.models import EveryWeek, Place, Presence, Reminder
from tests import factories
from tests.sessions.history import (
    FRIDAY,
    NOW,
    OCTOBER,
    WEEK,
    figures,
    held,
    known_by_a_word,
    mark,
    person,
    rows,
    walk_in,
)
from tests.sessions.test_retention import long_ago

pytestmark = pytest.mark.django_db

TO_ALL = Yes({"places": "1", "letters": "1", "needs": "1"})


@pytest.fixture
def group(group: SupportGroup) -> SupportGroup:
    """A group of a network that needs a yes for everything."""
    Basis.objects.update(basis="consent", condition="explicit")
    return group


@pytest.fixture
def robin(group: SupportGroup) -> Person:
    return long_ago(person(group))


def guest_of(one: Person) -> Guest:
    return Guest(known_as=one.known_as, reach="email", email=one.email)


def asks_for_everything(one: Person, group: SupportGroup) -> list[Any]:
    evenings = [factories.GroupSessionFactory(group=group, on=NOW.date() + days * WEEK, capacity=1) for days in (1, 2)]
    wants = {"guest": guest_of(one), "now": NOW, "yes": TO_ALL}
    places.keep(session=evenings[0], needs="A lift", every_week=True, **wants)
    reminders.remind_me(session=evenings[0], **wants)
    reminders.remind_me_every_week(session=evenings[0], **wants)
    return evenings


def helps(one: Person, group: SupportGroup) -> None:
    factories.MembershipFactory(group=group, person=one, role=Membership.Role.VOLUNTEER)


def has_stepped_back(one: Person, group: SupportGroup) -> None:
    facts = {"role": Membership.Role.FACILITATOR, "stepped_back_on": FRIDAY}
    factories.MembershipFactory(group=group, person=one, **facts)


def answers_for_something(one: Person, group: SupportGroup) -> None:
    one.responsibilities.create(network=group.network, role="coordinator", from_on=FRIDAY)


def has_a_job(one: Person, group: SupportGroup) -> None:
    session = factories.GroupSessionFactory(group=group, on=NOW.date() + WEEK)
    session.jobs.create(role="tea", person=one, taken_at=NOW)


def nothing(one: Person, group: SupportGroup) -> None:
    """Came, belonged, and helped until some time ago."""
    factories.MembershipFactory(group=group, person=one, role=Membership.Role.PARTICIPANT, until_on=FRIDAY)
    factories.MembershipFactory(group=group, person=one, role=Membership.Role.HELPER, until_on=FRIDAY)
    session = factories.GroupSessionFactory(group=group, on=NOW.date() + WEEK)
    session.jobs.create(role="tea", person=one, taken_at=NOW, given_back_at=NOW)


STAYS = [helps, has_stepped_back, answers_for_something, has_a_job]


def take_back(one: Person, now: dt.datetime = NOW) -> list[str]:
    return consent.take_back(person=one, now=now, is_logged_in=False)


def test_p2_whoever_comes_is_forgotten_at_once_and_the_next_gets_the_offer(group: SupportGroup, robin: Person) -> None:
    nothing(robin, group)
    evenings = asks_for_everything(robin, group)
    waits = [factories.PlaceFactory(session=evening, state="waiting") for evening in evenings]

    assert take_back(robin) == []

    assert not Person.objects.filter(pk=robin.pk).exists()
    assert Tombstone.objects.get().row == robin.pk
    assert not Message.objects.filter(recipient_kind="person", recipient=robin.pk).exists()
    for place in waits:
        place.refresh_from_db()
        assert place.state == Place.State.OFFERED
    assert take_back(robin) == [], "asked twice, it is done once"


@pytest.mark.parametrize("does", STAYS)
def test_p2_who_is_relied_on_stays_known_for_that_and_all_else_goes(
    group: SupportGroup, robin: Person, does: Any
) -> None:
    does(robin, group)
    before = list(Membership.objects.values_list("pk", flat=True))
    evenings = asks_for_everything(robin, group)
    waits = [factories.PlaceFactory(session=evening, state="waiting") for evening in evenings]
    Interest.objects.create(group=group, purpose="restarts", email=robin.email)
    later = NOW + dt.timedelta(minutes=5)

    said = take_back(robin, later)

    assert len(said) == 1
    robin.refresh_from_db()
    assert not robin.wants_letters
    assert set(Consent.objects.values_list("person", "withdrawn_at")) == {(robin.pk, later)}
    for wishes in (Reminder, EveryWeek, Interest):
        assert not wishes.objects.exists()
    assert [place.pk for place in Place.objects.order_by("pk")] == [place.pk for place in waits]
    assert set(Place.objects.values_list("state", flat=True)) == {"offered"}
    theirs = Message.objects.filter(recipient_kind="person", recipient=robin.pk)
    assert set(theirs.values_list("state", flat=True)) == {"dropped"}
    assert list(Membership.objects.values_list("pk", flat=True)) == before


def test_letters_already_sent_stay_sent(group: SupportGroup, robin: Person) -> None:
    helps(robin, group)
    asks_for_everything(robin, group)
    letter = Message.objects.earliest("pk")
    Message.objects.filter(pk=letter.pk).update(state="sent", sent_at=NOW)
    take_back(robin)
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_taken_back_twice_is_taken_back_once(group: SupportGroup, robin: Person) -> None:
    helps(robin, group)
    asks_for_everything(robin, group)
    said = [take_back(robin, NOW + dt.timedelta(minutes=minutes)) for minutes in (1, 2)]

    assert said[0] == said[1] != []
    assert set(Consent.objects.values_list("withdrawn_at", flat=True)) == {NOW + dt.timedelta(minutes=1)}


def test_a_yes_given_a_moment_after_it_was_asked_is_taken_back_all_the_same(group: SupportGroup, robin: Person) -> None:
    helps(robin, group)
    asks_for_everything(robin, group)
    take_back(robin, NOW - dt.timedelta(seconds=1))
    assert not Consent.objects.standing().exists()


def test_who_never_said_yes_has_none_to_take_back(group: SupportGroup, robin: Person) -> None:
    place = factories.PlaceFactory(person=robin, session__group=group)
    with pytest.raises(NothingToTakeBack):
        take_back(robin)
    assert Place.objects.get() == place


def test_a_link_takes_nothing_back_for_who_has_a_login(group: SupportGroup, volunteer: Person) -> None:
    asks_for_everything(volunteer, group)
    with pytest.raises(HasALogin):
        take_back(volunteer)
    assert Consent.objects.standing().exists()
    assert consent.take_back(person=volunteer, now=NOW, is_logged_in=True)


def test_other_networks_and_other_people_keep_what_they_have(group: SupportGroup, robin: Person) -> None:
    asks_for_everything(robin, group)
    other = factories.GroupSessionFactory(group__network__reasons="ask")
    for one in (guest_of(robin), Guest("Otter")):
        places.keep(session=other, guest=one, yes=TO_ALL, now=NOW)
    take_back(robin)

    assert Consent.objects.standing().count() == other.places.count() == 2


def test_they_ask_again_with_a_new_yes_and_are_written_to_again(group: SupportGroup, robin: Person) -> None:
    helps(robin, group)
    evenings = asks_for_everything(robin, group)
    take_back(robin)
    with pytest.raises(consent.YesNeeded):
        reminders.remind_me(session=evenings[0], guest=guest_of(robin), now=NOW)
    reminders.remind_me(session=evenings[0], guest=guest_of(robin), yes=TO_ALL, now=NOW + dt.timedelta(hours=1))

    robin.refresh_from_db()
    assert robin.wants_letters
    assert Consent.objects.standing().get().purpose == "letters"


# -- Registers


@pytest.mark.parametrize("does", [*STAYS, nothing])
def test_names_leave_the_registers_and_no_past_total_changes(group: SupportGroup, robin: Person, does: Any) -> None:
    does(robin, group)
    word = known_by_a_word(group, person=robin)
    for week in range(3):
        held(group, FRIDAY + week * WEEK, robin if week else word, person(group), walk_in(group), None)
    helped = held(group, FRIDAY + 3 * WEEK, None)
    mark(helped, robin, role="tea")
    Consent.objects.create(person=robin, purpose="places", wording_version="1", how="form", given_at=NOW)
    before = figures(group), rows(group), figures(group, begins_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    assert figures(group, **OCTOBER).different_people == 4

    stays = take_back(robin)

    assert not Presence.objects.filter(role="came", person=robin).exists()
    assert Presence.objects.filter(role="tea", person=robin).exists() is bool(stays)
    assert not Presence.objects.exclude(regular=None).exists()
    after = figures(group), rows(group), figures(group, begins_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    assert after == before
    forget(person=robin, now=NOW + 52 * WEEK)
    assert (figures(group), rows(group)) == before[:2]


# -- When nobody relies on them any more


def ends(group: SupportGroup) -> dt.datetime:
    """The helping, the job and the responsibility are over by then."""
    until = NOW.date() + 2 * WEEK
    for held_until in (Membership.objects, group.network.responsibilities):
        held_until.update(until_on=until)
    return NOW + 2 * WEEK + dt.timedelta(days=1)


@pytest.mark.parametrize("does", STAYS)
def test_the_rest_goes_within_the_hour_once_nobody_relies_on_them(
    group: SupportGroup, robin: Person, does: Any
) -> None:
    does(robin, group)
    Consent.objects.create(person=robin, purpose="places", wording_version="1", how="form", given_at=NOW)
    take_back(robin)
    over = ends(group)

    assert retention.keep_no_longer(now=NOW + dt.timedelta(days=1)) == 0
    assert Person.objects.filter(pk=robin.pk).exists()
    people, *_ = retention.overdue(networks=[group.network], now=over)[group.network]
    assert people.rows == 1
    assert retention.keep_no_longer(now=over) == 1
    assert not Person.objects.filter(pk=robin.pk).exists()


def test_who_said_yes_again_or_asked_for_something_since_stays(group: SupportGroup, robin: Person) -> None:
    wren = long_ago(person(group))
    for one in (robin, wren):
        helps(one, group)
        Consent.objects.create(person=one, purpose="places", wording_version="1", how="form", given_at=NOW)
        take_back(one)
    Consent.objects.create(person=robin, purpose="places", wording_version="1", how="form", given_at=NOW)
    Place.objects.create(session=held(group), person=wren, state="coming", asked_at=NOW)
    over = ends(group)
    Place.objects.update(session=factories.GroupSessionFactory(group=group, on=over.date()))

    assert retention.keep_no_longer(now=over) == 0


def test_letters_posted_by_others_are_dropped_too(group: SupportGroup, robin: Person) -> None:
    helps(robin, group)
    Consent.objects.create(person=robin, purpose="letters", wording_version="1", how="form", given_at=NOW)
    messages.post(key="x", purpose="x", recipient_kind="person", recipient=robin.pk, due_at=NOW + WEEK, now=NOW)
    take_back(robin)
    assert Message.objects.get().reason == "The yes to it was taken back."
