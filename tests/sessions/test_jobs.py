"""Jobs: taken and given back in one tap, never full, and short of facilitators said to those who coordinate."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from groups.models import FormatJob, Membership, SupportGroup
from members.models import Person
from peersupport.lib.refusals import Refused
from sessions import jobs
from sessions.models import GroupSession, Job
from tests import factories
from tests.same import ALIKE
from tests.sessions.tapping import evening_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    assert group.format is not None
    for role, people in (("tea", 1), ("facilitator", 2), ("welcome", 1)):
        FormatJob.objects.create(format=group.format, role=role, people=people)
    return evening_of(group)


@pytest.fixture
def before(session: GroupSession) -> dt.datetime:
    return session.starts_at - dt.timedelta(days=3)


def live(session: GroupSession) -> list[tuple[str, str]]:
    rows = Job.objects.filter(session=session, given_back_at=None).select_related("person").order_by("pk")
    return [(row.role, row.person.known_as if row.person else row.first_name) for row in rows]


def test_a_format_says_what_an_evening_needs(session: GroupSession) -> None:
    assert jobs.needed(session) == [jobs.Need("facilitator", 2), jobs.Need("welcome", 1), jobs.Need("tea", 1)]

    session.group.uses_jobs = False
    assert jobs.needed(session) == []


def test_a_job_is_taken_and_given_back_and_each_twice_is_once(
    session: GroupSession, volunteer: Person, before: dt.datetime
) -> None:
    first = jobs.take(session=session, role="tea", person=volunteer, now=before)
    again = jobs.take(session=session, role="tea", person=volunteer, now=before)
    assert (first, first.taken_at, live(session)) == (again, before, [("tea", "Val")])

    later = before + dt.timedelta(hours=1)
    jobs.give_back(session=session, role="welcome", person=volunteer, now=later)
    assert live(session) == [("tea", "Val")]
    jobs.give_back(session=session, role="tea", person=volunteer, now=later)
    jobs.give_back(session=session, role="tea", person=volunteer, now=later + dt.timedelta(hours=1))
    assert list(Job.objects.values_list("given_back_at", flat=True)) == [later]

    jobs.take(session=session, role="tea", person=volunteer, now=later)
    assert live(session) == [("tea", "Val")]
    assert Job.objects.count() == 2


def test_no_job_is_ever_full(
    session: GroupSession, facilitator: Person, volunteer: Person, before: dt.datetime
) -> None:
    for person in (facilitator, volunteer):
        jobs.take(session=session, role="tea", person=person, now=before)
    jobs.take(session=session, role="buddy", person=volunteer, now=before)

    assert volunteer.user is not None
    lines = {line.role: line for line in jobs.board_of(session=session, user=volunteer.user)}
    assert (lines["tea"].people, lines["tea"].extra, lines["tea"].missing, lines["tea"].is_mine) == (1, 1, 0, True)
    assert (lines["facilitator"].missing, lines["facilitator"].is_mine) == (2, False)
    assert (lines["buddy"].people, lines["buddy"].extra) == (0, 1)


def test_only_the_team_takes_jobs_and_only_facilitators_lead(
    session: GroupSession,
    volunteer: Person,
    regular: Person,
    former_facilitator: Person,
    stranger: Person,
    before: dt.datetime,
) -> None:
    for person in (regular, former_facilitator, stranger):
        with pytest.raises(jobs.NotOnTheTeam):
            jobs.take(session=session, role="tea", person=person, now=before)
    with pytest.raises(jobs.ForFacilitators):
        jobs.take(session=session, role="facilitator", person=volunteer, now=before)

    Membership.objects.filter(person=volunteer).update(stepped_back_on=session.on)
    with pytest.raises(jobs.SteppedBack):
        jobs.take(session=session, role="tea", person=volunteer, now=before)

    Membership.objects.filter(person=regular).update(role="helper")
    jobs.take(session=session, role="tea", person=regular, now=before)
    assert live(session) == [("tea", "Reg")]


def test_who_stepped_back_can_still_give_back(session: GroupSession, volunteer: Person, before: dt.datetime) -> None:
    jobs.take(session=session, role="tea", person=volunteer, now=before)
    Membership.objects.filter(person=volunteer).update(stepped_back_on=session.on)

    jobs.give_back(session=session, role="tea", person=volunteer, now=before)

    assert live(session) == []


def test_a_first_name_is_written_in_once_and_taken_off_again(
    session: GroupSession, facilitator: Person, volunteer: Person, before: dt.datetime
) -> None:
    assert facilitator.user is not None
    jobs.take(session=session, role="tea", person=volunteer, now=before)

    first = jobs.write_in(session=session, role="tea", first_name="  Jean ", by=facilitator.user, now=before)
    again = jobs.write_in(session=session, role="tea", first_name="jean", by=facilitator.user, now=before)
    assert (first, live(session)) == (again, [("tea", "Val"), ("tea", "Jean")])
    with pytest.raises(jobs.NameMissing):
        jobs.write_in(session=session, role="tea", first_name="  ", by=facilitator.user, now=before)

    jobs.take_back_written(session=session, role="tea", first_name="", by=facilitator.user, now=before)
    assert len(live(session)) == 2, "no name is nobody's name"
    jobs.take_back_written(session=session, role="tea", first_name="JEAN", by=facilitator.user, now=before)
    jobs.take_back_written(session=session, role="tea", first_name="JEAN", by=facilitator.user, now=before)
    assert live(session) == [("tea", "Val")]


@pytest.mark.parametrize(("name", "again"), ALIKE)
def test_a_first_name_is_the_same_as_the_database_has_it(
    session: GroupSession, facilitator: Person, before: dt.datetime, name: str, again: str
) -> None:
    assert facilitator.user is not None
    for written in (name, again):
        jobs.write_in(session=session, role="tea", first_name=written, by=facilitator.user, now=before)
    assert live(session) == [("tea", name)]
    jobs.take_back_written(session=session, role="tea", first_name=again, by=facilitator.user, now=before)
    assert live(session) == []


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"state": "cancelled"}, jobs.NotOn), ({"group__uses_jobs": False}, jobs.NoJobsHere), ({"over": True}, jobs.Over)],
)
def test_nothing_changes_for_an_evening_that_is_over_or_off_or_keeps_no_jobs(
    facts: dict[str, object],
    refusal: type[Refused],
    session: GroupSession,
    facilitator: Person,
    before: dt.datetime,
) -> None:
    assert facilitator.user is not None
    now = session.ends_at if "over" in facts else before
    if "state" in facts:
        GroupSession.objects.update(state="cancelled")
    if "group__uses_jobs" in facts:
        SupportGroup.objects.update(uses_jobs=False)

    with pytest.raises(refusal):
        jobs.take(session=session, role="tea", person=facilitator, now=now)
    with pytest.raises(refusal):
        jobs.give_back(session=session, role="tea", person=facilitator, now=now)
    with pytest.raises(refusal):
        jobs.write_in(session=session, role="tea", first_name="Jean", by=facilitator.user, now=now)
    with pytest.raises(refusal):
        jobs.take_back_written(session=session, role="tea", first_name="Jean", by=facilitator.user, now=now)

    assert live(session) == []


def test_a_login_that_is_two_persons_of_a_group_helps_as_the_one_who_may_do_more(
    session: GroupSession, volunteer: Person, regular: Person
) -> None:
    leader = factories.PersonFactory(network=session.group.network, known_as="Valerie", user=volunteer.user)
    factories.MembershipFactory(group=session.group, person=leader, role=Membership.Role.FACILITATOR)

    assert volunteer.user is not None
    assert regular.user is not None
    assert jobs.worker(session=session, user=volunteer.user) == leader
    with pytest.raises(jobs.NotOnTheTeam):
        jobs.worker(session=session, user=regular.user)


def test_evenings_short_of_facilitators_are_shown_and_a_written_name_counts(
    session: GroupSession, facilitator: Person, before: dt.datetime
) -> None:
    group = session.group
    everywhere = Q(network=group.network)
    weekly = [evening_of(group, on=session.on + dt.timedelta(weeks=week)) for week in (1, 2)]
    evening_of(group, on=session.on + dt.timedelta(days=1), state="cancelled")
    evening_of(group, on=session.on - dt.timedelta(weeks=1))
    evening_of(factories.SupportGroupFactory(format=group.format), on=session.on)  # another network's

    def short(now: dt.datetime = before) -> list[tuple[GroupSession, int, int]]:
        rows = jobs.short_of_facilitators(groups_q=everywhere, now=now)
        return [(row.session, row.needed, row.has) for row in rows]

    assert short() == [(session, 2, 0), (weekly[0], 2, 0)]
    jobs.take(session=session, role="facilitator", person=facilitator, now=before)
    jobs.write_in(session=session, role="tea", first_name="Al", by=facilitator.user, now=before)  # type: ignore[arg-type]  # a fixture's user
    assert short() == [(session, 2, 1), (weekly[0], 2, 0)]
    jobs.write_in(session=session, role="facilitator", first_name="Al", by=facilitator.user, now=before)  # type: ignore[arg-type]  # the same
    assert short() == [(weekly[0], 2, 0)]
    jobs.give_back(session=session, role="facilitator", person=facilitator, now=before)
    assert short() == [(session, 2, 1), (weekly[0], 2, 0)]
    assert short(session.ends_at) == [(weekly[0], 2, 0), (weekly[1], 2, 0)]

    SupportGroup.objects.update(uses_jobs=False)
    assert short() == []


@pytest.mark.parametrize("rows", [1, 15])
def test_boards_and_shortages_are_one_query_each_however_many(
    rows: int, session: GroupSession, facilitator: Person, before: dt.datetime
) -> None:
    assert facilitator.user is not None
    for number in range(rows):
        evening = evening_of(session.group, on=session.on + dt.timedelta(days=number + 1))
        jobs.take(session=evening, role="facilitator", person=facilitator, now=before)

    with CaptureQueriesContext(connection) as shortages:
        jobs.short_of_facilitators(groups_q=Q(network=session.group.network), now=before)
    found = jobs.with_jobs(GroupSession.objects.filter(group=session.group).with_words())
    jobs.board(found.first(), facilitator.user)  # rights are read once
    with CaptureQueriesContext(connection) as boards:
        lines = [line for evening in found for line in jobs.board(evening, facilitator.user)]

    assert (len(shortages), len(boards)) == (1, 1)
    assert sum(line.is_mine for line in lines) == rows
