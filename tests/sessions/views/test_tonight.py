"""Tonight: what somebody who helps finds after logging in, and a kind page for those who do not."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from bench.browsers import browser
from groups.models import FormatJob, Membership, SupportGroup
from members.models import Person
from sessions import tonight as verbs
from sessions.models import GroupSession
from tests import factories
from tests.conftest import somebody
from tests.sessions.tapping import evening_of, half_past_seven
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Person | None], Client]


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    assert group.format is not None
    FormatJob.objects.create(format=group.format, role="facilitator", people=2)
    return evening_of(group)


@pytest.fixture(autouse=True)
def _tonight(session: GroupSession) -> Iterator[None]:
    with time_machine.travel(half_past_seven(session)):
        yield


def page_for(browse: Browse, person: Person) -> str:
    answer = browse(person).get("/tonight/")
    assert answer.status_code == 200
    return answer.content.decode()


def on(session: GroupSession, days: int, **facts: object) -> GroupSession:
    return evening_of(session.group, on=session.on + dt.timedelta(days=days), **facts)


def read(person: Person, session: GroupSession) -> verbs.Tonight:
    assert person.user is not None
    return verbs.tonight(user=person.user, now=half_past_seven(session))


def test_without_a_login_there_is_a_login_first() -> None:
    assert Client().get("/tonight/")["Location"] == "/accounts/login/code/?next=%2Ftonight%2F"
    assert Client().post("/tonight/").status_code == 405


def test_somebody_who_helps_nowhere_finds_a_kind_page(
    session: GroupSession, regular: Person, former_facilitator: Person, network: object, browse: Browse
) -> None:
    for person in (regular, former_facilitator, somebody(session.group.network, "Nina")):
        page = page_for(browse, person)
        assert "You need no login to come to one." in page
        assert "/register/" not in page


def test_todays_evening_is_one_tap_from_its_register(
    session: GroupSession, facilitator: Person, volunteer: Person, coordinator: Person, browse: Browse
) -> None:
    evening_of(factories.SupportGroupFactory(name="Elsewhere"))

    for person in (facilitator, volunteer, coordinator):
        page = page_for(browse, person)
        assert re.findall(r'href="(/sessions/\w+/register/)"', page) == [f"/sessions/{session.ref}/register/"]
        assert "Friday 27 November" in page
        assert "Elsewhere" not in page


def test_the_next_seven_days_are_shown_and_not_the_eighth(session: GroupSession, facilitator: Person) -> None:
    week = [on(session, days) for days in (1, 7)]
    on(session, 8)

    found = read(facilitator, session)

    assert [evening.session for evening in found.today] == [session]
    assert [evening.session for evening in found.this_week] == week


def test_past_evenings_not_recorded_wait_and_recorded_ones_can_be_put_right(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    done = {"state": "held", "register_state": "done", "register_done_at": session.ends_at, "headcount": 3}
    waiting, old, forgotten = on(session, -1), on(session, -56), on(session, -57)
    recorded, long_done = on(session, -14, **done), on(session, -15, **done)
    off, not_met = on(session, -2, state="cancelled"), on(session, -3, state="did_not_meet")

    found = read(facilitator, session)

    assert [evening.session for evening in found.not_recorded] == [waiting, old]
    assert [evening.session for evening in found.lately] == [not_met, recorded]
    page = page_for(browse, facilitator)
    for shown in (waiting, old, not_met, recorded):
        assert f"/sessions/{shown.ref}/register/" in page
    for hidden in (forgotten, long_done, off):
        assert hidden.ref not in page


def test_todays_evening_says_what_has_become_of_it(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    now = session.ends_at + dt.timedelta(minutes=5)
    with time_machine.travel(now):
        assert "Not recorded yet" in page_for(browse, facilitator)
        assert "I’ll do it" not in page_for(browse, facilitator)
        GroupSession.objects.update(state="held", register_state="done", register_done_at=now, headcount=3)
        assert "See the register" in page_for(browse, facilitator)
        GroupSession.objects.update(state="cancelled", register_state="open", state_reason="No <heating>")
        page = page_for(browse, facilitator)
        assert "Cancelled: No &lt;heating&gt;" in page
        assert f"/sessions/{session.ref}/register/" not in page


def test_jobs_are_taken_and_given_back_from_here(
    session: GroupSession, facilitator: Person, volunteer: Person, browse: Browse
) -> None:
    client = browse(facilitator)
    jobs = f"/sessions/{session.ref}/jobs/"
    assert "2 needed" in page_for(browse, facilitator)
    assert "I’ll do it" not in page_for(browse, volunteer), "leading is for facilitators"

    taken = client.post(jobs, {"act": "take", "role": "facilitator", "from_tonight": "1"})
    assert taken["Location"] == "/tonight/"
    assert "Not this time" in page_for(browse, facilitator)
    assert "1 more needed" in page_for(browse, volunteer)
    assert "Fiona" in page_for(browse, volunteer)

    client.post(jobs, {"act": "give_back", "role": "facilitator", "from_tonight": "1"})
    assert "2 needed" in page_for(browse, facilitator)


def test_a_coordinator_sees_evenings_short_of_facilitators_and_others_do_not(
    session: GroupSession, facilitator: Person, coordinator: Person, stranger: Person, browse: Browse
) -> None:
    later = on(session, 14 - 1)

    page = page_for(browse, coordinator)
    assert "Short of facilitators" in page
    assert f"/sessions/{later.ref}/jobs/" in page
    assert [one.session for one in read(coordinator, session).short] == [session, later]
    for person in (facilitator, stranger):
        assert "Short of facilitators" not in page_for(browse, person)


def test_what_is_only_coordinated_is_shown_for_today_and_the_past(session: GroupSession, coordinator: Person) -> None:
    tomorrow, yesterday = on(session, 1), on(session, -1)

    found = read(coordinator, session)
    assert [evening.session for evening in found.today] == [session]
    assert found.this_week == []
    assert [evening.session for evening in found.not_recorded] == [yesterday]

    factories.MembershipFactory(group=session.group, person=coordinator, role=Membership.Role.HELPER)
    del coordinator.user._rights  # type: ignore[union-attr]  # a new request reads them anew
    assert [evening.session for evening in read(coordinator, session).this_week] == [tomorrow]


@pytest.mark.parametrize("rows", [1, 40])
def test_p1_the_page_is_at_most_eight_queries_however_many_rows(
    rows: int, session: GroupSession, facilitator: Person, coordinator: Person, browse: Browse
) -> None:
    factories.MembershipFactory(group=session.group, person=coordinator, role=Membership.Role.HELPER)
    for number in range(rows):
        ahead = on(session, number % 6 + 1)
        ahead.jobs.create(role="tea", first_name=f"Al {number}", taken_at=session.starts_at)
        on(session, -1 - number % 40)

    assert len(queries_of(browse(facilitator), "/tonight/")) == 5
    assert len(queries_of(browse(coordinator), "/tonight/")) == 6


DONE = {"state": "held", "register_state": "done", "headcount": 3}


@pytest.mark.parametrize(
    ("days", "facts", "opens"),
    [
        (-56, {}, True),
        (-57, {}, False),
        (-14, DONE, True),
        (-15, DONE, False),
        (-15, {"state": "did_not_meet", "state_reason": "The hall was shut"}, False),
        (-1, {"state": "cancelled", "state_reason": "Snow"}, False),
        (0, {"state": "cancelled", "state_reason": "Snow"}, True),
        (7, {}, True),
        (8, {}, False),
    ],
)
def test_a_code_alone_opens_the_registers_of_the_evenings_it_shows_and_no_others(
    days: int, facts: dict[str, object], opens: bool, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    evening = on(session, days) if days else session
    if facts is DONE:
        facts = {**DONE, "register_done_at": evening.ends_at}
    GroupSession.objects.filter(pk=evening.pk).update(**facts)
    with_a_code, with_both = browse(facilitator), browser(facilitator.user_id)

    for page in ("register/", "register/lock-up/", "register/did-not-meet/"):
        path = f"/sessions/{evening.ref}/{page}"
        answer = with_a_code.get(path)
        assert (answer.status_code == 200) == opens
        assert answer.get("Location", "").startswith("/accounts/second-factor/") == (not opens)
        assert with_both.get(path).status_code == 200
    for page in ("register/", "register/taps/", "register/lock-up/", "register/did-not-meet/"):
        asked = with_a_code.post(f"/sessions/{evening.ref}/{page}").get("Location", "")
        assert asked.startswith("/accounts/second-factor/") == (not opens), page
    undone = with_a_code.post(f"/sessions/{evening.ref}/register/reopen/")
    assert undone["Location"] == f"/sessions/{evening.ref}/register/", "a mistake is undone by a code alone"


@pytest.mark.parametrize(("days", "opens"), [(-14, True), (0, True), (1, False)])
def test_who_only_coordinates_is_shown_what_is_today_or_over(
    days: int, opens: bool, session: GroupSession, coordinator: Person, browse: Browse
) -> None:
    evening = on(session, days) if days else session
    page, register = browse(coordinator).get("/tonight/"), f"/sessions/{evening.ref}/register/"
    assert (register in page.content.decode()) == opens
    assert (browse(coordinator).get(register).status_code == 200) == opens
