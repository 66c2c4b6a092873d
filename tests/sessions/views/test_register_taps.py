"""What the register's script sends: batches of taps, and everything that is not one."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import Regular, SupportGroup
from members.models import Person
from sessions.models import GroupSession, Tap
from tests import factories
from tests.sessions.tapping import evening_of, half_past_seven, who_is_here

pytestmark = pytest.mark.django_db
Browse = Callable[[Person | None], Client]


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return evening_of(group)


@pytest.fixture(autouse=True)
def _tonight(session: GroupSession) -> Iterator[None]:
    with time_machine.travel(half_past_seven(session)):
        yield


def add(sequence: int, **facts: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "sequence": sequence, "action": "add", **facts}


def batch_of(*taps: dict[str, Any]) -> dict[str, Any]:
    return {"device": str(uuid.uuid4()), "taps": list(taps)}


def send(client: Client, session: GroupSession, given: object) -> tuple[int, Any]:
    body = given if isinstance(given, str | bytes) else json.dumps(given)
    answer = client.post(f"/sessions/{session.ref}/register/taps/", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_batch_is_answered_with_a_receipt_for_each_tap_and_again_with_the_same(
    session: GroupSession, facilitator: Person, stranger: Person, browse: Browse
) -> None:
    robin = factories.PlaceFactory(session=session, person__known_as="Robin").person
    taps = [add(1, person=robin.ref, first_time=True), add(2, word="Wren"), add(3), add(4, person=stranger.ref)]
    taps.append({"id": str(uuid.uuid4()), "sequence": 5, "action": "undo", "undoes": taps[1]["id"]})
    given, client = batch_of(*taps), browse(facilitator)

    answers = [send(client, session, given) for _ in range(5)]

    says = ["", "", "", "We do not know that person in this group. Add them as someone new, by one word.", ""]
    body = {"taps": [{"id": one["id"], "says": sentence} for one, sentence in zip(taps, says, strict=True)]}
    assert answers == [(200, body)] * 5
    assert who_is_here(session) == ["+", "Robin"]
    assert Tap.objects.count() == 4
    assert not Regular.objects.filter(word="Wren").exists()


@pytest.mark.parametrize(
    "given",
    [
        "",
        "not json",
        "[]",
        "null",
        "7",
        '"taps"',
        "{}",
        {"taps": []},
        {"device": "no", "taps": [add(1)]},
        {"device": str(uuid.uuid4()), "taps": 7},
        {"device": str(uuid.uuid4()), "taps": {"a": 1}},
        {"device": str(uuid.uuid4()), "taps": "abc"},
        {"device": str(uuid.uuid4()), "taps": [7]},
        {"device": str(uuid.uuid4()), "taps": [["a", "b"]]},
        batch_of({"sequence": 1, "action": "add"}),
        batch_of(add(-1)),
        batch_of(add(2**31)),
        batch_of(add(1, action="boss")),
        batch_of(add(1, action="undo")),
        batch_of(add(1, undoes=str(uuid.uuid4()))),
        batch_of(add(1, action="undo", undoes="no")),
        batch_of(add(1, word="nul \x00")),
        batch_of(add(1, word="w" * 201)),
        batch_of(add(1, word="half \ud800")),
        batch_of(add(1), add(1, id=None)),
        "[" * 100_000,
        '{"device": "a", "taps": [{"sequence": ' + "9" * 5000 + "}]}",
        b"\xff\xfe",
    ],
)
def test_what_is_no_batch_is_turned_away_whole_with_a_sentence(
    given: object, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    status, answer = send(browse(facilitator), session, given)

    assert (status, list(answer)) == (400, ["says"])
    assert answer["says"].startswith("We could not read what this page sent.")
    assert not Tap.objects.exists()


def test_a_form_is_no_batch(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    url = f"/sessions/{session.ref}/register/taps/"
    for sent in ({"data": {"taps": "x"}}, {"data": "taps=x", "content_type": "text/plain"}):
        answer = browse(facilitator).post(url, **sent)
        assert (answer.status_code, list(answer.json())) == (400, ["says"])


def test_two_hundred_taps_are_taken_and_more_are_not(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    client = browse(facilitator)

    assert send(client, session, batch_of(*(add(number) for number in range(201))))[0] == 413
    assert not Tap.objects.exists()
    assert send(client, session, batch_of(*(add(number) for number in range(200))))[0] == 200
    assert session.presences.count() == 200


def test_a_body_of_ten_megabytes_is_turned_away_unread(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    body = b'{"device": "' + b"a" * 10_000_000
    url = f"/sessions/{session.ref}/register/taps/"

    answer = browse(facilitator).post(url, body, content_type="application/json")

    assert answer.status_code == 413
    assert not Tap.objects.exists()


def test_forged_names_roles_and_numbers_are_refused_alone(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    heron = factories.RegularFactory(word="Heron")  # another group's
    odd: list[dict[str, Any]] = [
        {"person": heron.ref},
        {"regular": heron.ref},
        {"person": {"ref": heron.ref}},
        {"person": ["x"], "regular": True},
        {"role": "boss"},
        {"word": "w" * 41},
        {"word": "   "},
    ]
    taps = [add(number, **facts) for number, facts in enumerate(odd)]

    status, answer = send(browse(facilitator), session, batch_of(*taps, add(99)))

    assert status == 200
    assert [bool(one["says"]) for one in answer["taps"]] == [True] * len(odd) + [False]
    assert who_is_here(session) == ["+"]


@pytest.mark.parametrize("state", ["cancelled", "did_not_meet"])
def test_an_evening_that_is_off_answers_with_one_sentence(
    state: str, session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    GroupSession.objects.update(state=state)

    status, answer = send(browse(facilitator), session, batch_of(add(1)))

    assert status == 409
    assert answer["says"].endswith(".")
    assert not Tap.objects.exists()


def test_taps_without_the_pages_token_are_not_taken(session: GroupSession, facilitator: Person) -> None:
    assert facilitator.user is not None
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator.user)
    url = f"/sessions/{session.ref}/register/taps/"

    assert client.post(url, json.dumps(batch_of(add(1))), content_type="application/json").status_code == 403
    assert not Tap.objects.exists()


def test_p6_forty_taps_are_one_request_of_ten_queries(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    people = [factories.PlaceFactory(session=session, state="waiting").person for _ in range(15)]
    regulars = factories.RegularFactory.create_batch(15, group=session.group)
    taps = [{"person": one.ref} for one in people] + [{"regular": one.ref} for one in regulars] + [{}] * 10
    client = browse(facilitator)
    send(client, session, batch_of())

    with CaptureQueriesContext(connection) as queries:
        status, _ = send(client, session, batch_of(*(add(number, **facts) for number, facts in enumerate(taps))))

    said = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert (status, session.presences.count()) == (200, 40)
    assert len(said) <= 10, said
