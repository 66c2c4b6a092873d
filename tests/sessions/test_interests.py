"""Tell me when it starts: one address, one letter when a day is known, then gone."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Interest, SupportGroup
from members import areas, consent
from members.consent import NOTHING_SAID, Yes
from members.forgetting import forget_again
from members.models import Network, Tombstone
from members.models.wordings import current
from sessions import interests, retention
from tests import factories
from tests.letters import assert_discreet, seen_in
from tests.same import ALIKE
from tests.sessions.meeting import FIRST, NOW, TODAY, WEEK, friday, open_from, pause, take_back
from tests.sessions.waiting import ROBIN, ask, ask_near, mails

pytestmark = pytest.mark.django_db


def test_asked_twice_it_is_kept_once_and_the_link_goes_out_once_a_day(planned: SupportGroup) -> None:
    for email in (ROBIN, ROBIN.upper(), ROBIN):
        ask(planned, email)
    assert [one.purpose for one in Interest.objects.all()] == ["starts"]
    [mail] = mails()
    assert mail.to == [ROBIN]
    assert_discreet(mail, also=["Hearing"])
    assert interests.token(Interest.objects.get()) in seen_in(mail)["List-Unsubscribe"]
    ask(planned, now=NOW + dt.timedelta(days=1))
    assert len(mails(NOW + dt.timedelta(days=1))) == 1


def test_once_the_day_is_known_they_are_told_once_and_forgotten(planned: SupportGroup) -> None:
    ask(planned)
    mails()
    open_from(planned, FIRST + WEEK)

    [mail] = mails()
    assert mail.to == [ROBIN]
    assert mail.subject == "It starts: Friday 11 September, 7pm"
    assert f"/sessions/{friday(planned, 1).ref}/" in str(mail.body)
    assert_discreet(mail, also=["Hearing"])
    retention.keep_no_longer(now=NOW + dt.timedelta(hours=1))
    assert not Interest.objects.exists()


def test_who_is_never_told_is_kept_for_the_time_the_network_has_set(planned: SupportGroup) -> None:
    ask(planned)
    mails()
    retention.keep_no_longer(now=NOW + 50 * WEEK)
    assert Interest.objects.exists()


def test_a_group_in_plain_words_without_dates_says_its_name_and_the_day(network: Network) -> None:
    Network.objects.update(discreet=False)
    group = factories.SupportGroupFactory(network=network, runs=[], name="Tea and talk")
    ask(group)
    open_from(group, FIRST)
    told = mails()[-1]
    assert told.subject == "It starts: Friday 4 September"
    assert "Tea and talk" in str(told.body)


def test_an_opening_that_is_taken_back_tells_nobody_and_the_next_one_does(planned: SupportGroup) -> None:
    ask(planned)
    mails()
    open_from(planned, FIRST)
    take_back(planned)
    assert mails() == []
    open_from(planned, FIRST + WEEK)
    assert len(mails()) == 1


def test_opened_again_after_a_pause_it_says_again(group: SupportGroup) -> None:
    pause(group, TODAY - dt.timedelta(days=1))
    ask(group)
    assert Interest.objects.get().purpose == "restarts"
    open_from(group, FIRST)
    assert [mail.subject for mail in mails()] == [
        "We will tell you when it starts again",
        "It starts again: Friday 4 September",
    ]


def test_taken_back_nothing_is_written_any_more(planned: SupportGroup) -> None:
    ask(planned)
    open_from(planned, FIRST)
    interest = Interest.objects.get()
    for _ in range(2):
        interests.take_back(interest=interest, now=NOW)
    assert (mails(), Interest.objects.exists()) == ([], False)


def test_taken_back_a_restored_backup_tells_them_no_more(planned: SupportGroup) -> None:
    for email in (ROBIN, "sam@example.org"):
        ask(planned, email)
    robin, sam = Interest.objects.order_by("pk")
    interests.take_back(interest=robin, now=NOW)
    robin.save(force_insert=True)
    assert [forget_again(tombstones=list(Tombstone.objects.all()), now=NOW) for _ in range(2)] == [1, 0]
    assert list(Interest.objects.all()) == [sam]


def test_where_a_network_needs_a_yes_nothing_is_kept_without_it() -> None:
    group = factories.SupportGroupFactory(network=factories.NetworkFactory(reasons="ask"), runs=[])
    for yes, refusal in ((NOTHING_SAID, consent.YesNeeded), (Yes({"letters": "0"}), consent.WordsChanged)):
        with pytest.raises(refusal):
            ask(group, yes=yes)
    assert not Interest.objects.exists()
    ask(group, yes=Yes({"letters": current("letters")}))
    assert Interest.objects.exists()


@pytest.mark.parametrize("runs", ["open", "pausing", "coming", "ended"])
def test_there_is_nothing_to_wait_for(group: SupportGroup, runs: str) -> None:
    facts: dict[str, dict[str, Any]] = {
        "open": {},
        "pausing": {"ended_on": TODAY, "ended_as": "paused"},
        "coming": {"opens_on": FIRST},
        "ended": {"ended_on": TODAY - WEEK, "ended_as": "closed"},
    }
    group.runs.update(**facts[runs])
    with pytest.raises(interests.NotAwaited):
        ask(group)
    assert not Interest.objects.exists()


@pytest.mark.parametrize(("place", "again"), ALIKE)
def test_a_place_is_the_same_as_the_database_has_it(network: Network, place: str, again: str) -> None:
    ask_near(network, place)
    ask_near(network, again)
    assert [one.where for one in Interest.objects.all()] == [place]

    area = factories.AreaFactory(network=network, name=again)
    Interest.objects.create(area=area, purpose="near", email=ROBIN.upper())
    areas.remove(area=area, now=NOW)
    assert [one.where for one in Interest.objects.all()] == [place]
