"""A certificate of attendance: by the register alone, opened as people open it, and read aloud in order."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from groups.models import Stage
from members.models import Network
from sessions import certificates
from sessions.models import GroupSession, Place
from tests import factories
from tests.sessions.events import comer, event
from tests.sessions.history import mark

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DONE: dict[str, Any] = {"state": "held", "register_state": "done", "register_done_at": NOW}
MARKUP = '#panic("x") $x^2$ \\ [*b*] "q" _u_ @ref // c `r` #{1+1} = h'


@pytest.fixture
def workshop(network: Network) -> GroupSession:
    """A workshop that is over, with its register done."""
    hours = {"starts_local": dt.time(10), "ends_local": dt.time(12)}
    return event(network, on=dt.date(2026, 11, 10), **hours, **DONE)


def was_there(session: GroupSession, name: str = "Ann", **facts: Any) -> Place:
    place = comer(session, name, **facts)
    mark(session, place.person)
    return place


def has_one(place: Place) -> bool:
    return certificates.there_is_one(Place.objects.select_related("session__group").get(pk=place.pk))


def opened(place: Place) -> PdfReader:
    return PdfReader(io.BytesIO(certificates.make(certificates.certificate_of(place=place, now=NOW))))


def words(reader: PdfReader) -> str:
    return " ".join(reader.pages[0].extract_text().replace("\u00ad", "").split())


def test_whoever_the_register_says_was_there_has_one(workshop: GroupSession) -> None:
    assert has_one(was_there(workshop))


def test_under_a_word_of_theirs_or_on_a_job_they_were_there_too(workshop: GroupSession) -> None:
    by_word, on_a_job = comer(workshop, "Bo"), comer(workshop, "Cy")
    mark(workshop, factories.RegularFactory(group=workshop.group, person=by_word.person))
    mark(workshop, on_a_job.person, role="tea")

    assert has_one(by_word)
    assert has_one(on_a_job)


def test_who_said_they_would_come_and_is_not_on_the_register_has_none(workshop: GroupSession) -> None:
    mark(workshop, None)
    mark(factories.GroupSessionFactory(group=workshop.group, on=dt.date(2026, 11, 11), **DONE), None)

    assert not has_one(comer(workshop, "Di"))


def test_until_the_register_is_done_there_is_none(workshop: GroupSession) -> None:
    place = was_there(workshop)
    for facts in ({"state": "planned", "register_state": "open"}, {"state": "did_not_meet", "register_state": "open"}):
        GroupSession.objects.filter(pk=workshop.pk).update(**facts)
        assert not has_one(place)


def test_an_evening_of_any_other_kind_has_none(workshop: GroupSession) -> None:
    place = was_there(workshop)
    type(workshop.group).objects.update(kind="support")

    assert not has_one(place)


def test_it_reads_in_order_and_is_one_page_tagged_titled_and_in_english(workshop: GroupSession) -> None:
    stages = [("welcome", "Welcome"), ("learning", "Learning together"), ("self_care", "Looking after ourselves")]
    workshop.plan = [{"kind": kind, "title": title, "prompt": "", "minutes": 10} for kind, title in stages]
    reader = opened(was_there(workshop))
    root: Any = reader.trailer["/Root"]

    order = [
        workshop.group.network.name, "Certificate of attendance", "Ann", "The Pantry", "was at", "Learning workshops",
        "Tuesday 10 November 2026, 10am to noon", workshop.group.venue.name, *(title for _, title in stages),
        "By the register of", "Made on 22 November 2026",
    ]  # fmt: skip
    places = [words(reader).find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "Demonstration" not in words(reader)
    assert len(reader.pages) == 1
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data(), "it says itself that it is PDF/UA"
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate of attendance"


def test_the_longest_words_fit_and_what_was_typed_stays_words(workshop: GroupSession) -> None:
    type(workshop.group).objects.update(name="n" * 100)
    Network.objects.update(name="w" * 120, is_demonstration=True)
    for position in range(14):
        Stage.objects.create(format=workshop.group.format, position=position, kind="other", title="t" * 60)
    place = was_there(GroupSession.objects.get(), name=MARKUP, organisation="o" * 120)

    reader = opened(place)

    assert len(reader.pages) == 1
    assert MARKUP in words(reader)
    assert "Demonstration: nobody meets here" in words(reader)


def test_of_a_private_address_it_names_the_town_and_online_says_so(workshop: GroupSession) -> None:
    place = was_there(workshop)
    assert certificates.where(workshop) == f"{workshop.venue.name}, {workshop.venue.town}"
    workshop.group.address_is_private = True
    assert certificates.where(workshop) == "Haddington"
    workshop.venue, workshop.online_link = None, "https://example.org/room"
    assert certificates.where(workshop) == "Online"
    assert certificates.certificate_of(place=place, now=NOW).organisation == "The Pantry"


@pytest.mark.parametrize("name", ["Олена", "فاطمة", "שָׂרָה"], ids=["Cyrillic", "Arabic", "Hebrew"])
def test_whoever_our_letters_can_write_has_one_under_that_name(workshop: GroupSession, name: str) -> None:
    place = was_there(workshop, name)

    assert certificates.not_printable(place) == []
    assert len(opened(place).pages) == 1


@pytest.mark.parametrize(
    ("name", "organisation", "without"),
    [
        ("李明", "", ["your name"]),
        ("李 Wei", "The Pantry", ["your name"]),
        ("😀", "学习 Ltd", ["your name", "your organisation"]),
        ("Ann", "学习 Ltd", ["your organisation"]),
    ],
    ids=["none of it", "half of it", "both", "organisation"],
)
def test_nobody_is_written_otherwise_than_they_are_called(
    workshop: GroupSession, name: str, organisation: str, without: list[str]
) -> None:
    assert certificates.not_printable(was_there(workshop, name, organisation=organisation)) == without


@pytest.mark.parametrize(
    ("run_by", "says"), [("Tea", "was at an event of Tea"), ("学", "was at an event ")], ids=["its network", "neither"]
)
def test_an_event_whose_name_we_cannot_print_is_one_all_the_same(
    workshop: GroupSession, run_by: str, says: str
) -> None:
    type(workshop.group).objects.update(name="学习")
    type(workshop.venue).objects.update(name="会馆")
    Network.objects.update(name=run_by)
    Stage.objects.create(format=workshop.group.format, position=1, kind="other", title="学习")
    place = was_there(GroupSession.objects.get())

    said = words(opened(place))

    assert says in said
    assert f"noon {workshop.venue.town}" in said
    assert "By the register" in said


def test_nothing_of_it_is_kept(workshop: GroupSession, no_sheets_yet: None, settings: Any) -> None:
    opened(was_there(workshop))

    assert not [*Path(settings.CACHES["sheets"]["LOCATION"]).rglob("*")]
