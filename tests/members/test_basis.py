"""Why a network may hold what it holds: one reason for each purpose, of those that make sense, and what follows."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from members.models import Basis, Network, Purpose
from tests import factories

pytestmark = pytest.mark.django_db

ON_A_FORM = ("places", "letters", "needs")


@pytest.fixture
def network() -> Network:
    return factories.NetworkFactory(name="Keep The Kettle On", reasons="none")


def record(network: Network, purpose: str, basis: str, condition: str) -> Basis:
    return Basis.objects.create(network=network, purpose=purpose, basis=basis, condition=condition)


def test_a_purpose_has_one_basis(network: Network) -> None:
    record(network, "places", "consent", "explicit")
    with pytest.raises(IntegrityError, match="one_basis_for_a_purpose"):
        record(network, "places", "interests", "none")


@pytest.mark.parametrize(
    ("purpose", "basis", "condition"),
    [
        *((purpose, "interests", "support") for purpose in ON_A_FORM),
        *((purpose, "consent", "support") for purpose in Purpose.values),
    ],
)
def test_paragraph_16_is_not_for_where_somebody_can_be_asked(
    network: Network, purpose: str, basis: str, condition: str
) -> None:
    with pytest.raises(ValidationError, match="a form can ask"):
        Basis(network=network, purpose=purpose, basis=basis, condition=condition).full_clean()
    with pytest.raises(IntegrityError, match="support_is_where_nobody_can_be_asked"):
        record(network, purpose, basis, condition)


@pytest.mark.parametrize(
    "facts", [("sales", "consent", "explicit"), ("places", "", "explicit"), ("places", "consent", "")]
)
def test_half_an_answer_is_none(network: Network, facts: tuple[str, str, str]) -> None:
    with pytest.raises(IntegrityError, match="basis_is_one_we_know"):
        record(network, *facts)


@pytest.mark.parametrize(
    ("basis", "condition", "asks", "words"),
    [
        ("consent", "explicit", True, "Because you say yes. You can take that back at any time."),
        ("consent", "none", True, "Because you say yes. You can take that back at any time."),
        ("interests", "explicit", True, "and you say yes. You can object, or take your yes back."),
        ("interests", "none", False, "Because running the group needs it. You can object: tell us."),
        ("interests", "support", False, "Because running the group needs it. You can object: tell us."),
    ],
)
def test_what_is_recorded_says_whether_a_yes_is_asked_and_why_in_plain_words(
    network: Network, basis: str, condition: str, asks: bool, words: str
) -> None:
    record(network, "register", basis, condition)

    found = Basis.objects.of(network)["register"]

    assert (found.is_recorded, found.asks_a_yes) == (True, asks)
    assert words in found.in_words
    assert Basis.objects.filter(network=network).without_a_yes().exists() is not asks


def test_what_is_not_recorded_is_said_and_treated_with_care(network: Network) -> None:
    record(network, "register", "interests", "none")

    found = Basis.objects.of(network)

    assert list(found) == Purpose.values
    assert not found["places"].is_recorded
    assert found["places"].in_words == "Keep The Kettle On has not recorded this yet."
    assert found["places"].asks_a_yes, "without a reason of its own, a network needs the person's"
