"""Where to turn in a crisis, at the end of every page: in every nation somebody meets in."""

import re

import pytest
from django.test import Client

from groups.models import SupportGroup
from members import helplines
from members.models import Network
from tests import factories
from tests.pages import markup_of
from tests.sessions.views.counting import asked_by

pytestmark = pytest.mark.django_db
ENGLISH, SCOTTISH, OF_NORTHERN_IRELAND = "NHS 111, England", "Breathing Space, Scotland", "Lifeline, Northern Ireland"


def at_the_end(group: SupportGroup) -> str:
    page = markup_of(Client().get(f"/groups/{group.slug}/")).partition("Need help right now?")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


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


def test_it_is_asked_in_one_question_however_many_areas_there_are(group: SupportGroup, network: Network) -> None:
    few = len(asked_by(Client(), f"/groups/{group.slug}/"))
    for nation in ("ENG", "NIR", "WLS", "ENG"):
        factories.AreaFactory(network=network, nation=nation)

    assert len(asked_by(Client(), f"/groups/{group.slug}/")) == few
