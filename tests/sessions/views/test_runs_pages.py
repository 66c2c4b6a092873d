"""Pages on which a group is opened, paused, ended and opened again; and what others read meanwhile."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from bench.browsers import browser
from groups.models import Run, SupportGroup
from members.models import Person
from sessions.models import GroupSession, Place
from tests import factories
from tests.pages import as_shown, assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

RUNS = "/groups/friday-circle/runs/"
WHY = "Our hall is being mended."
GUEST = {"known_as": "Heather", "reach": "no", "how_often": "once"}


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def pause(client: Client, **facts: object) -> str:
    page = client.post(f"{RUNS}pause/", {"last_on": day(0), "reason": WHY, **facts}, follow=True)
    assert_calm(page)
    return words_of(page)


def test_from_planned_to_open_to_paused_to_open_again(desk: Client, group: SupportGroup, session: GroupSession) -> None:
    Run.objects.all().delete()
    assert "Not started yet" in words_of(desk.get(RUNS))
    page = desk.post(f"{RUNS}open/", {"on": day(0)}, follow=True)
    assert "It is open from that day on." in words_of(page)
    assert "It does not open then: take it back" in words_of(page)

    other = factories.SupportGroupFactory(network=group.network, name="Tranent circle", place="Tranent")
    said = pause(desk, review_on=day(60), instead=[other.pk])
    assert "It pauses after that day." in said
    assert f"Until {day(0):%A}" in said
    assert "Open then: Tranent circle, Tranent" in said
    assert desk.get(f"/sessions/{session.ref}/").status_code == 200

    page = desk.post(f"{RUNS}open/", {"on": day(3)}, follow=True)
    assert f"From {day(3):%A}" in words_of(page)
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("planned", "")


@pytest.mark.parametrize(
    ("has", "before", "after"),
    [
        ("series", "Its series make their dates from that day on.", "Its series have made their dates."),
        ("date", "Its dates from that day on are there again", "Its dates are there again."),
        ("past", "You plan them next.", "Now plan its dates."),
        ("nothing", "You plan them next.", "Now plan its dates."),
    ],
)
def test_before_and_after_it_opens_the_page_speaks_of_what_the_group_has(
    desk: Client, group: SupportGroup, has: str, before: str, after: str
) -> None:
    if has == "date":
        factories.GroupSessionFactory(group=group)
    elif has != "nothing":
        factories.SeriesFactory(group=group, first_on=day(-20), last_on=day(-6 if has == "past" else 20))
    pause(desk, last_on=day(-1))

    asked = desk.get(f"{RUNS}open/")
    done = desk.post(f"{RUNS}open/", {"on": day(0)}, follow=True)

    assert before in words_of(asked)
    assert after in words_of(done)
    assert ("series" in words_of(asked), "series" in words_of(done)) == (has == "series", has == "series")
    assert '<a class="button-main" href="/groups/friday-circle/timetable/">' in markup_of(done)
    assert_calm(asked)


def test_ending_for_good_asks_for_no_review_and_lists_show_it_no_longer(desk: Client, group: SupportGroup) -> None:
    assert "review_on" not in markup_of(desk.get(f"{RUNS}close/"))
    desk.post(f"{RUNS}close/", {"last_on": day(-1), "reason": "We are done, and well."})
    assert "This group has ended We are done, and well." in words_of(Client().get("/groups/friday-circle/"))
    assert "Friday circle" not in words_of(Client().get("/groups/"))


def test_what_people_read_is_changed_and_a_pause_becomes_an_ending(desk: Client, group: SupportGroup) -> None:
    assert "There is nothing to change" in words_of(desk.get(f"{RUNS}change/"))
    other = factories.SupportGroupFactory(network=group.network)
    pause(desk, last_on=day(-1), instead=[other.pk])
    sent = as_shown(desk, f"{RUNS}change/")
    assert sent["instead"] == [other.pk]
    page = desk.post(f"{RUNS}change/", sent | {"ended_as": "closed", "reason": "The hall is sold."}, follow=True)
    assert "This group has ended The hall is sold." in words_of(page)
    assert "Saved." in words_of(page)

    crossed = desk.post(f"{RUNS}change/", sent | {"reason": "Mine"})
    assert (crossed.status_code, Run.objects.get(group=group).reason) == (409, "The hall is sold.")
    assert "It says now: The hall is sold." in words_of(crossed)


def paused(**facts: object) -> None:
    Run.objects.update(ended_on=day(-30), ended_as="paused", reason=WHY, **facts)


@pytest.mark.parametrize(
    ("review", "says"),
    [(-900, "That is not after the last day."), (-30, "That is not after the last day."), (-1, "That day is over.")],
)
def test_it_is_looked_at_again_on_a_day_that_comes(desk: Client, group: SupportGroup, review: int, says: str) -> None:
    new = desk.post(f"{RUNS}pause/", {"last_on": day(-30), "reason": WHY, "review_on": day(review)})
    assert says in errors_of(new)
    assert Run.objects.get().ended_on is None

    paused()
    changed = desk.post(f"{RUNS}change/", as_shown(desk, f"{RUNS}change/") | {"review_on": day(review)})
    assert says in errors_of(changed)
    assert_calm(changed)
    assert Run.objects.get().review_on is None


def test_when_that_day_has_passed_only_the_desk_still_has_it(desk: Client, group: SupportGroup) -> None:
    passed = "That day has passed: look at it again, or choose another."
    paused(review_on=day(0))
    assert passed not in words_of(desk.get(RUNS))
    paused(review_on=day(-1))
    page = desk.get(RUNS)
    assert f"You meant to look at it again on {day(-1):%A}" in words_of(page)
    assert passed in words_of(page)
    assert_calm(page)

    said = as_shown(desk, f"{RUNS}change/") | {"reason": "The roof leaks."}
    assert "Saved." in words_of(desk.post(f"{RUNS}change/", said, follow=True))
    Run.objects.create(group=group, opens_on=day(3))
    assert passed not in words_of(desk.get(RUNS)), "somebody has looked at it again"


def test_a_mistake_is_taken_back_once_asked(desk: Client, group: SupportGroup, session: GroupSession) -> None:
    pause(desk)
    asked = desk.get(f"{RUNS}take-back/")
    assert "The pause after" in words_of(asked)
    assert_calm(asked)
    seen = {"seen": asked.context["seen"]}
    assert "Its dates are what they were." in words_of(desk.post(f"{RUNS}take-back/", seen, follow=True))
    assert GroupSession.objects.get(pk=session.pk).state == "planned"
    assert "Somebody else changed this" in words_of(desk.post(f"{RUNS}take-back/", seen, follow=True))


@pytest.mark.parametrize(
    ("page", "sent", "says"),
    [
        ("pause", {"reason": " "}, "Say in a few words why"),
        ("pause", {"reason": "x" * 201}, "up to 200 letters"),
        ("pause", {"reason": "<b>"}, "Please leave out < and >"),
        ("pause", {"last_on": ""}, "Choose a day."),
        ("pause", {"last_on": "soon"}, "Write the day like 27/11/2026"),
        ("pause", {"last_on": "9999-12-31"}, "more than five years away"),
        ("pause", {"last_on": "0001-01-01"}, "more than five years ago"),
        ("pause", {"review_on": "2020-01-01"}, "That is not after the last day."),
        ("close", {"instead": ["x", "\x00", "9" * 30]}, "Choose from the list."),
        ("open", {"on": ""}, "Choose a day."),
        ("open", {"on": "2020-01-01"}, "more than five years ago"),
        ("open", {"on": "2026-01-01"}, "open already"),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, group: SupportGroup, session: GroupSession, page: str, sent: dict[str, object], says: str
) -> None:
    given = {"last_on": day(0), "reason": WHY, "on": day(0), **sent}
    answer = desk.post(f"{RUNS}{page}/", given)
    assert says in errors_of(answer)
    assert_calm(answer)
    assert (Run.objects.get().ended_on, GroupSession.objects.get().state) == (None, "planned")


def test_what_is_open_instead_is_of_the_same_network_and_not_itself(desk: Client, group: SupportGroup) -> None:
    staff = factories.SupportGroupFactory(network=group.network, found_by="staff")
    for other in (group, staff, factories.SupportGroupFactory()):
        answer = desk.post(f"{RUNS}pause/", {"last_on": day(0), "reason": WHY, "instead": [other.pk]})
        assert "Choose from the list." in errors_of(answer)
    assert Run.objects.filter(group=group, ended_on=None).exists()


@pytest.mark.parametrize(("form", "sent"), [("place", GUEST), ("remind-me", {**GUEST, "email": "h@example.org"})])
def test_a_form_that_was_open_while_the_group_closed_says_so_and_what_is_open_instead(
    desk: Client, group: SupportGroup, session: GroupSession, form: str, sent: dict[str, str]
) -> None:
    other = factories.SupportGroupFactory(network=group.network, name="Tranent circle", place="Tranent")
    stranger = Client()
    assert stranger.get(f"/sessions/{session.ref}/{form}/").status_code == 200
    desk.post(f"{RUNS}close/", {"last_on": day(-1), "reason": "The hall is sold.", "instead": [other.pk]})

    answer = stranger.post(f"/sessions/{session.ref}/{form}/", sent)

    assert answer.status_code == 409
    for part in ("The group is not open then", "This group has ended The hall is sold.", "Tranent circle, Tranent"):
        assert part in words_of(answer)
    assert_calm(answer)
    assert not Place.objects.exists()


def test_the_page_of_a_date_that_is_left_out_says_how_the_group_stands(desk: Client, session: GroupSession) -> None:
    pause(desk, last_on=day(-1))
    page = desk.get(f"/sessions/{session.ref}/")
    for part in ("The group is not open then.", f"Paused for now {WHY}", "There is no date yet"):
        assert part in words_of(page)
    assert "Put it on again" not in words_of(page), "the day it opens again decides"
    assert_calm(page)


def test_whoever_facilitates_is_told_whom_to_ask_and_a_stranger_nothing(
    group: SupportGroup, facilitator: Person, stranger: Person, browse: Callable[[Person | None], Client]
) -> None:
    for path in ("", "open/", "pause/", "close/", "change/", "take-back/"):
        assert browse(facilitator).get(RUNS + path).status_code == 403
        assert browse(stranger).get(RUNS + path).status_code == 404
        assert browse(None).get(RUNS + path).status_code == 302


def test_the_page_asks_as_many_questions_however_long_the_past(desk: Client, group: SupportGroup) -> None:
    Run.objects.filter(group=group).update(opens_on=day(-1))
    desk.get(RUNS)
    few = len(queries_of(desk, RUNS))
    for year in range(2, 9):
        Run.objects.create(group=group, opens_on=day(-year * 300), ended_on=day(-year * 300 + 9), ended_as="paused")
    assert len(queries_of(desk, RUNS)) == few
