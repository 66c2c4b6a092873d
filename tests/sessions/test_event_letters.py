"""Letters about a network event name it, in the subject too. Those about any other evening stay discreet."""

import uuid

import pytest

from members.composing import compose
from members.models import Message, Network
from peersupport.lib.mailing import envelope
from sessions import letters, timetable
from sessions.models import GroupSession
from tests import factories
from tests.letters import assert_discreet
from tests.sessions.events import comer, event

pytestmark = pytest.mark.django_db

NAMES = (
    "reminder", "reminder_asked", "evening_changed", "evening_cancelled", "evening_on_again",
    *letters.PLACE_LETTERS.values(),
)  # fmt: skip


@pytest.fixture
def workshop(network: Network) -> GroupSession:
    return event(network)


@pytest.mark.parametrize("name", NAMES)
def test_each_names_the_event_first_and_carries_its_link(workshop: GroupSession, name: str) -> None:
    place = comer(workshop, "Ann", state="offered", offer_until=workshop.starts_at)
    letter = letters.write(name, session=workshop, person=place.person, wish=place)

    assert letter.subject.startswith("Learning workshops. ")
    assert "Learning workshops" in letter.text or name == "evening_cancelled"
    assert letters.link(place) in letter.text


def test_the_same_letters_of_any_other_kind_of_group_name_nothing(workshop: GroupSession) -> None:
    place = comer(workshop, "Ann", state="offered", offer_until=workshop.starts_at)
    for kind in workshop.group.Kind:
        workshop.group.kind = kind
        for name in NAMES if kind != "event" else ():
            letter = letters.write(name, session=workshop, person=place.person, wish=place)
            assert "workshops" not in letter.subject + letter.text + letter.html
    workshop.group.kind = "support"
    discreet = letters.write("reminder", session=workshop, person=place.person, wish=place)
    assert_discreet(envelope(discreet, uuid.uuid4()), also=["workshops"])


def test_the_letter_of_a_place_says_who_sees_what_and_where_the_certificate_will_be(workshop: GroupSession) -> None:
    told, not_told = comer(workshop, "Ann"), comer(workshop, "Bo", "")
    says = "the others see your name and organisation, until it is over"

    for place, is_said in ((told, True), (not_told, False)):
        letter = letters.write("place_kept", session=workshop, person=place.person, wish=place)
        for words in (letter.text, letter.html):
            assert (says in words) == is_said
            assert ("certificate of attendance" in words) == is_said


def test_no_letter_names_anybody_else_who_comes(workshop: GroupSession) -> None:
    comer(workshop, "Ann")
    comer(workshop, "BoKestrel", "ClubKestrel")
    timetable.cancel(session=workshop, reason="Snow", now=workshop.starts_at.replace(hour=1))
    letters.tell(session=workshop, what=letters.CANCELLED, now=workshop.starts_at)

    waiting = list(Message.objects.filter(state="waiting"))
    anns = [letter for letter in waiting if letter.recipient == workshop.places.get(person__known_as="Ann").person_id]
    [mail] = compose(anns, workshop.starts_at).values()
    assert "Kestrel" not in str(mail.message())  # type: ignore[union-attr]
    assert factories.NetworkFactory().discreet, "whatever a network wishes otherwise"
