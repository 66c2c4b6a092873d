"""Forms that ask for a yes: a box that nobody has ticked, beside the very words, only where the network needs one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from members.models import Basis, Consent, Person
from members.models.wordings import WORDINGS, words
from sessions.models import GroupSession, Place, Reminder
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.test_places_pages import form

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
YES = {"yes_places": "1", "yes_needs": "1"}


@pytest.fixture
def session(session: GroupSession) -> GroupSession:
    """An evening of a network that needs a yes for everything."""
    Basis.objects.update(basis="consent", condition="explicit")
    return session


def ask(session: GroupSession, **changed: Any) -> Any:
    return Client().post(f"/sessions/{session.ref}/place/", form(**changed))


def remind(session: GroupSession, **changed: Any) -> Any:
    sent = {"known_as": "Heather", "email": "heather@example.org", "how_often": "once", **changed}
    return Client().post(f"/sessions/{session.ref}/remind-me/", sent)


def boxes(page: Any) -> dict[str, str]:
    """The boxes that ask for a yes, by name, each as its tag."""
    return {found[1]: found[0] for found in re.finditer(r'<input[^>]*name="(yes_\w+)"[^>]*>', markup_of(page))}


def said(purpose: str) -> str:
    return words(purpose, "1", "Keep The Kettle On")


def test_the_box_stands_beside_its_words_and_nobody_has_ticked_it(session: GroupSession) -> None:
    for path, purposes in (("place", ["needs", "places"]), ("remind-me", ["letters"])):
        page = Client().get(f"/sessions/{session.ref}/{path}/")

        assert list(boxes(page)) == [f"yes_{purpose}" for purpose in purposes]
        for purpose in purposes:
            assert "checked" not in boxes(page)[f"yes_{purpose}"]
            assert f'<label for="id_yes_{purpose}">{said(purpose)}</label>' in markup_of(page)
        assert_calm(page)


def test_where_no_yes_is_needed_there_is_no_box(session: GroupSession) -> None:
    Basis.objects.update(basis="interests", condition="none")
    for path in ("place", "remind-me"):
        assert boxes(Client().get(f"/sessions/{session.ref}/{path}/")) == {}
    ask(session, **YES)
    assert (Place.objects.count(), Consent.objects.count()) == (1, 0)


def test_where_nothing_is_recorded_the_form_says_so_and_asks(session: GroupSession) -> None:
    Basis.objects.all().delete()
    page = Client().get(f"/sessions/{session.ref}/remind-me/")
    assert "has not recorded this yet. So we ask for your yes." in words_of(page)
    assert list(boxes(page)) == ["yes_letters"]


def test_p1_a_place_is_kept_with_its_yes(session: GroupSession) -> None:
    assert "We’ve kept you a place" in words_of(ask(session, needs="A lift", **YES))
    assert set(Consent.objects.values_list("purpose", "how")) == {("places", "form"), ("needs", "form")}


def test_p1_a_reminder_is_kept_with_its_yes(session: GroupSession) -> None:
    assert "We’ll remind you" in words_of(remind(session, yes_letters="1"))
    assert list(Consent.objects.values_list("purpose", "how")) == [("letters", "form")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Without a yes here we cannot keep a place."),
        ({"yes_places": ""}, "Without a yes here we cannot keep a place."),
        ({"yes_places": "0"}, "The words have changed since this page was opened."),
        ({"yes_places": "on"}, "The words have changed since this page was opened."),
        ({"yes_places": "1\x00"}, "The words have changed since this page was opened."),
        ({"yes_places": "1", "needs": "A lift"}, "Tick the box if we may keep what is written above. Or leave that"),
        (
            {"yes_places": "1", "needs": "A lift", "yes_needs": "x"},
            "The words have changed since this page was opened.",
        ),
    ],
)
def test_p1_without_it_nothing_is_kept_and_the_form_comes_back_as_typed(
    session: GroupSession, changed: dict[str, str], sentence: str
) -> None:
    page = ask(session, **changed)

    assert page.status_code == 200
    assert sentence in errors_of(page)
    assert 'value="heather@example.org"' in markup_of(page)
    assert (Place.objects.count(), Person.objects.count(), Consent.objects.count()) == (0, 0, 0)
    assert_calm(page)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({}, "Without a yes here we cannot remind you."), ({"yes_letters": "0"}, "The words have changed")],
)
def test_p1_nor_is_a_reminder(session: GroupSession, changed: dict[str, str], sentence: str) -> None:
    page = remind(session, **changed)
    assert sentence in errors_of(page)
    assert (Reminder.objects.count(), Person.objects.count()) == (0, 0)


def test_words_that_changed_meanwhile_are_shown_anew_and_have_to_be_ticked_anew(
    session: GroupSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORDINGS, "places", {**WORDINGS["places"], "2": "Yes, {network} may do so."})
    page = ask(session, yes_places="1")

    assert "Read them again" in errors_of(page)
    assert "Yes, Keep The Kettle On may do so." in words_of(page)
    box = boxes(page)["yes_places"]
    assert 'value="2"' in box
    assert "checked" not in box
    assert Consent.objects.count() == 0
    ask(session, yes_places="2")
    assert Consent.objects.get().wording_version == "2"


def test_a_box_that_was_ticked_stays_ticked_when_something_else_is_missing(session: GroupSession) -> None:
    page = ask(session, known_as="", **YES)
    assert all("checked" in box for box in boxes(page).values())


def test_the_answer_gives_nobody_away(session: GroupSession) -> None:
    factories.PersonFactory(network=session.group.network, known_as="Heather", email="heather@example.org")
    known, new = ask(session, **YES), ask(session, known_as="Ivy", email="ivy@example.org", **YES)
    unticked = [ask(session), ask(session, known_as="Ivy", email="ivy@example.org")]

    assert words_of(known) == words_of(new)
    assert errors_of(unticked[0]) == errors_of(unticked[1])
    assert Consent.objects.count() == 2


def test_a_facilitator_reads_the_words_to_somebody_who_phones(
    session: GroupSession, facilitator: Person, browse: Browse
) -> None:
    path = f"/sessions/{session.ref}/place/for-somebody/"
    page = browse(facilitator).get(path)
    assert f"I have read them this, and they agree: “{said('places')}”" in words_of(page)

    missing = browse(facilitator).post(path, form(reach="phone", phone="01620 821122"))
    assert "Without a yes here we cannot keep a place." in errors_of(missing)
    browse(facilitator).post(path, form(reach="phone", phone="01620 821122", needs="A lift", **YES))

    assert set(Consent.objects.values_list("purpose", "how")) == {("places", "phone"), ("needs", "phone")}


def test_nobody_sees_who_said_yes(session: GroupSession, facilitator: Person, browse: Browse) -> None:
    """The register, the evening and the group tell of a place, never of a yes."""
    ask(session, **YES)
    pages = (f"/sessions/{session.ref}/", f"/groups/{session.group.slug}/", f"/sessions/{session.ref}/register/")
    for path in pages:
        page = browse(facilitator).get(path)
        assert "may keep what I tell it" not in markup_of(page)
        assert "said yes" not in words_of(page)
