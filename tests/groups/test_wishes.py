"""I would like to help: one wish a group, a yes that begins it that day, and no trace of a no."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from groups import held, memberships, wishes
from groups.memberships import GroupHasEnded
from groups.models import Membership, Run, SupportGroup, Wish
from groups.wishes import DoesSoAlready, NoLongerThere, WishesOtherwise
from members.consent import Yes, YesNeeded, take_back
from members.forgetting import forget
from members.holding import LEFT_OUT, Held
from members.models import Consent, Message, Person
from peersupport.lib.refusals import NotFound
from sessions import retention
from tests import factories
from tests.at_once import AtOnce
from tests.conftest import somebody

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(weeks=1)


def wish(person: Person, group: SupportGroup, now: dt.datetime, role: str = "helper", **facts: Any) -> Wish:
    return wishes.wish(person=person, group=group, role=role, now=now, **{"words": "The kettle, gladly", **facts})


def roles(person: Person) -> list[str]:
    return list(person.memberships.order_by("from_on", "pk").values_list("role", flat=True))


# -- Said, and taken back


def test_one_wish_a_group_and_the_newest_words_stand(regular: Person, group: SupportGroup, now: dt.datetime) -> None:
    first = wish(regular, group, now)
    wishes.talk_first(wish=first, now=now)
    again = wish(regular, group, now + WEEK, "volunteer", words="Tea, too")
    wish(regular, factories.SupportGroupFactory(network=group.network), now)
    assert again.ref == first.ref
    assert (again.role, again.words, again.said_at, again.talk_at) == ("volunteer", "Tea, too", now + WEEK, None)
    assert Wish.objects.count() == 2


def test_taken_back_it_was_never_said_and_nobody_is_written_to(
    regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    said = wish(regular, group, now)
    for _ in range(2):
        wishes.take_back(wish=said)
    assert not Wish.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("does", "wishes_for"), [("helper", "helper"), ("volunteer", "helper")])
def test_what_one_does_or_less_is_no_wish(
    does: str, wishes_for: str, volunteer: Person, group: SupportGroup, now: dt.datetime
) -> None:
    Membership.objects.update(role=does)
    with pytest.raises(DoesSoAlready):
        wish(volunteer, group, now, wishes_for)
    wish(volunteer, group, now, "facilitator")


def test_who_stepped_back_may_wish_to_do_the_same_again(
    volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    Membership.objects.update(stepped_back_on=today)
    wishes.say_yes(wish=wish(volunteer, group, now, "volunteer"), role="volunteer", now=now)
    assert Membership.objects.get(person=volunteer).stepped_back_on is None


def test_who_stepped_back_from_more_wishes_for_no_less(
    facilitator: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    """A yes would bring back the larger role; the smaller one is theirs to choose."""
    Membership.objects.update(stepped_back_on=today)
    with pytest.raises(DoesSoAlready):
        wish(facilitator, group, now, "helper")
    wish(facilitator, group, now, "facilitator")


def test_who_was_forgotten_meanwhile_wishes_nothing(regular: Person, group: SupportGroup, now: dt.datetime) -> None:
    forget(person=Person.objects.get(pk=regular.pk), now=now)
    with pytest.raises(NotFound):
        wish(regular, group, now)


# -- Answered


def test_a_yes_begins_it_that_day_and_the_wish_is_gone(
    regular: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    said = wish(regular, group, now)
    began = wishes.say_yes(wish=said, role="helper", now=now)
    assert (began.person, began.role, began.from_on) == (regular, "helper", today)
    assert roles(regular) == ["participant", "helper"]
    assert not Wish.objects.exists()
    assert not Message.objects.exists(), "they tell each other"
    with pytest.raises(NoLongerThere):
        wishes.say_yes(wish=said, role="helper", now=now)
    assert roles(regular) == ["participant", "helper"]


def test_a_yes_leaves_the_last_day_that_was_set(
    volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    last = today + 2 * WEEK
    Membership.objects.update(until_on=last)
    began = wishes.say_yes(wish=wish(volunteer, group, now, "facilitator"), role="facilitator", now=now)
    assert (began.role, began.until_on) == ("facilitator", last)


def test_a_yes_is_to_what_was_read(regular: Person, group: SupportGroup, now: dt.datetime) -> None:
    read = wish(regular, group, now)
    wish(regular, group, now, "facilitator")
    with pytest.raises(WishesOtherwise):
        wishes.say_yes(wish=read, role="helper", now=now)
    assert roles(regular) == ["participant"]


def test_talking_first_tells_nobody_and_a_yes_still_follows(
    regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    said = wish(regular, group, now)
    for later in (0, 1):
        wishes.talk_first(wish=said, now=now + later * WEEK)
    said.refresh_from_db()
    assert said.talk_at == now
    assert not Message.objects.exists()
    [told] = held.wishes(regular, now)
    assert told == Held("Helper of Friday circle", now, {"in your words": "The kettle, gladly"})
    assert any("talk with you first" in sentence for sentence in LEFT_OUT)
    wishes.say_yes(wish=said, role="helper", now=now + WEEK)
    assert roles(regular) == ["participant", "helper"]


def test_it_goes_quietly_by_itself(regular: Person, group: SupportGroup, now: dt.datetime) -> None:
    wish(regular, group, now)
    retention.keep_no_longer(now=now + 11 * WEEK)
    assert Wish.objects.exists()
    retention.keep_no_longer(now=now + 13 * WEEK)
    assert not Wish.objects.exists()
    assert not Message.objects.exists()


def test_who_wishes_to_help_is_not_forgotten_meanwhile(group: SupportGroup, now: dt.datetime) -> None:
    person = factories.PersonFactory(network=group.network)
    Person.objects.update(created_at=now - 200 * WEEK)
    wish(person, group, now)
    retention.keep_no_longer(now=now + WEEK)
    assert Person.objects.exists()
    retention.keep_no_longer(now=now + 13 * WEEK)
    assert not Person.objects.exists()


@pytest.mark.parametrize(("becomes", "left"), [("helper", 1), ("volunteer", 0), ("facilitator", 0)])
def test_who_became_it_another_way_wishes_it_no_longer(
    becomes: str, left: int, regular: Person, group: SupportGroup, now: dt.datetime
) -> None:
    wish(regular, group, now, "volunteer")
    memberships.begin(person=regular, group=group, role=becomes, now=now)
    assert Wish.objects.count() == left


def test_who_leaves_wishes_nothing_there(volunteer: Person, group: SupportGroup, now: dt.datetime) -> None:
    wish(volunteer, group, now, "facilitator")
    wish(volunteer, factories.SupportGroupFactory(network=group.network), now)
    memberships.end(membership=Membership.objects.get(), now=now)
    assert [one.group == group for one in Wish.objects.all()] == [False]


# -- Where the group has ended meanwhile


def stands(group: SupportGroup, ended_as: str, ended_on: dt.date | None) -> None:
    group.runs.all().delete()
    Run.objects.create(group=group, ended_as=ended_as, ended_on=ended_on, reason="The hall is sold")


def test_at_a_group_that_has_ended_nobody_wishes_and_nobody_begins(
    regular: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    said = wish(regular, group, now)
    stands(group, "closed", today - dt.timedelta(days=1))
    with pytest.raises(GroupHasEnded):
        wish(regular, group, now, words="The door, too")
    with pytest.raises(GroupHasEnded):
        wishes.say_yes(wish=said, role="helper", now=now)
    assert roles(regular) == ["participant"]
    assert Wish.objects.get().words == "The kettle, gladly", "nothing of it is half-written"


def test_a_wish_where_a_yes_is_needed_keeps_none_when_the_group_has_ended(now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"))
    stands(group, "closed", group.network.today(now) - WEEK)
    with pytest.raises(GroupHasEnded):
        wish(somebody(group.network, "Ida"), group, now, yes=Yes({"helping": "1"}))
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("ended_as", "days"), [("closed", 0), ("closed", 7), ("paused", -7), ("", None)],
    ids=["on its last day", "ending next week", "paused", "open"],
)  # fmt: skip
def test_until_its_last_day_is_over_and_while_it_pauses_it_needs_hands(
    regular: Person, group: SupportGroup, now: dt.datetime, today: dt.date, ended_as: str, days: int | None
) -> None:
    stands(group, ended_as, None if days is None else today + dt.timedelta(days=days))
    wishes.say_yes(wish=wish(regular, group, now), role="helper", now=now)
    assert roles(regular) == ["participant", "helper"]


def test_a_group_that_has_not_begun_or_begins_again_needs_hands(
    regular: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    stands(group, "closed", today - WEEK)
    Run.objects.create(group=group, opens_on=today + WEEK)
    wish(regular, group, now)
    group.runs.all().delete()
    wish(regular, group, now, words="Still")


# -- A yes of their own, where the network needs one


def test_where_a_yes_is_needed_it_is_kept_with_the_wish(now: dt.datetime) -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"))
    person = somebody(group.network, "Ida")
    with pytest.raises(YesNeeded):
        wish(person, group, now)
    assert not Wish.objects.exists()
    wish(person, group, now, yes=Yes({"helping": "1"}))
    assert (Consent.objects.get().purpose, Consent.objects.get().person) == ("helping", person)


def test_taken_back_the_wish_goes_and_what_they_help_at_stays(
    volunteer: Person, group: SupportGroup, now: dt.datetime
) -> None:
    Consent.objects.create(person=volunteer, purpose="helping", wording_version="1", how="form", given_at=now)
    wish(volunteer, group, now, "facilitator")
    assert take_back(person=volunteer, now=now, is_logged_in=True) == ["You help at a group here."]
    assert not Wish.objects.exists()
    assert roles(volunteer) == ["volunteer"]


# -- At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_two_yeses_at_once_begin_it_once(
    holds: bool, regular: Person, group: SupportGroup, now: dt.datetime, monkeypatch: Any
) -> None:
    """The control: where nothing is held, both begin it."""
    said = wish(regular, group, now)
    if not holds:
        monkeypatch.setattr(memberships, "hold_person", lambda person: None)
        monkeypatch.setattr(wishes, "hold_person", lambda person: None)
        monkeypatch.setattr(wishes, "hold", lambda one: Wish.objects.select_related("person", "group").get(pk=one.pk))
    race, begin, began = AtOnce(), memberships.begin, list[Membership]()

    def begin_and_note(**facts: Any) -> Membership:
        race.stand_still()
        began.append(begin(**facts))
        return began[-1]

    monkeypatch.setattr(memberships, "begin", begin_and_note)
    race.run(*[lambda: wishes.say_yes(wish=said, role="helper", now=now)] * 2)

    assert race.waited == holds
    assert len(began) == (1 if holds else 2)
    assert [type(one) for one in race.trouble] == ([NoLongerThere] if holds else [])
    connection.close()
