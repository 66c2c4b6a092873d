"""The jobs page: who may take one, who may write somebody in, and that every tap is answered with the page."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from groups.models import FormatJob, Membership, SupportGroup
from members.models import Person
from sessions.models import GroupSession, Job
from tests.sessions.tapping import evening_of, half_past_seven
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Person | None], Client]


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    assert group.format is not None
    for role, people in (("facilitator", 2), ("tea", 1)):
        FormatJob.objects.create(format=group.format, role=role, people=people)
    return evening_of(group)


@pytest.fixture(autouse=True)
def _tonight(session: GroupSession) -> Iterator[None]:
    with time_machine.travel(half_past_seven(session)):
        yield


def settle(client: Client, session: GroupSession, act: str, role: str, **fields: str) -> str:
    sent = {"act": act, "role": role, **fields}
    return client.post(f"/sessions/{session.ref}/jobs/", sent, follow=True).content.decode()


def held(session: GroupSession) -> set[tuple[str, str]]:
    rows = Job.objects.filter(session=session, given_back_at=None).select_related("person")
    return {(row.role, row.person.known_as if row.person else row.first_name) for row in rows}


def test_strangers_participants_and_anonymous_visitors(
    session: GroupSession, stranger: Person, regular: Person, manager: Person, browse: Browse
) -> None:
    url = f"/sessions/{session.ref}/jobs/"
    for method in ("get", "post"):
        assert getattr(browse(stranger), method)(url).status_code == 404
        assert getattr(browse(manager), method)(url).status_code == 404
        assert getattr(browse(regular), method)(url).status_code == 403
        for address in (url, "/sessions/000000000000/jobs/"):
            assert getattr(Client(), method)(address)["Location"].startswith("/accounts/login/code/")
    assert not Job.objects.exists()


def test_a_volunteer_takes_the_tea_and_gives_it_back_and_is_not_asked_why(
    session: GroupSession, volunteer: Person, browse: Browse
) -> None:
    client = browse(volunteer)

    page = settle(client, session, "take", "tea")
    settle(client, session, "take", "tea")
    assert held(session) == {("tea", "Val")}
    assert "Not this time" in page
    page = settle(client, session, "give_back", "tea")
    assert held(session) == set()
    assert "I’ll do it" in page


def test_extra_hands_are_welcome_and_the_page_says_so(
    session: GroupSession, facilitator: Person, volunteer: Person, browse: Browse
) -> None:
    settle(browse(facilitator), session, "take", "tea")

    page = settle(browse(volunteer), session, "take", "tea")

    assert held(session) == {("tea", "Fiona"), ("tea", "Val")}
    assert "an extra hand is welcome" in page


def test_those_who_lead_write_a_first_name_in_and_others_do_not(
    session: GroupSession, facilitator: Person, volunteer: Person, coordinator: Person, browse: Browse
) -> None:
    page = settle(browse(facilitator), session, "write_in", "tea", first_name="Jean & Joe")
    settle(browse(coordinator), session, "write_in", "welcome", first_name="Al")
    assert held(session) == {("tea", "Jean & Joe"), ("welcome", "Al")}
    assert "Jean &amp; Joe" in page
    assert "Jean & " not in page

    sent = {"act": "write_in", "role": "tea", "first_name": "Zed"}
    assert browse(volunteer).post(f"/sessions/{session.ref}/jobs/", sent).status_code == 403
    sent = {"act": "take_back", "role": "welcome", "first_name": "Al"}
    assert browse(volunteer).post(f"/sessions/{session.ref}/jobs/", sent).status_code == 403
    assert "Write somebody in" not in browse(volunteer).get(f"/sessions/{session.ref}/jobs/").content.decode()
    settle(browse(facilitator), session, "take_back", "welcome", first_name="Al")
    assert held(session) == {("tea", "Jean & Joe")}


@pytest.mark.parametrize("first_name", ["<b>Jean</b>", "\u202eneaJ", "\u200b\u200b", "Jean\nand Joe"])
def test_a_name_is_written_in_that_can_be_read_aloud_and_any_is_taken_off(
    session: GroupSession, facilitator: Person, browse: Browse, first_name: str
) -> None:
    page = settle(browse(facilitator), session, "write_in", "tea", first_name=first_name)
    assert "Please" in page
    assert held(session) == set()
    Job.objects.create(session=session, role="tea", first_name=first_name, taken_at=timezone.now())
    settle(browse(facilitator), session, "take_back", "tea", first_name=first_name)
    assert held(session) == set()


def test_every_refusal_is_a_sentence_on_the_page(
    session: GroupSession, facilitator: Person, volunteer: Person, coordinator: Person, browse: Browse
) -> None:
    assert "An evening is led by the group’s facilitators." in settle(
        browse(volunteer), session, "take", "facilitator"
    ).replace("&#x27;", "’")
    assert "A facilitator can write you in." in settle(browse(coordinator), session, "take", "tea")
    assert "Write the first name of whoever does it." in settle(browse(facilitator), session, "write_in", "tea")
    long = settle(browse(facilitator), session, "write_in", "tea", first_name="J" * 41)
    assert "A first name of up to 40 letters is enough." in long
    assert "Choose a job from the list." in settle(browse(facilitator), session, "take", "boss")
    assert "Choose a job from the list." in settle(browse(facilitator), session, "boss", "tea")
    Membership.objects.filter(person=volunteer).update(stepped_back_on=session.on)
    assert "You are stepping back for a while." in settle(browse(volunteer), session, "take", "tea")
    assert held(session) == set()


def test_an_evening_that_is_over_or_off_or_without_jobs_says_so_and_changes_nothing(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client = browse(facilitator)
    with time_machine.travel(session.ends_at):
        page = settle(client, session, "take", "tea")
        assert "This evening is over." in page
        assert "I’ll do it" not in page
    GroupSession.objects.update(state="cancelled")
    assert "It needs nobody this time." in settle(client, session, "take", "tea")
    GroupSession.objects.update(state="planned")
    SupportGroup.objects.update(uses_jobs=False)
    assert "This group keeps no list of jobs." in settle(client, session, "take", "tea")
    assert held(session) == set()


def test_a_format_that_asks_for_nothing_has_a_kind_page(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    FormatJob.objects.all().delete()

    page = browse(facilitator).get(f"/sessions/{session.ref}/jobs/").content.decode()

    assert "No jobs listed" in page
    assert "Write somebody in" in page


@pytest.mark.parametrize("rows", [1, 40])
def test_p1_the_page_is_four_queries_however_many_hands(
    rows: int, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    for number in range(rows):
        session.jobs.create(role="tea", first_name=f"Al {number}", taken_at=session.starts_at)

    assert len(queries_of(browse(facilitator), f"/sessions/{session.ref}/jobs/")) == 4
