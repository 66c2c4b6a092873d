"""Who looked at a register is written down before it is shown; what cannot be written down is not shown."""

from collections.abc import Callable, Iterator

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from members.models import Look, Person
from peersupport.settings import database
from sessions.models import GroupSession
from tests import factories

Browse = Callable[[Person | None], Client]


def test_a_look_says_who_as_what_at_which_evening_and_at_whom(
    db: None, facilitator: Person, session: GroupSession, browse: Browse
) -> None:
    place = factories.PlaceFactory(session=session, needs="A chair with arms")
    browse(facilitator).get(f"/sessions/{session.ref}/register/")
    look = Look.objects.get()
    assert (look.login, look.role, look.about) == (facilitator.user_id, "facilitator", session.ref)
    assert set(look.whom) == {place.person.ref, facilitator.ref}
    assert look.showed_needs


def test_a_volunteer_has_not_seen_what_somebody_needs(
    db: None, volunteer: Person, session: GroupSession, browse: Browse
) -> None:
    factories.PlaceFactory(session=session, needs="A chair with arms")
    browse(volunteer).get(f"/sessions/{session.ref}/register/")
    look = Look.objects.get()
    assert look.role == "volunteer"
    assert not look.showed_needs


def test_a_register_that_is_opened_by_nobody_who_may_is_no_look(
    db: None, regular: Person, session: GroupSession, browse: Browse
) -> None:
    factories.PlaceFactory(session=session)
    browse(regular).get(f"/sessions/{session.ref}/register/")
    browse(None).get(f"/sessions/{session.ref}/register/")
    assert not Look.objects.exists()


@pytest.fixture
def nobody_can_write_looks() -> Iterator[None]:
    """The owner holds the table, as for a repair."""
    owner = database("owner")
    name = settings.DATABASES["default"]["NAME"]
    facts = {"host": owner["HOST"], "port": owner.get("PORT") or None, "password": owner.get("PASSWORD") or None}
    held = psycopg2.connect(dbname=name, user=owner["USER"], **facts)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    held.cursor().execute("LOCK TABLE members_look")
    yield
    held.close()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_t3_what_cannot_be_written_down_is_not_shown(
    facilitator: Person, session: GroupSession, browse: Browse, nobody_can_write_looks: None
) -> None:
    factories.PlaceFactory(session=session, person__known_as="Kestrelx")
    answer = browse(facilitator).get(f"/sessions/{session.ref}/register/")
    assert answer.status_code == 503
    assert "Kestrelx" not in answer.content.decode()
