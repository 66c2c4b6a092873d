"""What the Mental Health Foundation needs, row by row, as a visitor sees it in the demonstration."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import SupportGroup
from peersupport.home.demo import mental_health_foundation as foundation
from peersupport.lib.walltime import spoken_day
from sessions import posters
from sessions.models import GroupSession
from tests.home.seeds.conftest import Read
from tests.pages import markup_of

pytestmark = pytest.mark.django_db
HOME = "/networks/mental-health-foundation/"


def read_group(read: Read, slug: str) -> str:
    return read(f"/groups/{slug}/")


@pytest.mark.parametrize(
    ("kind", "named", "says"),
    [
        ("listening", "Listening", "listen actively"),
        ("education", "Learning together", "coping with depression, anxiety or addiction"),
        ("tutoring", "Tutoring", "reading or writing in pairs"),
        ("mentoring", "Mentoring", "A buddy who has had training"),
        ("mediation", "Mediation", "settling conflicts"),
    ],
)
def test_m1_each_kind_of_peer_support_is_a_kind_of_group(read: Read, kind: str, named: str, says: str) -> None:
    page = read_group(read, f"mental-health-foundation-{kind}")
    assert f"{named} · " in page
    assert says in page
    assert "Next: " in page
    found = read(f"/groups/?kind={kind}")
    assert f"Peer {kind}" in found
    assert "Peer mediation" not in found or kind == "mediation"


def test_m3_programmes_are_told_with_years_places_and_for_whom(read: Read) -> None:
    page = read(HOME)
    for said in (
        "from 2009: young people aged 16 to 25, in County Fermanagh, Brighton and Hove, Newham and Sheffield",
        "Scotland, 2010 to 2011: people with long-term conditions",
        "Lothian and Lanarkshire, 2011 to 2012: courses and networking events",
        "Wales, 2009 to 2012: people with a severe psychiatric diagnosis. Over six hundred were trained",
        "people with dementia and their partners, London, 2012 to 2014",
        "This is a demonstration.",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("Right Here, County Fermanagh", "County Fermanagh", "For people 16 to 25"),
        ("Right Here, Brighton and Hove", "Brighton and Hove", "For people 16 to 25"),
        ("Right Here, Newham", "Newham", "For people 16 to 25"),
        ("Right Here, Sheffield", "Sheffield", "For people 16 to 25"),
        ("Exploring peer support for self-management", "Scotland", "It ran from 2010 to 2011."),
        ("Developing peer support for long-term conditions", "Lothian and Lanarkshire", "It ran from 2011 to 2012."),
        ("Self-management in Wales", "Wales", "It ran from 2009 to 2012."),
        ("Self-help for people with dementia", "London", "It ran from 2012 to 2014."),
    ],
)
def test_m3_each_programme_has_a_page_that_its_organisations_page_leads_to(
    read: Read, name: str, place: str, says: str
) -> None:
    home = markup_of(browser(None).get(HOME))
    [way] = re.findall(rf'<a class="row-link" href="(/groups/[-\w]+/)">\s*<span class="group-name">{name}</span>', home)
    page = read(way)
    assert name in page
    assert place in page
    assert says in page


def test_m3_what_has_ended_is_apart_from_what_goes_on(read: Read) -> None:
    goes_on, _, has_ended = read(HOME).partition("What has ended")
    assert has_ended.count("This group has ended.") == 4
    for name in ("Exploring peer", "Developing peer", "Self-management in Wales", "Self-help for people with dementia"):
        assert f" {name}" in has_ended
    assert "Right Here, Newham" in goes_on


def test_m3_and_m4_what_was_developed_in_lothian_and_lanarkshire(read: Read) -> None:
    page = read_group(read, "developing-peer-support-lothian-lanarkshire")
    for said in (
        "a free one-day course, a free two-day course and two nationwide networking events",
        "guidance on developing and delivering peer support, and an online information resource",
    ):
        assert said in page


def test_m3_somebody_of_sixteen_finds_what_is_for_them(read: Read) -> None:
    assert "Right Here, Newham Newham · Young people · 16 to 25" in read("/groups/?age=16&place=Newham")


def days_of(slug: str) -> list[dt.date]:
    dates = GroupSession.objects.filter(group__slug=slug).upcoming(timezone.now())
    return list(dates.values_list("on", flat=True))


@pytest.mark.parametrize(("slug", "length"), [("making-it-happen", 1), ("principles-in-practice", 2)])
def test_m4_a_course_is_shown_with_all_its_days(read: Read, slug: str, length: int) -> None:
    page = read_group(read, slug)
    days = days_of(slug)
    assert len(days) == length
    assert all(spoken_day(day) in page for day in days)
    assert "Course · Lothian" in page
    assert "Free." in page
    assert "Please ask for a place" in page


def test_m4_one_place_at_the_two_day_course_is_a_place_on_both_days(read: Read) -> None:
    assert "One place is for all dates." in read_group(read, "principles-in-practice")
    one, other = GroupSession.objects.filter(group__slug="principles-in-practice").upcoming(timezone.now())
    form = read(f"/sessions/{one.ref}/place/")
    assert all(spoken_day(session.on) in form for session in (one, other))

    Client().post(f"/sessions/{one.ref}/place/", {"known_as": "Wren", "reach": "no", "yes_places": "1"})

    came = [set(session.places.values_list("person__known_as", flat=True)) for session in (one, other)]
    assert came[0] == came[1] == {"Yarrow", "Burdock", "Speedwell", "Wren"}


def test_m4_there_are_two_networking_events(read: Read) -> None:
    page = read_group(read, "mental-health-foundation-networking")
    assert "Network event · Nationwide" in page
    assert all(spoken_day(day) in page for day in days_of("mental-health-foundation-networking"))
    assert len(days_of("mental-health-foundation-networking")) == 2


@pytest.mark.parametrize(
    ("place", "line", "number"),
    [
        ("newham", "NHS 111", "Call 111"),
        ("sheffield", "NHS 111", "Call 111"),
        ("brighton-and-hove", "NHS 111", "Call 111"),
        ("county-fermanagh", "Lifeline", "Call 0808 808 8000"),
    ],
)
def test_a_poster_names_numbers_that_answer_where_it_hangs(read: Read, place: str, line: str, number: str) -> None:
    group = SupportGroup.objects.get(slug=f"right-here-{place}")
    lines = {one.name: one.reach for one in posters.poster_of(group=group, now=timezone.now()).helplines}
    assert lines[line] == number
    assert set(lines) == {"Emergency", "Samaritans", "Shout", line}


def test_nothing_of_it_meets_in_a_real_place(read: Read) -> None:
    for group in SupportGroup.objects.filter(network__slug=foundation.SLUG):
        assert "demonstration" in group.about
        assert group.venue is None or "nobody meets here" in group.venue.address
