"""Somebody a group knows by a word, somebody it knows by name, and a group that has not started."""

import pytest

from groups.models import Regular, SupportGroup
from members.models import Network, Person
from tests import factories
from tests.sessions.history import known_by_a_word, person
from tests.sessions.meeting import fridays


@pytest.fixture
def heron(group: SupportGroup) -> Regular:
    return known_by_a_word(group, word="Heron")


@pytest.fixture
def robin(group: SupportGroup) -> Person:
    return person(group, known_as="Robin")


@pytest.fixture
def planned(network: Network) -> SupportGroup:
    group = factories.SupportGroupFactory(network=network, runs=[], name="Hearing Voices", slug="hearing-voices")
    fridays(group)
    return group
