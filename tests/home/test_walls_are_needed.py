"""Each wall taken away turns the walk red: what the walk would not notice is not held by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.test import Client

from groups import access as groups_access
from groups import trail as groups_trail
from groups.access import Rights
from groups.models import SupportGroup
from members import second_factor
from members.access import Standing
from members.models import Complaint, Network, Person
from members.views import complaints as complaint_views
from members.views import holding
from peersupport.home import styleguide
from peersupport.home.who_sees_what import joined
from peersupport.lib.matrix import Row
from peersupport.lib.refusals import NotFound
from sessions import access
from sessions.register import who
from sessions.views import reports
from sessions.views import tonight as tonight_view
from tests.home.town import Town
from tests.home.walking import walk, with_a_code_alone

pytestmark = [pytest.mark.django_db, pytest.mark.long]

Browsers = dict[Standing, Client]


def yes(*args: Any, **facts: Any) -> bool:
    return True


def everything(*args: Any) -> Q:
    return Q()


def whoever_it_is(user: Any, ref: str) -> Person:
    found = Person.objects.select_related("network").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def every_group(*args: Any) -> list[int]:
    return list(SupportGroup.objects.values_list("pk", flat=True))


def every_network(*args: Any) -> list[Network]:
    return list(Network.objects.all())


def any_complaint(networks: Any, ref: str) -> Complaint:
    return get_object_or_404(Complaint, ref=ref)


# What is taken away, and an address at which it is missed.
WALLS: list[tuple[Any, str, Callable[..., Any] | property, str]] = [
    (Rights, "helps", yes, "/sessions/<ref>/register/"),
    (Rights, "leads", yes, "/groups/<slug>/timetable/new/"),
    (Rights, "leads", yes, "/sessions/<ref>/cancel/"),
    (Rights, "visible", everything, "/groups/<slug>/"),
    (groups_access, "charge_covers", yes, "/sessions/<ref>/register/"),
    (access, "belongs", yes, "/sessions/<ref>/jobs/"),
    (access, "may_see", yes, "/sessions/<ref>/place/"),
    (who, "sees_needs", yes, "/sessions/<ref>/register/"),
    (access, "reads_real_numbers", yes, "/reports/attendance/names.csv?group=<slug>"),
    (reports, "groups_to_report_on", everything, "/reports/attendance/"),
    (groups_trail.trail, "looked", lambda **facts: None, "/sessions/<ref>/register/"),
    (groups_trail.trail, "looked", lambda **facts: None, "/groups/<slug>/regulars/"),
    (Rights, "helping", property(every_group), "/tonight/"),
    (holding, "person_of", whoever_it_is, "/me/<person>/everything/"),
    (complaint_views, "networks_to_answer_for", every_network, "/complaints/<ref>/"),
    (complaint_views, "complaint_among", any_complaint, "/complaints/<ref>/"),
    (tonight_view, "logged_in", lambda user: user, "/tonight/"),
    (styleguide, "staff", lambda user: user, "/styleguide/"),
]


def rows_at(address: str) -> list[Row]:
    return [row for row in joined() if row.address == address]


@pytest.mark.parametrize(
    ("where", "wall", "instead", "address"), WALLS, ids=[f"{wall} {address}" for _, wall, _, address in WALLS]
)
def test_a_wall_taken_away_is_missed(
    where: Any, wall: str, instead: Any, address: str, town: Town, browsers: Browsers, monkeypatch: Any
) -> None:
    rows = rows_at(address)
    assert rows
    assert not [wrong for row in rows for wrong in walk(row, town, browsers)]
    monkeypatch.setattr(where, wall, instead)
    assert [wrong for row in rows for wrong in walk(row, town, browsers)]


def test_a_second_factor_that_is_not_asked_for_is_missed(town: Town, monkeypatch: Any) -> None:
    monkeypatch.setattr(second_factor, "is_shown", yes)
    for row in joined():
        if row.second_factor:
            assert with_a_code_alone(row, town), row.address
