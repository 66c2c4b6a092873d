"""Where to turn in a crisis: what a network's people are shown, what is checked, and lines of its own."""

import datetime as dt
from typing import Any

import pytest

from members import helplines
from members.helplines import NobodyTries, NoWayToReach, ThereAlready
from members.models import Helpline, Network
from peersupport.lib.crossing import mark_of_row
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
LINE = {"name": "The Hub", "says": "", "call": "01620 000000", "text": "", "text_word": "", "hours": ""}


def add(network: Network, **facts: Any) -> Helpline:
    return helplines.add(network=network, facts=LINE | facts, today=TODAY)


def test_people_are_shown_those_for_everyone_of_their_nation_and_their_own(network: Network) -> None:
    helplines.add_missing()
    own, _ = add(network), factories.HelplineFactory(name="Elsewhere")
    shown = [line.name for line in helplines.shown_to(network)]
    assert shown == ["Emergency", "Samaritans", "Shout", "NHS 24", "Breathing Space", own.name]


def test_they_are_shown_those_of_the_nations_their_areas_are_in(network: Network) -> None:
    helplines.add_missing()
    factories.AreaFactory(network=network)
    factories.AreaFactory(network=network, nation="NIR")
    factories.AreaFactory(nation="ENG")
    shown = {line.name for line in helplines.shown_to(network)}
    assert {"NHS 24", "Lifeline"} <= shown
    assert "NHS 111" not in shown


def test_adding_or_changing_one_checks_it_and_the_first_ones_are_not_checked(network: Network) -> None:
    helplines.add_missing()
    assert not [line for line in Helpline.objects.all() if helplines.is_fresh(line, TODAY)]
    line = add(network)
    Helpline.objects.filter(pk=line.pk).update(checked_on=TODAY - dt.timedelta(days=366))
    line.refresh_from_db()
    assert not helplines.is_fresh(line, TODAY)

    facts = LINE | {"hours": "Tuesdays"}
    helplines.change(line=line, seen=mark_of_row(line, facts), facts=facts, today=TODAY)
    line.refresh_from_db()
    assert (line.hours, line.checked_on) == ("Tuesdays", TODAY)


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (365, True), (366, False)])
def test_a_check_is_good_for_a_year(days: int, fresh: bool, network: Network) -> None:
    line = factories.HelplineFactory(network=network)
    helplines.check(line=line, today=TODAY)
    line.refresh_from_db()
    assert helplines.is_fresh(line, TODAY + dt.timedelta(days=days)) == fresh


@pytest.mark.parametrize(("call", "is_tried"), [("999", False), ("9 9 9", False), ("112", False), ("111", True)])
def test_nobody_rings_999_to_try_it(call: str, is_tried: bool, network: Network) -> None:
    line = factories.HelplineFactory(network=network, call=call)
    assert helplines.is_to_check(line, TODAY) == is_tried
    if not is_tried:
        with pytest.raises(NobodyTries):
            helplines.check(line=line, today=TODAY)
    line.refresh_from_db()
    assert line.checked_on is None


def test_a_line_has_a_number_and_no_number_stands_there_twice(network: Network) -> None:
    helplines.add_missing()
    with pytest.raises(NoWayToReach):
        add(network, call="", text="")
    with pytest.raises(ThereAlready):
        add(network, call="116 123")
    line = add(network)
    with pytest.raises(ThereAlready):
        add(network, name="The Hub again")
    facts = LINE | {"call": "999"}
    with pytest.raises(ThereAlready):
        helplines.change(line=line, seen=mark_of_row(line, facts), facts=facts, today=TODAY)


def test_those_of_everyone_are_not_removed(network: Network) -> None:
    helplines.add_missing()
    own, common = add(network), Helpline.objects.get(name="Samaritans")
    for line in (own, own, common):
        helplines.remove(line=line)
    assert not network.helplines.exists()
    assert Helpline.objects.filter(pk=common.pk).exists()


def test_hours_in_words_alone_do_not_say_whether_it_is_open(network: Network) -> None:
    now = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    assert add(network).is_open(now) is True
    assert add(network, call="01620 000001", hours="Tuesdays").is_open(now) is None
