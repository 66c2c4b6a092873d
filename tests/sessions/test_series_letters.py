"""What whoever asked for several dates of a series reads when it is moved or ends."""

import datetime as dt

import pytest

from groups.models import SupportGroup
from members.models import Message
from peersupport.lib.recurrence import weekly
from peersupport.lib.walltime import spoken_day
from sessions import letters, series, timetable
from sessions.models import Series
from tests.sessions.meeting import FIRST, NOW, WEEK, ask, friday, fridays, news, they_leave
from tests.sessions.test_series_moved import DAY, THURSDAY, move

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
COMPOSE = {"evening-changed": letters.compose_changed, "evening-cancelled": letters.compose_cancelled}


@pytest.fixture
def usual(group: SupportGroup) -> Series:
    """Robin has a place on two of its dates, and Wren on one between them."""
    found = fridays(group)
    for week, name in ((1, "Robin"), (2, "Wren"), (3, "Robin")):
        ask(friday(group, week), name)
    they_leave()
    return found


def to_robin() -> str:
    """The only letter that is to leave to them."""
    letter = Message.objects.get(state="waiting", recipient=Message.objects.earliest("pk").recipient)
    return COMPOSE[letter.purpose](letter, NOW).text


def test_one_letter_names_all_dates_of_theirs_that_move(usual: Series) -> None:
    move(usual, rule=weekly(THURSDAY))
    for week, is_theirs in ((1, True), (2, False), (3, True)):
        assert (spoken_day(FIRST + week * WEEK - DAY) in to_robin()) is is_theirs


def test_one_that_is_cancelled_by_itself_meanwhile_takes_no_news_of_the_others_away(usual: Series) -> None:
    first, last = friday(usual.group, 1), friday(usual.group, 3)
    move(usual, rule=weekly(THURSDAY))
    told = news()
    timetable.cancel(session=first, reason="Snow", now=NOW + MINUTE)

    robin = next(person for what, about, person in told if about == first.pk)
    assert {(what, about) for what, about, person in news() if person == robin} == {
        ("evening-cancelled", first.pk),
        ("evening-changed", last.pk),
    }


def test_when_a_series_ends_the_letter_names_the_dates_and_which_series_stops(usual: Series) -> None:
    fridays(usual.group, rule=weekly(0), first_on=FIRST)
    series.end(series=usual, last_on=FIRST, reason="No more", now=NOW)

    text = to_robin()
    for week in (1, 3):
        assert spoken_day(FIRST + week * WEEK) in text
    assert "All Fridays at 7pm after that are cancelled too." in text


def test_of_many_dates_the_first_six_are_named_and_the_rest_are_counted(usual: Series) -> None:
    ask(friday(usual.group, 1), "Robin", every_week=True)
    they_leave()
    count = usual.sessions.count()
    follower = move(usual, rule=weekly(THURSDAY))
    assert to_robin().count("Thursday") == 6
    assert f"and {count - 7} dates more" in to_robin()

    series.end(series=follower, last_on=FIRST, reason="No more", now=NOW)
    assert to_robin().count("Thursday ") == 6
    assert f"and {count - 7} more" in to_robin()
