"""Forgetting somebody known by phone: they have no link and no login, so whoever leads the group does it for them.

There is nobody to choose from, since a list would show who asked and did not come. Who wishes it says the name they
gave and the number, and both have to be theirs.
"""

import datetime as dt

from django.db import transaction

from groups.models import SupportGroup
from members import people
from members.forgetting import forget_me
from members.people import Guest
from peersupport.lib.refusals import Refused
from sessions.register.names import known_to


class NobodyKnown(Refused):
    """We know nobody here by that name and number. Ask which name and number they gave, and write both like that."""


@transaction.atomic
def forget_by_phone(*, group: SupportGroup, guest: Guest, now: dt.datetime) -> None:
    """Forget whom a group knows by this name and this number alone, at their wish. Raises `NobodyKnown`."""
    found = people.find(group.network, guest).filter(known_to(group.pk), user=None).first()
    if found is None:
        raise NobodyKnown
    forget_me(person=found, now=now, is_logged_in=False)
