"""Two ask at the same moment, or an area goes while somebody asks: real transactions."""

import pytest
from django.db import IntegrityError

from groups.models import Interest
from members import areas
from members.models import Network
from sessions import interests
from tests import factories
from tests.at_once import AtOnce
from tests.sessions.meeting import NOW
from tests.sessions.waiting import ask_near

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    """The first stands still when its wish is written and its letter is not."""
    race = AtOnce()
    monkeypatch.setattr(interests, "post", race.after(interests.post))
    return race


@pytest.mark.parametrize("place", ["Fife", "Kelso"])
def test_of_two_who_ask_alike_the_second_waits_and_one_wish_is_kept(network: Network, race: AtOnce, place: str) -> None:
    factories.AreaFactory(network=network, name="Fife")
    race.run(*[lambda: ask_near(network, place)] * 2)
    assert (race.waited, race.trouble) == (True, [])
    assert Interest.objects.count() == 1


def test_an_area_that_goes_at_that_moment_leaves_nothing_half_written(network: Network, race: AtOnce) -> None:
    fife = factories.AreaFactory(network=network, name="Fife")
    race.run(lambda: ask_near(network, "Fife"), lambda: areas.remove(area=fife, now=NOW))
    [trouble] = race.trouble
    assert isinstance(trouble, IntegrityError)  # answered calmly: `peersupport/lib/answers.py`
    assert not Interest.objects.exists()
