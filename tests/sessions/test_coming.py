"""Who is coming from where: for those who are on the list themselves, and for nobody else."""

import datetime as dt

import pytest
from django.utils import timezone

from members.models import Network
from sessions import coming
from sessions.models import GroupSession, Place
from tests import factories
from tests.sessions.events import comer, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(network: Network) -> GroupSession:
    return event(network)


@pytest.fixture
def ann(workshop: GroupSession) -> Place:
    return comer(workshop, "Ann", "The Pantry")


def knows(place: Place, now: dt.datetime | None = None) -> bool:
    found = Place.objects.select_related("session__group__network", "person").get(pk=place.pk)
    return coming.may_know(place=found, now=now or timezone.now())


def test_whoever_is_coming_reads_who_else_is_and_from_where(ann: Place) -> None:
    for name, organisation in (("Cy", "Youth Club"), ("bo", "the pantry"), ("Di", "Arts Shed")):
        comer(ann.session, name, organisation)

    assert knows(ann)
    assert coming.others(ann) == [("Arts Shed", "Di"), ("the pantry", "bo"), ("Youth Club", "Cy")]
    assert coming.others(ann.session.places.get(person__known_as="Cy")) == [
        ("Arts Shed", "Di"),
        ("The Pantry", "Ann, bo"),
    ]


def test_an_organisation_stands_there_once_however_it_is_written(ann: Place) -> None:
    for name, organisation in (("Bo", "İzmir Café"), ("Cy", "Izmir Café"), ("Di", "İZMİR CAFÉ")):
        comer(ann.session, name, organisation)
    assert coming.others(ann) == [("İzmir Café", "Bo, Cy, Di")]


def test_who_waits_was_offered_a_place_or_gave_it_back_is_not_on_the_list(ann: Place) -> None:
    for state in ("waiting", "offered", "given_back"):
        times = {"given_back_at": timezone.now(), "offer_until": timezone.now()}
        comer(ann.session, state, state=state, **times)

    assert coming.others(ann) == []


def test_whoever_was_not_told_is_not_on_the_list_and_does_not_read_it(ann: Place) -> None:
    """A place from before the group became one for organisations, or one that is kept every week."""
    not_told = comer(ann.session, "Bo", "")

    assert coming.others(ann) == []
    assert not knows(not_told)


@pytest.mark.parametrize("state", ["waiting", "offered", "given_back"])
def test_only_those_who_are_coming_read_it(ann: Place, state: str) -> None:
    Place.objects.update(state=state, given_back_at=timezone.now(), offer_until=timezone.now())

    assert not knows(ann)


def test_there_is_none_of_any_other_kind_of_group(ann: Place) -> None:
    for kind in ("support", "education", "course", "consultation"):
        type(ann.session.group).objects.update(kind=kind)
        assert not knows(ann)


def test_it_ends_when_it_is_over_or_cancelled(ann: Place) -> None:
    assert knows(ann, ann.session.ends_at - dt.timedelta(minutes=1))
    assert not knows(ann, ann.session.ends_at)

    GroupSession.objects.update(state="cancelled")
    assert not knows(ann)


@pytest.mark.parametrize(
    "facts", [{"reach": "phone", "email": "", "phone": "01620821122"}, {"reach": "no", "email": ""}]
)
def test_a_link_that_no_letter_brought_leads_to_no_list(workshop: GroupSession, facts: dict[str, str]) -> None:
    """Else whoever makes up a name would read it at once."""
    person = factories.PersonFactory(network=workshop.group.network, **facts)

    assert not knows(comer(workshop, "Otter", person=person))


def test_nobody_of_another_event_is_on_it(ann: Place) -> None:
    comer(factories.GroupSessionFactory(group=ann.session.group), "Bo")

    assert coming.others(ann) == []
