"""The page of a poster for who leads the group, and its files, which whoever may find the group can have."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from groups.models import Run, SupportGroup
from members.models import Person
from sessions import posters
from sessions.views.posters import KINDS
from tests import factories
from tests.pages import assert_calm, assert_safe, markup_of, words_of
from tests.sessions.views.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sheets_yet")]

Browse = Callable[[Person | None], Client]
PAGE = "/groups/friday-circle/poster/"
SLIPS = f"{PAGE}slips.pdf"


@pytest.fixture
def lead(browse: Browse, facilitator: Person) -> Client:
    return browse(facilitator)


def test_who_leads_finds_it_on_the_groups_page_and_beside_the_dates(lead: Client) -> None:
    for page in ("/groups/friday-circle/", "/groups/friday-circle/timetable/"):
        assert f'href="{PAGE}"' in markup_of(lead.get(page)), page
    assert PAGE not in markup_of(Client().get("/groups/friday-circle/"))


def test_the_page_shows_a_picture_with_its_words_and_every_file(lead: Client) -> None:
    page = lead.get(PAGE)

    for name in posters.SHEETS:
        assert f"{PAGE}{name}" in markup_of(page)
    assert " ".join(page.context["poster"].words) in words_of(page)
    assert "Dates can change: look here" in words_of(page)
    assert_calm(page)
    assert_safe(page)


def test_the_page_names_letters_that_cannot_be_printed(lead: Client, group: SupportGroup) -> None:
    assert "Some letters" not in words_of(lead.get(PAGE))
    SupportGroup.objects.filter(pk=group.pk).update(name="Tea 🎉")
    assert "leave them out: 🎉" in words_of(lead.get(PAGE))


def test_the_page_says_that_a_private_address_is_on_none(lead: Client, group: SupportGroup) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(address_is_private=True)
    assert "The address of this group is private, so it is on none of them." in words_of(lead.get(PAGE))


@pytest.mark.parametrize("name", posters.SHEETS)
def test_anybody_may_have_a_file_of_a_public_group(client: Client, group: SupportGroup, name: str) -> None:
    answer = client.get(f"{PAGE}{name}")

    assert answer.status_code == 200
    assert answer["Content-Type"] == KINDS[name.endswith(".png")]
    assert answer["Content-Disposition"] == f'inline; filename="friday-circle-{name}"'
    assert answer.content.startswith(b"\x89PNG" if name.endswith(".png") else b"%PDF")
    assert not answer.cookies


def test_of_a_group_that_has_ended_there_is_none_and_the_page_says_what_to_do(
    lead: Client, group: SupportGroup
) -> None:
    group.runs.all().delete()
    Run.objects.create(group=group, ended_on="2026-01-01", ended_as="closed")

    page = lead.get(PAGE)
    assert "Take down the posters that still hang." in words_of(page)
    assert_calm(page)
    for name in posters.SHEETS:
        assert lead.get(f"{PAGE}{name}").status_code == 404


@pytest.mark.parametrize("found_by", ["members", "staff"])
def test_of_a_group_that_not_everybody_may_find_there_is_none(lead: Client, group: SupportGroup, found_by: str) -> None:
    SupportGroup.objects.filter(pk=group.pk).update(found_by=found_by)

    assert "a poster tells everybody" in words_of(lead.get(PAGE))
    for browser in (lead, Client()):
        assert browser.get(SLIPS).status_code == 404


def test_who_has_it_already_is_told_so_until_something_changes(client: Client, group: SupportGroup) -> None:
    first = client.get(SLIPS)
    asked_again = {"If-None-Match": first["ETag"]}

    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(SLIPS, headers=asked_again)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    SupportGroup.objects.filter(pk=group.pk).update(name="Saturday circle")
    changed = client.get(SLIPS, headers=asked_again)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_making_is_counted_and_giving_what_is_made_is_not(client: Client, settings: Any, group: SupportGroup) -> None:
    settings.SHEETS_FOR_ONE_ADDRESS = 1
    other = factories.SupportGroupFactory(network=group.network, slug="other-circle")

    assert [client.get(SLIPS).status_code for _ in range(3)] == [200, 200, 200]
    refused = client.get(f"/groups/{other.slug}/poster/slips.pdf")
    assert refused.status_code == 429
    assert_calm(refused)
    assert client.get(SLIPS).status_code == 200
    settings.SHEETS_FOR_ONE_ADDRESS = 0
    assert client.get(f"/groups/{other.slug}/poster/slips.pdf").status_code == 200


def test_the_number_of_questions_is_fixed(lead: Client, group: SupportGroup) -> None:
    def asked() -> tuple[int, int]:
        return len(queries_of(lead, PAGE)), len(queries_of(Client(), SLIPS))

    def grow(times: int) -> None:
        for _ in range(times):
            factories.GroupSessionFactory(group=group)
            group.format.stages.create(position=group.format.stages.count(), kind="sharing", title="Round")
        assert Client().get(SLIPS).status_code == 200, "made, and kept"

    grow(1)
    before = asked()
    grow(5)
    assert asked() == before
    assert max(before) <= 11
