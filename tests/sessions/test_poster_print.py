"""How large the print of a poster is, and what stands on it when there is no room for everything."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import typst
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from groups.models import SupportGroup, Venue
from members import helplines
from members.models import Network
from peersupport.home.demo import circles, keep_the_heid
from peersupport.lib import typesetting
from peersupport.lib.recurrence import weekly
from sessions import posters
from sessions.models import Series
from sessions.posters import sheets
from tests.pages import markup_of, words_of
from tests.sessions.sheets_opened import a_circle, longest, poster, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sheets_yet")]

# In points of the paper. Clear print begins at 12. A picture has 1080 dots, and a phone of 390 points shows 36 of them
# as 13 points of its own, in which phones write what is small.
FLOORS = {"poster-a4.pdf": 14, "poster-a5.pdf": 12, "slips.pdf": 11, "poster.png": 36}
LETTERS = {"one long word": "W", "long words": "Llanfairpwllgwyngyll and on "}
EXPECT = "You can come late, sit out any part, or leave early. You never have to talk."

NEEDED = (
    "Demonstration: nobody meets here",
    "Llanfairpwllgwyngyll",
    "Until Thursday 31 December",
    "Wednesdays, 10.30am to 12.45pm",
    "From Wednesday 6 January 2027 until Wednesday 3 March 2027. One place is a place on every date.",
    "Just turn up.",
    "Dates can change: look here",
    "Need help right now?",
    "call 0",
    "Made on 22 November 2026",
)


@pytest.fixture
def haddington() -> SupportGroup:
    """The ordinary group: Keep The Heid in Haddington, as the demonstration has it."""
    helplines.add_missing()
    network = keep_the_heid.make_network()
    keep_the_heid.make_areas(network)
    evening = circles.make_format(network)
    group = circles.make_group(network, evening, circles.HADDINGTON, "Haddington", circles.FRIDAYS)
    group.runs.create()
    meets(group, first_on=dt.date(2026, 1, 2))
    return group


def meets(group: SupportGroup, **facts: Any) -> None:
    usual = {"rule": weekly(circles.FRIDAY), "starts_local": dt.time(19), "ends_local": dt.time(21)}
    Series.objects.create(group=group, venue=group.venue, **usual | facts)


def printed(said: posters.Poster, name: str) -> PdfReader:
    """A sheet as a PDF, its points those of the paper; of the picture, its dots."""
    sheet = posters.SHEETS[name]
    template, inputs = sheets.TEMPLATES / sheet.template, {"facts": facts(said), "form": sheet.form}
    return PdfReader(io.BytesIO(typesetting.typeset(template=template, inputs=inputs, made_on=said.made_on)))


def facts(said: posters.Poster) -> str:
    return json.dumps(sheets.facts_of(said))


def sizes(reader: PdfReader) -> Iterator[tuple[float, str]]:
    """How large each piece of text is on the page."""
    found: list[tuple[float, str]] = []

    def see(text: str, page: list[float], line: list[float], font: Any, size: float) -> None:
        if text.strip():
            found.append((round(size * abs(line[3] * page[3]), 1), text))

    reader.pages[0].extract_text(visitor_text=see)
    return iter(found)


def how(said: posters.Poster, name: str) -> dict[str, Any]:
    """What the template decided: whether it all fits, what is left of the extras, to how many letters words are cut."""
    sheet = posters.SHEETS[name]
    answer = typst.query(
        str(sheets.TEMPLATES / sheet.template),
        "<made>",
        field="value",
        one=True,
        root=str(settings.ROOT),
        font_paths=typesetting.FOLDERS,
        ignore_system_fonts=True,
        sys_inputs={"facts": facts(said), "form": sheet.form},
    )
    decided: dict[str, Any] = json.loads(answer)
    return decided


@pytest.mark.parametrize("name", posters.SHEETS)
def test_no_letter_of_an_ordinary_group_is_smaller_than_it_may_be(haddington: SupportGroup, name: str) -> None:
    said = poster(haddington)
    found = sorted(sizes(printed(said, name)))

    assert found[0][0] >= FLOORS[name], found[:5]
    assert how(said, name)["fits"]
    assert "…" not in words(printed(said, name)), "nothing is cut"


@pytest.mark.parametrize("name", posters.SHEETS)
@pytest.mark.parametrize("letters", LETTERS)
def test_nor_is_any_of_the_longest_words_there_can_be(network: Network, letters: str, name: str) -> None:
    said = longest(a_circle(network), LETTERS[letters])
    found = sorted(sizes(printed(said, name)))

    assert found[0][0] >= FLOORS[name], found[:5]
    assert how(said, name)["fits"]
    assert "…" in words(printed(said, name)), "so long that what somebody typed is cut"


@pytest.mark.parametrize("name", posters.SHEETS)
def test_what_one_needs_never_goes(network: Network, name: str) -> None:
    reader = printed(longest(a_circle(network), LETTERS["long words"]), name)
    said = words(reader)

    for part in NEEDED:
        assert part in said, part
    assert "/groups/sss" in said


@pytest.mark.parametrize("name", posters.SHEETS)
def test_long_but_usual_words_are_not_cut(haddington: SupportGroup, name: str) -> None:
    """A course with two times, in a hall with a long name and address."""
    said = poster(a_long_one(haddington))
    found = words(printed(said, name))

    assert how(said, name)["fits"]
    assert "There are more times on our page." not in found
    assert "…" not in found


def a_long_one(group: SupportGroup) -> SupportGroup:
    begins = {"first_on": dt.date(2027, 1, 6), "last_on": dt.date(2027, 2, 10), "all_dates_at_once": True}
    group.series.update(**begins)
    meets(group, rule="FREQ=WEEKLY;BYDAY=WE", **begins)
    Venue.objects.update(name="Haddington Corn Exchange", address="65 Court Street, up the stairs", postcode="EH41 3XX")
    Network.objects.update(contact_phone="01620 000 000", contact_email="hello@example.org", contact_days="Tuesdays")
    SupportGroup.objects.update(
        name="Living with a long-term condition",
        who_for="Anyone who lives with a long-term condition, and their carers",
    )
    return group


def test_what_each_sheet_of_an_ordinary_group_says_besides(haddington: SupportGroup) -> None:
    Network.objects.update(contact_phone="01620 000 000", contact_days="Tuesdays and Thursdays")
    said = poster(haddington)
    stages, access = [stage.title for stage in said.stages], [fact.says for fact in said.where.access]
    on_each = {
        "poster-a4.pdf": [*said.where.ways, *access, *stages, EXPECT, *said.ask, "Samaritans", "Shout"],
        "poster-a5.pdf": [*access, *stages, *said.ask, "Samaritans", "Shout"],
        "slips.pdf": [],
        "poster.png": stages,
    }

    for name, parts in on_each.items():
        found = words(printed(said, name))
        assert [part for part in parts if part not in found] == [], name
        assert "Made on 22 November 2026" in found, name
        assert "16 and over" in found or name == "slips.pdf"


def test_what_is_left_out_stands_where_the_square_leads(haddington: SupportGroup, client: Client) -> None:
    Network.objects.update(contact_phone="01620 000 000", contact_email="a@example.org", contact_days="Tuesdays")
    said = poster(haddington)
    answer = client.get(f"/groups/{said.slug}/")

    page, crisis = words_of(answer), markup_of(answer)
    ways = [way.rsplit(": ", 1)[-1] for way in said.where.ways]
    stages, (_, answered) = [stage.title for stage in said.stages], said.ask
    asked = ["01620 000 000", "a@example.org", answered]
    known = [said.where.name, *said.where.says, *ways, EXPECT, *stages, *asked, "Step-free", "hearing loop"]
    assert [part for part in known if part not in page] == []
    lines = [part for line in said.helplines for part in (line.name, line.reach, line.hours)]
    assert [part for part in lines if part not in crisis] == []
