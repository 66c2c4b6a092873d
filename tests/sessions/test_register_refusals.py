"""What the register refuses: one tap alone with a sentence, or a whole batch when the evening is not one to tap at."""

import datetime as dt
import uuid

import pytest

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions.models import GroupSession, Tap
from sessions.register import TapIn, names, taps
from tests import factories
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


@pytest.fixture
def phone() -> Device:
    return Device()


def expected(session: GroupSession) -> Person:
    person: Person = factories.PlaceFactory(session=session, person__known_as="Robin").person
    return person


def test_a_ref_from_elsewhere_is_refused_alone_and_the_rest_counts(
    session: GroupSession, facilitator: Person, stranger: Person, phone: Device
) -> None:
    of_the_network = factories.PersonFactory(network=session.group.network)
    heron = factories.RegularFactory(word="Heron")  # another group's
    robin = expected(session)
    batch = [
        phone.add(person=stranger.ref),
        phone.add(person=of_the_network.ref),
        phone.add(regular=heron.ref),
        phone.add(person=heron.ref),
        phone.add(regular=robin.ref),
        phone.add(person="no-such-ref"),
        phone.add(person=robin.ref),
    ]

    receipts = tap(session, facilitator, *batch)

    assert [receipt.says for receipt in receipts] == [names.NOT_KNOWN] * 6 + [""]
    assert who_is_here(session) == ["Robin"]
    assert Tap.objects.count() == 1


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("   ", names.NO_WORD),
        ("H" * 41, names.LONG_WORD),
        ("heron@example.org", names.NO_CONTACT),
        ("Heron 07700 900123", names.NO_CONTACT),
        ("H" * 40, ""),
        ("Heron 2", ""),
        ("<b>Heron</b>", ""),
    ],
)
def test_a_word_is_something_to_be_called_by(
    word: str, sentence: str, session: GroupSession, facilitator: Person, phone: Device
) -> None:
    assert tap(session, facilitator, phone.add(word=word))[0].says == sentence
    assert session.group.regulars.count() == session.presences.count() == (0 if sentence else 1)


def test_a_group_without_names_counts_plus_one_and_nothing_else(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    robin = expected(session)
    SupportGroup.objects.update(uses_names=False)

    receipts = tap(session, facilitator, phone.add(person=robin.ref), phone.add(word="Heron"), phone.add())

    assert [receipt.says for receipt in receipts] == [names.NO_NAMES, names.NO_NAMES, ""]
    assert who_is_here(session) == ["+"]
    assert not Regular.objects.exists()


def test_a_tap_of_another_evening_an_unknown_role_or_a_used_number_is_refused_alone(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    other = evening_of(session.group, on=dt.date(2026, 12, 4))
    theirs = phone.add()
    tap(other, facilitator, theirs, now=half_past_seven(other))
    ours = phone.add()
    same_number = TapIn(id=uuid.uuid4(), device=phone.id, sequence=ours.sequence)

    receipts = tap(session, facilitator, theirs, phone.undo(theirs), phone.add(role="boss"), ours, same_number)
    later = tap(session, facilitator, same_number)

    assert [receipt.says for receipt in receipts] == [
        taps.OF_ANOTHER_EVENING,
        taps.OF_ANOTHER_EVENING,
        taps.NO_SUCH_ROLE,
        "",
        taps.NUMBER_TAKEN,
    ]
    assert later[0].says == taps.NUMBER_TAKEN
    assert (other.presences.count(), session.presences.count()) == (1, 1)


def test_the_register_opens_twelve_hours_before_and_never_shuts(
    session: GroupSession, facilitator: Person, phone: Device
) -> None:
    opens = session.starts_at - dt.timedelta(hours=12)

    with pytest.raises(taps.NotYet, match=r"Friday 27 November at 7am"):
        tap(session, facilitator, phone.add(), now=opens - dt.timedelta(seconds=1))
    tap(session, facilitator, phone.add(), now=opens)
    tap(session, facilitator, phone.add(), now=session.ends_at + dt.timedelta(days=8))

    assert who_is_here(session) == ["+", "+"]


@pytest.mark.parametrize(("state", "refusal"), [("cancelled", taps.Cancelled), ("did_not_meet", taps.DidNotMeet)])
def test_an_evening_that_is_off_takes_no_taps(
    state: str, refusal: type[Exception], session: GroupSession, facilitator: Person, phone: Device
) -> None:
    GroupSession.objects.update(state=state)

    with pytest.raises(refusal, match=r"\w+ .*\."):
        tap(session, facilitator, phone.add())

    assert not Tap.objects.exists()
