"""The finder, a group's page and an organisation's: who finds what, and how each group stands."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Agreement, FormerSlug, Membership, Run, Stage, SupportGroup
from members.models import FormerSlug as FormerNetworkSlug
from members.models import Network, Person
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, same_but_for_the_address, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

Browse = Callable[[Person | None], Client]
NOWHERE = "/groups/there-is-none/"


def names(response: object) -> list[str]:
    return [one.group.name for one in response.context["found"]]  # type: ignore[attr-defined]


@pytest.fixture
def groups(network: Network) -> list[SupportGroup]:
    facts = [
        ("amble", "Amble", "Haddington", {"venue__step_free": "yes", "ages_from": 16}),
        ("breathe", "Breathe", "Tranent", {"venue__step_free": "no", "ages_from": 18, "kind": "listening"}),
        ("cuppa", "Cuppa", "Tranent", {"who_for": "Anyone on nights", "ages_until": 17}),
    ]
    return [
        factories.SupportGroupFactory(network=network, slug=slug, name=name, place=place, **more)
        for slug, name, place, more in facts
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Amble", "Breathe", "Cuppa"]),
        ("?place=Tranent", ["Breathe", "Cuppa"]),
        ("?words=nights", ["Cuppa"]),
        ("?words=AMBLE", ["Amble"]),
        ("?words=kettle", ["Amble", "Breathe", "Cuppa"]),
        ("?words=50%25", []),
        ("?kind=listening", ["Breathe"]),
        ("?age=16", ["Amble", "Cuppa"]),
        ("?age=18", ["Amble", "Breathe"]),
        ("?step_free=1", ["Amble"]),
        ("?place=Tranent&words=nights", ["Cuppa"]),
        ("?place=Narnia", []),
    ],
)
def test_each_filter_is_a_link_that_can_be_shared(
    client: Client, groups: list[SupportGroup], query: str, found: list[str]
) -> None:
    page = client.get(f"/groups/{query}")

    assert names(page) == found
    assert_calm(page)
    assert_safe(page)


def test_a_day_means_meeting_on_it_in_the_coming_fortnight(client: Client, groups: list[SupportGroup]) -> None:
    on = timezone.localdate() + dt.timedelta(days=3)
    factories.GroupSessionFactory(group=groups[0], on=on)
    factories.GroupSessionFactory(group=groups[1], on=on + dt.timedelta(days=28))

    assert names(client.get(f"/groups/?day={on.isoweekday()}")) == ["Amble"]


def test_searching_keeps_what_was_chosen_and_choosing_keeps_what_was_searched(
    client: Client, groups: list[SupportGroup]
) -> None:
    page = markup_of(client.get("/groups/?words=nights&place=Tranent&day=5&age=16&step_free=1&kind=support"))

    for name, value in (("place", "Tranent"), ("day", "5"), ("age", "16"), ("step_free", "1"), ("kind", "support")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert "?words=nights&amp;day=5&amp;age=16&amp;step_free=1&amp;kind=support" in page, "any place, all else kept"


@pytest.mark.parametrize(
    "query",
    [
        "words=%00",
        "place=%00",
        "after=%00",
        "after=Tranent~%00",
        "after=%00~cuppa",
        "after=~",
        "after=~~~",
        "after=x",
        "after=%F0%9F%98%80~%ED%A0%80",
        "day=%D9%A1",
        "day=%C2%B2",
        "day=0",
        "day=8",
        "day=1&day=2",
        "age=-1",
        "age=16.5",
        "kind=%3Cscript%3E",
        "step_free=maybe",
        "words='%3B DROP TABLE groups_supportgroup%3B --",
        "words=%3Cscript%3Ealert(1)%3C/script%3E",
        "words=" + "x" * 8000,
        "x=" + "y" * 8000,
        "%00=%00&&&==",
    ],
)
def test_what_the_finder_does_not_understand_it_leaves_out(
    client: Client, groups: list[SupportGroup], query: str
) -> None:
    page = client.get(f"/groups/?{query}")

    assert page.status_code == 200
    assert "<script>alert" not in markup_of(page)
    assert SupportGroup.objects.count() == 3


def test_pages_follow_one_another_without_gaps(client: Client, network: Network) -> None:
    made = [factories.SupportGroupFactory(network=network, place=f"Place ~{n % 3}") for n in range(30)]

    first = client.get("/groups/")
    second = client.get(f"/groups/?after={first.context['key']}")

    assert second.context["key"] == ""
    seen = [one.group.pk for page in (first, second) for one in page.context["found"]]
    assert sorted(seen) == sorted(group.pk for group in made)


@pytest.mark.parametrize(("found_by", "seen_by"), [("members", {"regular", "helper"}), ("staff", {"helper"})])
def test_hidden_groups_are_nowhere_for_those_outside(
    network: Network, browse: Browse, stranger: Person, found_by: str, seen_by: set[str]
) -> None:
    hidden = factories.SupportGroupFactory(network=network, place="Hush", slug="hush", name="Hushed", found_by=found_by)
    evening = factories.GroupSessionFactory(group=hidden, on=timezone.localdate() + dt.timedelta(days=2))
    cast: dict[str, Person | None] = {"nobody": None, "stranger": stranger}
    for name, role in (("regular", "participant"), ("helper", "helper")):
        user = factories.UserFactory()
        cast[name] = factories.PersonFactory(network=network, user=user)
        factories.MembershipFactory(group=hidden, person=cast[name], role=role)
    lists = ("/", "/groups/", "/groups/?words=hush", "/sessions/", f"/networks/{network.slug}/")

    for name, person in cast.items():
        client = browse(person)
        pages = [client.get(path) for path in lists]
        direct = [client.get("/groups/hush/"), client.get(f"/sessions/{evening.ref}/")]
        if name in seen_by:
            assert all("Hush" in words_of(page) for page in pages), name
            assert [page.status_code for page in direct] == [200, 200]
        else:
            assert not any("Hush" in markup_of(page).replace("words=hush", "") for page in pages), name
            assert [page.status_code for page in direct] == [404, 404]


def test_outside_the_walls_and_not_there_at_all_look_the_same(client: Client, network: Network) -> None:
    factories.SupportGroupFactory(network=network, slug="hush", found_by="members")

    hidden, missing = client.get("/groups/hush/"), client.get(NOWHERE)

    assert hidden.status_code == missing.status_code == 404
    assert same_but_for_the_address(hidden) == same_but_for_the_address(missing)
    assert_calm(missing)
    assert_safe(missing)


def test_a_former_member_sees_what_a_stranger_sees(
    network: Network, browse: Browse, former_facilitator: Person, group: SupportGroup
) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(found_by="members")

    assert browse(former_facilitator).get(f"/groups/{group.slug}/").status_code == 404


def test_an_old_name_and_capital_letters_lead_to_the_group(client: Client, group: SupportGroup) -> None:
    FormerSlug.objects.create(slug="wednesday-circle", group=group)

    for old in ("wednesday-circle", "Wednesday-Circle", "FRIDAY-Circle"):
        answer = client.get(f"/groups/{old}/")
        assert (answer.status_code, answer["Location"]) == (302, "/groups/friday-circle/")


def test_the_old_name_of_a_hidden_group_tells_nothing(client: Client, group: SupportGroup) -> None:
    FormerSlug.objects.create(slug="wednesday-circle", group=group)
    SupportGroup.objects.filter(pk=group.pk).update(found_by="staff")

    old, missing = client.get("/groups/wednesday-circle/"), client.get(NOWHERE)

    assert old.status_code == missing.status_code == 404
    assert same_but_for_the_address(old) == same_but_for_the_address(missing)


def test_an_organisation_is_found_by_its_old_name_too(client: Client, network: Network) -> None:
    FormerNetworkSlug.objects.create(slug="kettle-club", network=network)

    assert client.get("/networks/kettle-club/")["Location"] == f"/networks/{network.slug}/"
    assert client.get("/networks/there-is-none/").status_code == 404


def test_an_organisation_with_many_groups_has_pages(client: Client, network: Network) -> None:
    factories.SupportGroupFactory.create_batch(30, network=network)
    factories.SupportGroupFactory(name="Of another organisation")

    first = client.get(f"/networks/{network.slug}/")
    second = client.get(f"/networks/{network.slug}/?after={first.context['key']}")

    assert (len(first.context["found"]), len(second.context["found"])) == (24, 6)
    assert "Of another" not in words_of(first) + words_of(second)


def test_a_group_page_says_how_to_come_what_to_expect_and_when(client: Client, group: SupportGroup) -> None:
    for position, (kind, title) in enumerate([("agreement", "Our agreement"), ("break", "Tea and cake")]):
        Stage.objects.create(format=group.format, position=position, kind=kind, title=title)
    Agreement.objects.create(group=group, version=1, text="What is said here stays here.", begins_on="2020-01-01")
    session = factories.GroupSessionFactory(group=group)

    page = client.get(f"/groups/{group.slug}/")

    for part in ("Friday circle", "Our agreement", "Tea and cake", "What is said here stays here.", "Hall", "7pm"):
        assert part in words_of(page)
    assert f'href="/sessions/{session.ref}/place/"' in markup_of(page)
    assert "Plan the dates" not in words_of(page)
    assert_calm(page)


def test_a_drop_in_group_says_so_first_and_offers_a_reminder_and_nothing_more(
    client: Client, group: SupportGroup
) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(place_policy="turn_up")
    session = factories.GroupSessionFactory(group=group)

    page = markup_of(client.get(f"/groups/{group.slug}/"))

    assert page.index("Just turn up.") < page.index("/remind-me/")
    assert f"/sessions/{session.ref}/place/" not in page


def test_a_private_address_is_not_on_any_public_page(client: Client, group: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(address_is_private=True)
    venue = group.venue
    assert venue is not None
    venue.name, venue.address = "Secret Hall", "12 Hidden Lane"
    venue.save()
    session = factories.GroupSessionFactory(group=group, on=timezone.localdate() + dt.timedelta(days=2))

    for path in ("/", "/groups/", f"/groups/{group.slug}/", "/sessions/", f"/sessions/{session.ref}/"):
        page = markup_of(client.get(path))
        assert "Secret" not in page
        assert "Hidden" not in page
    for path in (f"/sessions/{session.ref}/place/", f"/sessions/{session.ref}/remind-me/"):
        assert "Secret" not in markup_of(client.get(path))


def test_facilitators_find_the_way_to_plan_and_helpers_do_not(
    browse: Browse, group: SupportGroup, facilitator: Person, volunteer: Person, coordinator: Person
) -> None:
    for person, plans in ((facilitator, True), (coordinator, True), (volunteer, False)):
        assert ("Plan the dates" in words_of(browse(person).get(f"/groups/{group.slug}/"))) is plans


@pytest.mark.parametrize("path", ["/", "/groups/", "/groups/the-one/", "/networks/keep-the-kettle-on/"])
def test_p1_a_page_costs_as_many_queries_for_thirty_rows_as_for_one(
    client: Client, network: Network, path: str
) -> None:
    def add(count: int, **facts: str) -> None:
        for n in range(count):
            group = factories.SupportGroupFactory(network=network, **facts)
            on = timezone.localdate() + dt.timedelta(days=1 + n % 6)
            factories.GroupSessionFactory(group=group, on=on)
            facts = {}

    add(1, slug="the-one")
    few = len(queries_of(client, path))
    add(29)
    one = SupportGroup.objects.get(slug="the-one")
    for week in range(2, 30):
        factories.GroupSessionFactory(group=one, on=timezone.localdate() + dt.timedelta(weeks=week))
    many = len(queries_of(client, path))

    assert few == many
    assert many <= 6, "and two that are remembered for half a minute"


@pytest.mark.parametrize("facts", [{"ended_as": "paused"}, {"ended_as": "closed"}])
def test_a_membership_opens_its_group_even_when_it_rests(
    browse: Browse, network: Network, facts: dict[str, str]
) -> None:
    group = factories.SupportGroupFactory(network=network, found_by="members", runs=[])
    Run.objects.create(group=group, ended_on=timezone.localdate() - dt.timedelta(days=9), **facts)
    person = factories.PersonFactory(network=network, user=factories.UserFactory())
    factories.MembershipFactory(group=group, person=person, role=Membership.Role.PARTICIPANT)

    assert browse(person).get(f"/groups/{group.slug}/").status_code == 200
