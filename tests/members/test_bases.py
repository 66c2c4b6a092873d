"""Recording why a network may hold something: reasons that can hold, one for each purpose, and nobody's unseen."""

import pytest

from members import bases
from members.bases import NOT_RECORDED, NotForThis, Reason
from members.models import Basis, Network, Purpose
from peersupport.lib.crossing import ChangedMeanwhile
from tests import factories

pytestmark = pytest.mark.django_db

YES: Reason = ("consent", "explicit")
SUPPORT: Reason = ("interests", "support")


@pytest.fixture
def network() -> Network:
    return factories.NetworkFactory(reasons="none")


def record(network: Network, seen: str | None = None, **reasons: Reason) -> None:
    every = bases.recorded(network) | reasons
    bases.record(network=network, seen=bases.mark(network) if seen is None else seen, reasons=every)


def test_reasons_are_recorded_changed_and_taken_out(network: Network) -> None:
    assert set(bases.recorded(network).values()) == {NOT_RECORDED}
    record(network, places=YES, register=SUPPORT)
    record(network, places=("interests", "none"))
    assert {purpose: reason for purpose, reason in bases.recorded(network).items() if reason != NOT_RECORDED} == {
        "places": ("interests", "none"),
        "register": SUPPORT,
    }
    record(network, places=NOT_RECORDED)
    assert [basis.purpose for basis in network.bases.all()] == ["register"]


@pytest.mark.parametrize("purpose", ["places", "letters", "needs"])
def test_what_is_asked_on_a_form_is_not_held_because_nobody_can_be_asked(network: Network, purpose: str) -> None:
    with pytest.raises(NotForThis):
        record(network, **{purpose: SUPPORT})
    assert not network.bases.exists()


def test_every_reason_offered_is_one_the_database_takes(network: Network) -> None:
    for purpose in Purpose.values:
        for reason in bases.reasons_for(purpose):
            record(network, **{purpose: reason})
            assert bases.recorded(network)[purpose] == reason


def test_half_a_reason_is_none(network: Network) -> None:
    for reason in (("consent", ""), ("", "explicit"), ("consent", "support"), ("other", "none")):
        with pytest.raises(NotForThis):
            record(network, places=reason)


def test_what_somebody_else_recorded_is_not_written_over_unseen_and_the_same_twice_is_once(network: Network) -> None:
    seen = bases.mark(network)
    for _ in range(2):
        record(network, seen, places=YES)
    with pytest.raises(ChangedMeanwhile):
        record(network, seen, places=NOT_RECORDED)
    assert Basis.objects.get().basis == "consent"
