"""Pages of groups: those of an organisation, one more, and what one is."""

from typing import Any

import pytest
from django.test import Client

from bench.browsers import browser
from groups.models import Run, SupportGroup
from members.models import Network, Person
from tests import factories
from tests.pages import as_shown, assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

GROUPS = "/networks/keep-the-kettle-on/groups/"
NEW = f"{GROUPS}new/"
CHANGE = "/groups/friday-circle/change/"


@pytest.fixture
def desk(coordinator: Person) -> Client:
    return browser(coordinator.user_id)


def test_settings_say_that_a_group_is_missing_and_how_many_there_are(desk: Client, network: Network) -> None:
    missing = '<span class="session-state">no groups</span>'
    assert missing in markup_of(desk.get("/settings/"))
    factories.SupportGroupFactory.create_batch(2, network=network)
    page = desk.get("/settings/")
    assert "Groups 2 groups" in words_of(page)
    assert f'href="{GROUPS}"' in markup_of(page)


def test_each_group_is_listed_as_it_stands(desk: Client, network: Network) -> None:
    assert "No groups yet" in words_of(desk.get(GROUPS))
    meets = factories.SupportGroupFactory(network=network, name="Open circle")
    next_one = factories.GroupSessionFactory(group=meets)
    factories.SupportGroupFactory(network=network, name="New circle", found_by="staff", runs=[])
    resting = factories.SupportGroupFactory(network=network, name="Resting circle", runs=[])
    Run.objects.create(group=resting, ended_on="2026-01-30", ended_as="paused")
    over = factories.SupportGroupFactory(network=network, name="Ended circle", runs=[])
    Run.objects.create(group=over, ended_on="2026-01-30", ended_as="closed")
    factories.SupportGroupFactory(name="Abroad")

    page = desk.get(GROUPS)

    said = words_of(page)
    assert f"Open circle Haddington · Peer support Open, next on {next_one.on:%A}" in said
    assert "New circle Haddington · Peer support · found by staff Not started yet" in said
    assert "Resting circle Haddington · Peer support Paused" in said
    assert "Ended circle Haddington · Peer support Ended" in said
    assert "Abroad" not in said
    assert_calm(page)


def test_the_list_asks_as_many_questions_for_many_groups_as_for_one(desk: Client, network: Network) -> None:
    def listed(more: int) -> int:
        for group in factories.SupportGroupFactory.create_batch(more, network=network):
            factories.GroupSessionFactory(group=group)
        return len(queries_of(desk, GROUPS))

    desk.get(GROUPS)
    assert listed(1) == listed(10)


def test_one_more_is_added_with_a_few_facts_and_leads_on_to_when_it_opens(desk: Client, network: Network) -> None:
    venue = factories.VenueFactory(network=network)
    sent = as_shown(desk, NEW) | {"name": "Tea & talk", "place": "Tranent", "ages_from": "16", "venue": venue.pk}
    page = desk.post(NEW, sent, follow=True)

    group = SupportGroup.objects.get()
    assert (group.slug, group.kind, group.place_policy, group.ages) == ("tea-talk", "support", "turn_up", "16 and over")
    assert (group.venue, group.area, group.capacity) == (venue, None, None)
    assert page.redirect_chain[-1][0] == "/groups/tea-talk/runs/"
    assert "Say from which day it is open" in words_of(page)
    assert_calm(page)
    desk.post(NEW, sent)
    assert SupportGroup.objects.count() == 1


def test_a_new_one_begins_with_the_only_venue_and_plan_and_asks_for_no_area_where_there_is_none(
    desk: Client, network: Network
) -> None:
    venue, plan = factories.VenueFactory(network=network), factories.FormatFactory(network=network)
    assert 'for="id_area"' not in markup_of(desk.get(NEW))
    begun = as_shown(desk, NEW)
    assert (begun["venue"], begun["format"]) == (venue.pk, plan.pk)
    desk.post(NEW, begun | {"name": "Friday kettle", "place": "Haddington"})
    assert SupportGroup.objects.get(name="Friday kettle").area is None

    factories.VenueFactory(network=network)
    factories.AreaFactory(network=network)
    assert 'for="id_area"' in markup_of(desk.get(NEW))
    assert "venue" not in as_shown(desk, NEW)


def test_all_facts_are_on_one_page_and_the_old_address_leads_on(desk: Client, group: SupportGroup) -> None:
    page = desk.get(CHANGE)
    assert {field.name for field in SupportGroup._meta.fields} - set(as_shown(desk, CHANGE)) <= {
        *("id", "ref", "network", "created_at", "details_confirmed_on"),
        *("area", "ages_from", "ages_until", "address_is_private", "uses_notes"),
        "uses_run_sheet",  # no page acts on it
    }, "those alone are not asked, or are empty"
    assert_calm(page)

    sent = as_shown(desk, CHANGE) | {
        "slug": "Tuesday-Circle",
        "capacity": "0",
        "confirmed": "on",
        "found_by": "members",
    }
    sent.pop("uses_jobs")
    page = desk.post(CHANGE, sent, follow=True)

    group.refresh_from_db()
    assert (group.slug, group.capacity, group.found_by, group.uses_jobs) == ("tuesday-circle", 0, "members", False)
    assert group.details_confirmed_on is not None
    assert "Saved." in words_of(page)
    assert "Last checked on" in words_of(page)
    assert desk.get("/groups/friday-circle/")["Location"] == "/groups/tuesday-circle/"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Tell people what the group is called."),
        ({"name": "x" * 101}, "up to 100 letters"),
        ({"place": " "}, "Tell people which town it is in"),
        ({"kind": "cult"}, "Choose one from the list."),
        ({"ages_from": "65", "ages_until": "16"}, "These are the wrong way round"),
        ({"ages_from": "-1"}, "Write a whole number from 0 to 120."),
        ({"ages_until": "many"}, "Write a whole number from 0 to 120."),
        ({"about": "<b>loud</b>"}, "Please leave out < and >"),
        ({"slug": "-_-"}, "Use letters without accents"),
        ({"slug": "taken"}, "That address is another’s, or was once"),
        ({"capacity": "1001"}, "Write a whole number from 0 to 1000."),
        ({"venue": "0"}, "Choose one from the list."),
        ({"format": "\x00"}, "Choose one from the list."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    desk: Client, group: SupportGroup, sent: dict[str, str], says: str
) -> None:
    factories.SupportGroupFactory(slug="taken")
    before = SupportGroup.objects.filter(pk=group.pk).values().get()
    page = desk.post(CHANGE, as_shown(desk, CHANGE) | sent)

    assert says in errors_of(page)
    assert SupportGroup.objects.filter(pk=group.pk).values().get() == before
    assert_calm(page)


def test_what_crossed_with_somebody_elses_change_is_said_and_kept(desk: Client, group: SupportGroup) -> None:
    sent = as_shown(desk, CHANGE) | {"name": "Mine"}
    SupportGroup.objects.filter(pk=group.pk).update(name="Theirs")
    page = desk.post(CHANGE, sent)

    assert page.status_code == 409
    assert "It says now: Theirs" in words_of(page)
    assert 'value="Mine"' in markup_of(page)


def test_what_is_another_networks_is_no_choice(desk: Client, group: SupportGroup) -> None:
    theirs = {"venue": factories.VenueFactory(), "format": factories.FormatFactory(), "area": factories.AreaFactory()}
    for name, row in theirs.items():
        for path in (NEW, CHANGE):
            sent = as_shown(desk, path) | {"name": "Tea", "place": "Tranent", name: row.pk}
            assert "Choose one from the list." in errors_of(desk.post(path, sent))
    assert SupportGroup.objects.filter(name="Tea").count() == 0


def test_who_coordinates_an_area_adds_and_moves_groups_within_it_alone(
    coordinator: Person, network: Network, group: SupportGroup
) -> None:
    north, south = (factories.AreaFactory(network=network, name=name) for name in ("North", "South"))
    coast = factories.AreaFactory(network=network, name="Coast", parent=north)
    coordinator.responsibilities.update(area=north)
    desk = browser(coordinator.user_id)
    assert [desk.get(CHANGE).status_code, desk.post(CHANGE).status_code] == [404, 404], "it is in no area of theirs"
    assert "Groups those you coordinate" in words_of(desk.get("/settings/"))

    def added(area: Any) -> str:
        sent = as_shown(desk, NEW) | {"name": "Tea", "place": "Tranent", "area": area}
        page = desk.post(NEW, sent)
        return errors_of(page) if page.status_code == 200 else "added"

    assert "Choose one from the list." in added("")
    assert "Choose one from the list." in added(south.pk)
    assert added(coast.pk) == "added"
    change = "/groups/tea/change/"
    for area in ("", south.pk):
        assert "Choose one from the list." in errors_of(desk.post(change, as_shown(desk, change) | {"area": area}))
    desk.post(change, as_shown(desk, change) | {"area": north.pk})
    assert SupportGroup.objects.get(slug="tea").area == north
    assert "Friday circle" not in words_of(desk.get(GROUPS))


def test_from_its_facts_everything_else_of_it_is_one_tap_away(desk: Client, group: SupportGroup) -> None:
    ways = markup_of(desk.get(CHANGE)).split("<main")[1].split("<form")[0]
    for word in ("runs/", "timetable/", "agreement/", "poster/", ""):
        assert f'href="/groups/friday-circle/{word}"' in ways
        assert desk.get(f"/groups/friday-circle/{word}").status_code == 200


def test_its_own_page_leads_coordinators_to_what_is_set(desk: Client, group: SupportGroup, facilitator: Person) -> None:
    for path in (CHANGE, "/groups/friday-circle/runs/"):
        assert f'href="{path}"' in markup_of(desk.get("/groups/friday-circle/"))
        assert f'href="{path}"' not in markup_of(browser(facilitator.user_id).get("/groups/friday-circle/"))
        assert browser(facilitator.user_id).get(path).status_code == 403
