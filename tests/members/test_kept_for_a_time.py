"""Whatever a network sets, what it knows is kept for a time: never for ever, and never not at all."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Network
from tests import factories

pytestmark = pytest.mark.django_db

ABSURD = [
    ("keeps_contact_months", 0, "Keep it for 1 to 72 months."),
    ("keeps_contact_months", 73, "Keep it for 1 to 72 months."),
    ("keeps_place_days", 0, "Keep it for 1 to 366 days."),
    ("keeps_place_days", 32_767, "Keep it for 1 to 366 days."),
    ("keeps_message_days", 0, "Keep it for 7 to 366 days."),
    ("keeps_message_days", 367, "Keep it for 7 to 366 days."),
    ("keeps_trail_years", 0, "Keep it for 1 to 10 years."),
    ("keeps_trail_years", 11, "Keep it for 1 to 10 years."),
]


@pytest.mark.parametrize(("what", "value", "sentence"), ABSURD)
def test_a_time_that_makes_no_sense_is_refused_with_a_sentence(what: str, value: int, sentence: str) -> None:
    network = factories.NetworkFactory()
    setattr(network, what, value)
    with pytest.raises(ValidationError) as refused:
        network.full_clean()
    assert refused.value.message_dict[what] == [sentence]


@pytest.mark.parametrize(("what", "value", "sentence"), ABSURD)
def test_and_by_the_database_whoever_writes_it(what: str, value: int, sentence: str) -> None:
    network = factories.NetworkFactory()
    with pytest.raises(IntegrityError, match="kept_for_a_time_that_makes_sense"), transaction.atomic():
        Network.objects.filter(pk=network.pk).update(**{what: value})


def test_the_longest_and_the_shortest_are_taken() -> None:
    for months, days, message_days, years in ((1, 1, 7, 1), (72, 366, 366, 10)):
        network = factories.NetworkFactory(
            keeps_contact_months=months,
            keeps_place_days=days,
            keeps_message_days=message_days,
            keeps_trail_years=years,
        )
        network.full_clean()
