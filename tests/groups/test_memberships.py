"""Somebody's part in a group: it begins once, changes from today, and its end holds at the next page."""

import datetime as dt
from typing import Any

import pytest

from groups import memberships
from groups.access import rights_of
from groups.memberships import BelongsTwice, HasEnded, NotTheirs
from groups.models import Membership, SupportGroup
from members.models import Person, User
from members.responsibilities import BeginsLater, DayIsOver
from peersupport.lib.crossing import ChangedMeanwhile, mark_of_row
from peersupport.lib.refusals import NotFound
from tests import factories

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIELDS = ("role", "until_on")


def of(person: Person) -> Membership:
    return Membership.objects.get(person=person, until_on=None)


def change(membership: Membership, now: dt.datetime, **facts: Any) -> Membership:
    facts = {"role": membership.role, "until_on": membership.until_on} | facts
    seen = mark_of_row(membership, FIELDS)
    return memberships.change(membership=membership, seen=seen, facts=facts, now=now)


def role_of(person: Person, group: SupportGroup) -> str | None:
    """What a request that is made now finds."""
    return rights_of(User.objects.get(pk=person.user_id)).roles.get(group.pk)


def history(person: Person) -> list[tuple[str, dt.date, dt.date | None]]:
    return list(person.memberships.order_by("from_on", "pk").values_list("role", "from_on", "until_on"))


# -- Beginning


def test_it_begins_today_and_once(group: SupportGroup, now: dt.datetime, today: dt.date) -> None:
    person = factories.PersonFactory(network=group.network)
    for _ in range(2):
        memberships.begin(person=person, group=group, role="helper", now=now)
    assert history(person) == [("helper", today, None)]


def test_who_comes_becomes_one_who_helps_and_that_they_came_stays(
    regular: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    began = of(regular).from_on
    memberships.begin(person=regular, group=group, role="helper", now=now)
    assert history(regular) == [("participant", began, today - DAY), ("helper", today, None)]


def test_it_takes_nothing_away_and_whoever_said_yes_is_back(
    facilitator: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    Membership.objects.update(stepped_back_on=today, until_on=today + DAY)
    memberships.begin(person=facilitator, group=group, role="helper", now=now)
    held = of(facilitator)
    assert (held.role, held.until_on, held.stepped_back_on) == ("facilitator", None, None)


def test_who_left_may_begin_again(
    former_facilitator: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    memberships.begin(person=former_facilitator, group=group, role="helper", now=now)
    assert [role for role, *_ in history(former_facilitator)] == ["facilitator", "helper"]
    assert of(former_facilitator).from_on == today


# -- Changing


@pytest.mark.parametrize("role", ["helper", "facilitator"])
def test_another_role_holds_from_today_and_the_record_keeps_the_one_before(
    volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date, role: str
) -> None:
    held = of(volunteer)
    began = held.from_on
    for _ in range(2):
        change(held, now, role=role)

    assert history(volunteer) == [("volunteer", began, today - DAY), (role, today, None)]
    assert of(volunteer).ref == held.ref
    assert role_of(volunteer, group) == role


def test_a_role_that_began_today_is_simply_another(volunteer: Person, now: dt.datetime, today: dt.date) -> None:
    Membership.objects.update(from_on=today)
    change(of(volunteer), now, role="helper")
    assert history(volunteer) == [("helper", today, None)]


def test_a_last_day_is_the_last_on_which_it_opens_anything(
    volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    change(of(volunteer), now, until_on=today)
    assert role_of(volunteer, group) == "volunteer"
    assert rights_of(User.objects.get(pk=volunteer.user_id), now + 2 * DAY).roles == {}


def test_a_day_that_is_over_is_no_last_day(volunteer: Person, now: dt.datetime, today: dt.date) -> None:
    held = of(volunteer)
    with pytest.raises(DayIsOver):
        change(held, now, until_on=today - DAY)
    Membership.objects.update(from_on=today + 5 * DAY)
    with pytest.raises(BeginsLater):
        change(of(volunteer), now, until_on=today + DAY)


def test_what_ended_meanwhile_is_not_changed(former_facilitator: Person, now: dt.datetime) -> None:
    held = Membership.objects.get(person=former_facilitator)
    with pytest.raises(HasEnded):
        change(held, now, role="helper")
    for verb in (memberships.step_back, memberships.come_back):
        with pytest.raises(HasEnded):
            verb(membership=held, now=now)


def test_without_an_end_somebody_belongs_once(
    former_facilitator: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    Membership.objects.update(until_on=today + DAY)
    factories.MembershipFactory(person=former_facilitator, group=group, from_on=today + 9 * DAY)
    with pytest.raises(BelongsTwice):
        change(Membership.objects.get(until_on=today + DAY), now, until_on=None)


def test_nobody_writes_over_what_they_have_not_seen(volunteer: Person, now: dt.datetime, today: dt.date) -> None:
    seen = mark_of_row(of(volunteer), FIELDS)
    change(of(volunteer), now, until_on=today + DAY)
    facts = {"role": "facilitator", "until_on": None}
    with pytest.raises(ChangedMeanwhile):
        memberships.change(membership=Membership.objects.get(), seen=seen, facts=facts, now=now)


# -- Ending, and stepping back


def test_ended_it_holds_no_more_at_the_next_page(
    volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    held = of(volunteer)
    for _ in range(2):
        memberships.end(membership=held, now=now)
    assert role_of(volunteer, group) is None
    assert Membership.objects.get().until_on == today - DAY


def test_what_began_today_and_ends_today_never_was(volunteer: Person, now: dt.datetime, today: dt.date) -> None:
    Membership.objects.update(from_on=today)
    held = of(volunteer)
    for _ in range(2):
        memberships.end(membership=held, now=now)
    assert not Membership.objects.exists()
    with pytest.raises(NotFound):
        memberships.step_back(membership=held, now=now)


def test_stepping_back_is_not_leaving(volunteer: Person, group: SupportGroup, now: dt.datetime, today: dt.date) -> None:
    for later in (dt.timedelta(), 3 * DAY):
        memberships.step_back(membership=of(volunteer), now=now + later)
    assert of(volunteer).stepped_back_on == today
    assert role_of(volunteer, group) == "volunteer"
    for _ in range(2):
        memberships.come_back(membership=of(volunteer), now=now)
    assert of(volunteer).stepped_back_on is None


# -- Chosen by whoever has it


@pytest.mark.parametrize("role", ["volunteer", "helper", "participant"])
def test_a_smaller_role_is_chosen_in_a_tap_and_the_larger_one_taken_up_again(
    role: str, facilitator: Person, group: SupportGroup, now: dt.datetime, today: dt.date
) -> None:
    held = of(facilitator)
    for _ in range(2):
        memberships.choose(membership=held, role=role, now=now)
    assert role_of(facilitator, group) == role
    assert history(facilitator) == [("facilitator", held.from_on, today - DAY), (role, today, None)]
    memberships.choose(membership=held, role="facilitator", now=now + 3 * DAY)
    assert (of(facilitator).role, of(facilitator).laid_down) == ("facilitator", "")


def test_step_by_step_the_largest_stays_theirs_for_four_weeks(facilitator: Person, now: dt.datetime) -> None:
    for days, role in enumerate(("volunteer", "participant", "helper")):
        memberships.choose(membership=of(facilitator), role=role, now=now + days * DAY)
    assert of(facilitator).laid_down == "facilitator"
    with pytest.raises(NotTheirs):
        memberships.choose(membership=of(facilitator), role="facilitator", now=now + 28 * DAY)
    memberships.choose(membership=of(facilitator), role="facilitator", now=now + 27 * DAY)
    assert (of(facilitator).role, of(facilitator).laid_down_on) == ("facilitator", None)


def test_what_is_laid_down_after_that_has_four_weeks_of_its_own(facilitator: Person, now: dt.datetime) -> None:
    memberships.choose(membership=of(facilitator), role="volunteer", now=now)
    memberships.choose(membership=of(facilitator), role="helper", now=now + 28 * DAY)
    assert of(facilitator).laid_down == "volunteer"
    with pytest.raises(NotTheirs):
        memberships.choose(membership=of(facilitator), role="facilitator", now=now + 29 * DAY)
    memberships.choose(membership=of(facilitator), role="volunteer", now=now + 55 * DAY)
    assert of(facilitator).role == "volunteer"


def test_a_larger_role_needs_somebodys_yes(volunteer: Person, now: dt.datetime) -> None:
    with pytest.raises(NotTheirs):
        memberships.choose(membership=of(volunteer), role="facilitator", now=now)


@pytest.mark.parametrize("verb", ["change", "begin"])
def test_what_somebody_else_has_settled_since_is_not_taken_up_again(
    verb: str, facilitator: Person, group: SupportGroup, now: dt.datetime
) -> None:
    memberships.choose(membership=of(facilitator), role="helper", now=now)
    if verb == "change":
        change(of(facilitator), now, role="volunteer")
    else:
        memberships.begin(person=facilitator, group=group, role="volunteer", now=now)
    with pytest.raises(NotTheirs):
        memberships.choose(membership=of(facilitator), role="facilitator", now=now)


def test_nobody_chooses_a_role_in_what_has_ended(former_facilitator: Person, now: dt.datetime) -> None:
    with pytest.raises(HasEnded):
        memberships.choose(membership=Membership.objects.get(), role="helper", now=now)
