"""The cast, the clock, and a database made by its owner and used in the app's role."""

import datetime as dt
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from groups.models import Membership, SupportGroup
from members.models import Network, Person, Responsibility
from peersupport.settings import database
from sessions.models import GroupSession
from tests import factories
from tests.workers import pytest_xdist_make_scheduler  # noqa: F401 – a hook, found by its name

# A shell that starts the tests in the background has Ctrl-C ignored, here and in every program we start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The owner made the database; from here on tests use it as the app does, which may not change its shape."""
    app, owner = database("app"), database("owner")
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:  # what a test wrote is taken away by TRUNCATE, which the app never uses
            cursor.execute(f'GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO "{settings.DATABASE_APP_USER}"')
        use_role(app)
        yield
        use_role(owner)


def use_role(role: dict[str, Any]) -> None:
    connection.close()
    for key in ("USER", "PASSWORD"):
        connection.settings_dict[key] = role.get(key, "")
    connection.settings_dict["OPTIONS"] = role["OPTIONS"]


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def no_sheets_yet(settings: Any, tmp_path: Path) -> None:
    """Posters are kept in a folder that only this test knows."""
    ours = {**settings.CACHES["sheets"], "LOCATION": str(tmp_path / "sheets")}
    settings.CACHES = {**settings.CACHES, "sheets": ours}


@pytest.fixture
def network() -> Network:
    return factories.NetworkFactory(slug="keep-the-kettle-on", name="Keep The Kettle On")


@pytest.fixture
def group(network: Network) -> SupportGroup:
    return factories.SupportGroupFactory(network=network, slug="friday-circle", name="Friday circle")


@pytest.fixture
def session(group: SupportGroup) -> GroupSession:
    return factories.GroupSessionFactory(group=group)


def somebody(network: Network, known_as: str) -> Person:
    """A person of a network with a login of their own."""
    email = f"{known_as.lower()}@example.org"
    user = factories.UserFactory(email=email)
    return factories.PersonFactory(network=network, known_as=known_as, email=email, user=user)


@pytest.fixture
def facilitator(group: SupportGroup) -> Person:
    person = somebody(group.network, "Fiona")
    factories.MembershipFactory(group=group, person=person, role=Membership.Role.FACILITATOR)
    return person


@pytest.fixture
def volunteer(group: SupportGroup) -> Person:
    person = somebody(group.network, "Val")
    factories.MembershipFactory(group=group, person=person, role=Membership.Role.VOLUNTEER)
    return person


@pytest.fixture
def regular(group: SupportGroup) -> Person:
    """Comes every week, has a login, and no role but that."""
    person = somebody(group.network, "Reg")
    factories.MembershipFactory(group=group, person=person, role=Membership.Role.PARTICIPANT)
    return person


@pytest.fixture
def former_facilitator(group: SupportGroup) -> Person:
    person = somebody(group.network, "Morag")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    factories.MembershipFactory(group=group, person=person, role=Membership.Role.FACILITATOR, until_on=yesterday)
    return person


@pytest.fixture
def coordinator(network: Network) -> Person:
    person = somebody(network, "Carol")
    Responsibility.objects.create(
        person=person, network=network, role=Responsibility.Role.COORDINATOR, from_on=dt.date(2020, 1, 1)
    )
    return person


@pytest.fixture
def manager(network: Network) -> Person:
    person = somebody(network, "Mina")
    Responsibility.objects.create(
        person=person, network=network, role=Responsibility.Role.MANAGER, from_on=dt.date(2020, 1, 1)
    )
    return person


@pytest.fixture
def stranger(db: None) -> Person:
    """Coordinates another network altogether."""
    person = somebody(factories.NetworkFactory(), "Stan")
    Responsibility.objects.create(
        person=person, network=person.network, role=Responsibility.Role.COORDINATOR, from_on=dt.date(2020, 1, 1)
    )
    return person


@pytest.fixture
def browse() -> Callable[[Person | None], Client]:
    """A browser logged in as a person, or as nobody."""

    def logged_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            assert person.user is not None
            client.force_login(person.user)
        return client

    return logged_in
