"""P1: where a network needs a yes, no verb keeps a place or a reminder without one to the words of today."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.consent import WordsChanged, Yes, YesNeeded
from members.models import Basis, Consent, Message, Person
from members.people import Guest
from peersupport.lib.refusals import Refused
from sessions import places, reminders
from sessions.models import EveryWeek, GroupSession, Place, Reminder
from tests import factories

pytestmark = pytest.mark.django_db

HEATHER = Guest("Heather", reach="email", email="heather@example.org")
NOBODY = Guest("Otter")
TO_ALL = Yes({"places": "1", "letters": "1", "needs": "1"})


@pytest.fixture
def session() -> GroupSession:
    """An evening of a network that needs a yes for everything."""
    return factories.GroupSessionFactory(group__network__reasons="ask")


def keep(session: GroupSession, now: dt.datetime, yes: Yes = TO_ALL, guest: Guest = HEATHER, **wishes: Any) -> Any:
    return places.keep(session=session, guest=guest, now=now, yes=yes, **wishes)


def remind(session: GroupSession, now: dt.datetime, yes: Yes = TO_ALL) -> Any:
    return reminders.remind_me(session=session, guest=HEATHER, now=now, yes=yes)


def remind_every_week(session: GroupSession, now: dt.datetime, yes: Yes = TO_ALL) -> Any:
    return reminders.remind_me_every_week(session=session, guest=HEATHER, now=now, yes=yes)


def keep_every_week(session: GroupSession, now: dt.datetime, yes: Yes = TO_ALL) -> Any:
    return keep(session, now, yes, every_week=True)


def keep_for_nobody_we_know(session: GroupSession, now: dt.datetime, yes: Yes = TO_ALL) -> Any:
    return keep(session, now, yes, guest=NOBODY)


VERBS = [keep, keep_for_nobody_we_know, keep_every_week, remind, remind_every_week]


def written() -> list[int]:
    return [model.objects.count() for model in (Place, Reminder, EveryWeek, Person, Consent, Message)]


def kept() -> set[tuple[str, str]]:
    return set(Consent.objects.values_list("person__known_as", "purpose"))


@pytest.mark.parametrize(("yes", "refusal"), [(Yes(), YesNeeded), (Yes({"places": "0", "letters": "0"}), WordsChanged)])
@pytest.mark.parametrize("verb", VERBS)
def test_p1_without_a_yes_to_todays_words_nothing_is_kept(
    session: GroupSession, now: dt.datetime, verb: Any, yes: Yes, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        verb(session, now, yes)
    assert written() == [0] * 6


@pytest.mark.parametrize("verb", VERBS)
def test_p1_a_network_that_has_recorded_nothing_needs_a_yes_too(now: dt.datetime, verb: Any) -> None:
    session = factories.GroupSessionFactory(group__network__reasons="none")
    with pytest.raises(YesNeeded):
        verb(session, now, Yes())
    verb(session, now)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_p1_the_yes_is_kept_with_what_it_was_for(session: GroupSession, now: dt.datetime, verb: Any) -> None:
    verb(session, now)

    found = Consent.objects.get()
    person = Person.objects.get()
    assert (found.person, found.wording_version, found.how, found.given_at) == (person, "1", "form", now)
    assert found.purpose == ("letters" if verb in (remind, remind_every_week) else "places")


@pytest.mark.parametrize("verb", VERBS)
def test_where_none_is_needed_none_is_kept_whatever_a_form_brings(now: dt.datetime, verb: Any) -> None:
    verb(factories.GroupSessionFactory(), now)
    assert not Consent.objects.exists()


def test_what_would_help_takes_a_yes_of_its_own_when_something_is_said(session: GroupSession, now: dt.datetime) -> None:
    with pytest.raises(YesNeeded):
        keep(session, now, Yes({"places": "1"}), needs="A chair by the door")
    assert written() == [0] * 6

    keep(session, now)
    assert kept() == {("Heather", "places")}, "nothing was said that would take the other"
    keep(session, now, guest=NOBODY, needs="A chair by the door")
    assert kept() == {("Heather", "places"), ("Otter", "places"), ("Otter", "needs")}


def test_each_purpose_follows_its_own_basis(session: GroupSession, now: dt.datetime) -> None:
    Basis.objects.filter(purpose="places").update(basis="interests", condition="none")
    keep(session, now, Yes())
    with pytest.raises(YesNeeded):
        remind(session, now, Yes())
    with pytest.raises(YesNeeded):
        keep(session, now, Yes(), guest=NOBODY, needs="A lift")
    assert not Consent.objects.exists()


def test_legitimate_interests_with_explicit_consent_need_a_yes(session: GroupSession, now: dt.datetime) -> None:
    Basis.objects.update(basis="interests", condition="explicit")
    with pytest.raises(YesNeeded):
        keep(session, now, Yes())


def test_somebody_known_asks_again_and_their_first_yes_stands(session: GroupSession, now: dt.datetime) -> None:
    for at in (now, now + dt.timedelta(hours=1)):
        keep(session, at)
    assert [one.given_at for one in Consent.objects.all()] == [now]
    with pytest.raises(YesNeeded):
        keep(session, now, Yes())


def test_the_same_form_sent_twice_is_one_yes(session: GroupSession, now: dt.datetime) -> None:
    form = uuid.uuid4()
    answers = [keep(session, now, guest=NOBODY, asked_with=form).place for _ in range(2)]
    assert answers[0] == answers[1]
    assert Consent.objects.count() == 1


def test_a_yes_costs_one_statement_and_none_where_it_is_not_needed(session: GroupSession, now: dt.datetime) -> None:
    free = factories.GroupSessionFactory()
    keep(session, now, guest=NOBODY)  # what is read once is read
    counts = {}
    for evening in (free, session):
        guest = Guest("Ivy", reach="email", email=f"ivy-{evening.pk}@example.org")
        with CaptureQueriesContext(connection) as queries:
            keep(GroupSession.objects.with_words().get(pk=evening.pk), now, guest=guest, needs="A lift")
        counts[evening.pk] = len(queries)
        told = [query["sql"] for query in queries if '"members_consent"' in query["sql"]]
        assert len(told) == (1 if evening == session else 0)
    assert counts[session.pk] == counts[free.pk] + 1
