"""The list of evenings, and one evening in each of its states: no page is a dead end."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Stage, SupportGroup
from members.models import Network, Person
from sessions import series, timetable
from sessions.models import GroupSession
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, same_but_for_the_address, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def evening(group: SupportGroup, days: int = 7, **facts: object) -> GroupSession:
    return factories.GroupSessionFactory(group=group, on=day(days), **facts)


def refs(page: object) -> list[str]:
    return [session.ref for session in page.context["evenings"]]  # type: ignore[attr-defined]


def test_evenings_stand_soonest_first_by_day_and_cancelled_ones_are_said(client: Client, group: SupportGroup) -> None:
    later, sooner = evening(group, 9), evening(group, 2, state="cancelled", state_reason="Burst pipe")
    evening(group, -2)

    page = client.get("/sessions/")

    assert refs(page) == [sooner.ref, later.ref]
    assert "Cancelled: Burst pipe" in words_of(page)
    assert_calm(page)
    assert_safe(page)


def test_places_are_links_and_only_of_groups_one_may_find(client: Client, network: Network) -> None:
    for place, found_by in (("Haddington", "public"), ("Tranent", "public"), ("Hush", "members")):
        evening(factories.SupportGroupFactory(network=network, place=place, found_by=found_by))

    page, there = client.get("/sessions/"), client.get("/sessions/?place=Tranent")

    assert page.context["places"] == ["Haddington", "Tranent"]
    assert [session.group.place for session in there.context["evenings"]] == ["Tranent"]
    assert 'href="/sessions/?place=Tranent" aria-current="true"' in markup_of(there)


def test_a_place_without_evenings_says_so_and_shows_a_way_on(client: Client, group: SupportGroup) -> None:
    page = client.get("/sessions/?place=%3Cb%3ENarnia%3C/b%3E")

    assert "Nothing is on there just now" in words_of(page)
    assert 'href="/sessions/"' in markup_of(page)
    assert "<b>Narnia" not in markup_of(page)


def test_pages_follow_one_another_without_gaps_even_where_all_begin_at_once(client: Client, network: Network) -> None:
    made = [evening(factories.SupportGroupFactory(network=network)) for _ in range(30)]

    first = client.get("/sessions/")
    second = client.get(f"/sessions/?after={first.context['key']}")

    assert sorted(refs(first) + refs(second)) == sorted(session.ref for session in made)
    assert (len(refs(first)), second.context["key"]) == (24, "")


@pytest.mark.parametrize(
    "after",
    [
        "%00",
        "1~%00",
        "x",
        "~",
        "%C2%B2~abc",
        "%D9%A1~abc",
        "-5~abc",
        "1e9~abc",
        "9" * 12 + "~abc",
        "9" * 5000,
        "1~';--",
    ],
)
def test_a_key_that_is_none_begins_at_the_beginning(client: Client, session: GroupSession, after: str) -> None:
    assert refs(client.get(f"/sessions/?after={after}")) == [session.ref]


@pytest.mark.parametrize("place", ["%00", "x" * 8000, "%ED%A0%80", "' OR 1=1 --"])
def test_a_place_that_is_none_never_breaks(client: Client, session: GroupSession, place: str) -> None:
    assert client.get(f"/sessions/?place={place}").status_code == 200


def test_one_evening_says_when_where_how_to_come_and_what_to_expect(client: Client, session: GroupSession) -> None:
    Stage.objects.create(format=session.format, position=1, kind="break", title="Tea and cake")
    other = evening(session.group, 14)

    page = client.get(f"/sessions/{session.ref}/")

    for part in ("7pm", "until 9pm", "Hall", "Keep me a place", "Tea and cake", "Other dates"):
        assert part in words_of(page)
    assert f"/sessions/{other.ref}/" in markup_of(page)
    assert "For those who help" not in words_of(page)
    assert_calm(page)


def test_full_says_so_without_alarm_and_shows_other_dates(client: Client, group: SupportGroup) -> None:
    full, other = evening(group, capacity=1), evening(group, 14)
    factories.PlaceFactory(session=full)

    page = client.get(f"/sessions/{full.ref}/")

    assert "The room is full this time." in words_of(page)
    assert "Wait for a place" in words_of(page)
    assert f"/sessions/{other.ref}/" in markup_of(page)
    assert "notice-danger" not in markup_of(page)


def test_other_dates_are_those_with_a_place_left_where_places_are_kept(client: Client, group: SupportGroup) -> None:
    full, also_full, free, endless = (
        evening(group, 7 * week, capacity=capacity) for week, capacity in ((1, 0), (2, 1), (3, 2), (4, None))
    )
    factories.PlaceFactory(session=also_full, state="offered", offer_until=timezone.now())
    factories.PlaceFactory(session=free)
    factories.PlaceFactory(session=free, state="waiting")

    page = client.get(f"/sessions/{full.ref}/")

    assert [other.ref for other in page.context["others"]] == [free.ref, endless.ref]


def test_a_drop_in_evening_is_never_full(client: Client, group: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(place_policy="turn_up")
    session = evening(group, capacity=0)

    words = words_of(client.get(f"/sessions/{session.ref}/"))

    assert "Just turn up." in words
    assert "full" not in words


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"state": "cancelled", "state_reason": "<b>Snow</b>"}, "Cancelled <b>Snow</b>"),
        ({"state": "did_not_meet", "days": -3}, "We did not meet"),
        ({"days": -3}, "This one is over"),
    ],
)
def test_what_is_off_or_over_offers_the_next_dates_and_no_place(
    client: Client, group: SupportGroup, facts: dict[str, object], says: str
) -> None:
    session, after = evening(group, **facts), evening(group, 14)
    evening(group, 21, state="cancelled")

    page = client.get(f"/sessions/{session.ref}/")

    assert says in words_of(page)
    assert f"/sessions/{session.ref}/place/" not in markup_of(page)
    assert [other.ref for other in page.context["others"]] == [after.ref]
    assert "<b>Snow" not in markup_of(page)
    assert_calm(page)


def test_off_without_another_date_leads_to_what_is_on(client: Client, group: SupportGroup) -> None:
    session = evening(group, state="cancelled")

    assert 'href="/sessions/"' in markup_of(client.get(f"/sessions/{session.ref}/")).split("<main")[1]


def test_moved_says_when_it_would_have_been(client: Client, group: SupportGroup, now: dt.datetime) -> None:
    times = series.Plan(
        rule="FREQ=DAILY",
        first_on=day(5),
        last_on=day(5),
        starts=dt.time(19),
        ends=dt.time(21),
        venue=None,
        format=None,
        capacity=None,
    )
    session = series.plan_weekly(group=group, plan=times, now=now, ahead_until=day(9)).sessions.get()
    moved = timetable.Times(day(6), dt.time(19), dt.time(21))
    timetable.change(session=session, times=moved, venue=None, capacity=None, now=now)

    assert f"Moved It would have been on {day(5):%A} {day(5).day}" in words_of(client.get(f"/sessions/{session.ref}/"))


def test_on_now_says_so_and_offers_nothing_to_fill_in(client: Client, group: SupportGroup) -> None:
    now = timezone.now()
    begun = {"starts_at": now - dt.timedelta(minutes=10), "ends_at": now + dt.timedelta(minutes=50)}
    session = evening(group, 0, **begun)

    page = client.get(f"/sessions/{session.ref}/")

    assert "On now" in words_of(page)
    assert "/place/" not in markup_of(page)
    for shown in (page, client.get(f"/groups/{group.slug}/")):
        assert re.search(r'screen-only">\s*<p class="notice-title">On now', markup_of(shown)), "no paper says it"


@pytest.mark.parametrize("state", ["planned", "held"])
def test_where_it_is_stays_until_its_end_though_its_register_is_done_before(
    client: Client, group: SupportGroup, state: str
) -> None:
    now = timezone.now()
    times = {"starts_at": now - dt.timedelta(minutes=60), "ends_at": now + dt.timedelta(minutes=30)}
    done = {"register_state": "done", "register_done_at": now} if state == "held" else {}
    on_now = evening(group, 0, state=state, **times, **done)
    page = f"/sessions/{on_now.ref}/"

    assert f'href="{page}">How to get there' in markup_of(client.get(f"/groups/{group.slug}/"))
    assert "Where Hall" in words_of(client.get(page))
    GroupSession.objects.update(ends_at=now)
    assert "This one is over" in words_of(client.get(page))
    assert "Where Hall" not in words_of(client.get(page))


def test_what_did_not_meet_is_not_said_to_be_on_now(client: Client, group: SupportGroup) -> None:
    now = timezone.now()
    times = {"starts_at": now - dt.timedelta(minutes=60), "ends_at": now + dt.timedelta(minutes=30)}
    evening(group, 0, state="did_not_meet", **times)

    assert "On now" not in words_of(client.get(f"/groups/{group.slug}/"))


def test_who_helps_sees_what_they_can_do(
    browse: Browse, session: GroupSession, facilitator: Person, volunteer: Person, regular: Person, coordinator: Person
) -> None:
    def offers(person: Person) -> set[str]:
        page = markup_of(browse(person).get(f"/sessions/{session.ref}/"))
        ways = ("register", "jobs", "place/for-somebody", "change", "cancel")
        return {way for way in ways if f'href="/sessions/{session.ref}/{way}/"' in page}

    assert offers(regular) == set()
    assert offers(volunteer) == {"register", "jobs"}
    assert offers(facilitator) == offers(coordinator) == {"register", "jobs", "place/for-somebody", "change", "cancel"}


def test_a_hidden_evening_and_none_at_all_look_the_same(client: Client, network: Network) -> None:
    hidden = evening(factories.SupportGroupFactory(network=network, found_by="members"))

    for path in ("", "place/", "remind-me/"):
        one, other = (client.get(f"/sessions/{ref}/{path}") for ref in (hidden.ref, "0" * 12))
        assert one.status_code == other.status_code == 404
        assert same_but_for_the_address(one) == same_but_for_the_address(other)


@pytest.mark.parametrize("ref", ["x", "0" * 500, "ABCDEFGHJKMN", "%00", "a%00b", "..%2f", "%F0%9F%98%80"])
def test_a_ref_that_is_none_is_not_found(client: Client, ref: str) -> None:
    assert client.get(f"/sessions/{ref}/").status_code == 404


def test_p1_lists_and_one_evening_cost_the_same_queries_with_one_row_and_with_thirty(
    client: Client, session: GroupSession
) -> None:
    paths = ("/sessions/", f"/sessions/{session.ref}/", f"/sessions/{session.ref}/place/")
    few = [len(queries_of(client, path)) for path in paths]
    for weeks in range(2, 32):
        factories.PlaceFactory(session=evening(session.group, 7 * weeks))
        factories.PlaceFactory(session=session)
    many = [len(queries_of(client, path)) for path in paths]

    assert few == many
    assert max(many) <= 6, "and two that are remembered for half a minute"
