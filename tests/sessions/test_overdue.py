"""What is overdue is counted by the very words by which it goes: what is counted goes, and what goes was counted."""

import datetime as dt
import uuid
from typing import Any

import pytest

from groups.forgetting import forget_regular
from groups.models import Interest, Regular, SupportGroup, Wish
from members import messages
from members.forgetting import forget
from members.models import Invitation, Message, Network, Person
from sessions import retention
from sessions.models import EveryWeek, GroupSession, Job, Place, Reminder, Tap
from sessions.retention import Overdue, overdue
from tests import factories
from tests.sessions.history import FRIDAY, NOW, held, known_by_a_word, person, walk_in
from tests.sessions.test_retention import DAY, long_ago

pytestmark = pytest.mark.django_db

KINDS = {
    "People": Person.objects.all(),
    "Words for people who come": Regular.objects.all(),
    "Places": Place.objects.all(),
    "Reminders": Reminder.objects.all(),
    "Wishes for every week": EveryWeek.objects.all(),
    "Notes for the next evening": GroupSession.objects.exclude(note=""),
    "First names written beside a job": Job.objects.exclude(first_name=""),
    "Invitations that are over": Invitation.objects.all(),
    "Wishes to be told when a group starts": Interest.objects.all(),
    "Wishes to help": Wish.objects.all(),
    "Letters that have gone": Message.objects.all(),
    "Touches on registers": Tap.objects.all(),
}
SECOND = dt.timedelta(seconds=1)


def live(group: SupportGroup) -> None:
    """Something of each kind, from the second of October on; nothing lasts for ever."""
    session = held(group, FRIDAY, robin := long_ago(person(group)), known_by_a_word(group), long_ago(walk_in(group)))
    factories.PlaceFactory(session=session, person=robin)
    Reminder.objects.create(session=session, person=robin, asked_at=NOW)
    end = session.ends_at
    EveryWeek.objects.create(group=group, person=robin, wants="reminder", asked_at=end, ended_at=end)
    Invitation.objects.create(network=group.network, email="ann@example.org", sent_at=end - 9 * DAY, expires_at=end)
    session.jobs.create(role="tea", first_name="Wren", taken_at=end)
    GroupSession.objects.filter(pk=session.pk).update(note="Boiler")
    wish = Interest.objects.create(group=group, purpose="starts", email=f"sam{group.pk}@example.org")
    Interest.objects.filter(pk=wish.pk).update(created_at=end)
    Wish.objects.create(group=group, person=robin, role="helper", said_at=end)
    tap = uuid.uuid4()
    Tap.objects.create(id=tap, session=session, device=tap, sequence=1, action="add", person=robin, received_at=end)
    messages.post(
        key=f"{group.pk}", purpose="place", recipient_kind="person", recipient=robin.pk, due_at=end, now=end - DAY
    )
    Message.objects.filter(key=f"{group.pk}").update(state="dropped", created_at=end)


def lines(network: Network, now: dt.datetime) -> dict[str, Overdue]:
    return {line.title: line for line in overdue(networks=[network], now=now)[network]}


def numbers(network: Network, now: dt.datetime) -> dict[str, int]:
    return {title: line.rows for title, line in lines(network, now).items()}


def test_nothing_is_overdue_the_day_after(group: SupportGroup) -> None:
    live(group)
    assert set(numbers(group.network, NOW - 40 * DAY).values()) == {0}


@pytest.mark.parametrize("days", [29, 31, 89, 91, 200, 364, 366, 370, 800])
def test_what_is_counted_goes_and_what_goes_was_counted(days: int, group: SupportGroup) -> None:
    live(group)
    live(factories.SupportGroupFactory(network=factories.NetworkFactory(keeps_place_days=100, keeps_contact_months=3)))
    now = dt.datetime.combine(FRIDAY, dt.time(21), dt.UTC) + days * DAY
    networks = list(Network.objects.all())

    # People stay while they have a place or a wish, so whoever goes with one is counted once that has gone.
    for _ in range(2):
        before = {title: rows.all().count() for title, rows in KINDS.items()}
        counted = [line for found in overdue(networks=networks, now=now).values() for line in found]
        retention.keep_no_longer(now=now)
        gone = {title: before[title] - rows.all().count() for title, rows in KINDS.items()}
        told = {title: sum(line.rows for line in counted if line.title == title) for title in KINDS}
        waited = {title for title in KINDS if gone[title] != told[title]}
        assert waited <= {"People", "Letters that have gone"}
    assert waited == set()
    assert all(set(numbers(network, now).values()) == {0} for network in networks)


@pytest.mark.parametrize("title", KINDS)
def test_since_when_it_is_overdue_is_the_moment_it_may_go(title: str, group: SupportGroup) -> None:
    live(group)
    if title == "People":
        Place.objects.all().delete()
        Wish.objects.all().delete()
        Reminder.objects.all().delete()
        EveryWeek.objects.all().delete()
    years_later = NOW + 800 * DAY
    line = lines(group.network, years_later)[title]
    assert line.since is not None
    assert line.is_stuck

    assert numbers(group.network, line.since - SECOND)[title] == 0
    assert numbers(group.network, line.since + SECOND)[title] >= 1
    assert not lines(group.network, line.since + DAY)[title].is_stuck
    assert lines(group.network, line.since + DAY + SECOND)[title].is_stuck


def test_each_network_is_told_its_own_times_and_numbers(group: SupportGroup) -> None:
    live(group)
    other = factories.NetworkFactory(keeps_place_days=3, keeps_contact_months=1)
    found = overdue(networks=[group.network, other], now=NOW + 800 * DAY)
    assert {line.rows for line in found[other]} == {0}
    assert found[other][0].keeps.startswith("1 month after they last came; known for one evening only, 3 days; ")
    assert found[group.network][2].keeps == "30 days after the evening"


def test_how_many_were_forgotten_is_told_by_month_and_network(group: SupportGroup) -> None:
    elsewhere = factories.NetworkFactory()
    for now, one in ((NOW, group.network), (NOW, group.network), (NOW - 40 * DAY, group.network), (NOW, elsewhere)):
        forget(person=factories.PersonFactory(network=one), now=now)
    forget_regular(regular=known_by_a_word(group), now=NOW)
    forget(person=known_by_a_word(group, person=factories.PersonFactory(network=elsewhere)).person, now=NOW)

    lately = retention.forgotten_lately(networks=[group.network], since=NOW - 365 * DAY)
    assert lately == {group.network: [(dt.date(2026, 11, 1), 3), (dt.date(2026, 10, 1), 1)]}


def test_when_the_turn_was_last_done_is_remembered(group: SupportGroup) -> None:
    retention.keep_no_longer(now=NOW)
    assert retention.last_turn() == NOW


def test_a_turn_that_breaks_is_not_a_turn(group: SupportGroup, monkeypatch: Any) -> None:
    retention.keep_no_longer(now=NOW)
    live(group)
    # Words are the last to go. It breaks without the database, which would take back what was remembered too soon.
    monkeypatch.setattr(retention.turn, "forget_regular", breaks)
    with pytest.raises(RuntimeError, match="in the middle"):
        retention.keep_no_longer(now=NOW + 800 * DAY)
    assert retention.last_turn() == NOW


def breaks(**facts: Any) -> None:
    raise RuntimeError("in the middle")
