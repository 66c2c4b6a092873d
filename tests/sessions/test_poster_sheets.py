"""The files of a poster, opened as people open them: one page, read aloud in order, and a square that leads home."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from groups.models import Stage, SupportGroup, Venue
from members.models import Network
from peersupport.lib import typesetting
from sessions import posters
from sessions.posters import sheets
from tests import factories
from tests.sessions.sheets_opened import STAGES, a_circle, longest, opened, poster, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sheets_yet")]

PDFS = [name for name in posters.SHEETS if name.endswith(".pdf")]
MARKUP = '#panic("x") $x^2$ \\ [*b*] "q" _u_ @ref <l> // c `r` #{1+1} = h'


@pytest.fixture
def circle(network: Network) -> SupportGroup:
    return a_circle(network)


def picture_of(said: posters.Poster, sheet: posters.Sheet) -> Image.Image:
    """The page of a sheet as dots, however it is handed out: a picture as it is, paper as a phone sees it."""
    dots = 72 if sheet.is_picture else 200
    inputs = {"facts": json.dumps(sheets.facts_of(said)), "form": sheet.form}
    template = sheets.TEMPLATES / sheet.template
    made = typesetting.typeset(template=template, inputs=inputs, made_on=said.made_on, dots=dots)
    return Image.open(io.BytesIO(made)).convert("L")


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_one_page_tagged_titled_and_in_english(circle: SupportGroup, name: str) -> None:
    reader = opened(poster(circle), name)
    root: Any = reader.trailer["/Root"]

    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Friday circle"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data(), "it says itself that it is PDF/UA"


@pytest.mark.parametrize("name", ["poster-a4.pdf", "poster-a5.pdf"])
def test_it_reads_in_the_order_in_which_somebody_needs_it(circle: SupportGroup, name: str) -> None:
    said = words(opened(poster(circle), name))
    order = [
        "Friday circle", "Anyone. For people 16 and over.", "Fridays, 7pm to 9pm", "Just turn up.", circle.venue.name,
        "How an evening goes", *STAGES, "Dates can change: look here", "Need help right now?", "Call 999",
        "Call 116 123", "Made on 22 November 2026",
    ]  # fmt: skip

    places = [said.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize(("name", "sizes"), [("poster-a4.pdf", (210, 297)), ("poster-a5.pdf", (148, 210))])
def test_the_paper_is_what_it_is_called(circle: SupportGroup, name: str, sizes: tuple[int, int]) -> None:
    box = opened(poster(circle), name).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == sizes


def test_the_picture_has_the_size_that_social_media_show(circle: SupportGroup) -> None:
    made = posters.make(poster(circle), posters.SHEETS["poster.png"])
    assert Image.open(io.BytesIO(made)).size == (1080, 1350)


@pytest.mark.parametrize("name", posters.SHEETS)
def test_the_square_leads_to_the_group(circle: SupportGroup, client: Client, settings: Any, name: str) -> None:
    found = zxingcpp.read_barcodes(picture_of(poster(circle), posters.SHEETS[name]))

    assert len(found) == (8 if name == "slips.pdf" else 1)
    [address] = {one.text for one in found}
    assert address == f"{settings.SITE_URL}/groups/friday-circle/"
    page = client.get(address.removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert "Friday circle" in page.content.decode()


def test_each_slip_says_when_where_and_whom_to_ring_and_is_read_aloud_once(circle: SupportGroup) -> None:
    reader = opened(poster(circle), "slips.pdf")
    said = words(reader)

    for part in ("Friday circle", "Fridays, 7pm", circle.venue.name, "Just turn up.", "call 999", "call 116 123"):
        assert said.count(part) == 8, part
    assert said.count("Dates can change: look here") == 8
    assert kinds_of(reader).count("/H1") == 1


def kinds_of(reader: PdfReader) -> list[str]:
    """What the parts of a page are to whoever has it read aloud."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for part in node:
                yield from walk(part)
        elif isinstance(node, dict):
            yield str(node.get("/S", ""))
            yield from walk(node.get("/K"))

    root: Any = reader.trailer["/Root"]
    return [kind for kind in walk(root["/StructTreeRoot"]) if kind]


def test_headings_and_the_square_are_said_to_be_what_they_are(circle: SupportGroup) -> None:
    kinds = kinds_of(opened(poster(circle), "poster-a4.pdf"))

    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 5
    assert kinds.count("/Figure") == 1
    assert "/Link" in kinds


@pytest.mark.parametrize("name", PDFS)
def test_nothing_somebody_typed_is_ever_run(circle: SupportGroup, name: str) -> None:
    Network.objects.update(name=MARKUP, contact_phone="#1", contact_days=MARKUP)
    Venue.objects.update(name=MARKUP, address=MARKUP)
    Stage.objects.update(title=MARKUP, prompt=MARKUP)
    SupportGroup.objects.update(name=MARKUP, place=MARKUP[:60], who_for=MARKUP)

    reader = opened(poster(circle), name)

    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == MARKUP
    assert MARKUP in words(reader)


def test_letters_we_have_none_for_are_left_out_and_named(circle: SupportGroup) -> None:
    SupportGroup.objects.update(name="Tea 🎉 circle", place="دمشق", who_for="Привіт, שלום 你")
    said = poster(circle)
    reader = opened(said, "poster-a4.pdf")

    assert reader.metadata is not None
    assert reader.metadata.title == "Tea circle"
    assert "Привіт" in words(reader)
    assert posters.lost(said) == ["你", "🎉"]


def test_a_name_of_nothing_but_pictures_still_has_a_poster(circle: SupportGroup) -> None:
    SupportGroup.objects.update(name="🎉🎉", place="🎉")
    assert "Keep The Kettle On" in words(opened(poster(circle), "poster-a4.pdf"))


@pytest.mark.parametrize("name", PDFS)
@pytest.mark.parametrize(
    ("town", "says"), [("Ayr", "In Ayr"), ("学", "See our page for where")], ids=["town", "neither"]
)
def test_a_hall_of_letters_we_have_none_for_is_said_by_its_town(
    circle: SupportGroup, name: str, town: str, says: str
) -> None:
    Venue.objects.update(name="会馆", town=town, address="会馆 1", postcode="")
    assert says in words(opened(poster(circle), name))


@pytest.mark.parametrize("name", posters.SHEETS)
def test_there_is_one_if_we_have_letters_for_nothing_that_was_typed(circle: SupportGroup, name: str) -> None:
    nothing = "学习"
    for kind, names in (
        (SupportGroup, ("name", "place", "who_for")),
        (Network, ("name", "contact_days", "contact_phone")),
        (Venue, ("name", "town", "address", "postcode", "finding_the_door", "bus_there")),
        (Stage, ("title",)),
    ):
        kind.objects.update(**dict.fromkeys(names, nothing))
    said = poster(circle)

    posters.make(said, posters.SHEETS[name])
    assert sheets.facts_of(said)["words"][:2] == ["Our group.", "For people 16 and over."]


@pytest.mark.parametrize("name", posters.SHEETS)
@pytest.mark.parametrize("letters", ["W", "Llanfairpwllgwyngyll and on "], ids=["one long word", "long words"])
def test_the_longest_words_there_can_be_fit_and_the_square_is_still_read(
    circle: SupportGroup, settings: Any, letters: str, name: str
) -> None:
    said, sheet = longest(circle, letters), posters.SHEETS[name]
    seen = picture_of(said, sheet)

    assert {one.text for one in zxingcpp.read_barcodes(seen)} == {f"{settings.SITE_URL}/groups/{'s' * 60}/"}
    edge = int(seen.width * 0.02)
    for box in ((0, 0, seen.width, edge), (0, seen.height - edge, seen.width, seen.height), (0, 0, edge, seen.height)):
        assert_blank(seen.crop(box), "nothing runs over the edge of the page")
    if not sheet.is_picture:
        reader = opened(said, name)
        assert len(reader.pages) == 1
        assert "Need help right now?" in words(reader)


def assert_blank(part: Image.Image, why: str) -> None:
    darkest, lightest = part.getextrema()
    assert lightest - darkest < 8, why  # type: ignore[operator]  # one band has two numbers


@pytest.mark.parametrize("name", posters.SHEETS)
def test_the_shortest_words_there_can_be_fill_it_too(network: Network, name: str) -> None:
    bare = factories.SupportGroupFactory(network=network, name="Us", venue=None, format=None, place="Ayr")
    said = poster(bare)

    picture_of(said, posters.SHEETS[name])
    if name in PDFS:
        assert "See the dates on our page" in words(opened(said, name))


def test_a_sheet_is_made_once_for_what_it_says(circle: SupportGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    said, sheet = poster(circle), posters.SHEETS["slips.pdf"]
    first = posters.make(said, sheet)
    made: list[str] = []
    monkeypatch.setattr(typesetting, "typeset", lambda **asked: made.append("made") or b"anew")

    assert posters.make(said, sheet) == first == posters.kept(posters.digest(said, sheet))
    assert made == []
    assert posters.make(replace(said, title="Saturday circle"), sheet) == b"anew"
