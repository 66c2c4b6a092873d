"""Names from before capitals counted for nothing: the first stays, the later ones are numbered."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.db.models.functions import Lower

from members.models import Area, Network, Organisation
from tests import factories

pytestmark = pytest.mark.django_db
number_doubles: Any = import_module("members.migrations.0014_one_name_however_written").number_doubles


@pytest.fixture(autouse=True)
def as_before() -> None:
    """The tables as they were, without the constraint, before those there are; until the test ends."""
    with connection.cursor() as cursor:
        for table in ("members_area", "members_organisation"):
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {table} INCLUDING IDENTITY) ON COMMIT DROP")


def names(model: type[Area] | type[Organisation], network: Network) -> list[str]:
    return list(model._default_manager.filter(network=network).order_by("pk").values_list("name", flat=True))


def test_the_later_of_two_names_gets_a_number_that_is_free(network: Network) -> None:
    other = factories.NetworkFactory()
    for of, name in [(network, "Fife"), (network, "fife"), (network, "FIFE (2)"), (network, "FIFE"), (other, "FIFE")]:
        factories.AreaFactory(network=of, name=name)
    long = "The Bothy Trust ".ljust(120, "x")
    for name in (long, long.upper(), "Σας", "ΣΑΣ"):
        factories.OrganisationFactory(network=network, name=name)
    number_doubles(apps, None)

    assert names(Area, network) == ["Fife", "fife (3)", "FIFE (2)", "FIFE (4)"]
    assert names(Area, other) == ["FIFE"]
    assert names(Organisation, network)[:2] == [long, long.upper()[:116] + " (2)"]
    for model in (Area, Organisation):
        folded = list(model._default_manager.annotate(folded=Lower(F("name"))).values_list("network", "folded"))
        assert len(set(folded)) == len(folded)
