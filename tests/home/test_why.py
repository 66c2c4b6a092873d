"""Why an organisation may keep what it keeps: said on its forms and on its own page, as it has recorded it."""

import pytest
from django.test import Client

from groups.models import SupportGroup
from members.models import Basis
from sessions.models import GroupSession
from tests import factories
from tests.pages import assert_calm, words_of
from tests.sessions.views.counting import asked_by

pytestmark = pytest.mark.django_db

YES = "Because you say yes. You can take that back at any time."
NEEDS_IT = "Because running the group needs it. You can object: tell us."
NOT_YET = "Keep The Kettle On has not recorded this yet."
PLACE, LETTERS, NEEDS = "Keeping you a place", "Reminders and news", "What would help you get in"


def place_page(session: GroupSession) -> str:
    return words_of(Client().get(f"/sessions/{session.ref}/place/"))


@pytest.mark.parametrize(
    ("recorded", "says"),
    [(("consent", "explicit"), YES), (("interests", "none"), NEEDS_IT), (None, NOT_YET)],
)
def test_the_forms_say_why_for_what_they_ask_and_no_more(
    session: GroupSession, recorded: tuple[str, str] | None, says: str
) -> None:
    Basis.objects.all().delete()
    for purpose in ("places", "letters") if recorded else ():
        Basis.objects.create(network=session.group.network, purpose=purpose, basis=recorded[0], condition=recorded[1])
    place, reminder = (Client().get(f"/sessions/{session.ref}/{form}/") for form in ("place", "remind-me"))

    assert f"{PLACE}, and telling you if it changes {says}" in words_of(place)
    assert f"an evening you asked about {says}" in words_of(reminder)
    assert (LETTERS in words_of(place), PLACE in words_of(reminder)) == (False, False)
    assert f"feel at ease {NOT_YET}" in words_of(place)
    assert_calm(place)


def test_the_forms_ask_one_question_for_it(session: GroupSession) -> None:
    for form in ("place", "remind-me"):
        asked = [sql for sql in asked_by(Client(), f"/sessions/{session.ref}/{form}/") if "members_basis" in sql]
        assert len(asked) == 1


def test_an_organisations_own_page_says_it_of_all_it_keeps_in_one_question(group: SupportGroup) -> None:
    Basis.objects.filter(purpose="places").update(basis="consent", condition="explicit")
    Basis.objects.filter(purpose="letters").delete()
    factories.SupportGroupFactory(network__name="Aberlady Evenings", network__reasons="none")
    address = "/networks/keep-the-kettle-on/purposes/"

    for words in (YES, NEEDS_IT, NOT_YET):
        assert f"Why we may {words}" in words_of(Client().get(address))
    asked = [sql for sql in asked_by(Client(), address) if "members_basis" in sql]
    assert len(asked) == 1
