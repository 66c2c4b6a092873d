"""The day it is, and somebody invited."""

import datetime as dt

import pytest

from groups.models import OfferedRole, SupportGroup
from members.models import Invitation
from tests import factories


@pytest.fixture
def today(group: SupportGroup, now: dt.datetime) -> dt.date:
    return group.network.today(now)


@pytest.fixture
def invitation(group: SupportGroup, now: dt.datetime) -> Invitation:
    """To volunteer at the group, sent now."""
    made: Invitation = factories.InvitationFactory(
        network=group.network, role="", known_as="Ines", email="ines@example.org", sent_at=now
    )
    OfferedRole.objects.create(invitation=made, group=group, role="volunteer")
    return made
