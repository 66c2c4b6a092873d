"""What stands on a group's poster: only what anybody may know, and what is true on the day it is made."""

import datetime as dt
from typing import Any

import pytest

from groups.models import Run, Stage, SupportGroup
from members.models import Helpline
from sessions import posters
from sessions.models import GroupSession, Series
from tests import factories

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


def said(group: SupportGroup) -> posters.Poster:
    return posters.poster_of(group=SupportGroup.objects.get(pk=group.pk), now=NOW)


def weekly(group: SupportGroup, day: str = "FR", **facts: Any) -> Series:
    usual = {
        "first_on": dt.date(2026, 1, 2),
        "starts_local": dt.time(19),
        "ends_local": dt.time(21),
        "venue": group.venue,
    }
    return Series.objects.create(group=group, rule=f"FREQ=WEEKLY;BYDAY={day}", **usual | facts)


def evening(group: SupportGroup, days: int, **facts: Any) -> GroupSession:
    return factories.GroupSessionFactory(group=group, on=TODAY + dt.timedelta(days=days), **facts)


def times(group: SupportGroup) -> list[str]:
    return [f"{one.says} {one.until} {one.more}{one.at}".strip() for one in said(group).when]


def ends(group: SupportGroup, **facts: Any) -> Run:
    group.runs.all().delete()
    return Run.objects.create(group=group, **facts)


def test_day_and_time_are_those_of_the_open_series(group: SupportGroup) -> None:
    weekly(group)
    weekly(group, "MO", last_on=dt.date(2026, 11, 1))
    assert times(group) == ["Fridays, 7pm to 9pm"]


def test_a_time_that_begins_or_ends_says_when(group: SupportGroup) -> None:
    weekly(group, last_on=dt.date(2026, 12, 18))
    weekly(group, "WE", first_on=dt.date(2027, 1, 6), starts_local=dt.time(10, 30), ends_local=dt.time(12))

    assert times(group) == [
        "Fridays, 7pm to 9pm Until Friday 18 December.",
        "Wednesdays, 10.30am to noon From Wednesday 6 January 2027.",
    ]


def test_a_second_hall_is_named_beside_its_time(group: SupportGroup) -> None:
    weekly(group)
    weekly(group, "WE", venue=factories.VenueFactory(network=group.network, name="Corn Exchange", town="Tranent"))

    assert times(group)[1].endswith("At Corn Exchange, Tranent.")
    assert said(group).where.name == group.venue.name


def test_dates_of_their_own_are_said_as_dates_and_no_more_than_three(group: SupportGroup) -> None:
    for days in (40, 5, 12, 19):
        evening(group, days)
    evening(group, 1, state="cancelled")

    assert times(group) == [f"Friday {day}, 7pm to 9pm" for day in ("27 November", "4 December", "11 December")]


def test_without_any_date_it_says_where_to_look(group: SupportGroup) -> None:
    poster = said(group)
    assert [(one.says, one.more) for one in poster.when] == [("See the dates on our page", poster.address)]


def test_the_only_date_cancelled_says_so_and_why(group: SupportGroup) -> None:
    evening(group, 5, state="cancelled", state_reason="The hall is flooded.")
    poster = said(group)

    assert poster.notice == posters.Notice("Friday 27 November is cancelled", [], ["The hall is flooded."])
    assert poster.when == []


def test_a_planned_group_says_when_it_starts_or_that_it_has_no_dates(group: SupportGroup) -> None:
    group.runs.all().delete()
    planned = said(group)
    assert planned.notice == posters.Notice("Not started yet", ["It is being planned. It has no dates so far."])
    assert (planned.when, planned.come, planned.where.name) == ([], None, "In Haddington")

    ends(group, opens_on=TODAY + dt.timedelta(days=5))
    weekly(group, first_on=TODAY + dt.timedelta(days=5))
    assert said(group).notice == posters.Notice("Not started yet", ["It starts on Friday 27 November."])
    assert times(group) == ["Fridays, 7pm to 9pm From Friday 27 November."]


def test_a_paused_group_says_why_until_when_and_what_is_open_but_no_day_and_no_hall(group: SupportGroup) -> None:
    weekly(group)
    pause = ends(group, ended_on=TODAY - dt.timedelta(days=9), ended_as="paused", reason="Our hall is being mended.")
    for name, found_by in (("Open circle", "public"), ("Staff circle", "staff")):
        pause.instead.add(factories.SupportGroupFactory(network=group.network, name=name, found_by=found_by))
    poster = said(group)

    assert poster.notice == posters.Notice(
        "Paused for now",
        ["There is no date yet for when it starts again."],
        ["Our hall is being mended.", "Open meanwhile: Open circle, Haddington."],
    )
    assert (poster.when, poster.come, poster.where.name) == ([], None, "In Haddington")


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "We look at it again on Sunday 22 November."), (-1, "There is no date yet for when it starts again.")],
)
def test_a_day_to_look_again_is_said_until_it_has_passed(group: SupportGroup, days: int, says: str) -> None:
    review_on = TODAY + dt.timedelta(days=days)
    ends(group, ended_on=TODAY - dt.timedelta(days=9), ended_as="paused", review_on=review_on)
    assert said(group).notice == posters.Notice("Paused for now", [says])


def test_a_group_about_to_pause_says_until_when(group: SupportGroup) -> None:
    weekly(group)
    ends(group, ended_on=dt.date(2026, 12, 18), ended_as="paused", reason="Winter.")

    assert said(group).notice == posters.Notice("Until Friday 18 December", ["Then this group pauses."], ["Winter."])
    assert times(group) == ["Fridays, 7pm to 9pm"]


def test_a_group_about_to_end_without_a_date_sends_nobody_looking_for_one(group: SupportGroup) -> None:
    ends(group, ended_on=TODAY, ended_as="closed")

    assert said(group).when == []


def test_of_a_closed_group_there_is_none(group: SupportGroup) -> None:
    ends(group, ended_on=TODAY - dt.timedelta(days=9), ended_as="closed")
    with pytest.raises(posters.Ended):
        said(group)


@pytest.mark.parametrize("found_by", ["members", "staff"])
def test_of_a_group_that_not_everybody_may_find_there_is_none(group: SupportGroup, found_by: str) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(found_by=found_by)
    with pytest.raises(posters.NotForEverybody):
        said(group)


def test_a_private_address_is_nowhere_on_it(group: SupportGroup) -> None:
    weekly(group)
    elsewhere = factories.VenueFactory(network=group.network, name="Hidden annexe", town="Secretville")
    weekly(group, "WE", venue=elsewhere)
    SupportGroup.objects.filter(pk=group.pk).update(address_is_private=True)
    type(group.venue).objects.filter(pk=group.venue_id).update(
        name="Hidden hall", address="7 Secret Street", postcode="EH41 3XX", finding_the_door="The secret door",
        bus_there="Secret bus", step_free="yes",
    )  # fmt: skip
    poster = said(group)

    assert poster.where.name == "In Haddington"
    assert poster.where.says == ["We tell you the address when you have a place."]
    assert "In Haddington. We tell you the address when you have a place." in poster.words
    for word in ("Hidden", "Secret", "EH41 3XX"):
        assert word not in str(poster)


def test_where_says_what_is_known_of_getting_in_and_what_is_not(group: SupportGroup) -> None:
    type(group.venue).objects.filter(pk=group.venue_id).update(
        step_free="yes", parking="no", last_bus_home="X7 at 9.35pm", finding_the_door="word " * 60
    )
    where = said(group).where

    assert [fact.says for fact in where.access] == [
        "Step-free all the way in",
        "No parking",
        "Not known yet: accessible toilet, hearing loop",
    ]
    assert where.ways[1] == "Last bus home: X7 at 9.35pm"
    assert where.ways[0].endswith("word …")
    assert len(where.ways[0]) < 210


def test_crisis_lines_are_those_of_its_nation_and_its_network(group: SupportGroup) -> None:
    other = factories.NetworkFactory()
    for position, (nation, network, name) in enumerate(
        (
            ("", None, "All"),
            ("SCT", None, "Scots"),
            ("ENG", None, "English"),
            ("", group.network, "Ours"),
            ("", other, "Theirs"),
        )
    ):
        Helpline.objects.create(
            position=position, nation=nation, network=network, name=name, text="85258", text_word="HI"
        )

    assert [line.name for line in said(group).helplines] == ["All", "Scots", "Ours"]
    assert said(group).helplines[0] == posters.Line("All", "Text HI to 85258", "Day and night")


@pytest.mark.parametrize(
    ("above", "of_its_own", "line"),
    [("", "", "Scots"), ("ENG", "", "English"), ("", "ENG", "English"), ("ENG", "SCT", "Scots")],
    ids=["neither", "what it is part of", "its own", "its own before that above"],
)
def test_crisis_lines_are_those_of_the_nation_its_area_is_in(
    group: SupportGroup, above: str, of_its_own: str, line: str
) -> None:
    for nation, name in (("SCT", "Scots"), ("ENG", "English")):
        Helpline.objects.create(nation=nation, name=name, call="111")
    parent = factories.AreaFactory(network=group.network, nation=above)
    group.area = factories.AreaFactory(network=group.network, parent=parent, nation=of_its_own)
    group.save()

    assert [found.name for found in said(group).helplines] == [line]


def test_without_any_written_down_the_three_for_everyone_stand_there(group: SupportGroup) -> None:
    assert [line.reach for line in said(group).helplines] == ["Call 999", "Call 116 123", "Text SHOUT to 85258"]


def test_who_to_ask_and_when_they_answer(group: SupportGroup) -> None:
    assert said(group).ask == ["Questions? Have a word with anyone who helps at the group."]
    facts = {"contact_phone": "01620 000 000", "contact_email": "hello@example.org", "contact_days": "Tuesdays"}
    type(group.network).objects.filter(pk=group.network_id).update(**facts)
    assert said(group).ask == [
        "Phone 01620 000 000, or write to hello@example.org.",
        "Messages are answered on Tuesdays.",
    ]


@pytest.mark.parametrize("phone", ["", "01620 000 000"], ids=["alone", "after a number"])
def test_an_address_stands_there_as_it_is_written(group: SupportGroup, phone: str) -> None:
    facts = {"contact_phone": phone, "contact_email": "Carol.McKay@Example.org"}
    type(group.network).objects.filter(pk=group.network_id).update(**facts)

    begins = f"Phone {phone}, or w" if phone else "W"
    assert said(group).ask == [f"{begins}rite to Carol.McKay@Example.org."]


def test_an_evening_of_many_stages_says_that_there_is_more(group: SupportGroup) -> None:
    for position in range(15):
        Stage.objects.create(format=group.format, position=position, kind="sharing", title=f"Stage {position}")
    stages = said(group).stages

    assert [stage.title for stage in stages][-2:] == ["Stage 10", "and more"]
    assert len(stages) == 12


def test_a_demonstration_says_so(group: SupportGroup) -> None:
    assert said(group).demonstration == ""
    type(group.network).objects.filter(pk=group.network_id).update(is_demonstration=True)
    assert said(group).demonstration == "Demonstration: nobody meets here"
