"""Who steps back, leaves or leads no more is on no job to come, nobody is written to, and no race leaves one behind."""

import datetime as dt
from typing import Any

import pytest

from groups import memberships
from groups.models import Membership
from members.models import Message, Person
from peersupport.lib.crossing import mark_of_row
from sessions import jobs, stepping_back
from sessions.jobs import SteppedBack
from sessions.models import GroupSession, Job
from tests import factories
from tests.at_once import AtOnce

DAY = dt.timedelta(days=1)


def of(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def on_a_job(session: GroupSession, person: Person, now: dt.datetime, role: str = "tea") -> Job:
    return Job.objects.create(session=session, person=person, role=role, taken_at=now)


def held_still(job: Job) -> bool:
    job.refresh_from_db()
    return job.given_back_at is None


@pytest.mark.django_db
def test_the_jobs_of_evenings_to_come_are_free_and_nobody_is_written_to(
    session: GroupSession, volunteer: Person, facilitator: Person, now: dt.datetime
) -> None:
    elsewhere = factories.GroupSessionFactory(group__network=volunteer.network)
    yesterday = factories.GroupSessionFactory(group=session.group, on=session.group.network.today(now) - DAY)
    coming = on_a_job(session, volunteer, now)
    kept = [on_a_job(one, volunteer, now) for one in (elsewhere, yesterday)] + [on_a_job(session, facilitator, now)]

    memberships.step_back(membership=of(volunteer), now=now)

    assert not held_still(coming)
    assert all(held_still(job) for job in kept)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_an_evening_that_is_on_now_goes_on(session: GroupSession, volunteer: Person, now: dt.datetime) -> None:
    GroupSession.objects.update(starts_at=now - dt.timedelta(minutes=5), ends_at=now + dt.timedelta(hours=1))
    job = on_a_job(session, volunteer, now)
    memberships.step_back(membership=of(volunteer), now=now)
    assert held_still(job)


@pytest.mark.django_db
def test_back_again_the_jobs_are_there_to_take(session: GroupSession, volunteer: Person, now: dt.datetime) -> None:
    job = on_a_job(session, volunteer, now)
    memberships.step_back(membership=of(volunteer), now=now)
    memberships.come_back(membership=of(volunteer), now=now)
    assert not held_still(job)
    jobs.take(session=session, role="tea", person=volunteer, now=now)


@pytest.mark.django_db
def test_who_leaves_leaves_their_jobs(session: GroupSession, volunteer: Person, now: dt.datetime) -> None:
    job = on_a_job(session, volunteer, now)
    memberships.end(membership=of(volunteer), now=now)
    assert not held_still(job)


@pytest.mark.django_db
def test_a_last_day_frees_the_jobs_after_it(session: GroupSession, volunteer: Person, now: dt.datetime) -> None:
    after = factories.GroupSessionFactory(group=session.group, on=session.on + DAY)
    on_the_day, later = on_a_job(session, volunteer, now), on_a_job(after, volunteer, now)
    held = of(volunteer)
    facts = {"role": held.role, "until_on": session.on}
    memberships.change(membership=held, seen=mark_of_row(held, facts), facts=facts, now=now)
    assert (held_still(on_the_day), held_still(later)) == (True, False)


@pytest.mark.django_db
def test_who_leads_no_more_keeps_the_tea(session: GroupSession, facilitator: Person, now: dt.datetime) -> None:
    lead, tea = (on_a_job(session, facilitator, now, role) for role in ("facilitator", "tea"))
    held = of(facilitator)
    facts = {"role": "volunteer", "until_on": None}
    memberships.change(membership=held, seen=mark_of_row(held, facts), facts=facts, now=now)
    assert (held_still(lead), held_still(tea)) == (False, True)


# -- Taking a job at the very moment of stepping back


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("holds", [True, False])
def test_a_job_taken_meanwhile_is_not_left_behind(
    session: GroupSession, volunteer: Person, now: dt.datetime, monkeypatch: Any, holds: bool
) -> None:
    """The control: where no evening is held, a job is taken behind the back of whoever frees them."""
    if not holds:
        rows = type(GroupSession.objects.all())
        monkeypatch.setattr(rows, "select_for_update", lambda found, **how: found)
    race = AtOnce()
    # It has stepped back and freed what there was, and the transaction is not over yet.
    freed = stepping_back.free_jobs
    monkeypatch.setattr(stepping_back, "free_jobs", lambda **facts: (freed(**facts), race.stand_still()))
    race.run(
        lambda: memberships.step_back(membership=of(volunteer), now=now),
        lambda: jobs.take(session=session, role="tea", person=volunteer, now=now),
    )

    assert race.waited == holds
    assert [type(trouble) for trouble in race.trouble] == ([SteppedBack] if holds else [])
    assert Job.objects.filter(given_back_at=None).exists() != holds
