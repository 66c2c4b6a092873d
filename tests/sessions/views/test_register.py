"""The register's pages: whom they let in, what they show, and that each line works without scripts."""

import html
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from groups.models import SupportGroup
from members.models import Person
from sessions.models import GroupSession, Presence, Tap
from tests import factories
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Person | None], Client]
PAGES = ("register/", "register/lock-up/", "register/did-not-meet/")
POSTS = ("register/", "register/taps/", "register/lock-up/", "register/did-not-meet/", "register/reopen/")


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


@pytest.fixture(autouse=True)
def _tonight(session: GroupSession) -> Iterator[None]:
    with time_machine.travel(half_past_seven(session)):
        yield


def page_of(client: Client, session: GroupSession, query: str = "") -> str:
    return client.get(f"/sessions/{session.ref}/register/{query}").content.decode()


def buttons_of(page: str, name: str) -> dict[str, str]:
    """What each button of somebody's line would send, by what it does, as a browser without scripts reads it."""
    lines = re.findall(r'<li class="tap-row.*?</li>', page, re.DOTALL)
    line = next(line for line in lines if f"<span>{name}</span>" in line)
    values = [html.unescape(value) for value in re.findall(r'name="press" value="([^"]*)"', line)]
    return {value.split("&")[0].removeprefix("act="): value for value in values}


def press(client: Client, session: GroupSession, name: str, act: str, query: str = "") -> str:
    page = page_of(client, session, query)
    sent = {"device": device_of(page), "press": buttons_of(page, name)[act]}
    return client.post(f"/sessions/{session.ref}/register/", sent, follow=True).content.decode()


def device_of(page: str) -> str:
    found = re.search(r'name="device" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("ending", POSTS)
def test_anonymous_visitors_log_in_first_whether_or_not_it_exists(ending: str, session: GroupSession) -> None:
    for method in ("get", "post"):
        answers = [getattr(Client(), method)(f"/sessions/{ref}/{ending}") for ref in (session.ref, "0" * 12)]
        if method == "get" and ending in ("register/taps/", "register/reopen/"):
            assert [answer.status_code for answer in answers] == [405, 405]
            continue
        assert [answer.status_code for answer in answers] == [302, 302]
        there, elsewhere = (answer["Location"].replace(session.ref, "0" * 12) for answer in answers)
        assert there == elsewhere
        assert there.startswith("/accounts/login/code/")


@pytest.mark.parametrize("ending", POSTS)
def test_strangers_are_told_that_there_is_nothing_and_participants_whom_to_ask(
    ending: str,
    session: GroupSession,
    stranger: Person,
    former_facilitator: Person,
    manager: Person,
    regular: Person,
    browse: Browse,
) -> None:
    for outsider in (stranger, former_facilitator, manager):
        assert browse(outsider).post(f"/sessions/{session.ref}/{ending}").status_code == 404
    refused = browse(regular).post(f"/sessions/{session.ref}/{ending}")
    assert refused.status_code == 403
    assert "Ask one of them" in refused.content.decode()
    if ending in PAGES:
        assert browse(stranger).get(f"/sessions/{session.ref}/{ending}").status_code == 404
        assert browse(regular).get(f"/sessions/{session.ref}/{ending}").status_code == 403
    assert not Tap.objects.exists()


def test_helpers_facilitators_and_coordinators_see_the_register(
    session: GroupSession, facilitator: Person, volunteer: Person, coordinator: Person, browse: Browse
) -> None:
    for person in (facilitator, volunteer, coordinator):
        for ending in PAGES:
            answer = browse(person).get(f"/sessions/{session.ref}/{ending}")
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]


def test_every_line_is_a_form_and_pressing_it_twice_is_pressing_it_once(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    robin = factories.PlaceFactory(session=session, person__known_as="Robin", first_time=True).person
    client = browse(facilitator)
    page = page_of(client, session)
    sent = {"device": device_of(page), "press": buttons_of(page, "Robin")["here"]}

    for _ in range(2):
        answer = client.post(f"/sessions/{session.ref}/register/", sent)
        assert answer["Location"] == f"/sessions/{session.ref}/register/#row-{robin.ref}"

    assert who_is_here(session) == ["Robin"]
    assert Tap.objects.count() == 1
    assert Presence.objects.get().first_time

    press(client, session, "Robin", "first_time")
    assert not Presence.objects.get().first_time
    press(client, session, "Robin", "not_here")
    assert who_is_here(session) == []


def test_someone_new_plus_one_and_taking_one_away_work_without_scripts(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client, url = browse(facilitator), f"/sessions/{session.ref}/register/"
    device = str(Device().id)

    client.post(url, {"device": device, "act": "new", "word": "Wren"})
    client.post(url, {"device": device, "act": "plus_one", "word": "ignored"})
    client.post(url, {"device": str(Device().id), "act": "plus_one_new"})
    empty = client.post(url, {"device": str(Device().id), "act": "new", "word": ""}, follow=True).content.decode()

    assert who_is_here(session) == ["+", "+", "Wren"]
    assert set(Presence.objects.filter(regular=None).values_list("first_time", flat=True)) == {True, False}
    assert "Write one word to know them by" in empty
    last = re.search(r'name="undoes" value="([^"]+)" data-all', empty)
    assert last is not None
    client.post(url, {"device": str(Device().id), "act": "not_here", "undoes": last[1]})
    assert who_is_here(session) == ["+", "Wren"]


def test_somebody_on_a_job_is_listed_under_it_and_may_have_come_for_themselves(
    session: GroupSession, facilitator: Person, volunteer: Person, browse: Browse
) -> None:
    session.jobs.create(role="tea", person=volunteer, taken_at=session.starts_at)
    client = browse(facilitator)

    press(client, session, "Val", "here")
    assert Presence.objects.get().role == "tea"
    press(client, session, "Val", "job")
    assert Presence.objects.get().role == "came"
    press(client, session, "Val", "job")
    assert Presence.objects.get().role == "tea"


def test_needs_are_shown_to_tonights_facilitator_and_contact_details_to_nobody(
    session: GroupSession, facilitator: Person, volunteer: Person, browse: Browse
) -> None:
    place = factories.PlaceFactory(session=session, needs="A chair by the door")

    assert "A chair by the door" in page_of(browse(facilitator), session)
    assert "A chair by the door" not in page_of(browse(volunteer), session)
    for person in (facilitator, volunteer):
        assert place.person.email not in page_of(browse(person), session)


def test_words_are_shown_as_they_were_written_and_never_as_markup(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client = browse(facilitator)
    word = '<b onclick="x">Wren</b>'

    client.post(f"/sessions/{session.ref}/register/", {"device": str(Device().id), "act": "new", "word": word})

    page = page_of(client, session)
    assert who_is_here(session) == [word]
    assert "<b onclick" not in page
    assert "<span>&lt;b onclick=&quot;x&quot;&gt;Wren&lt;/b&gt;</span>" in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "here"},
        {"act": "boss", "device": "0" * 32},
        {"act": "here", "device": "no"},
        {"act": "not_here", "device": "0" * 32, "undoes": "no"},
        {"act": "here", "device": "0" * 32, "word": "\x00"},
        {"press": "", "device": "0" * 32},
        {"press": "act=boss&person=x", "device": "0" * 32},
        {"press": "act=here&word=%00", "device": "0" * 32},
    ],
)
def test_a_line_that_cannot_be_read_is_answered_with_the_page_and_a_sentence(
    sent: dict[str, str], session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    answer = browse(facilitator).post(f"/sessions/{session.ref}/register/", sent, follow=True)

    assert answer.status_code == 200
    assert "We could not read what this page sent" in answer.content.decode()
    assert not Tap.objects.exists()


def test_a_register_that_is_off_or_early_says_so_and_takes_nothing(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client, line = browse(facilitator), {"device": str(Device().id), "act": "plus_one"}
    for state, sentence in (("cancelled", "put it on again"), ("did_not_meet", "We did not meet")):
        GroupSession.objects.filter(pk=session.pk).update(state=state)
        assert sentence in page_of(client, session)
        told = client.post(f"/sessions/{session.ref}/register/", line, follow=True).content.decode()
        assert "data-register" not in told
        assert 'role="status"' in told

    later = evening_of(session.group, on=session.on.replace(day=30))
    assert "A little early" in page_of(client, later)
    told = client.post(f"/sessions/{later.ref}/register/", line, follow=True).content.decode()
    assert "The register opens on Monday 30 November at 7am." in told
    assert not Tap.objects.exists()


def test_a_done_register_shows_totals_and_who_was_here_and_nobody_else(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    factories.PlaceFactory(session=session, person__known_as="Robin")
    factories.RegularFactory(group=session.group, word="Heron")
    phone = Device()
    tap(session, facilitator, phone.add(word="Wren"), phone.add(person=facilitator.ref, role="facilitator"))
    client = browse(facilitator)
    client.post(f"/sessions/{session.ref}/register/lock-up/", {"headcount": "5"})

    done = page_of(client, session)
    assert "<strong>5</strong> came" in done
    assert {"Wren", "Fiona"} <= set(re.findall(r"\w+", done))
    assert "Robin" not in done
    assert "Heron" not in done

    press(client, session, "Heron", "here", "?correct=1")
    session.refresh_from_db()
    assert (who_is_here(session), session.register_state) == (["Fiona", "Heron", "Wren"], "corrected")
    assert "We kept a place for" not in page_of(client, session, "?correct=1")


@pytest.mark.parametrize("rows", [1, 40])
def test_p1_the_page_is_seven_queries_however_many_rows(
    rows: int, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    factories.PlaceFactory.create_batch(rows, session=session)
    regulars = factories.RegularFactory.create_batch(rows, group=session.group)
    phone = Device()
    tap(session, facilitator, *(phone.add(regular=one.ref) for one in regulars))
    client = browse(facilitator)

    asked = queries_of(client, f"/sessions/{session.ref}/register/")

    assert len(asked) == 7, asked
    assert page_of(client, session).count('value="act=not_here') == rows
