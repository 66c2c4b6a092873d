"""How much letters to me say: chosen on my own page in a tap, and taken back in another."""

from collections.abc import Callable

import pytest
from django.test import Client

from members.models import Network, Person
from tests import factories
from tests.pages import words_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
NO_GROUP, MAY = "Letters to you name no group and no condition. Only", "Letters to you may name the group."


def test_in_a_tap_and_back_in_another(regular: Person, browse: Browse) -> None:
    me, address = browse(regular), f"/me/{regular.ref}/letters/"
    assert NO_GROUP in words_of(me.get("/me/"))
    for words, says in (("plain", MAY), ("plain", MAY), ("nonsense", MAY), ("discreet", NO_GROUP)):
        assert me.post(address, {"words": words})["Location"] == "/me/"
        assert says in words_of(me.get("/me/"))
        regular.refresh_from_db()
        assert regular.wants_plain_words == (says == MAY)


def test_nobody_chooses_for_somebody_else(regular: Person, volunteer: Person, browse: Browse) -> None:
    address = f"/me/{regular.ref}/letters/"
    assert browse(volunteer).post(address, {"words": "plain"}).status_code == 404
    assert browse(None).post(address, {"words": "plain"})["Location"].startswith("/accounts/login/")
    assert browse(regular).get(address).status_code == 405
    assert not Person.objects.filter(wants_plain_words=True).exists()


def test_there_is_nothing_to_choose_without_letters_or_where_all_of_them_are_plain(browse: Browse) -> None:
    rung = factories.PersonFactory(reach="phone", email="", phone="01620821122", user=factories.UserFactory())
    plain = factories.PersonFactory(network=factories.NetworkFactory(discreet=False), user=factories.UserFactory())
    for person in (rung, plain):
        said = words_of(browse(person).get("/me/"))
        assert f"Knows you as {person.known_as}" in said
        assert "Letters to you" not in said
    assert Network.objects.count() == 2
