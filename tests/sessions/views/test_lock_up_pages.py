"""Before you lock up, "we did not meet", and taking either back, as pages."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from groups.models import Agreement, SupportGroup
from members.models import Person
from sessions.models import GroupSession
from tests.sessions.tapping import Device, evening_of, half_past_seven, tap, who_is_here

pytestmark = pytest.mark.django_db
Browse = Callable[[Person | None], Client]


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


@pytest.fixture(autouse=True)
def _tonight(session: GroupSession) -> Iterator[None]:
    with time_machine.travel(half_past_seven(session)):
        yield


def post(client: Client, session: GroupSession, ending: str, **fields: str) -> str:
    return client.post(f"/sessions/{session.ref}/register/{ending}/", fields, follow=True).content.decode()


def test_a_headcount_alone_is_done_and_the_same_form_again_is_the_same(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client = browse(facilitator)

    for _ in range(2):
        page = post(client, session, "lock-up", headcount="9")
        assert "Done. Thank you for tonight." in page
        assert "<strong>9</strong> came" in page

    session.refresh_from_db()
    assert (session.state, session.register_state, session.headcount) == ("held", "done", 9)


@pytest.mark.parametrize(
    ("headcount", "sentence"),
    [
        ("", "Say how many came, even if nobody did."),
        ("nine", "Write a whole number, such as 9."),
        ("-1", "Nobody is 0. Write 0 or more."),
        ("1000", "Write a number below a thousand."),
    ],
)
def test_what_is_no_headcount_is_asked_again_and_what_was_typed_is_kept(
    headcount: str, sentence: str, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    SupportGroup.objects.update(uses_notes=True)

    page = post(browse(facilitator), session, "lock-up", headcount=headcount, note="The key sticks")

    session.refresh_from_db()
    assert session.state == "planned"
    assert sentence in page
    assert "The key sticks" in page
    assert f'value="{headcount}"' in page or not headcount
    assert "Error:" in page.split("</title>")[0]


def test_a_headcount_below_the_marks_is_asked_about_and_the_answer_is_for_that_number_alone(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    phone, client = Device(), browse(facilitator)
    tap(session, facilitator, *(phone.add(word=f"Wren {number}") for number in range(3)))

    asked = post(client, session, "lock-up", headcount="2")
    assert "You counted 2, and 3 are marked as here. Is 2 right?" in asked
    assert "Yes, 2 is right" in asked
    other = post(client, session, "lock-up", headcount="1", confirmed="2")
    assert "You counted 1, and 3 are marked as here. Is 1 right?" in other
    session.refresh_from_db()
    assert session.state == "planned"

    post(client, session, "lock-up", headcount="2", confirmed="2")
    session.refresh_from_db()
    assert (session.state, session.headcount) == ("held", 2)


def test_an_empty_box_means_the_marks(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    tap(session, facilitator, Device().add(word="Wren"))
    client = browse(facilitator)
    asked = client.get(f"/sessions/{session.ref}/register/lock-up/").content.decode()
    assert "Empty means 1: as many as are marked as here." in asked

    page = post(client, session, "lock-up", headcount="")

    session.refresh_from_db()
    assert (session.state, session.headcount) == ("held", None)
    assert "<strong>1</strong> came" in page


def test_only_the_formalities_a_group_uses_are_asked(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client, url = browse(facilitator), f"/sessions/{session.ref}/register/lock-up/"
    assert "We shared the group agreement" not in client.get(url).content.decode(), "none is written"
    Agreement.objects.create(group=session.group, version=1, text="We listen.", begins_on=session.on)

    plain = client.get(url).content.decode()
    assert ("We shared the group agreement" in plain, "Anything practical" in plain) == (True, False)
    SupportGroup.objects.update(uses_agreement_mark=False, uses_notes=True)
    other = client.get(url).content.decode()
    assert ("We shared the group agreement" in other, "Anything practical" in other) == (False, True)

    post(client, session, "lock-up", headcount="3", agreement_was_read="on", note="<i>The key</i>")
    session.refresh_from_db()
    assert (session.agreement_read, session.note) == (None, "<i>The key</i>")
    assert "&lt;i&gt;The key&lt;/i&gt;" in client.get(f"/sessions/{session.ref}/register/").content.decode()


def test_last_weeks_evening_is_recorded_and_corrected_late(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    last_week = evening_of(session.group, on=session.on.replace(day=20))
    client = browse(facilitator)

    post(client, last_week, "lock-up", headcount="4")
    assert 'value="4"' in client.get(f"/sessions/{last_week.ref}/register/lock-up/").content.decode()
    page = post(client, last_week, "lock-up", headcount="5")

    last_week.refresh_from_db()
    assert (last_week.headcount, last_week.register_state) == (5, "corrected")
    assert "Corrected since it was first done." in page


def test_did_not_meet_and_back(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    client = browse(facilitator)

    page = post(client, session, "did-not-meet", reason="The hall & the door were shut")
    session.refresh_from_db()
    assert (session.state, session.state_reason) == ("did_not_meet", "The hall & the door were shut")
    assert "The hall &amp; the door were shut" in page

    page = post(client, session, "reopen")
    session.refresh_from_db()
    assert session.state == "planned"
    assert "Taken back." in page
    assert "data-register" in page


@pytest.mark.parametrize("reason", ["<shut>", "shut \u202ellah", "shut\x07", "x" * 201])
def test_why_it_did_not_meet_can_be_read_by_everyone(
    session: GroupSession, facilitator: Person, browse: Browse, reason: str
) -> None:
    assert "Please" in post(browse(facilitator), session, "did-not-meet", reason=reason)
    session.refresh_from_db()
    assert session.state == "planned"


def test_refusals_are_sentences_on_the_form(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    client = browse(facilitator)
    tap(session, facilitator, Device().add(word="Wren"))
    assert "People are marked as here, so it met." in post(client, session, "did-not-meet", reason="x")

    later = evening_of(session.group, on=session.on.replace(day=30))
    assert "It begins on Monday 30 November at 7pm." in post(client, later, "lock-up", headcount="3")
    assert "It begins on Monday 30 November at 7pm." in post(client, later, "did-not-meet")

    GroupSession.objects.filter(pk=later.pk).update(state="cancelled")
    for ending, fields in (("lock-up", {"headcount": "3"}), ("did-not-meet", {}), ("reopen", {})):
        assert "This evening is cancelled." in post(client, later, ending, **fields)


def test_done_by_mistake_is_taken_back_from_the_page(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    tap(session, facilitator, Device().add(word="Wren"))
    client = browse(facilitator)
    post(client, session, "lock-up", headcount="9")

    page = post(client, session, "reopen")

    session.refresh_from_db()
    assert (session.state, session.headcount) == ("planned", None)
    assert who_is_here(session) == ["Wren"]
    assert "data-register" in page


def test_the_shared_agreement_is_marked_and_shown(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    written = Agreement.objects.create(group=session.group, version=1, text="We listen.", begins_on=session.on)
    client = browse(facilitator)

    page = post(client, session, "lock-up", headcount="3", agreement_was_read="on")
    session.refresh_from_db()
    assert session.agreement_read == written
    assert "Group agreement" in page
    assert "checked" in client.get(f"/sessions/{session.ref}/register/lock-up/").content.decode()

    page = post(client, session, "lock-up", headcount="3")
    session.refresh_from_db()
    assert session.agreement_read is None
    assert "Group agreement" not in page
