"""Pages of a group's agreement: read by whoever finds the group, written by who leads it."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from groups.models import Agreement, SupportGroup
from members.models import Person
from tests import factories
from tests.pages import assert_calm, errors_of, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
PAGE = "/groups/friday-circle/agreement/"
NEW = f"{PAGE}new/"
Browse = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def written(group: SupportGroup) -> list[Agreement]:
    """One that was, one that is, one to come."""
    facts = [("Old words", "2024-03-01"), ("Words in use", "2025-03-01"), ("Words to come", "2027-03-01")]
    return [
        Agreement.objects.create(group=group, version=at, text=text, begins_on=day)
        for at, (text, day) in enumerate(facts, 1)
    ]


def sent(**facts: str) -> dict[str, str]:
    usual = {"text": "Be kind.", "begins_on": "2026-11-27", "review_on": "2027-11-27", "is_major": "on"}
    return {**usual, **facts}


def as_shown(client: Client, **facts: str) -> dict[str, str]:
    """What the page's form would send with these changes alone."""
    form = client.get(NEW).context["form"]
    return {name: str(form[name].value()) for name in ("text", "begins_on", "review_on", "seen")} | facts


def test_whoever_finds_the_group_reads_the_one_in_use_alone(group: SupportGroup, written: list[Agreement]) -> None:
    page = Client().get(PAGE)
    assert "Words in use" in words_of(page)
    assert "In use since 1 March 2025. Shared at the start of each evening." in words_of(page)
    assert [word for word in ("Old words", "Words to come", "Write", "version") if word in words_of(page)] == []
    assert_calm(page)


def test_where_nothing_is_written_it_says_so(group: SupportGroup) -> None:
    page = Client().get(PAGE)
    assert "Nothing is written down yet" in words_of(page)
    assert_calm(page)


def test_a_group_one_cannot_find_has_no_agreement(group: SupportGroup, written: list[Agreement]) -> None:
    SupportGroup.objects.update(found_by="members")
    assert Client().get(PAGE).status_code == 404


def test_who_leads_reads_the_others_too_with_their_days(
    browse: Browse, facilitator: Person, written: list[Agreement]
) -> None:
    page = browse(facilitator).get(PAGE)
    for words in (
        "This is version 2. Something in it is new. No day is set to look at it again.",
        "Version 1, from 1 March 2024",
        "Old words",
        "Version 3, from 1 March 2027, still to come",
        "Words to come",
        "Write a new version",
    ):
        assert words in words_of(page)
    assert_calm(page)


def test_the_first_is_offered_and_written_at_once(browse: Browse, facilitator: Person, group: SupportGroup) -> None:
    client = browse(facilitator)
    form = client.get(NEW)
    assert "What is said here stays here" in markup_of(form)
    assert_calm(form)

    page = client.post(NEW, sent(begins_on="2019-05-01"), follow=True)
    assert "Saved. The versions before it stay as they were." in words_of(page)
    assert "Be kind." in words_of(page)
    one = Agreement.objects.get()
    assert (one.version, one.is_major, str(one.begins_on), str(one.review_on)) == (1, True, "2019-05-01", "2027-11-27")


def test_the_next_begins_with_the_words_there_are_and_sent_twice_is_one(
    browse: Browse, facilitator: Person, written: list[Agreement]
) -> None:
    client = browse(facilitator)
    Agreement.objects.filter(version=3).delete()
    form = as_shown(client)
    assert (form["text"], form["begins_on"], form["review_on"]) == ("Words in use", "2026-11-21", "2027-11-21")
    for _ in range(2):
        client.post(NEW, form | {"text": "Be kind."})
    rows = list(Agreement.objects.values_list("version", "text", "is_major"))
    assert rows == [(3, "Be kind.", False), (2, "Words in use", True), (1, "Old words", True)]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"text": " "}, "Write what you have agreed."),
        ({"text": "x" * 6001}, "up to 6,000 letters"),
        ({"text": "<b>loud</b>"}, "Please leave out < and >"),
        ({"begins_on": ""}, "Choose a day."),
        ({"begins_on": "soon"}, "Write the day like"),
        ({"begins_on": "2026-11-19"}, "That day is over"),
        ({"begins_on": "0026-11-27"}, "Have another look at the year."),
        ({"review_on": "2026-11-27"}, "That is before it begins."),
        ({"review_on": "3026-11-27"}, "Have another look at the year."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_is_written(
    browse: Browse, facilitator: Person, group: SupportGroup, facts: dict[str, str], says: str
) -> None:
    Agreement.objects.create(group=group, version=1, text="Words", begins_on="2025-03-01")
    client = browse(facilitator)
    page = client.post(NEW, as_shown(client, **sent(**facts)))
    assert says in errors_of(page)
    assert Agreement.objects.count() == 1
    assert_calm(page)


def test_what_crossed_with_somebody_elses_version_is_said_and_kept(
    browse: Browse, facilitator: Person, group: SupportGroup
) -> None:
    client = browse(facilitator)
    Agreement.objects.create(group=group, version=1, text="Theirs", begins_on="2026-11-20")
    page = client.post(NEW, sent(text="Mine"))

    assert page.status_code == 409
    assert "It says now: Theirs" in words_of(page)
    assert "Mine</textarea>" in markup_of(page)
    client.post(NEW, sent(text="Mine", seen=page.context["form"]["seen"].value()))
    assert list(Agreement.objects.values_list("version", "text")) == [(2, "Mine"), (1, "Theirs")]


def test_who_does_not_lead_writes_none(browse: Browse, regular: Person, volunteer: Person, stranger: Person) -> None:
    answers = [browse(person).post(NEW, sent()).status_code for person in (regular, volunteer, stranger)]
    assert answers == [403, 403, 404]
    assert Client().post(NEW, sent()).status_code == 302
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(("review_on", "due"), [("2026-11-20", True), ("2026-11-21", False)])
def test_who_leads_reads_on_the_groups_page_that_it_is_time_to_look(
    browse: Browse, facilitator: Person, group: SupportGroup, review_on: str, due: bool
) -> None:
    Agreement.objects.create(group=group, version=1, text="Words", begins_on="2025-03-01", review_on=review_on)
    says = "Time to look at the agreement together"
    page = browse(facilitator).get("/groups/friday-circle/")
    assert (says in words_of(page)) == due
    assert f'href="{PAGE}"' in markup_of(page)
    assert says not in words_of(Client().get("/groups/friday-circle/"))


def test_however_many_versions_there_are_it_asks_as_much(
    browse: Browse, facilitator: Person, written: list[Agreement]
) -> None:
    client = browse(facilitator)
    before = len(queries_of(client, PAGE))
    for at in range(4, 24):
        Agreement.objects.create(group=written[0].group, version=at, text="More", begins_on="2027-04-01")
    assert len(queries_of(client, PAGE)) == before


def test_another_groups_versions_are_its_own(browse: Browse, facilitator: Person, group: SupportGroup) -> None:
    other = factories.SupportGroupFactory(network=group.network)
    Agreement.objects.create(group=other, version=1, text="Elsewhere", begins_on="2025-03-01")
    assert "Elsewhere" not in words_of(browse(facilitator).get(PAGE))
    assert browse(facilitator).get(f"/groups/{other.slug}/agreement/new/").status_code == 404
