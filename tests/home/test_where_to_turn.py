"""Where to turn in a crisis, at the end of every page: in every nation somebody meets in."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from bench.browsers import browser
from groups.models import SupportGroup
from members import helplines
from members.models import Network, Person
from peersupport.home.templatetags import where_to_turn
from sessions.models import GroupSession
from tests import factories
from tests.pages import markup_of
from tests.sessions.views.counting import asked_by

pytestmark = pytest.mark.django_db
ENGLISH, SCOTTISH, OF_NORTHERN_IRELAND = "NHS 111, England", "Breathing Space, Scotland", "Lifeline, Northern Ireland"


def said_on(path: str, client: Client | None = None) -> str:
    page = markup_of((client or Client()).get(path)).partition("Need help right now?")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def at_the_end(group: SupportGroup) -> str:
    return said_on(f"/groups/{group.slug}/")


def test_a_site_of_one_nation_says_nothing_of_others(group: SupportGroup) -> None:
    helplines.add_missing()
    factories.AreaFactory(network=group.network)

    assert "Breathing Space If you feel low" in at_the_end(group)
    assert "NHS 111" not in at_the_end(group)


def test_an_area_in_another_nation_brings_its_lines_and_then_each_says_of_which_it_is(
    group: SupportGroup, network: Network
) -> None:
    helplines.add_missing()
    group.area = factories.AreaFactory(network=network, nation="ENG")
    group.save()

    assert ENGLISH in at_the_end(group)
    assert SCOTTISH in at_the_end(group)
    assert OF_NORTHERN_IRELAND not in at_the_end(group)


def test_pages_of_one_organisation_say_its_lines_and_its_nations_alone(
    session: GroupSession, coordinator: Person
) -> None:
    helplines.add_missing()
    network, elsewhere = session.group.network, factories.NetworkFactory(name="Elsewhere", nation="NIR")
    factories.HelplineFactory(name="Our own line", network=network)
    factories.HelplineFactory(name="Their line", network=elsewhere)
    settings = browser(coordinator.user_id)
    pages = [
        said_on(f"/groups/{session.group.slug}/"),
        said_on(f"/sessions/{session.ref}/"),
        said_on(f"/sessions/{session.ref}/place/"),
        said_on(f"/networks/{network.slug}/"),
        said_on(f"/networks/{network.slug}/areas/", settings),
        said_on(f"/groups/{session.group.slug}/change/", settings),
    ]
    for page in pages:
        assert "Samaritans" in page
        assert "Breathing Space If you feel low" in page
        assert "Our own line Call" in page.replace("Day and night. ", "")
        assert "Lifeline" not in page
        assert "Their line" not in page
    for path in ("/", "/groups/", "/nowhere/"):
        page = said_on(path)
        for line in (SCOTTISH, OF_NORTHERN_IRELAND, f"Our own line, {network.name}", "Their line, Elsewhere"):
            assert line in page, path


def test_whoever_reads_as_the_minute_turns_leaves_no_old_words_to_the_next(
    group: SupportGroup, as_served: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.HelplineFactory(network=group.network, hours="Mondays until noon", open_minutes=[[600, 720]])
    before, noon = (dt.datetime(2026, 11, 23, 11, 59, tzinfo=dt.UTC) + dt.timedelta(minutes=at) for at in (0, 1))
    say, turned = where_to_turn.in_words, list[str]()

    def the_minute_turns_meanwhile(*facts: Any) -> str:
        said = say(*facts)
        if not turned:
            turned.append("")
            with time_machine.travel(noon, tick=False):
                turned.append(said_on("/about/"))
        return said

    monkeypatch.setattr(where_to_turn, "in_words", the_minute_turns_meanwhile)
    with time_machine.travel(before, tick=False):
        assert "Open now." in at_the_end(group)
    assert "Closed now." in turned[1]
    with time_machine.travel(noon, tick=False):
        assert "Closed now." in at_the_end(group)


def test_it_is_asked_in_one_question_however_many_areas_there_are(group: SupportGroup, network: Network) -> None:
    few = len(asked_by(Client(), f"/groups/{group.slug}/"))
    for nation in ("ENG", "NIR", "WLS", "ENG"):
        factories.AreaFactory(network=network, nation=nation)

    assert len(asked_by(Client(), f"/groups/{group.slug}/")) == few
