"""Pages of venues: added, changed and removed by whoever coordinates the network or a part of it."""

from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import SupportGroup, Venue
from members.models import Network, Person
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

VENUES = "/networks/keep-the-kettle-on/venues/"
HALL = {"name": "Town House", "town": "Haddington", "finding_the_door": "Ring twice.\r\nThen wait.", "parking": "no"}


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def as_shown(client: Client, path: str) -> dict[str, Any]:
    """What the page's form would send if nothing were changed."""
    return {bound.name: bound.value() for bound in client.get(path).context["form"] if bound.value() is not None}


def test_the_first_one_is_added_and_stands_in_the_settings(desk: Client, network: Network) -> None:
    assert "Venues no venues" in words_of(desk.get("/settings/"))
    assert "No venues yet" in words_of(desk.get(VENUES))
    page = desk.post(f"{VENUES}new/", HALL, follow=True)

    assert "Added." in words_of(page)
    assert_calm(page)
    venue = Venue.objects.get()
    assert (venue.network, venue.finding_the_door, venue.parking, venue.step_free) == (
        network,
        "Ring twice.\nThen wait.",
        "no",
        "",
    )
    assert "Venues 1 venue" in words_of(desk.get("/settings/"))
    assert "Town House Haddington" in words_of(desk.get(VENUES))


def test_what_is_said_of_one_is_changed(desk: Client, network: Network) -> None:
    venue = factories.VenueFactory(network=network, step_free="no")
    path = f"{VENUES}{venue.ref}/"
    page = desk.post(path, as_shown(desk, path) | {"step_free": "yes", "last_bus_home": "9.35pm"}, follow=True)

    venue.refresh_from_db()
    assert (venue.step_free, venue.last_bus_home) == ("yes", "9.35pm")
    assert "Saved." in words_of(page)
    assert "Photo of the door None yet" in words_of(page)
    assert_calm(page)


def test_what_crossed_with_somebody_elses_change_is_said_and_kept(desk: Client, network: Network) -> None:
    venue = factories.VenueFactory(network=network)
    path = f"{VENUES}{venue.ref}/"
    sent = as_shown(desk, path) | {"name": "Mine", "parking": "yes"}
    Venue.objects.update(parking="no", name="Theirs")
    page = desk.post(path, sent)

    assert page.status_code == 409
    assert "It says now: Theirs" in words_of(page)
    assert "It says now: No" in words_of(page)
    assert 'value="Mine"' in markup_of(page)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Tell people what the venue is called."),
        ({"name": "x" * 81}, "up to 80 letters"),
        ({"name": "two\nlines"}, "Please write it on one line"),
        ({"town": " "}, "Tell people which town or village it is in."),
        ({"postcode": "EH41 3AA, Scotland"}, "That does not look like a postcode. It should read like EH41 3XX."),
        ({"finding_the_door": "<b>left</b>"}, "Please leave out < and >"),
        ({"finding_the_door": "x" * 601}, "up to 600 letters"),
        ({"step_free": "perhaps"}, "Choose one from the list."),
        ({"bus_there": "\u202eoff"}, "Please leave out < and >"),
        ({"name": "Taken"}, "There is a venue of that name in that town already."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, network: Network, sent: dict[str, str], says: str
) -> None:
    venue = factories.VenueFactory(network=network)
    factories.VenueFactory(network=network, name="Taken")
    before = list(Venue.objects.order_by("pk").values())
    for path in (f"{VENUES}new/", f"{VENUES}{venue.ref}/"):
        page = desk.post(path, as_shown(desk, path) | HALL | sent)
        assert says in errors_of(page)
        assert_calm(page)
    assert list(Venue.objects.order_by("pk").values()) == before


def test_no_browser_cuts_what_is_written(desk: Client, network: Network) -> None:
    page = markup_of(desk.get(f"{VENUES}new/"))
    assert 'name="postcode"' in page
    assert "maxlength" not in page


def test_a_postcode_is_kept_as_it_is_normally_written(desk: Client, network: Network) -> None:
    venue = factories.VenueFactory(network=network)
    path = f"{VENUES}{venue.ref}/"
    for typed, kept in (("eh413xx", "EH41 3XX"), ("", "")):
        assert "Saved." in words_of(desk.post(path, as_shown(desk, path) | {"postcode": typed}, follow=True))
        venue.refresh_from_db()
        assert venue.postcode == kept


def test_one_is_removed_when_nobody_meets_there(desk: Client, group: SupportGroup) -> None:
    path = f"{VENUES}{group.venue.ref}/remove/"  # type: ignore[union-attr]  # the factory gives it one
    asked = desk.get(path)
    assert f"Remove {group.venue.name}?" in words_of(asked)  # type: ignore[union-attr]  # the same
    assert_calm(asked)
    assert "This is the usual venue of a group." in words_of(desk.post(path, follow=True))

    group.venue = None
    group.save()
    assert "Removed." in words_of(desk.post(path, follow=True))
    assert desk.get(path).status_code == 404


def test_another_networks_and_those_removed_are_not_there(desk: Client, network: Network) -> None:
    foreign = factories.VenueFactory()
    left = factories.VenueFactory(network=network, left_on="2026-11-01")
    for venue in (foreign, left):
        for page in ("", "remove/", "door/", "door/remove/", "closures/"):
            path = f"{VENUES}{venue.ref}/{page}"
            assert [desk.get(path).status_code, desk.post(path).status_code] == [404, 404]
    assert left.name not in words_of(desk.get(VENUES))


def test_who_coordinates_an_area_alone_sets_venues_too(network: Network, coordinator: Person) -> None:
    coordinator.responsibilities.update(area=factories.AreaFactory(network=network))
    client = browser(coordinator.user_id)
    assert client.get(VENUES).status_code == 200
    shown = words_of(client.get("/settings/"))
    assert "Venues no venues" in shown
    assert "Areas" not in shown


def test_many_venues_ask_no_more_than_one(desk: Client, network: Network) -> None:
    factories.VenueFactory(network=network)
    desk.get(VENUES)
    one = len(queries_of(desk, VENUES))
    factories.VenueFactory.create_batch(20, network=network)
    assert len(queries_of(desk, VENUES)) == one
